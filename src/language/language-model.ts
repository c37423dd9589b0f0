import { fold } from './fold.ts';

/**
 * Bigram model of Vietnamese syllables as they stand in the knowledge (official text and citizens'
 * phrasings). It restores marks, repairs typing and tells whether a word is Vietnamese at all.
 */
export interface LanguageModel {
  /** Canonical syllables; the position is the syllable's id. */
  readonly syllables: readonly string[];
  readonly idOf: ReadonlyMap<string, number>;
  /** Ids of every syllable that folds to the key, most frequent first. */
  readonly byFold: ReadonlyMap<string, readonly number[]>;
  readonly counts: Uint32Array;
  readonly total: number;
  /** Sorted keys `first * 2^20 + second` and their counts. */
  readonly bigramKeys: Float64Array;
  readonly bigramCounts: Uint32Array;
}

const BIGRAM_BASE = 2 ** 20;
const SYLLABLE = /^[\p{L}\p{M}]+$/u;

export interface LanguageModelCounts {
  add(tokens: readonly string[], weight: number): void;
  finish(options: { minCount: number; minBigramCount: number }): LanguageModel;
}

/** Counts syllables and their neighbours; numbers and codes break the sequence. */
export function countLanguage(): LanguageModelCounts {
  const unigrams = new Map<string, number>();
  const ids = new Map<string, number>();
  const names: string[] = [];
  const bigrams = new Map<number, number>();
  const idOf = (token: string): number => {
    let id = ids.get(token);
    if (id === undefined) {
      id = names.length;
      names.push(token);
      ids.set(token, id);
    }
    return id;
  };
  return {
    add(tokens, weight) {
      let previous = -1;
      for (const token of tokens) {
        if (token.length > 12 || !SYLLABLE.test(token)) {
          previous = -1;
          continue;
        }
        const id = idOf(token);
        unigrams.set(token, (unigrams.get(token) ?? 0) + weight);
        if (previous >= 0) {
          const key = previous * BIGRAM_BASE + id;
          bigrams.set(key, (bigrams.get(key) ?? 0) + weight);
        }
        previous = id;
      }
    },
    finish({ minCount, minBigramCount }) {
      const kept = names.filter((name) => (unigrams.get(name) ?? 0) >= minCount);
      kept.sort((a, b) => (unigrams.get(b) ?? 0) - (unigrams.get(a) ?? 0) || (a < b ? -1 : 1));
      const newId = new Map(kept.map((name, id) => [name, id]));
      const pairs: [number, number][] = [];
      for (const [key, count] of bigrams) {
        if (count < minBigramCount) continue;
        const first = newId.get(names[Math.floor(key / BIGRAM_BASE)] ?? '');
        const second = newId.get(names[key % BIGRAM_BASE] ?? '');
        if (first !== undefined && second !== undefined) {
          pairs.push([first * BIGRAM_BASE + second, count]);
        }
      }
      pairs.sort((a, b) => a[0] - b[0]);
      return assembleLanguageModel(
        kept,
        Uint32Array.from(kept, (name) => unigrams.get(name) ?? 0),
        Float64Array.from(pairs, ([key]) => key),
        Uint32Array.from(pairs, ([, count]) => count),
      );
    },
  };
}

/** Puts a model together from its stored parts. */
export function assembleLanguageModel(
  syllables: readonly string[],
  counts: Uint32Array,
  bigramKeys: Float64Array,
  bigramCounts: Uint32Array,
): LanguageModel {
  const idOf = new Map<string, number>();
  const byFold = new Map<string, number[]>();
  let total = 0;
  syllables.forEach((syllable, id) => {
    idOf.set(syllable, id);
    total += counts[id] ?? 0;
    const key = fold(syllable);
    const ids = byFold.get(key);
    if (ids) ids.push(id);
    else byFold.set(key, [id]);
  });
  return { syllables, idOf, byFold, counts, total, bigramKeys, bigramCounts };
}

function bigramCount(model: LanguageModel, first: number, second: number): number {
  const key = first * BIGRAM_BASE + second;
  const { bigramKeys } = model;
  let low = 0;
  let high = bigramKeys.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = bigramKeys[middle] as number;
    if (found === key) return model.bigramCounts[middle] as number;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}

const BIGRAM_SHARE = 0.75;

/** Natural logarithm of P(second | first); `first` −1 stands for the start or an unknown word. */
export function logProbability(model: LanguageModel, first: number, second: number): number {
  const unigram = ((model.counts[second] ?? 0) + 0.5) / (model.total + 1);
  if (first < 0) return Math.log(unigram);
  const together = bigramCount(model, first, second);
  const alone = model.counts[first] ?? 0;
  const bigram = alone > 0 ? together / (alone + 5) : 0;
  return Math.log(BIGRAM_SHARE * bigram + (1 - BIGRAM_SHARE) * unigram);
}
