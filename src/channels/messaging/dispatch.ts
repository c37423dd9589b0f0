import { setTimeout as pause } from 'node:timers/promises';
import type { Delivery, ExchangeStore, PlatformName } from '../../conversation/exchange.ts';
import { StoreUnavailable } from '../../conversation/store-unavailable.ts';
import type { Log } from '../../log.ts';
import { SEND_BACKOFF, backoffMs } from './backoff.ts';
import type { Backoff } from './backoff.ts';
import { CIRCUIT_DEFAULTS, createCircuit } from './circuit.ts';
import type { Circuit, CircuitOptions } from './circuit.ts';
import type { Counters } from './counters.ts';
import { echoDueMs } from './echo-wait.ts';
import { createPace } from './pace.ts';
import type { Pace } from './pace.ts';
import type { Platform, SendResult } from './platform.ts';
import { createPump } from './pump.ts';

export interface DispatchOptions {
  /** A send cut off by a crash is looked at again after so long. */
  readonly leaseMs: number;
  /** A send takes no longer. */
  readonly sendMs: number;
  readonly parallel: number;
  readonly idleMs: number;
  readonly backoff: Backoff;
  readonly circuit: CircuitOptions;
  /** A delivery older than this that was tried often enough is given up. */
  readonly mostAgeMs: number;
  readonly leastAttempts: number;
}

const DISPATCH_DEFAULTS: DispatchOptions = {
  leaseMs: 30_000,
  sendMs: 15_000,
  parallel: 32,
  idleMs: 500,
  backoff: SEND_BACKOFF,
  circuit: CIRCUIT_DEFAULTS,
  mostAgeMs: 24 * 3_600_000,
  leastAttempts: 20,
};

export interface DispatchParts {
  readonly store: Pick<
    ExchangeStore,
    'claimDeliveries' | 'markSent' | 'postponeDelivery' | 'buryDelivery'
  >;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  /** Waits until the network was served; absent: goes on at once. */
  readonly turnstile?: () => Promise<void>;
  readonly counters: Counters;
  readonly log: Log;
  readonly now: () => Date;
  readonly options?: Partial<DispatchOptions>;
}

export interface Dispatch {
  /** Something was put in line. */
  wake(): void;
  /** Begins no send; resolves when those that run have ended and are noted. */
  stop(): Promise<void>;
}

/** Why a delivery waits that may have arrived: its echo may yet prove it. */
const AWAITING_ECHO = 'awaiting-echo';
/** Longest wait a platform may ask for. */
const MOST_AFTER_MS = 3_600_000;

