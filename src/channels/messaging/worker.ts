import type { ExchangeStore, PlatformName, StoredEvent } from '../../conversation/exchange.ts';
import { StoreUnavailable } from '../../conversation/store-unavailable.ts';
import type { Log } from '../../log.ts';
import type { EventAnswering } from './answer-event.ts';
import { ANSWER_BACKOFF, backoffMs } from './backoff.ts';
import type { Counters } from './counters.ts';
import type { Platform } from './platform.ts';
import { createPump } from './pump.ts';

export interface WorkerOptions {
  /** Messages of one citizen are waited for this long, so that they are read in their order. */
  readonly settleMs: number;
  /** Other processes leave claimed events alone for so long; a crash holds them up no longer. */
  readonly leaseMs: number;
  /** Contacts worked on at once. */
  readonly parallel: number;
  /** Attempts before the citizen gets an apology and a person. */
  readonly mostAttempts: number;
  /** Events of other processes and of the time before a crash are looked for so often. */
  readonly idleMs: number;
}

const WORKER_DEFAULTS: WorkerOptions = {
  settleMs: 200,
  leaseMs: 20_000,
  parallel: 8,
  mostAttempts: 8,
  idleMs: 1000,
};

export interface WorkerParts {
  readonly store: Pick<ExchangeStore, 'claimEvents' | 'postponeEvents'>;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  readonly answering: EventAnswering;
  /** Waits until the network was served. */
  readonly turnstile: () => Promise<void>;
  /** Called when there may be something to send. */
  readonly onAnswered: () => void;
  readonly counters: Counters;
  readonly log: Log;
  readonly now: () => Date;
  readonly options?: Partial<WorkerOptions>;
}

export interface Worker {
  /** Something was stored. */
  wake(): void;
  /** Begins nothing new and resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** Unfinished events of a platform that is not set up now are looked at again after so long. */
const UNKNOWN_PLATFORM_MS = 3_600_000;

/** Answers what was stored: each contact's events in their order, several contacts side by side. */
export function startWorker(parts: WorkerParts): Worker {
  const { store, platforms, answering, turnstile, onAnswered, counters, log, now } = parts;
  const options = { ...WORKER_DEFAULTS, ...parts.options };
  const { settleMs, leaseMs, mostAttempts, idleMs } = options;
  let newestMs = 0;

  async function work(events: readonly StoredEvent[]): Promise<void> {
    const startMs = performance.now();
    for (const [at, event] of events.entries()) {
      const left = events.slice(at).map(({ id }) => id);
      const platform = platforms.get(event.platform);
      if (platform === undefined) {
        return postpone(left, UNKNOWN_PLATFORM_MS, 'unknown-platform', Number.MAX_SAFE_INTEGER);
      }
      // Whoever claims them after the lease starts where this one stops.
      if (performance.now() - startMs > leaseMs / 2) {
        return postpone(left, 0, 'lease', Number.MAX_SAFE_INTEGER);
      }
      await turnstile();
      if (!(await tried(event, platform, left))) return;
    }
  }

  /** False when the rest must wait, too: nobody is answered out of order. */
  async function tried(
    event: StoredEvent,
    platform: Platform,
    left: readonly string[],
  ): Promise<boolean> {
    const ended = (reason: string): true => {
      counters.add('answers_total', { platform: platform.name, reason });
      onAnswered();
      return true;
    };
    try {
      // More often than ever tried: something about it ends the process.
      if (event.attempts <= mostAttempts) {
        await answering.answer(event, platform);
        return ended(event.event.kind);
      }
    } catch (error) {
      const reason = reasonOf(error);
      counters.add('failures_total', { platform: platform.name, reason });
      log.warn({ platform: platform.name, reason }, 'an event could not be answered');
      const passing = error instanceof StoreUnavailable;
      if (passing || event.attempts < mostAttempts) {
        const most = passing ? Number.MAX_SAFE_INTEGER : mostAttempts;
        await postpone(left, backoffMs(event.attempts, ANSWER_BACKOFF), reason, most);
        return false;
      }
    }
    try {
      await answering.apologise(event, platform);
      return ended('apologised');
    } catch (error) {
      const reason = reasonOf(error);
      log.error({ platform: platform.name, reason }, 'an event was given up');
      await postpone([event.id], backoffMs(event.attempts, ANSWER_BACKOFF), reason, mostAttempts);
      await postpone(left.slice(1), 0, 'behind-another', Number.MAX_SAFE_INTEGER);
      return false;
    }
  }

  async function postpone(
    ids: readonly string[],
    ms: number,
    reason: string,
    mostAttempts: number,
  ): Promise<void> {
    const dueAt = new Date(now().getTime() + ms);
    await store.postponeEvents(ids, { dueAt, mostAttempts, reason });
    if (ms < idleMs) pump.wake(ms);
  }

  const pump = createPump<readonly StoredEvent[]>({
    parallel: options.parallel,
    claim: async () => {
      const claimed = await store.claimEvents({ now: now(), settleMs, leaseMs });
      return claimed === undefined ? [] : [claimed];
    },
    work,
    // While citizens write, what settles next is looked for soon.
    idleMs: () => (performance.now() - newestMs < 4 * settleMs ? settleMs / 4 : idleMs),
    onFailure: (error) => {
      const reason = reasonOf(error);
      counters.add('failures_total', { reason });
      log.error({ reason }, 'events could not be worked on; it is tried again');
    },
  });
  return {
    wake: () => {
      newestMs = performance.now();
      pump.wake(settleMs);
    },
    stop: pump.stop,
  };
}

/** A word that names no citizen: the message of an error may quote one. */
function reasonOf(error: unknown): string {
  if (error instanceof StoreUnavailable) return `store-${error.reason}`;
  return error instanceof Error ? error.name : 'unknown';
}
