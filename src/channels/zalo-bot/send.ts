import { z } from 'zod';
import type { Delivery } from '../../conversation/exchange.ts';
import type { PlatformLimits, RenderedMessage, SendResult } from '../messaging/platform.ts';
import type { CallOutcome, ZaloBotApi } from './api.ts';

/**
 * `sendMessage` takes 1–2000 characters and no buttons (https://bot.zaloplatforms.com/docs/). How it
 * counts is not said; UTF-16 units are never fewer than characters.
 */
export const ZALO_BOT_LIMITS: PlatformLimits = {
  textLength: 2000,
  counting: 'utf-16',
  buttons: 0,
  buttonTitleLength: 0,
  payloadBytes: 0,
  messages: 3,
  markup: 'none',
};

const body = z.object({ text: z.string() });
const sent = z.looseObject({ message_id: z.union([z.string(), z.number().transform(String)]) });

/** The request without `chat_id`. A text that is over the limit all the same goes out cut. */
export function toZaloBotBody({ plain }: RenderedMessage): z.infer<typeof body> {
  const text = plain.normalize('NFC');
  const { textLength: most } = ZALO_BOT_LIMITS;
  if (text.length <= most) return { text };
  // A cut between the two units of one character leaves half of it.
  return { text: `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/u, '')}…` };
}

/** Sends one delivery; never throws. */
export async function sendDelivery(
  api: ZaloBotApi,
  delivery: Pick<Delivery, 'contact' | 'body'>,
  signal: AbortSignal,
): Promise<SendResult> {
  const request = body.safeParse(delivery.body).data;
  if (request === undefined) return { kind: 'refused', reason: 'malformed-body' };
  const outcome = await api.call('sendMessage', { chat_id: delivery.contact, ...request }, signal);
  return toSendResult(outcome);
}

/**
 * The vendor documents few codes; they are read as those of HTTP. What is not known is tried again:
 * it costs least.
 */
function toSendResult(outcome: CallOutcome): SendResult {
  if (outcome.kind === 'unheard') return { kind: 'retry', reason: 'network' };
  if (outcome.kind === 'done') {
    const id = sent.safeParse(outcome.result).data?.message_id;
    return id === undefined ? { kind: 'sent' } : { kind: 'sent', platformMessageId: id };
  }
  const { code, afterMs } = outcome;
  switch (code) {
    case 429:
      return afterMs === undefined
        ? { kind: 'retry', reason: 'rate' }
        : { kind: 'retry', reason: 'rate', afterMs };
    case 403:
      return { kind: 'unreachable', reason: 'forbidden' };
    case 401:
    case 404:
      return { kind: 'refused', reason: 'token' };
    case 400:
      return { kind: 'refused', reason: 'bad-request' };
    case 408:
      return { kind: 'retry', reason: 'platform-fault' };
  }
  return code > 400 && code < 500
    ? { kind: 'refused', reason: `status-${code}` }
    : { kind: 'retry', reason: 'platform-fault' };
}
