import type { Postings } from './postings.ts';
import type { QueryTerms } from './query.ts';
import type { SearchIndex } from './search-index.ts';

/**
 * What tells the best candidates of one question from each other. A term all of them carry says
 * nothing now, however rare it is in the whole corpus; a term only one of them carries says most.
 */
export interface Contrast {
  /** Share of the telling question terms that the candidate's labels carry. */
  readonly covered: number;
  /** The same, its official name only. */
  readonly coveredByTitle: number;
  /** Share of the telling terms of its official name that the question does not carry. */
  readonly unasked: number;
  /** The same in absolute terms, squashed to 0–1. */
  readonly unaskedMass: number;
}

/** Terms of the labels of each procedure: pairs and single syllables, without marks. */
export interface LabelTerms {
  all(procedure: number): ReadonlySet<number>;
  title(procedure: number): ReadonlySet<number>;
}

/** Single syllables and pairs share one set; pair keys start far above syllable ids. */
export function createLabelTerms(index: SearchIndex): LabelTerms {
  const { offsets, terms } = invert(index);
  const collect = (procedure: number, titleOnly: boolean): Set<number> => {
    const found = new Set<number>();
    for (let at = offsets[procedure] as number; at < (offsets[procedure + 1] as number); at += 1) {
      const entry = terms[at] as number;
      // The sign carries whether the term stands in the official name.
      if (!titleOnly || entry < 0) found.add(Math.abs(entry));
    }
    return found;
  };
  return {
    all: remember((procedure) => collect(procedure, false)),
    title: remember((procedure) => collect(procedure, true)),
  };
}

/** Procedures whose terms are kept at hand: the same few are rivals again and again. */
const KEPT = 600;

function remember(make: (procedure: number) => Set<number>): (procedure: number) => Set<number> {
  const kept = new Map<number, Set<number>>();
  return (procedure) => {
    const known = kept.get(procedure);
    if (known) return known;
    const made = make(procedure);
    kept.set(procedure, made);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return made;
  };
}

function invert(index: SearchIndex): { offsets: Uint32Array; terms: Float64Array } {
  const sources: readonly Postings[] = [index.labels.folded, index.labels.foldedPair];
  const counts = new Uint32Array(index.codes.length + 1);
  const visit = (each: (procedure: number, key: number, isTitle: boolean) => void): void => {
    for (const postings of sources) {
      postings.keys.forEach((key, term) => {
        for (
          let at = postings.offsets[term] as number;
          at < (postings.offsets[term + 1] as number);
          at += 1
        ) {
          const label = postings.documents[at] as number;
          each(index.labelOwner[label] as number, key + 1, index.labelKind[label] === 0);
        }
      });
    }
  };
  visit((procedure) => {
    counts[procedure + 1] = (counts[procedure + 1] as number) + 1;
  });
  for (let at = 1; at < counts.length; at += 1)
    counts[at] = (counts[at] as number) + (counts[at - 1] as number);
  const next = counts.slice();
  const terms = new Float64Array(counts.at(-1) ?? 0);
  visit((procedure, key, isTitle) => {
    terms[next[procedure] as number] = isTitle ? -key : key;
    next[procedure] = (next[procedure] as number) + 1;
  });
  return { offsets: counts, terms };
}

/** `rivals` are the best candidates, one of each family; `procedures` those to describe. */
export function contrastOf(
  labelTerms: LabelTerms,
  query: QueryTerms,
  rivals: readonly number[],
  procedures: Iterable<number>,
): Map<number, Contrast> {
  const asked = new Map<number, number>();
  for (const terms of [query.folded, query.foldedPair]) {
    for (const [key, weight] of terms) if (weight >= 0.1) asked.set(key + 1, weight);
  }
  const telling = new Map<number, number>();
  for (const key of asked.keys()) {
    let carriers = 0;
    for (const rival of rivals) if (labelTerms.all(rival).has(key)) carriers += 1;
    if (carriers > 0) telling.set(key, Math.log((rivals.length + 1) / (carriers + 0.5)));
  }
  const titleCarriers = new Map<number, number>();
  for (const rival of rivals) {
    for (const key of labelTerms.title(rival))
      titleCarriers.set(key, (titleCarriers.get(key) ?? 0) + 1);
  }
  let total = 0;
  for (const [key, value] of telling) total += value * (asked.get(key) ?? 0);
  const found = new Map<number, Contrast>();
  for (const procedure of procedures) {
    const all = labelTerms.all(procedure);
    const title = labelTerms.title(procedure);
    let covered = 0;
    let coveredByTitle = 0;
    for (const [key, value] of telling) {
      const mass = value * (asked.get(key) ?? 0);
      if (all.has(key)) covered += mass;
      if (title.has(key)) coveredByTitle += mass;
    }
    let titleMass = 0;
    let unasked = 0;
    for (const key of title) {
      const value = Math.log((rivals.length + 1) / ((titleCarriers.get(key) ?? 0) + 0.5));
      if (value <= 0) continue;
      titleMass += value;
      if (!asked.has(key)) unasked += value;
    }
    found.set(procedure, {
      covered: total > 0 ? covered / total : 0,
      coveredByTitle: total > 0 ? coveredByTitle / total : 0,
      unasked: titleMass > 0 ? unasked / titleMass : 0,
      unaskedMass: Math.tanh(unasked / 40),
    });
  }
  return found;
}
