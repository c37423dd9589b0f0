import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { outsideNearness } from '../retrieval/outside-nearness.ts';
import type { OutsideNearness } from '../retrieval/outside-nearness.ts';
import { buildVectorIndex } from '../retrieval/vector-index.ts';
import type { VectorIndex } from '../retrieval/vector-index.ts';
import type { EmbeddingProblem, Embeddings } from './embeddings.ts';
import type { VectorCache } from './vector-cache.ts';

/** Nearness by an endpoint, for one question at a time. */
export interface OutsideVectors {
  /**
   * None while the index is being filled, whenever the endpoint gives no vector in time, and when the
   * day's tokens are used; the search then goes by words and its own vectors. `reason` says which.
   */
  near(question: string): Promise<
    | { readonly kind: 'near'; readonly nearness: OutsideNearness }
    | {
        readonly kind: 'none';
        readonly reason: 'filling' | 'no-vector' | 'other-dimensions' | 'off' | 'budget';
      }
  >;
  /** Share of the procedures that have vectors, 0–1. */
  readonly filled: number;
  stop(): void;
}

export interface OutsideVectorsOptions {
  readonly embeddings: Embeddings;
  readonly cache: VectorCache;
  /** What stands for each procedure, by its position in the index. */
  readonly texts: readonly string[];
  readonly weight: number;
  readonly log: Log;
  readonly batch?: number;
  /** Rest after a batch that failed. */
  readonly restMs?: number;
}

/**
 * Fills an index in the background, from the cache first. Answers go on without it, and use it from
 * the moment it is whole. Vectors of other dimensions than the first (another model behind the same
 * name) begin it anew.
 */
export function fillOutsideVectors(options: OutsideVectorsOptions): OutsideVectors {
  const { embeddings, cache, texts, weight, log, batch = 64, restMs = 30_000 } = options;
  let index: { readonly vectors: VectorIndex; readonly dimensions: number } | undefined;
  let filled = 0;
  let stopped = false;
  let waitsFor: EmbeddingProblem | undefined;
  /** Texts asked for at once; fewer while the day has few tokens left. */
  let most = batch;
  const unknown = (): boolean => stopped;
  const tellRest = (reason: EmbeddingProblem): void => {
    if (waitsFor !== reason) log.warn({ reason, filled }, 'vectors wait; answers go on without');
    waitsFor = reason;
  };

  async function fill(): Promise<void> {
    const vectors: Float32Array[] = [];
    let dimensions: number | undefined;
    const fits = (vector: Float32Array | undefined): boolean =>
      vector !== undefined && vector.length === (dimensions ?? vector.length);
    while (vectors.length < texts.length && !unknown()) {
      const wanted = texts.slice(vectors.length, vectors.length + batch);
      const missing = wanted.filter((text) => !fits(cache.get(text)));
      if (missing.length > 0) {
        // A whole batch may be more than the day has left.
        const asked = missing.slice(0, most);
        const embedded = await embeddings.embed(asked, 'embed-fill');
        if (embedded.kind === 'none') {
          if (embedded.reason === 'budget' && asked.length > 1) {
            most = Math.ceil(asked.length / 2);
            continue;
          }
          tellRest(embedded.reason);
          await pause(restMs, undefined, { ref: false });
          continue;
        }
        waitsFor = undefined;
        most = Math.min(batch, most * 2);
        const made = embedded.vectors;
        cache.add(asked.map((text, at) => [text, made[at] ?? new Float32Array(0)] as const));
        const now = made[0]?.length;
        if (dimensions !== undefined && now !== dimensions) vectors.length = 0;
        dimensions = now;
        if (!wanted.every((text) => fits(cache.get(text)) || cache.get(text) === undefined)) {
          vectors.length = 0;
        }
        continue;
      }
      const found = wanted.map((text) => cache.get(text) ?? new Float32Array(0));
      dimensions ??= found[0]?.length;
      if (!found.every(fits)) continue;
      vectors.push(...found);
      filled = vectors.length / Math.max(1, texts.length);
    }
    if (unknown() || dimensions === undefined) return;
    index = { vectors: buildVectorIndex(dimensions, vectors, vectors.length), dimensions };
    log.info({ model: embeddings.name, procedures: vectors.length, dimensions }, 'vectors in use');
  }
  void fill().catch((error: unknown) => {
    const reason = error instanceof Error ? error.name : 'unknown';
    log.error({ reason }, 'vectors could not be made; answers go on without them');
  });

  return {
    near: async (question) => {
      if (index === undefined) {
        return { kind: 'none', reason: waitsFor === 'budget' ? 'budget' : 'filling' };
      }
      const embedded = await embeddings.embed([question], 'embed');
      if (embedded.kind === 'none') {
        const { reason } = embedded;
        return {
          kind: 'none',
          reason: reason === 'budget' || reason === 'off' ? reason : 'no-vector',
        };
      }
      const [vector] = embedded.vectors;
      if (vector === undefined) return { kind: 'none', reason: 'no-vector' };
      if (vector.length !== index.dimensions) return { kind: 'none', reason: 'other-dimensions' };
      return { kind: 'near', nearness: outsideNearness(index.vectors, vector, weight) };
    },
    get filled() {
      return filled;
    },
    stop: () => {
      stopped = true;
    },
  };
}
