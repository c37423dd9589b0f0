import { fold } from '../language/fold.ts';
import { tokenise } from '../language/tokenise.ts';
import { measuresOf } from '../procedure/measures.ts';
import type { Measure } from '../procedure/measures.ts';
import type { QualifierDimension, Qualifiers } from '../procedure/qualifiers.ts';
import { qualifiersOfTitle } from '../procedure/qualifiers.ts';
import { contrastOf, createLabelTerms } from './contrast.ts';
import type { Contrast } from './contrast.ts';
import type { FeatureContext, FeatureVector, LabelFit, Nearness } from './features.ts';
import { featuresOf, fitLabels } from './features.ts';
import { createMatcher } from './matching.ts';
import type { RawMatches } from './matching.ts';
import { addedScores } from './outside-nearness.ts';
import type { OutsideNearness } from './outside-nearness.ts';
import type { QuerySegment, QueryTerms } from './query.ts';
import { queryTerms } from './query.ts';
import type { Ranker } from './ranker.ts';
import type { SearchIndex } from './search-index.ts';

/** A procedure the search considered. */
export interface Match {
  /** Position in the index. */
  readonly procedure: number;
  readonly code: string;
  readonly name: string;
  /** Fused score; comparable within one question only. */
  readonly score: number;
  /** Softmax share of the fused scores, 0–1. */
  readonly share: number;
  readonly features: FeatureVector;
  readonly fit: LabelFit | undefined;
}

export interface SearchRequest {
  /** The question and what the lexicon adds to it. */
  readonly segments: readonly QuerySegment[];
  /** The part of a long message that names the need. */
  readonly focusSegments?: readonly QuerySegment[];
  readonly qualifiers: Qualifiers;
  /** What the newest message counts: ages, members, months. */
  readonly measures?: readonly Measure[];
  /** Code in focus of the conversation. */
  readonly inFocus?: string;
  /** Nearness by an embedding endpoint, where one is set and answers. */
  readonly outside?: OutsideNearness | undefined;
  readonly limit: number;
}

export interface Searcher {
  search(request: SearchRequest): Match[];
  readonly positionOf: ReadonlyMap<string, number>;
}

/** Candidates that are scored in full. */
const BY_LABEL = 48;
const BY_BODY = 16;
/** Families that are held against each other. */
const RIVALS = 14;

/** Nearness of procedures to a question by vectors. */
interface Meaning {
  embed(segments: readonly QuerySegment[]): Float32Array;
  /** Positions of the nearest procedures, nearest first. */
  nearest(vector: Float32Array): readonly number[];
  cosine(procedure: number, vector: Float32Array): number;
}

export interface SearcherParts {
  readonly index: SearchIndex;
  readonly ranker: Ranker;
  readonly dimensions: readonly QualifierDimension[];
  /** Family of each procedure, by position. */
  readonly families: Uint32Array;
  /** Nearness in meaning; absent when there are no vectors. */
  readonly meaning?: Meaning;
}

export function createSearcher({
  index,
  ranker,
  dimensions,
  families,
  meaning,
}: SearcherParts): Searcher {
  const matcher = createMatcher(index);
  const positionOf = new Map(index.codes.map((code, position) => [code, position]));
  const labelTerms = createLabelTerms(index);
  const qualifiersCache = new Map<number, Qualifiers>();
  const aliased = new Uint8Array(index.codes.length);
  index.labelOwner.forEach((owner, label) => {
    if (index.labelKind[label] !== 0) aliased[owner] = 1;
  });
  const provinceNames = new Set(
    index.traits.map((traits) => traits.provinceName).filter((name) => name !== ''),
  );
  const titleQualifiers = (procedure: number): Qualifiers => {
    let found = qualifiersCache.get(procedure);
    if (!found) {
      found = qualifiersOfTitle(dimensions, index.names[procedure] ?? '');
      qualifiersCache.set(procedure, found);
    }
    return found;
  };

  /** The first candidates of different families are the rivals; every member of theirs is described. */
  const contrastCandidates = (
    terms: QueryTerms,
    candidates: ReadonlySet<number>,
  ): Map<number, Contrast> => {
    const rivals = new Map<number, number>();
    for (const procedure of candidates) {
      if (rivals.size >= RIVALS) break;
      const family = families[procedure] ?? procedure;
      if (!rivals.has(family)) rivals.set(family, procedure);
    }
    const described = [...candidates].filter((procedure) =>
      rivals.has(families[procedure] ?? procedure),
    );
    return contrastOf(labelTerms, terms, [...rivals.values()], described);
  };

  const measuresCache = new Map<number, readonly Measure[]>();
  const titleMeasures = (procedure: number): readonly Measure[] => {
    let found = measuresCache.get(procedure);
    if (!found) {
      found = measuresOf(tokenise(index.names[procedure] ?? ''));
      measuresCache.set(procedure, found);
    }
    return found;
  };

  return {
    positionOf,
    search(request) {
      const focusFits = request.focusSegments
        ? copyFits(index, matcher.match(queryTerms(index, request.focusSegments)))
        : undefined;
      const terms = queryTerms(index, request.segments);
      const raw = matcher.match(terms);
      const fits = fitLabels(index, raw);
      const inFocus = request.inFocus === undefined ? -1 : (positionOf.get(request.inFocus) ?? -1);
      const candidates = chooseCandidates(raw, fits, focusFits);
      if (inFocus >= 0) candidates.add(inFocus);
      const dense = meaning && nearnessOf(meaning, request);
      for (const procedure of dense?.nearest ?? []) candidates.add(procedure);
      for (const procedure of request.outside?.nearest ?? []) candidates.add(procedure);
      const added = request.outside && addedScores([...candidates], request.outside);
      const contrasts = contrastCandidates(terms, candidates);
      const context: FeatureContext = {
        index,
        raw,
        fits,
        ...(focusFits ? { focusFits } : {}),
        ...(dense ? { dense } : {}),
        dimensions,
        ofQuestion: request.qualifiers,
        titleQualifiers,
        measures: request.measures ?? [],
        titleMeasures,
        hasAlias: (procedure) => aliased[procedure] === 1,
        inFocus,
        contrast: (procedure) => contrasts.get(procedure),
        provinces: provincesIn(request.segments[0] ?? [], provinceNames),
        familyOf: (procedure) => families[procedure] ?? procedure,
      };
      const scored = [...candidates].map((procedure) => {
        const features = featuresOf(context, procedure);
        const score = ranker.score(features) + (added?.get(procedure) ?? 0);
        return { procedure, features, score };
      });
      scored.sort((a, b) => b.score - a.score || a.procedure - b.procedure);
      const top = scored[0]?.score ?? 0;
      const total = scored.reduce((sum, one) => sum + Math.exp(one.score - top), 0);
      return scored.slice(0, request.limit).map((one) => ({
        procedure: one.procedure,
        code: index.codes[one.procedure] ?? '',
        name: index.names[one.procedure] ?? '',
        score: one.score,
        share: Math.exp(one.score - top) / total,
        features: one.features,
        fit: fits.get(one.procedure),
      }));
    },
  };
}

