import { fold } from '../language/fold.ts';
import type { LabelChannel, SearchIndex } from './search-index.ts';
import { bigramKey } from './vocabulary.ts';

/** One syllable of a question with the weight it carries in the search. */
export interface QueryToken {
  /** Canonical spelling as understood. */
  readonly syllable: string;
  /** As typed, where that differs; searched beside it, without marks, at half weight. */
  readonly typed?: string;
  /** 0–1: question words and courtesies are low, words of the need are 1. */
  readonly weight: number;
  /** Marks stood in the question, or were restored (then the marked channels count less). */
  readonly certain: boolean;
}

/** Stretches of consecutive tokens: the question itself, then each added meaning. */
export type QuerySegment = readonly QueryToken[];

/** Weighted index terms of a question, each once. */
export type QueryTerms = Readonly<Record<LabelChannel, ReadonlyMap<number, number>>>;

const RESTORED = 0.75;

export function queryTerms(index: SearchIndex, segments: readonly QuerySegment[]): QueryTerms {
  const terms = {
    marked: new Map<number, number>(),
    folded: new Map<number, number>(),
    markedPair: new Map<number, number>(),
    foldedPair: new Map<number, number>(),
  };
  const { idOf } = index.vocabulary;
  for (const segment of segments) {
    let before: QueryToken | undefined;
    for (const token of segment) {
      const share = token.certain ? 1 : RESTORED;
      raise(terms.marked, idOf.get(token.syllable), token.weight * share);
      raise(terms.folded, idOf.get(fold(token.syllable)), token.weight);
      if (token.typed !== undefined) {
        raise(terms.folded, idOf.get(fold(token.typed)), token.weight / 2);
      }
      if (before) {
        const weight = (before.weight + token.weight) / 2;
        const certain = before.certain && token.certain ? 1 : RESTORED;
        raise(terms.markedPair, pair(idOf, before.syllable, token.syllable), weight * certain);
        raise(terms.foldedPair, pair(idOf, fold(before.syllable), fold(token.syllable)), weight);
        if (token.typed !== undefined || before.typed !== undefined) {
          raise(
            terms.foldedPair,
            pair(idOf, fold(before.typed ?? before.syllable), fold(token.typed ?? token.syllable)),
            weight / 2,
          );
        }
      }
      before = token;
    }
  }
  return terms;
}

function raise(terms: Map<number, number>, key: number | undefined, weight: number): void {
  if (key === undefined || weight <= 0) return;
  if ((terms.get(key) ?? 0) < weight) terms.set(key, weight);
}

function pair(
  idOf: ReadonlyMap<string, number>,
  first: string,
  second: string,
): number | undefined {
  const a = idOf.get(first);
  const b = idOf.get(second);
  return a === undefined || b === undefined ? undefined : bigramKey(a, b);
}
