import { Api } from 'grammy';
import type { TelegramConfig } from '../../config.ts';
import type { InboundEvent } from '../../conversation/exchange.ts';
import type { Log } from '../../log.ts';
import type { Intake, Platform, Webhook } from '../messaging/platform.ts';
import { sameSecret } from '../messaging/same-secret.ts';
import { TELEGRAM_LIMITS, toTelegramBody } from './body.ts';
import { createVoiceFetch } from './fetch-voice.ts';
import { parseUpdate } from './parse-update.ts';
import type { ParsedUpdate } from './parse-update.ts';
import { POLL_TIMES, startPolling } from './poll.ts';
import type { Polling, PollTimes } from './poll.ts';
import { sendDelivery, toSendResult } from './send.ts';
import { within } from './signal.ts';
import type { GrammySignal } from './signal.ts';
import { createUpdateTime } from './update-time.ts';
import { TELEGRAM_WORDS } from './words.ts';
import type { TelegramWords } from './words.ts';

export interface TelegramParts {
  readonly log: Log;
  readonly words?: Readonly<Record<'vi' | 'en', TelegramWords>>;
  readonly now?: () => Date;
  /** For tests, which do not wait half a minute. */
  readonly times?: Partial<PollTimes & { readonly callMs: number }>;
}

/** Longest any call but a poll may take. */
const CALL_MS = 20_000;

/**
 * Telegram (https://core.telegram.org/bots/api). With a webhook secret messages come by webhook, else
 * they are fetched. Private chats only: groups are left. The address of the webhook is set by the
 * operator (see README), because only she knows it.
 */
export function createTelegram(config: TelegramConfig, parts: TelegramParts): Platform {
  const { log, words = TELEGRAM_WORDS, now = () => new Date() } = parts;
  const { callMs = CALL_MS, ...given } = parts.times ?? {};
  const times = { ...POLL_TIMES, ...given };
  const apiRoot = config.apiRoot.replace(/\/+$/u, '');
  // Above the longest poll: every call brings a signal of its own.
  const api = new Api(config.token, { apiRoot, timeoutSeconds: 120 });
  const toMs = createUpdateTime();
  const asides = new Set<Promise<void>>();
  let polling: Polling | undefined;

  /** Calls nobody waits for; `stop` does. */
  function aside(name: string, call: (signal: GrammySignal) => Promise<unknown>): void {
    const running = call(within(callMs)).then(
      () => undefined,
      (error: unknown) => log.debug({ call: name, reason: toSendResult(error).reason }, 'telegram'),
    );
    asides.add(running);
    void running.finally(() => asides.delete(running));
  }

  function read(raw: unknown): ParsedUpdate | undefined {
    return parseUpdate(raw, toMs, now().getTime());
  }

  /** What Telegram expects besides an answer. */
  function respond({ callbackId, leaveChat }: ParsedUpdate): void {
    if (callbackId !== undefined) {
      aside('answerCallbackQuery', (signal) =>
        api.answerCallbackQuery(callbackId, undefined, signal),
      );
    }
    if (leaveChat !== undefined) {
      aside('leaveChat', (signal) => api.leaveChat(leaveChat, signal));
    }
  }

  async function keep(intake: Intake, updates: readonly unknown[]): Promise<void> {
    const parsed = updates.map(read).filter((one) => one !== undefined);
    await intake.accept(eventsOf(parsed));
    parsed.forEach(respond);
  }

  function describeCommands(): void {
    for (const [language, { commands }] of Object.entries(words)) {
      const list = Object.entries(commands).map(([command, description]) => ({
        command,
        description,
      }));
      // Without a language the list is for all who have none of their own.
      const other = language === 'vi' ? {} : { language_code: language as 'en' };
      aside('setMyCommands', (signal) => api.setMyCommands(list, other, signal));
    }
  }

  const webhook = (secret: string): Webhook => ({
    path: '/webhooks/telegram',
    read: (raw, headers) => {
      if (!sameSecret(headers['x-telegram-bot-api-secret-token'], secret)) {
        return { kind: 'unauthorised' };
      }
      const json = parseJson(raw);
      if (json === undefined) return { kind: 'malformed', reason: 'not-json' };
      const parsed = read(json);
      if (parsed === undefined) return { kind: 'malformed', reason: 'no-update-id' };
      respond(parsed);
      return { kind: 'events', events: eventsOf([parsed]) };
    },
  });

  return {
    name: 'telegram',
    limits: TELEGRAM_LIMITS,
    // https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    rate: { perSecond: 25, perContactMs: 1000 },
    echoWaitMs: 0,
    toBody: toTelegramBody,
    send: (delivery, signal) => sendDelivery(api, delivery, within(callMs, signal)),
    typing: async (contact) => {
      await api.sendChatAction(contact, 'typing', undefined, within(callMs)).catch(() => undefined);
    },
    fetchVoice: createVoiceFetch(api, { token: config.token, apiRoot }),
    start: (intake) => {
      describeCommands();
      if (config.webhookSecret === undefined) {
        polling ??= startPolling(api, (updates) => keep(intake, updates), { log, times });
      }
      return Promise.resolve();
    },
    stop: async () => {
      await polling?.stop();
      polling = undefined;
      await Promise.all(asides);
    },
    ...(config.webhookSecret === undefined ? {} : { webhook: webhook(config.webhookSecret) }),
  };
}

function eventsOf(parsed: readonly ParsedUpdate[]): InboundEvent[] {
  return parsed.flatMap(({ event }) => (event === undefined ? [] : [event]));
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
