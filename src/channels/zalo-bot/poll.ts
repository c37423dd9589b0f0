import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import { backoffMs } from '../messaging/backoff.ts';
import type { CallOutcome, ZaloBotApi } from './api.ts';

export interface PollTimes {
  /** How long Zalo holds an empty request open. */
  readonly pollSeconds: number;
  /** Beyond that: how long an answer may take before the connection counts as dead. */
  readonly graceMs: number;
  readonly firstBackoffMs: number;
  readonly mostBackoffMs: number;
  /** Wait after a refusal that only an operator can end. */
  readonly operatorMs: number;
  /**
   * How long `stop` waits for the request under way, then tries to store what it brought. Longer than
   * a request is held open: breaking off one may lose what it was about to bring.
   */
  readonly stopMs: number;
}

export const POLL_TIMES: PollTimes = {
  // So that a stop takes less than the ten seconds a container is given.
  pollSeconds: 8,
  graceMs: 15_000,
  firstBackoffMs: 1000,
  mostBackoffMs: 60_000,
  operatorMs: 30_000,
  stopMs: 9000,
};

export interface Polling {
  /** Ends when the request under way is answered and the update it brought is kept. */
  stop(): Promise<void>;
}

/**
 * Fetches updates until stopped (https://bot.zaloplatforms.com/docs/apis/getUpdates/). One answer is
 * one update, and there is no offset: what was answered does not come again. So an update in hand is
 * tried to be kept until that succeeds, before the next is asked for. `keep` says whether it was one.
 */
export function startPolling(
  api: ZaloBotApi,
  keep: (update: unknown) => Promise<boolean>,
  { log, times = POLL_TIMES }: { readonly log: Log; readonly times?: PollTimes },
): Polling {
  const stopping = new AbortController();
  const ended = new AbortController();
  const backoff = { firstMs: times.firstBackoffMs, mostMs: times.mostBackoffMs };
  const rest = (ms: number): Promise<unknown> =>
    delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  let stopsAtMs = Number.POSITIVE_INFINITY;

  async function keepSurely(update: unknown): Promise<boolean> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await keep(update);
      } catch {
        if (Date.now() >= stopsAtMs) {
          log.error('zalo-bot: a message could not be stored before the end, and is lost');
          return true;
        }
        if (isPowerOfTwo(failures)) {
          log.error({ failures }, 'zalo-bot: a message came but could not be stored; tried again');
        }
        // Once stopping, tries are short; before, a stop wakes the wait.
        if (stopping.signal.aborted) await delay(Math.min(100, times.firstBackoffMs));
        else await rest(backoffMs(failures, backoff));
      }
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const outcome = await api.call(
        'getUpdates',
        { timeout: String(times.pollSeconds) },
        AbortSignal.any([
          ended.signal,
          AbortSignal.timeout(times.pollSeconds * 1000 + times.graceMs),
        ]),
      );
      const isWell =
        outcome.kind === 'done' ? await keepSurely(outcome.result) : isNothing(outcome);
      if (isWell) {
        if (failures > 0) log.info({ failures }, 'zalo-bot: messages are fetched again');
        failures = 0;
        continue;
      }
      if (stopping.signal.aborted) break;
      failures += 1;
      const waitMs = waitAfter(outcome, failures, times);
      if (isPowerOfTwo(failures)) report(log, outcome, { failures, waitMs });
      await rest(waitMs);
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      stopsAtMs = Date.now() + times.stopMs;
      const timer = setTimeout(() => ended.abort(), times.stopMs);
      await running;
      clearTimeout(timer);
    },
  };
}

/** No message within the time: 408, by the vendor's page. */
function isNothing(outcome: CallOutcome): boolean {
  return outcome.kind === 'failed' && outcome.code === 408;
}

/** A line when it begins and then ever more rarely: an outage is no reason to fill a disk. */
function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}

/** Codes only an operator can change: the token, or a webhook that is set. */
function isForOperator(code: number): boolean {
  return (code >= 400 && code <= 404) || code === 409;
}

function waitAfter(outcome: CallOutcome, failures: number, times: PollTimes): number {
  if (outcome.kind === 'failed') {
    if (outcome.afterMs !== undefined) return outcome.afterMs;
    if (isForOperator(outcome.code)) return times.operatorMs;
  }
  return backoffMs(failures, { firstMs: times.firstBackoffMs, mostMs: times.mostBackoffMs });
}

function report(
  log: Log,
  outcome: CallOutcome,
  numbers: { failures: number; waitMs: number },
): void {
  if (outcome.kind === 'done') {
    log.warn(numbers, 'zalo-bot: what was fetched is no message of a known shape');
    return;
  }
  const code = outcome.kind === 'failed' ? outcome.code : 'network';
  if (code === 401 || code === 404) {
    log.error({ ...numbers, code }, 'zalo-bot: the token is not accepted. Check ZALO_BOT_TOKEN');
  } else if (code !== 'network' && isForOperator(code)) {
    log.error(
      { ...numbers, code },
      'zalo-bot: messages may not be fetched. If a webhook is set, either set ZALO_BOT_WEBHOOK_SECRET to its secret or remove the webhook (deleteWebhook); if another program fetches them, stop it',
    );
  } else {
    log.warn({ ...numbers, code }, 'zalo-bot: messages cannot be fetched now');
  }
}
