import type { Assistant } from '../../assistant.ts';
import type { Config } from '../../config.ts';
import type { PlatformName } from '../../conversation/exchange.ts';
import type { Transcriber } from '../../conversation/transcriber.ts';
import { maskPersonalData, telephoneIn } from '../../language/personal-data.ts';
import type { Log } from '../../log.ts';
import { createEventAnswering } from './answer-event.ts';
import type { EventStore } from './answer-event.ts';
import { createCounters } from './counters.ts';
import type { Counters } from './counters.ts';
import { startDispatch } from './dispatch.ts';
import type { Dispatch, DispatchOptions, DispatchParts } from './dispatch.ts';
import { createIntake } from './intake.ts';
import type { IntakeParts } from './intake.ts';
import type { Intake, Platform } from './platform.ts';
import { createArrivals, createTurnstile } from './turnstile.ts';
import type { Arrivals } from './turnstile.ts';
import { startWorker } from './worker.ts';
import type { Worker, WorkerOptions, WorkerParts } from './worker.ts';

export interface MessagingParts {
  readonly assistant: Assistant;
  readonly store: EventStore & IntakeParts['store'] & WorkerParts['store'] & DispatchParts['store'];
  readonly platforms: readonly Platform[];
  readonly config: Pick<Config, 'office' | 'limits' | 'retentionDays' | 'conversationRestMs'>;
  readonly log: Log;
  readonly counters?: Counters;
  readonly now?: () => Date;
  /** Listens to voice messages; without it they are declined. */
  readonly transcriber?: Transcriber | undefined;
  /** An officer silent for so long has given the conversation back; 12 hours when absent. */
  readonly officerRestMs?: number;
  readonly worker?: Partial<WorkerOptions>;
  readonly dispatch?: Partial<DispatchOptions>;
}

/** What runs between the platforms and the assistant. */
export interface Messaging {
  /** Where webhooks and polling put what arrives; may be used before `start`. */
  readonly intake: Intake;
  /** Told of every request a platform makes, so that it is acknowledged before others are answered. */
  readonly arrivals: Arrivals;
  readonly platforms: readonly Platform[];
  readonly counters: Counters;
  /** Begins to answer and to send, also what an earlier process left. Resolves when platforms run. */
  start(): Promise<void>;
  /** Takes nothing more, lets running answers and sends end; the store may be closed after it. */
  stop(): Promise<void>;
}

const OFFICER_REST_MS = 12 * 3_600_000;

export function createMessaging(parts: MessagingParts): Messaging {
  const { assistant, store, config, log, platforms } = parts;
  const { now = () => new Date(), counters = createCounters() } = parts;
  const byName = new Map<PlatformName, Platform>(platforms.map((one) => [one.name, one]));
  const arrivals = createArrivals();
  let worker: Worker | undefined;
  let dispatch: Dispatch | undefined;

  const intake = createIntake({
    store,
    mask: (text) => maskPersonalData(text).text,
    telephoneIn,
    counters,
    log,
    onStored: () => worker?.wake(),
    now,
  });
  const answering = createEventAnswering({
    assistant,
    store,
    counters,
    now,
    office: config.office,
    limits: config.limits,
    retentionDays: config.retentionDays,
    conversationRestMs: config.conversationRestMs,
    officerRestMs: parts.officerRestMs ?? OFFICER_REST_MS,
    transcriber: parts.transcriber,
  });

  /** A platform that cannot begin leaves the others and the web running. */
  async function begin(platform: Platform): Promise<void> {
    try {
      await platform.start?.(intake);
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      log.error({ platform: platform.name, reason }, 'a platform could not be begun');
    }
  }

  return {
    intake,
    arrivals,
    platforms,
    counters,
    start: async () => {
      const shared = { store, platforms: byName, counters, log, now };
      const turnstile = () => createTurnstile(arrivals);
      dispatch = startDispatch({
        ...shared,
        turnstile: turnstile(),
        options: parts.dispatch ?? {},
      });
      worker = startWorker({
        ...shared,
        answering,
        turnstile: turnstile(),
        onAnswered: () => dispatch?.wake(),
        options: parts.worker ?? {},
      });
      await Promise.all(platforms.map(begin));
    },
    stop: async () => {
      // What platforms still hand over is stored, and answered after the next start.
      await Promise.all(platforms.map(async (platform) => platform.stop?.()));
      await worker?.stop();
      await dispatch?.stop();
    },
  };
}
