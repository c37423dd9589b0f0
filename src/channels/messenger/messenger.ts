import { z } from 'zod';
import type { MessengerConfig } from '../../config.ts';
import type { Delivery } from '../../conversation/exchange.ts';
import type { Log } from '../../log.ts';
import type { DownloadRules } from '../messaging/download.ts';
import type { Platform, PlatformLimits, RenderedMessage } from '../messaging/platform.ts';
import { markOf } from './delivery-mark.ts';
import { createVoiceFetch } from './fetch-voice.ts';
import { createGraph } from './graph.ts';
import { isOutsideWindow, toSendResult } from './send-result.ts';
import { createWebhook } from './webhook.ts';

/**
 * What Messenger takes: 2,000 characters, 13 quick replies of 20 characters with 1,000 of payload.
 * Counted in UTF-16 units, the strictest reading of "characters" that leaves letters whole. Source:
 * developers.facebook.com/docs/messenger-platform/reference/send-api/quick-replies.
 */
export const MESSENGER_LIMITS: PlatformLimits = {
  textLength: 2000,
  counting: 'utf-16',
  buttons: 13,
  buttonTitleLength: 20,
  payloadBytes: 1000,
  messages: 3,
  markup: 'none',
};

const HOUR_MS = 3_600_000;
/** Free writing after the citizen's last message. Source: the platform's policy overview. */
const WINDOW_MS = 24 * HOUR_MS;
const TIMEOUT_MS = 15_000;

const bodySchema = z.looseObject({ text: z.string() });

export interface MessengerOptions {
  readonly log: Log;
  /** When the citizen last wrote; without it the desk is not told when the window ends. */
  readonly lastHeard?: (contact: string) => Promise<Date | undefined>;
  readonly now?: () => Date;
  readonly timeoutMs?: number;
  /** How long a send that was cut off waits for its echo. */
  readonly echoWaitMs?: number;
  /** For tests, whose recordings lie on this machine. */
  readonly download?: Partial<DownloadRules>;
}

/** Facebook Messenger for one page. The page must be subscribed to `message_echoes`. */
export function createMessenger(config: MessengerConfig, options: MessengerOptions): Platform {
  const { log, lastHeard, now = () => new Date(), echoWaitMs = 20_000 } = options;
  const graph = createGraph({ ...config, timeoutMs: options.timeoutMs ?? TIMEOUT_MS });

  /** As an answer; an officer's words, when Meta says the window is over, as those of a person. */
  async function post(delivery: Delivery, signal: AbortSignal) {
    const message = { ...bodySchema.parse(delivery.body), metadata: markOf(delivery.id) };
    const recipient = { id: delivery.contact };
    const answer = { recipient, messaging_type: 'RESPONSE', message };
    const reply = await graph('messages', answer, signal);
    if (delivery.author !== 'officer' || !isOutsideWindow(reply)) return reply;
    const tagged = { recipient, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT', message };
    return graph('messages', tagged, signal);
  }

  return {
    name: 'messenger',
    limits: MESSENGER_LIMITS,
    // Far below what Meta takes of a page (300 calls a second): other apps write for it, too.
    rate: { perSecond: 40, perContactMs: 250 },
    echoWaitMs,
    webhook: createWebhook(config, now),
    toBody: ({ plain, buttons }: RenderedMessage) => ({
      text: plain,
      ...(buttons.length === 0
        ? {}
        : {
            quick_replies: buttons.map(({ title, payload }) => ({
              content_type: 'text',
              title,
              payload,
            })),
          }),
    }),
    send: async (delivery, signal) => {
      if (!bodySchema.safeParse(delivery.body).success) {
        return { kind: 'refused', reason: 'invalid-body' };
      }
      const result = toSendResult(await post(delivery, signal));
      if (result.kind === 'refused') {
        log.error({ platform: 'messenger', reason: result.reason }, 'Messenger refuses to send');
      }
      return result;
    },
    typing: async (contact) => {
      await graph('messages', { recipient: { id: contact }, sender_action: 'typing_on' });
    },
    fetchVoice: createVoiceFetch(options.download),
    budget: async (contact) => {
      const heard = await lastHeard?.(contact);
      if (heard === undefined) return null;
      const windowEndsAt = new Date(heard.getTime() + WINDOW_MS).toISOString();
      return { windowEndsAt, messagesLeft: null };
    },
  };
}
