import { fold } from '../language/fold.ts';

/**
 * The embedder that works with no key and no network. It is **not** semantic search: a text's
 * vector is the sum of pseudo-random unit vectors of its folded syllables and syllable pairs
 * (random indexing, Kanerva et al. 2000), weighted by how rare they are. Two texts are near when
 * they share rare words, which the lexical index sees too. It exists so that the path of a real
 * embedding (BGE-M3 and the like behind an OpenAI-compatible endpoint) is run every day.
 */
export const OFFLINE_DIMENSIONS = 96;

export interface OfflineEmbedder {
  readonly dimensions: number;
  embed(tokens: readonly string[]): Float32Array;
}

/** Non-zero entries of a term's vector: few, so that adding one is cheap. */
const ENTRIES = 6;

export function createOfflineEmbedder(weightOf: (folded: string) => number): OfflineEmbedder {
  return {
    dimensions: OFFLINE_DIMENSIONS,
    embed(tokens) {
      const vector = new Float32Array(OFFLINE_DIMENSIONS);
      let before = '';
      for (const token of tokens) {
        const folded = fold(token);
        const weight = weightOf(folded);
        add(vector, folded, weight);
        if (before !== '') add(vector, `${before} ${folded}`, (weight + weightOf(before)) / 2);
        before = folded;
      }
      return normalise(vector);
    },
  };
}

function add(vector: Float32Array, term: string, weight: number): void {
  let hash = 2_166_136_261;
  for (let at = 0; at < term.length; at += 1)
    hash = Math.imul(hash ^ term.charCodeAt(at), 16_777_619);
  for (let entry = 0; entry < ENTRIES; entry += 1) {
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    const dimension = (hash >>> 1) % OFFLINE_DIMENSIONS;
    vector[dimension] = (vector[dimension] as number) + ((hash & 1) === 0 ? weight : -weight);
  }
}

function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
  for (let at = 0; at < vector.length; at += 1) vector[at] = (vector[at] as number) / length;
  return vector;
}
