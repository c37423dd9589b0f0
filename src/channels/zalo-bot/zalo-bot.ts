import type { ZaloBotConfig } from '../../config.ts';
import type { Log } from '../../log.ts';
import type { DownloadRules } from '../messaging/download.ts';
import type { Intake, Platform, Webhook } from '../messaging/platform.ts';
import { sameSecret } from '../messaging/same-secret.ts';
import { createZaloBotApi } from './api.ts';
import { createVoiceFetch } from './fetch-voice.ts';
import { parseUpdate } from './parse-update.ts';
import { POLL_TIMES, startPolling } from './poll.ts';
import type { Polling, PollTimes } from './poll.ts';
import { ZALO_BOT_LIMITS, sendDelivery, toZaloBotBody } from './send.ts';

export interface ZaloBotParts {
  readonly log: Log;
  readonly now?: () => Date;
  /** For tests, which do not wait half a minute. */
  readonly times?: Partial<PollTimes & { readonly callMs: number }>;
  /** For tests, whose recordings lie on this machine. */
  readonly download?: Partial<DownloadRules>;
}

/** Longest any call but a poll may take. */
const CALL_MS = 20_000;

/**
 * The Zalo Bot Platform (https://bot.zaloplatforms.com/docs/), a product apart from the Official
 * Account. With a webhook secret messages come by webhook, else they are fetched. Private chats only.
 */
export function createZaloBot(config: ZaloBotConfig, parts: ZaloBotParts): Platform {
  const { log, now = () => new Date() } = parts;
  const { callMs = CALL_MS, ...given } = parts.times ?? {};
  const times = { ...POLL_TIMES, ...given };
  const api = createZaloBotApi(config);
  let polling: Polling | undefined;

  /** False when it is no update. A list is taken too, should the vendor come to send one. */
  async function keep(intake: Intake, fetched: unknown): Promise<boolean> {
    const nowMs = now().getTime();
    const parsed = (Array.isArray(fetched) ? fetched : [fetched]).map((one: unknown) =>
      parseUpdate(one, nowMs),
    );
    await intake.accept(parsed.filter((one) => one !== undefined && one !== 'ignored'));
    return parsed.some((one) => one !== undefined);
  }

  const webhook = (secret: string): Webhook => ({
    path: '/webhooks/zalo-bot',
    read: (raw, headers) => {
      if (!sameSecret(headers['x-bot-api-secret-token'], secret)) return { kind: 'unauthorised' };
      const json = parseJson(raw);
      if (json === undefined) return { kind: 'malformed', reason: 'not-json' };
      const event = parseUpdate(json, now().getTime());
      if (event === undefined) return { kind: 'malformed', reason: 'no-message' };
      return { kind: 'events', events: event === 'ignored' ? [] : [event] };
    },
  });

  return {
    name: 'zalo-bot',
    limits: ZALO_BOT_LIMITS,
    // No rate is documented; this is below what its model, Telegram, allows.
    rate: { perSecond: 10, perContactMs: 1000 },
    echoWaitMs: 0,
    toBody: toZaloBotBody,
    send: (delivery, signal) =>
      sendDelivery(api, delivery, AbortSignal.any([signal, AbortSignal.timeout(callMs)])),
    typing: async (contact) => {
      await api.call(
        'sendChatAction',
        { chat_id: contact, action: 'typing' },
        AbortSignal.timeout(callMs),
      );
    },
    fetchVoice: createVoiceFetch(config, parts.download),
    start: (intake) => {
      if (config.webhookSecret === undefined) {
        polling ??= startPolling(api, (update) => keep(intake, update), { log, times });
      }
      return Promise.resolve();
    },
    stop: async () => {
      await polling?.stop();
      polling = undefined;
    },
    ...(config.webhookSecret === undefined ? {} : { webhook: webhook(config.webhookSecret) }),
  };
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
