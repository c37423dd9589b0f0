import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { eventsOf } from './script.ts';
import type { Script } from './script.ts';

const messageSchema = z.object({
  type: z.string(),
  outcome: z.string().optional(),
  data: z
    .object({
      suggestion_id: z.string(),
      rank: z.number().optional(),
      title: z.string().optional(),
      sureness: z.string().optional(),
      sources: z.array(z.object({ code: z.string() })).optional(),
      latency_ms: z.number().optional(),
    })
    .optional(),
});

interface ShownCard {
  readonly rank: number;
  readonly title: string;
  readonly sureness: string;
  readonly code: string;
}

/** What became of one call. */
export interface Played {
  readonly script: Script;
  /** The cards of the newest matter, best first. */
  readonly cards: readonly ShownCard[];
  readonly changes: Readonly<Record<'created' | 'updated' | 'retracted', number>>;
  /** From the last words of an utterance to a change of cards they brought, over the wire, in ms. */
  readonly afterFinalMs: readonly number[];
  /** From words still being said to a change of cards, the pause of the server included. */
  readonly afterPartialMs: readonly number[];
  /** What the server itself took. */
  readonly workMs: readonly number[];
  readonly refused: number;
  readonly repeated: number;
}

/** Changes later than this were not brought by the words before them. */
const BROUGHT_MS = 2000;

/** Plays a call on a socket of its own, as fast as people speak times `speed`. Throws when it cannot connect. */
export async function playCall(
  script: Script,
  options: { readonly url: string; readonly token: string; readonly speed: number },
): Promise<Played> {
  const headers = { authorization: `Bearer ${options.token}` };
  const socket = new WebSocket(`${options.url}/assist/v1/calls`, { headers });
  await once(socket, 'open');
  const cards = new Map<string, ShownCard & { readonly at: number }>();
  const changes = { created: 0, updated: 0, retracted: 0 };
  const afterFinalMs: number[] = [];
  const afterPartialMs: number[] = [];
  const workMs: number[] = [];
  let last: { readonly kind: 'final' | 'partial'; readonly sentMs: number } | undefined;
  let [refused, repeated, order] = [0, 0, 0];

  socket.on('message', (raw: Buffer) => {
    const nowMs = performance.now();
    const { type, outcome, data } = messageSchema.parse(JSON.parse(raw.toString('utf8')));
    if (type === 'error' || outcome === 'failed' || outcome === 'too-late') refused += 1;
    if (outcome === 'repeated') repeated += 1;
    const kind = (['created', 'updated', 'retracted'] as const).find(
      (one) => type === `suggestion.${one}`,
    );
    if (kind === undefined || data === undefined) return;
    changes[kind] += 1;
    if (kind === 'retracted') cards.delete(data.suggestion_id);
    else {
      const { rank = 3, title = '', sureness = '', sources = [] } = data;
      order += 1;
      cards.set(data.suggestion_id, {
        rank,
        title,
        sureness,
        code: sources[0]?.code ?? '',
        at: order,
      });
    }
    if (data.latency_ms !== undefined) workMs.push(data.latency_ms);
    if (last !== undefined && nowMs - last.sentMs < BROUGHT_MS && data.rank === 1) {
      (last.kind === 'final' ? afterFinalMs : afterPartialMs).push(nowMs - last.sentMs);
    }
  });

  const startedMs = performance.now();
  for (const { atMs, envelope, final, partial } of eventsOf(
    script,
    `sim-${randomUUID()}`,
    new Date(),
  )) {
    await pause(Math.max(0, atMs / options.speed - (performance.now() - startedMs)));
    if (final || partial) {
      last = { kind: final ? 'final' : 'partial', sentMs: performance.now() };
    }
    socket.send(JSON.stringify(envelope));
  }
  await pause(500);
  socket.close();
  await once(socket, 'close');
  const newest = Math.max(
    0,
    ...[...cards.values()].filter(({ rank }) => rank === 1).map(({ at }) => at),
  );
  return {
    script,
    cards: [...cards.values()].filter(({ at }) => at >= newest).sort((a, b) => a.rank - b.rank),
    changes,
    afterFinalMs,
    afterPartialMs,
    workMs,
    refused,
    repeated,
  };
}
