import { setTimeout as delay } from 'node:timers/promises';
import { GrammyError } from 'grammy';
import type { Api } from 'grammy';
import type { Log } from '../../log.ts';
import { backoffMs } from '../messaging/backoff.ts';
import { ALLOWED_UPDATES } from './parse-update.ts';
import { within } from './signal.ts';

export interface PollTimes {
  /** How long Telegram holds an empty request open. */
  readonly pollSeconds: number;
  /** Beyond that: how long an answer may take before the connection counts as dead. */
  readonly graceMs: number;
  readonly firstBackoffMs: number;
  readonly mostBackoffMs: number;
  /** Wait after a refusal that only an operator can end. */
  readonly operatorMs: number;
}

export const POLL_TIMES: PollTimes = {
  pollSeconds: 30,
  graceMs: 15_000,
  firstBackoffMs: 1000,
  mostBackoffMs: 60_000,
  operatorMs: 30_000,
};

export interface Polling {
  /** Ends after the updates in hand are kept; the last ones are confirmed. */
  stop(): Promise<void>;
}

/**
 * Fetches updates until stopped (https://core.telegram.org/bots/api#getupdates). The next request
 * confirms the last, so it is made only when `keep` resolved: after a crash or a full disk the same
 * updates come again.
 */
export function startPolling(
  api: Api,
  keep: (updates: readonly unknown[]) => Promise<void>,
  { log, times = POLL_TIMES }: { readonly log: Log; readonly times?: PollTimes },
): Polling {
  const stopping = new AbortController();
  let offset: number | undefined;
  let isConfirmed = true;

  async function step(): Promise<void> {
    const updates: readonly { readonly update_id: number }[] = await api.getUpdates(
      {
        timeout: times.pollSeconds,
        limit: 100,
        allowed_updates: ALLOWED_UPDATES,
        ...(offset === undefined ? {} : { offset }),
      },
      within(times.pollSeconds * 1000 + times.graceMs, stopping.signal),
    );
    isConfirmed = true;
    if (updates.length === 0) return;
    try {
      await keep(updates);
    } catch (error) {
      throw new NotKept(error);
    }
    offset = Math.max(...updates.map(({ update_id: id }) => id)) + 1;
    isConfirmed = false;
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await step();
        if (failures > 0) log.info({ failures }, 'telegram: messages are fetched again');
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) break;
        failures += 1;
        const waitMs = waitAfter(error, failures, times);
        // A line when it begins and then ever more rarely: an outage is no reason to fill a disk.
        if ((failures & (failures - 1)) === 0) report(log, error, { failures, waitMs });
        await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      if (isConfirmed || offset === undefined) return;
      // What this brings is not confirmed by it, and comes again.
      await api
        .getUpdates({ offset, limit: 1, timeout: 0 }, within(3000))
        .catch(() =>
          log.warn('telegram: the last messages could not be confirmed; they come again'),
        );
    },
  };
}

/** Messages came but could not be stored. */
class NotKept extends Error {
  override readonly name = 'NotKept';
  constructor(cause: unknown) {
    super('The messages could not be stored.', { cause });
  }
}

function waitAfter(error: unknown, failures: number, times: PollTimes): number {
  if (error instanceof GrammyError) {
    const { error_code: code, parameters } = error;
    if (code === 429 && parameters.retry_after !== undefined) return parameters.retry_after * 1000;
    if (code === 409 || code === 401 || code === 404) return times.operatorMs;
  }
  return backoffMs(failures, { firstMs: times.firstBackoffMs, mostMs: times.mostBackoffMs });
}

/** Only codes: the vendor's message of a failed request may carry its address, and so the token. */
function report(log: Log, error: unknown, numbers: { failures: number; waitMs: number }): void {
  if (error instanceof NotKept) {
    log.error(numbers, 'telegram: messages came but could not be stored; they are fetched again');
    return;
  }
  const code = error instanceof GrammyError ? error.error_code : undefined;
  if (code === 409) {
    const isWebhook = error instanceof GrammyError && /webhook/iu.test(error.description);
    log.error(
      { ...numbers, code },
      isWebhook
        ? 'telegram: a webhook is set, so messages cannot be fetched. Either set TELEGRAM_WEBHOOK_SECRET to its secret, or remove the webhook (deleteWebhook)'
        : 'telegram: another program fetches the messages of this bot. Stop it, or give this one a bot of its own',
    );
    return;
  }
  if (code === 401 || code === 404) {
    log.error(
      { ...numbers, code },
      'telegram: the token is not accepted. Check TELEGRAM_BOT_TOKEN with @BotFather',
    );
    return;
  }
  log.warn({ ...numbers, code: code ?? 'network' }, 'telegram: messages cannot be fetched now');
}