/** Sends what stands in line: each contact's deliveries in their order, inside every platform's rate. */
export function startDispatch(parts: DispatchParts): Dispatch {
  const { store, platforms, counters, log, now } = parts;
  const options = { ...DISPATCH_DEFAULTS, ...parts.options };
  const sides = new Map<PlatformName, { circuit: Circuit; pace: Pace }>(
    [...platforms].map(([name, platform]) => [
      name,
      { circuit: createCircuit(options.circuit), pace: createPace(platform.rate) },
    ]),
  );

  const listeningSinceMs = now().getTime();
  const stopping = new AbortController();

  async function claim(room: number): Promise<readonly Delivery[]> {
    const nowMs = now().getTime();
    const { leaseMs } = options;
    const roomOf = (name: PlatformName): number => sides.get(name)?.circuit.room(nowMs) ?? 0;
    const open = [...platforms.keys()].filter((name) => roomOf(name) > 1);
    const tried = [...platforms.keys()].filter((name) => roomOf(name) === 1);
    const claimed: Delivery[] = [];
    for (const [names, limit] of [
      [open, room],
      ...tried.map((name) => [[name], 1] as const),
    ] as const) {
      if (names.length === 0) continue;
      claimed.push(
        ...(await store.claimDeliveries({ now: now(), leaseMs, limit, platforms: names })),
      );
    }
    return claimed;
  }

  async function work(delivery: Delivery): Promise<void> {
    const platform = platforms.get(delivery.platform);
    const side = sides.get(delivery.platform);
    if (platform === undefined || side === undefined) return;
    const awaitMs = echoAwaitMs(delivery, platform);
    if (awaitMs > 0) return postpone(delivery, awaitMs, AWAITING_ECHO);
    const waitMs = side.pace.book(delivery.contact, now().getTime());
    // Held here rather than put back: it is this contact's turn. Longer waits would outlast the lease.
    if (waitMs > options.leaseMs / 4) return postpone(delivery, waitMs, 'rate');
    if (waitMs > 0 && !(await waited(waitMs))) return postpone(delivery, 0, 'stopping');
    await parts.turnstile?.();
    await note(delivery, platform, side.circuit, await sent(delivery, platform));
  }

  /** How long yet a delivery waits that may have arrived; 0 or less when it need not. */
  function echoAwaitMs(delivery: Delivery, platform: Platform): number {
    if (!delivery.uncertain || platform.echoWaitMs === 0) return 0;
    const untilDueMs = echoDueMs(delivery, platform, listeningSinceMs) - now().getTime();
    return delivery.reason === AWAITING_ECHO
      ? untilDueMs
      : Math.max(platform.echoWaitMs, untilDueMs);
  }

  /** False when it is stopped meanwhile. */
  async function waited(ms: number): Promise<boolean> {
    return pause(ms, true, { signal: stopping.signal }).catch(() => false);
  }

  async function sent(delivery: Delivery, platform: Platform): Promise<SendResult> {
    try {
      return await platform.send(delivery, AbortSignal.timeout(options.sendMs));
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      return { kind: 'retry', reason: `adapter-${reason}` };
    }
  }

  async function note(
    delivery: Delivery,
    platform: Platform,
    circuit: Circuit,
    result: SendResult,
  ): Promise<void> {
    const { name } = platform;
    counters.add('sends_total', { platform: name, reason: result.kind });
    switch (result.kind) {
      case 'sent':
        circuit.succeeded();
        return noted(() => store.markSent(delivery.id, result.platformMessageId, now()));
      case 'retry':
        // Asking for less is no failure of the platform.
        if (
          !(result.untaken === true && result.afterMs !== undefined) &&
          circuit.failed(now().getTime())
        ) {
          counters.add('circuit_opened_total', { platform: name, reason: result.reason });
          log.warn(
            { platform: name, reason: result.reason },
            'a platform is left alone for a while',
          );
        }
        return retry(delivery, platform, result);
      case 'unreachable':
      case 'refused':
        if (result.kind === 'unreachable') circuit.succeeded();
        else
          log.error({ platform: name, reason: result.reason }, 'a platform refuses our messages');
        return bury(delivery, result.reason);
    }
  }

  async function retry(
    delivery: Delivery,
    platform: Platform,
    { reason, afterMs, untaken }: Extract<SendResult, { kind: 'retry' }>,
  ): Promise<void> {
    const ageMs = now().getTime() - Date.parse(delivery.createdAt);
    if (ageMs > options.mostAgeMs && delivery.attempts >= options.leastAttempts) {
      return bury(delivery, `gave-up:${reason}`);
    }
    const ms = backoffMs(delivery.attempts, options.backoff);
    const asked = afterMs === undefined ? ms : Math.min(MOST_AFTER_MS, afterMs) + ms / 10;
    if (untaken === true || platform.echoWaitMs === 0) return postpone(delivery, asked, reason);
    // It may have arrived although the answer was lost: its echo has time to say so.
    const waitMs = Math.max(asked, platform.echoWaitMs);
    return postpone(delivery, waitMs, AWAITING_ECHO, { uncertain: true });
  }

  async function postpone(
    delivery: Delivery,
    ms: number,
    reason: string,
    more: { readonly uncertain?: true } = {},
  ): Promise<void> {
    const dueAt = new Date(now().getTime() + Math.ceil(ms));
    // What has waited for its echo and then for something else need not wait for the echo again.
    const why = delivery.uncertain ? AWAITING_ECHO : reason;
    await noted(() => store.postponeDelivery(delivery.id, { dueAt, reason: why, ...more }));
  }

  async function bury(delivery: Delivery, reason: string): Promise<void> {
    counters.add('dead_total', { platform: delivery.platform, reason });
    log.warn({ platform: delivery.platform, reason }, 'a message could not be delivered');
    await noted(() => store.buryDelivery(delivery.id, reason, now()));
  }

  /** How a send ended must not be forgotten because the store was away for a moment. */
  async function noted(write: () => Promise<void>): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || failures >= 5) throw error;
        await pause(100 * 2 ** failures);
      }
    }
  }

  const pump = createPump<Delivery>({
    parallel: options.parallel,
    claim,
    work,
    idleMs: () => options.idleMs,
    onFailure: (error) => {
      const reason = error instanceof Error ? error.name : 'unknown';
      counters.add('failures_total', { reason });
      log.error({ reason }, 'deliveries could not be worked on; it is tried again');
    },
  });
  return {
    wake: () => pump.wake(),
    stop: () => {
      stopping.abort();
      return pump.stop();
    },
  };
}
