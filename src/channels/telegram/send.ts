import { GrammyError, HttpError } from 'grammy';
import type { Api } from 'grammy';
import type { Delivery } from '../../conversation/exchange.ts';
import type { SendResult } from '../messaging/platform.ts';
import { parseBody } from './body.ts';
import type { GrammySignal } from './signal.ts';

/** Descriptions of 400 that mean: not to this citizen, now or ever. Letters as Telegram sends them. */
const NOBODY =
  /chat not found|user not found|peer_id_invalid|chat_write_forbidden|input_user_deactivated|user is deactivated|have no rights to send/iu;
const MARKUP = /can't parse entities|unsupported start tag|entity_/iu;
const TOO_LONG = /message is too long/iu;

/**
 * Sends one delivery; a text whose markup is refused goes out plain in the same send. Errors by
 * https://core.telegram.org/bots/api#making-requests and the descriptions seen there; never throws.
 */
export async function sendDelivery(
  api: Api,
  delivery: Pick<Delivery, 'contact' | 'body'>,
  signal: GrammySignal,
): Promise<SendResult> {
  const body = parseBody(delivery.body);
  if (body === undefined) return { kind: 'refused', reason: 'malformed-body' };
  const send = async (text: string, parseMode: 'HTML' | undefined): Promise<SendResult> => {
    const { message_id: id } = await api.sendMessage(
      delivery.contact,
      text,
      {
        link_preview_options: { is_disabled: true },
        ...(parseMode === undefined ? {} : { parse_mode: parseMode }),
        ...(body.reply_markup === undefined ? {} : { reply_markup: body.reply_markup }),
      },
      signal,
    );
    return { kind: 'sent', platformMessageId: String(id) };
  };
  try {
    return await send(body.text, body.parse_mode);
  } catch (error) {
    if (body.parse_mode === undefined || !isMarkupRefused(error)) return toSendResult(error);
  }
  try {
    return await send(body.plain, undefined);
  } catch (error) {
    return toSendResult(error);
  }
}

function isMarkupRefused(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 400 && MARKUP.test(error.description);
}

/** How a failed call to the Bot API counts. What is not known is tried again: it costs least. */
export function toSendResult(error: unknown): Exclude<SendResult, { kind: 'sent' }> {
  if (!(error instanceof GrammyError)) {
    return { kind: 'retry', reason: error instanceof HttpError ? 'network' : 'unexpected' };
  }
  const { error_code: code, description, parameters } = error;
  switch (code) {
    case 429: {
      const seconds = parameters.retry_after;
      return seconds === undefined
        ? { kind: 'retry', reason: 'rate' }
        : { kind: 'retry', reason: 'rate', afterMs: seconds * 1000 };
    }
    case 403:
      return { kind: 'unreachable', reason: 'blocked' };
    case 401:
    case 404:
      return { kind: 'refused', reason: 'token' };
    case 400:
      if (NOBODY.test(description)) return { kind: 'unreachable', reason: 'chat-not-found' };
      return { kind: 'refused', reason: TOO_LONG.test(description) ? 'too-long' : 'bad-request' };
  }
  return code >= 400 && code < 500
    ? { kind: 'refused', reason: `status-${code}` }
    : { kind: 'retry', reason: 'platform-fault' };
}
