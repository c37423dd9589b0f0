import type { Postings } from './postings.ts';
import { MAX_READ, findTerm } from './postings.ts';
import type { QueryTerms } from './query.ts';
import { BODY_CHANNELS, LABEL_CHANNELS } from './search-index.ts';
import type { BodyChannel, LabelChannel, SearchIndex } from './search-index.ts';

/** How well each label and each body matches a question, before anything is ranked. */
export interface RawMatches {
  /** Labels that share at least one term with the question. */
  readonly touched: Uint32Array;
  readonly touchedCount: number;
  /** IDF mass each label shares with the question. */
  readonly labelMass: Readonly<Record<LabelChannel, Float32Array>>;
  /** IDF mass of the question itself: the denominator of its coverage. */
  readonly queryMass: Readonly<Record<LabelChannel, number>>;
  /** BM25 score of each body. */
  readonly body: Readonly<Record<BodyChannel, Float32Array>>;
  readonly bodyMax: Readonly<Record<BodyChannel, number>>;
}

export interface Matcher {
  /** The result is overwritten by the next call. */
  match(terms: QueryTerms): RawMatches;
}

/** IDF a question term has when the index does not know it at all; keeps coverage honest. */
const UNKNOWN_TERM_IDF = 6;

/** Question words below this weight are not worth reading the long lists they stand in. */
const QUIET = 0.2;
const COMMON = 400;

const lengthOf = (postings: Postings, term: number): number =>
  (postings.offsets[term + 1] as number) - (postings.offsets[term] as number);

/** Owns the accumulators, one per label and body, that a query fills and the next one clears. */
export function createMatcher(index: SearchIndex): Matcher {
  const labelCount = index.labelOwner.length;
  const documents = index.codes.length;
  const seen = new Uint8Array(labelCount);
  const touched = new Uint32Array(labelCount);
  let touchedCount = 0;
  const labelMass = make(LABEL_CHANNELS, () => new Float32Array(labelCount));
  const body = make(BODY_CHANNELS, () => new Float32Array(documents));
  const queryMass = make(LABEL_CHANNELS, () => 0);
  const bodyMax = make(BODY_CHANNELS, () => 0);

  const addLabels = (
    postings: Postings,
    term: number,
    weight: number,
    mass: Float32Array,
  ): void => {
    const end = Math.min(
      postings.offsets[term + 1] as number,
      (postings.offsets[term] as number) + MAX_READ,
    );
    const share = weight * (postings.idf[term] as number);
    for (let at = postings.offsets[term] as number; at < end; at += 1) {
      const label = postings.documents[at] as number;
      if (seen[label] === 0) {
        seen[label] = 1;
        touched[touchedCount] = label;
        touchedCount += 1;
      }
      mass[label] = (mass[label] as number) + share;
    }
  };

  const addBodies = (
    postings: Postings,
    term: number,
    weight: number,
    scores: Float32Array,
  ): void => {
    const start = postings.offsets[term] as number;
    const length = (postings.offsets[term + 1] as number) - start;
    // A syllable that stands in most records tells nothing and costs most.
    if (length > documents * 0.2 && documents > 200) return;
    const share = (weight * (postings.idf[term] as number) * postings.maxImpact) / 255;
    const end = start + Math.min(length, MAX_READ);
    for (let at = start; at < end; at += 1) {
      const document = postings.documents[at] as number;
      scores[document] = (scores[document] as number) + share * (postings.impacts[at] as number);
    }
  };

  return {
    match(terms) {
      for (let at = 0; at < touchedCount; at += 1) {
        const label = touched[at] as number;
        seen[label] = 0;
        for (const channel of LABEL_CHANNELS) labelMass[channel][label] = 0;
      }
      touchedCount = 0;
      for (const channel of LABEL_CHANNELS) {
        const postings = index.labels[channel];
        let total = 0;
        for (const [key, weight] of terms[channel]) {
          const term = findTerm(postings, key);
          if (term >= 0 && weight < QUIET && lengthOf(postings, term) > COMMON) continue;
          total += weight * (term < 0 ? UNKNOWN_TERM_IDF : (postings.idf[term] as number));
          if (term >= 0) addLabels(postings, term, weight, labelMass[channel]);
        }
        queryMass[channel] = total;
      }
      for (const channel of BODY_CHANNELS) {
        const scores = body[channel].fill(0);
        const postings = index.body[channel];
        for (const [key, weight] of terms[channel]) {
          const term = findTerm(postings, key);
          if (term >= 0 && weight >= QUIET) addBodies(postings, term, weight, scores);
        }
        let max = 0;
        for (let document = 0; document < documents; document += 1) {
          if ((scores[document] as number) > max) max = scores[document] as number;
        }
        bodyMax[channel] = max;
      }
      return { touched, touchedCount, labelMass, queryMass, body, bodyMax };
    },
  };
}

function make<K extends string, V>(keys: readonly K[], value: () => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, value()])) as Record<K, V>;
}
