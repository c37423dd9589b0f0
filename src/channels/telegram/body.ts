import { z } from 'zod';
import type { PlatformLimits, RenderedMessage } from '../messaging/platform.ts';

/**
 * `sendMessage` (https://core.telegram.org/bots/api#sendmessage): 1–4096 characters after entities
 * are parsed, which Telegram counts in UTF-16 units. Of buttons it takes more than a telephone shows.
 */
export const TELEGRAM_LIMITS: PlatformLimits = {
  textLength: 4096,
  counting: 'utf-16',
  buttons: 8,
  buttonTitleLength: 40,
  payloadBytes: 64,
  messages: 3,
  markup: 'telegram-html',
};

const keys = z.array(z.array(z.object({ text: z.string(), callback_data: z.string() })));

/** What the outbox keeps: the request without `chat_id`, and the same text without markup. */
const body = z.object({
  text: z.string(),
  plain: z.string(),
  /** Absent: the text is plain already. */
  parse_mode: z.literal('HTML').optional(),
  reply_markup: z.object({ inline_keyboard: keys }).optional(),
});
export type TelegramBody = z.infer<typeof body>;

/** Undefined when it is none of ours. */
export function parseBody(stored: unknown): TelegramBody | undefined {
  return body.safeParse(stored).data;
}

/**
 * Makes the request of a message. A text that is over the limit all the same goes out cut and without
 * markup, and a button Telegram would not take is left out: either would cost the whole message.
 */
export function toTelegramBody(message: RenderedMessage): TelegramBody {
  const plain = message.plain.normalize('NFC');
  const text = message.text.normalize('NFC');
  const rows = message.buttons
    .filter(({ payload, title }) => title.trim() !== '' && fitsPayload(payload))
    .map(({ title, payload }) => [{ text: title.normalize('NFC'), callback_data: payload }]);
  const keyboard = rows.length === 0 ? {} : { reply_markup: { inline_keyboard: rows } };
  const over = plain.length > TELEGRAM_LIMITS.textLength || visibleLength(text) > 4096;
  if (over) {
    const fit = cut(plain, TELEGRAM_LIMITS.textLength);
    return { text: fit, plain: fit, ...keyboard };
  }
  return { text, plain, parse_mode: 'HTML', ...keyboard };
}

function fitsPayload(payload: string): boolean {
  const bytes = Buffer.byteLength(payload, 'utf8');
  return bytes >= 1 && bytes <= TELEGRAM_LIMITS.payloadBytes;
}

/** Length without tags, each entity as one character. */
function visibleLength(html: string): number {
  return html.replace(/<[^>]*>/gu, '').replace(/&(?:#\w+|\w+);/gu, '.').length;
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // A cut between the two units of one character leaves half of it.
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}
