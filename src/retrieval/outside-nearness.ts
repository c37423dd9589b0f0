import type { Searcher, SearchRequest } from './searcher.ts';
import type { VectorIndex } from './vector-index.ts';

/** How near procedures are to a question by vectors of an embedding endpoint. */
export interface OutsideNearness {
  /** Positions of the nearest procedures, nearest first. */
  readonly nearest: readonly number[];
  cosine(procedure: number): number;
  /** Weight of a normalised cosine beside the fused score; measured by `npm run eval:embeddings`. */
  readonly weight: number;
}

/** Procedures looked up for each question. */
const NEAREST = 20;

export function outsideNearness(
  index: VectorIndex,
  vector: Float32Array,
  weight: number,
): OutsideNearness {
  return {
    nearest: index.nearest(vector, NEAREST).positions,
    cosine: (procedure) => index.cosine(procedure, vector),
    weight,
  };
}

/** The searcher with the nearness of one question put into its every search. */
export function searchingWith(searcher: Searcher, outside: OutsideNearness): Searcher {
  return {
    ...searcher,
    search: (request: SearchRequest) => searcher.search({ ...request, outside }),
  };
}

/**
 * What the nearness adds to each candidate's score: cosines less their mean, in standard deviations,
 * times the weight. 0 for all when they do not differ.
 */
export function addedScores(
  candidates: readonly number[],
  { cosine, weight }: OutsideNearness,
): Map<number, number> {
  const cosines = candidates.map((procedure) => cosine(procedure));
  const mean = cosines.reduce((sum, one) => sum + one, 0) / Math.max(1, cosines.length);
  const variance =
    cosines.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, cosines.length);
  const deviation = Math.sqrt(variance);
  return new Map(
    candidates.map((procedure, at) => [
      procedure,
      deviation < 1e-6 ? 0 : (weight * ((cosines[at] ?? mean) - mean)) / deviation,
    ]),
  );
}