function nearnessOf(
  meaning: Meaning,
  { segments, focusSegments }: SearchRequest,
): Nearness & { readonly nearest: readonly number[] } {
  const whole = meaning.embed(segments);
  const focus = focusSegments ? meaning.embed(focusSegments) : whole;
  const nearest = [...meaning.nearest(whole), ...(focusSegments ? meaning.nearest(focus) : [])];
  const best = Math.max(0, ...nearest.map((procedure) => meaning.cosine(procedure, whole)));
  return {
    nearest,
    whole: (procedure) => meaning.cosine(procedure, whole),
    focus: (procedure) => meaning.cosine(procedure, focus),
    best,
  };
}

type FocusFits = Map<number, { title: number; best: number }>;

function copyFits(index: SearchIndex, raw: RawMatches): FocusFits {
  const copy: FocusFits = new Map();
  for (const [procedure, fit] of fitLabels(index, raw)) {
    copy.set(procedure, { title: fit.title, best: fit.best });
  }
  return copy;
}

function chooseCandidates(
  raw: RawMatches,
  fits: ReadonlyMap<number, LabelFit>,
  focusFits: FocusFits | undefined,
): Set<number> {
  const byLabel: [number, number][] = [];
  for (const [procedure, fit] of fits) {
    const focus = focusFits?.get(procedure);
    const value =
      Math.max(fit.best, fit.title) +
      0.25 * fit.second +
      0.3 * Math.min(fit.best, fit.title) +
      0.5 * Math.max(focus?.best ?? 0, focus?.title ?? 0);
    byLabel.push([procedure, value]);
  }
  const chosen = new Set(best(byLabel, BY_LABEL));
  const byBody: [number, number][] = [];
  const { foldedPair, folded } = raw.body;
  const pairMax = raw.bodyMax.foldedPair || 1;
  const foldedMax = raw.bodyMax.folded || 1;
  for (let document = 0; document < foldedPair.length; document += 1) {
    const value =
      (foldedPair[document] as number) / pairMax + (0.5 * (folded[document] as number)) / foldedMax;
    if (value > 0.35) byBody.push([document, value]);
  }
  for (const procedure of best(byBody, BY_BODY)) chosen.add(procedure);
  return chosen;
}

/** The `count` entries of greatest value. */
function best(entries: [number, number][], count: number): number[] {
  if (entries.length > count * 4) {
    // A threshold from a sample keeps the sort short on large corpora.
    const sample = entries.map(([, value]) => value);
    const floor = quickSelect(sample, count);
    entries = entries.filter(([, value]) => value >= floor);
  }
  return entries
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, count)
    .map(([procedure]) => procedure);
}

/** Value of the `rank`-th greatest number; reorders its input. */
function quickSelect(values: number[], rank: number): number {
  const array = Float64Array.from(values);
  let low = 0;
  let high = array.length - 1;
  const target = Math.min(rank, array.length) - 1;
  while (low < high) {
    const pivot = array[(low + high) >>> 1] as number;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((array[i] as number) > pivot) i += 1;
      while ((array[j] as number) < pivot) j -= 1;
      if (i <= j) {
        const swap = array[i] as number;
        array[i] = array[j] as number;
        array[j] = swap;
        i += 1;
        j -= 1;
      }
    }
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else break;
  }
  return array[target] as number;
}

/** Province names of two or more syllables that stand in the question. */
function provincesIn(segment: QuerySegment, names: ReadonlySet<string>): Set<string> {
  const text = ` ${segment.map((token) => fold(token.syllable)).join(' ')} `;
  return new Set([...names].filter((name) => name.includes(' ') && text.includes(` ${name} `)));
}
