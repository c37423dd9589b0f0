import { measuresOf } from '../procedure/measures.ts';
import { FEATURES } from '../retrieval/features.ts';
import type { Match, SearchRequest } from '../retrieval/searcher.ts';
import type { QuerySegment } from '../retrieval/query.ts';
import type { Resources } from './resources.ts';
import type { Understanding } from './understand.ts';

/** Matches with local copies of one procedure put together under the copy to answer from. */
export interface GroupedMatch {
  readonly code: string;
  readonly name: string;
  /** Softmax share of the whole group. */
  readonly share: number;
  readonly best: Match;
}

export interface Retrieval {
  readonly matches: readonly GroupedMatch[];
  /** Every candidate as the search scored it, for training. */
  readonly candidates: readonly Match[];
  /** The words of earlier messages took part. */
  readonly usedContext: boolean;
}

const LIMIT = 80;
/** Weight of words from earlier messages, newest first. */
const EARLIER_WEIGHT = [0.55, 0.3, 0.2];

/** A message of so few words of its own is nothing without the one before. */
const FEW_WORDS = 2;
const LEANING_MORE = 1.5;

/**
 * Finds procedures. A message that leans on earlier ones is searched together with their words,
 * unless on its own it names a procedure clearly.
 */
export function retrieve(understanding: Understanding, resources: Resources): Retrieval {
  const { query } = understanding;
  const alone = (): Retrieval => {
    const candidates = resources.searcher.search({ ...requestOf(query), limit: LIMIT });
    return { matches: groupMatches(candidates, resources), candidates, usedContext: false };
  };
  if (!understanding.leansOnContext || understanding.earlier.length === 0) return alone();
  if (understanding.contentWords >= (understanding.leansOpenly ? 4 : 2)) {
    const retrieval = alone();
    const [first, second] = retrieval.matches;
    if (
      first &&
      first.share > 0.75 &&
      first.share - (second?.share ?? 0) > 0.6 &&
      (understanding.contentWords >= 4 ? isClose(first) : saysAll(first))
    ) {
      return retrieval;
    }
  }
  const fresh = new Set(query.qualifiers.keys());
  const earlier = understanding.earlier.flatMap((message, at): QuerySegment[] => {
    const before = resources.toQuery(message);
    // A qualifier said now replaces the one said before ("lần đầu" … "cấp lại thì sao?").
    const replaced = [...before.qualifiers.keys()].some((dimension) => fresh.has(dimension));
    const weight =
      (EARLIER_WEIGHT[at] ?? 0.1) *
      (at === 0 && understanding.contentWords <= FEW_WORDS ? LEANING_MORE : 1) *
      (replaced ? 0.8 : 1) *
      (understanding.corrects ? 0.5 : 1);
    return before.segments.map((segment) =>
      segment.map((token) => ({ ...token, weight: token.weight * weight })),
    );
  });
  const candidates = resources.searcher.search({
    segments: [...query.segments, ...earlier],
    qualifiers: query.qualifiers,
    measures: measuresOf(query.tokens),
    ...(understanding.inFocus === undefined || understanding.corrects
      ? {}
      : { inFocus: understanding.inFocus }),
    limit: LIMIT,
  });
  return { matches: groupMatches(candidates, resources), candidates, usedContext: true };
}

function requestOf(query: Understanding['query']): Omit<SearchRequest, 'limit'> {
  return {
    segments: query.segments,
    qualifiers: query.qualifiers,
    measures: measuresOf(query.tokens),
    ...(query.focusSegments ? { focusSegments: query.focusSegments } : {}),
  };
}

/** One name or phrasing of the procedure carries nearly all the message says. */
function saysAll({ best: { features } }: GroupedMatch): boolean {
  return Math.max(features[ALIAS_COVERAGE] ?? 0, features[TITLE_COVERAGE] ?? 0) >= 0.8;
}
const ALIAS_COVERAGE = FEATURES.indexOf('aliasBestCovOfQuestion');
const TITLE_COVERAGE = FEATURES.indexOf('titleCovOfQuestion');

function isClose(match: GroupedMatch): boolean {
  const { fit } = match.best;
  return fit !== undefined && Math.max(fit.best, fit.title) > 0.5;
}

/** Puts local copies together: their shares add up under the copy to answer from. */
export function groupMatches(
  matches: readonly Match[],
  resources: Pick<Resources, 'preferredTwin' | 'nameOf'>,
): GroupedMatch[] {
  const groups = new Map<string, { best: Match; share: number }>();
  for (const match of matches) {
    const code = resources.preferredTwin(match.code);
    const known = groups.get(code);
    if (known) known.share += match.share;
    else groups.set(code, { best: match, share: match.share });
  }
  return [...groups]
    .map(([code, { best, share }]) => ({
      code,
      name: code === best.code ? best.name : resources.nameOf(code),
      share,
      best,
    }))
    .sort((a, b) => b.share - a.share);
}
