import { fold } from '../language/fold.ts';
import { pack, unpack } from './binary.ts';
import type { QuerySegment } from './query.ts';

/**
 * Vectors of folded syllables and syllable pairs, learned by `npm run train` so that the ways in
 * which citizens ask for one procedure come to lie near its name and its other phrasings
 * (contrastive learning with the other procedures of a batch as counter-examples). It works with no
 * key and no network; a real embedding behind an endpoint takes its place where one is set.
 */
export interface EmbeddingTable {
  readonly dimensions: number;
  readonly rowOf: ReadonlyMap<string, number>;
  /** Row after row, each to be multiplied by its scale. */
  readonly vectors: Int8Array;
  readonly scales: Float32Array;
}

/** `knowledge/weights/embedding.bin`. Throws when the bytes are not one. */
export function parseEmbedding(bytes: Uint8Array): EmbeddingTable {
  const file = unpack(bytes);
  const terms = file.value('terms') as readonly string[];
  const stored = file.u8('vectors');
  return {
    dimensions: file.value('dimensions') as number,
    rowOf: new Map(terms.map((term, row) => [term, row])),
    vectors: new Int8Array(stored.buffer, stored.byteOffset, stored.byteLength),
    scales: file.f32('scales'),
  };
}

/** Bytes of a table; every row is rounded to eight bits of its own scale. */
export function packEmbedding(
  terms: readonly string[],
  rows: Float32Array,
  note: string,
): Uint8Array {
  const dimensions = Math.max(1, rows.length / Math.max(1, terms.length));
  const vectors = new Int8Array(rows.length);
  const scales = new Float32Array(terms.length);
  for (let row = 0; row < terms.length; row += 1) {
    let most = 1e-9;
    for (let at = row * dimensions; at < (row + 1) * dimensions; at += 1)
      most = Math.max(most, Math.abs(rows[at] as number));
    scales[row] = most / 127;
    for (let at = row * dimensions; at < (row + 1) * dimensions; at += 1)
      vectors[at] = Math.round(((rows[at] as number) / most) * 127);
  }
  return pack({ dimensions, terms, note }, { vectors: new Uint8Array(vectors.buffer), scales });
}

export interface OfflineEmbedder {
  readonly dimensions: number;
  /** Unit vector of what the segments say, each syllable by its weight; zero when no term is known. */
  embed(segments: readonly QuerySegment[]): Float32Array;
}

export function createOfflineEmbedder(table: EmbeddingTable): OfflineEmbedder {
  const { dimensions, rowOf, vectors, scales } = table;
  function add(sum: Float32Array, term: string, weight: number): void {
    const row = rowOf.get(term);
    if (row === undefined || weight <= 0) return;
    const scale = (scales[row] as number) * weight;
    const from = row * dimensions;
    for (let at = 0; at < dimensions; at += 1)
      sum[at] = (sum[at] as number) + scale * (vectors[from + at] as number);
  }
  return {
    dimensions,
    embed(segments) {
      const sum = new Float32Array(dimensions);
      for (const segment of segments) {
        let before = '';
        let weightBefore = 0;
        for (const { syllable, weight } of segment) {
          const folded = fold(syllable);
          add(sum, folded, weight);
          if (before !== '') add(sum, `${before} ${folded}`, Math.min(weight, weightBefore));
          before = folded;
          weightBefore = weight;
        }
      }
      const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0));
      return length === 0 ? sum : sum.map((value) => value / length);
    },
  };
}

/** A text as a segment in which every syllable counts in full. */
export function plainSegment(tokens: readonly string[]): QuerySegment {
  return tokens.map((syllable) => ({ syllable, weight: 1, certain: true }));
}
