import type { Random } from './random.ts';

/** What is said of one procedure: its name and the ways citizens ask for it, in folded syllables. */
export interface Spoken {
  readonly name: readonly string[];
  readonly phrasings: readonly (readonly string[])[];
}

export interface EmbeddingOptions {
  readonly dimensions: number;
  readonly epochs: number;
  readonly random: Random;
  /** How telling a syllable is (IDF). */
  readonly weightOf: (syllable: string) => number;
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

const BATCH = 384;
const RATE = 0.01;
const TEMPERATURE = 0.07;
/** Pairs that stand in fewer texts are not learned. */
const LEAST_TEXTS = 3;
/** Chance that a word of a phrasing is left out: strangers share only some of the words. */
const DROP = 0.25;
/** Chance that part of the name is asked instead of a phrasing. */
const ASK_NAME = 0.15;
const LONGEST_NAME = 60;

/** Terms of a text: syllables and pairs of neighbours. */
function termsOf(tokens: readonly string[]): string[] {
  return [...tokens, ...tokens.slice(1).map((token, at) => `${tokens[at] ?? ''} ${token}`)];
}

/**
 * Learns a vector a term (Adam on the softmax over a batch): a phrasing must lie nearest to the name
 * and the other phrasings of its own procedure. Rows come weighted, ready to be added up.
 */
export function learnEmbedding(
  spoken: readonly Spoken[],
  options: EmbeddingOptions,
): { readonly terms: string[]; readonly rows: Float32Array } {
  const { dimensions: width, random, weightOf } = options;
  const counts = new Map<string, number>();
  for (const { name, phrasings } of spoken) {
    for (const text of [name, ...phrasings])
      for (const term of new Set(termsOf(text))) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  const terms = [...counts]
    .filter(([term, count]) => !term.includes(' ') || count >= LEAST_TEXTS)
    .map(([term]) => term)
    .sort();
  const idOf = new Map(terms.map((term, id) => [term, id]));
  const weights = Float32Array.from(terms, (term) => {
    const parts = term.split(' ').map(weightOf);
    return parts.reduce((sum, value) => sum + value, 0) / parts.length;
  });
  const ids = (tokens: readonly string[]): number[] =>
    termsOf(tokens).flatMap((term) => idOf.get(term) ?? []);
  const texts = spoken.map(({ name, phrasings }) => ({
    name: ids(name.slice(0, LONGEST_NAME)),
    phrasings: phrasings.map(ids),
  }));
  const vectors = Float32Array.from(
    { length: terms.length * width },
    () => (random.next() + random.next() + random.next() - 1.5) * (2 / Math.sqrt(width)),
  );
  const optimiser = createAdam(vectors.length);
  const anchors = texts.flatMap(({ phrasings }, at) =>
    phrasings.length < 2 ? [] : phrasings.map((_, which) => [at, which] as const),
  );
  const keep = (list: readonly number[], share: number): readonly number[] => {
    const kept = list.filter(() => random.chance(share));
    return kept.length > 0 ? kept : list;
  };
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    shuffle(anchors, random);
    let loss = 0;
    let batches = 0;
    for (let from = 0; from + BATCH / 2 < anchors.length; from += BATCH) {
      const batch = anchors.slice(from, from + BATCH);
      const asked = batch.map(([at, which]) => {
        const text = texts[at] as (typeof texts)[number];
        return random.chance(ASK_NAME) && text.name.length > 0
          ? keep(text.name, 0.5)
          : keep(text.phrasings[which] ?? [], 1 - DROP);
      });
      const meant = batch.map(([at, which]) => {
        const text = texts[at] as (typeof texts)[number];
        const others = text.phrasings.filter((_, other) => other !== which).flat();
        return random.chance(0.2) && others.length > 0 ? others : [...text.name, ...others];
      });
      const gradient = new Map<number, Float32Array>();
      loss += step(
        batch.map(([at]) => at),
        asked,
        meant,
        vectors,
        weights,
        width,
        gradient,
      );
      batches += 1;
      optimiser(vectors, gradient, width, RATE * (1 - (0.9 * epoch) / options.epochs));
    }
    options.onEpoch?.(epoch, loss / Math.max(1, batches));
  }
  terms.forEach((_, id) => {
    for (let at = id * width; at < (id + 1) * width; at += 1)
      vectors[at] = (vectors[at] as number) * (weights[id] as number);
  });
  return { terms, rows: vectors };
}

/** Loss of one batch; adds its gradient by term. */
function step(
  owners: readonly number[],
  asked: readonly (readonly number[])[],
  meant: readonly (readonly number[])[],
  vectors: Float32Array,
  weights: Float32Array,
  width: number,
  gradient: Map<number, Float32Array>,
): number {
  const count = owners.length;
  const left = asked.map((ids) => unit(ids, vectors, weights, width));
  const right = meant.map((ids) => unit(ids, vectors, weights, width));
  const leftGradient = left.map(() => new Float32Array(width));
  const rightGradient = right.map(() => new Float32Array(width));
  let loss = 0;
  const shares = new Float32Array(count);
  for (let i = 0; i < count; i += 1) {
    const a = (left[i] as Unit).vector;
    let top = -Infinity;
    for (let j = 0; j < count; j += 1) {
      const b = (right[j] as Unit).vector;
      let dot = 0;
      for (let at = 0; at < width; at += 1) dot += (a[at] as number) * (b[at] as number);
      // Another phrasing of the same procedure is no counter-example.
      shares[j] = i !== j && owners[i] === owners[j] ? -Infinity : dot / TEMPERATURE;
      top = Math.max(top, shares[j] as number);
    }
    let total = 0;
    for (let j = 0; j < count; j += 1) {
      shares[j] = Math.exp((shares[j] as number) - top);
      total += shares[j] as number;
    }
    loss -= Math.log((shares[i] as number) / total + 1e-9) / count;
    const own = leftGradient[i] as Float32Array;
    for (let j = 0; j < count; j += 1) {
      const delta = ((shares[j] as number) / total - (i === j ? 1 : 0)) / (count * TEMPERATURE);
      if (Math.abs(delta) < 1e-7) continue;
      const b = (right[j] as Unit).vector;
      const other = rightGradient[j] as Float32Array;
      for (let at = 0; at < width; at += 1) {
        own[at] = (own[at] as number) + delta * (b[at] as number);
        other[at] = (other[at] as number) + delta * (a[at] as number);
      }
    }
  }
  left.forEach((one, i) =>
    spread(asked[i] ?? [], one, leftGradient[i] as Float32Array, weights, gradient),
  );
  right.forEach((one, i) =>
    spread(meant[i] ?? [], one, rightGradient[i] as Float32Array, weights, gradient),
  );
  return loss;
}

interface Unit {
  readonly vector: Float32Array;
  readonly length: number;
}

function unit(
  ids: readonly number[],
  vectors: Float32Array,
  weights: Float32Array,
  width: number,
): Unit {
  const vector = new Float32Array(width);
  for (const id of ids) {
    const weight = weights[id] as number;
    for (let at = 0; at < width; at += 1)
      vector[at] = (vector[at] as number) + weight * (vectors[id * width + at] as number);
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) + 1e-6;
  for (let at = 0; at < width; at += 1) vector[at] = (vector[at] as number) / length;
  return { vector, length };
}

/** The gradient of a unit vector, handed on to the terms it was added up from. */
function spread(
  ids: readonly number[],
  { vector, length }: Unit,
  own: Float32Array,
  weights: Float32Array,
  gradient: Map<number, Float32Array>,
): void {
  const width = vector.length;
  let along = 0;
  for (let at = 0; at < width; at += 1) along += (own[at] as number) * (vector[at] as number);
  const back = own.map((value, at) => (value - along * (vector[at] as number)) / length);
  for (const id of ids) {
    let sum = gradient.get(id);
    if (sum === undefined) gradient.set(id, (sum = new Float32Array(width)));
    const weight = weights[id] as number;
    for (let at = 0; at < width; at += 1)
      sum[at] = (sum[at] as number) + weight * (back[at] as number);
  }
}

/** Adam (Kingma and Ba 2015) that touches only the terms of the batch. */
function createAdam(
  size: number,
): (
  values: Float32Array,
  gradient: ReadonlyMap<number, Float32Array>,
  width: number,
  rate: number,
) => void {
  const first = new Float32Array(size);
  const second = new Float32Array(size);
  let steps = 0;
  return (values, gradient, width, rate) => {
    steps += 1;
    const fixFirst = 1 - 0.9 ** steps;
    const fixSecond = 1 - 0.999 ** steps;
    for (const [id, sum] of gradient) {
      for (let at = 0; at < width; at += 1) {
        const place = id * width + at;
        const slope = sum[at] as number;
        first[place] = 0.9 * (first[place] as number) + 0.1 * slope;
        second[place] = 0.999 * (second[place] as number) + 0.001 * slope * slope;
        values[place] =
          (values[place] as number) -
          (rate * ((first[place] as number) / fixFirst)) /
            (Math.sqrt((second[place] as number) / fixSecond) + 1e-8);
      }
    }
  };
}

function shuffle<T>(list: T[], random: Random): void {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [list[at], list[other]] = [list[other] as T, list[at] as T];
  }
}
