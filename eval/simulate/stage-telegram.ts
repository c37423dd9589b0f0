import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { openFakeTelegram } from '../../test/fakes/fake-telegram.ts';
import type { Stage } from './stage.ts';

const TOKEN = '7000000000:simulated-token-of-a-bot';
const SECRET = 'simulated-secret';
/** The platform documents none of its waits; after these it gives up. */
const RETRY_AFTER_MS = [1000, 5000, 15_000, 30_000, 60_000, 120_000];

const bodySchema = z.object({ plain: z.string() });
const requestSchema = z.object({
  chat_id: z.union([z.string(), z.number()]).transform(String),
  text: z.string(),
});

/** Bot API with a webhook. It repeats nothing of ours, so that a send cut off cannot be proven. */
export async function openTelegramStage(): Promise<Stage> {
  const fake = await openFakeTelegram({ token: TOKEN });
  const closing = new AbortController();
  let updateId = 1;
  let address = '';

  async function deliver(update: unknown): Promise<boolean> {
    for (const waitMs of [...RETRY_AFTER_MS, 0]) {
      const response = await fetch(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-telegram-bot-api-secret-token': SECRET,
        },
        body: JSON.stringify(update),
        signal: closing.signal,
      }).catch(() => undefined);
      await response?.arrayBuffer().catch(() => undefined);
      if (response?.ok === true) return true;
      await pause(waitMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    return false;
  }

  return {
    url: fake.url,
    env: (apiUrl) => ({
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_WEBHOOK_SECRET: SECRET,
      TELEGRAM_API_ROOT: apiUrl,
    }),
    pointAt: (webhooksUrl) => void (address = `${webhooksUrl}/webhooks/telegram`),
    contactOf: (citizen) => String(900_000_000 + citizen),
    say: (contact, text, atMs) => {
      const id = (updateId += 1);
      const person = { id: Number(contact), first_name: 'Lan' };
      const message = {
        message_id: id,
        date: Math.floor(atMs / 1000),
        chat: { ...person, type: 'private' },
        from: { ...person, is_bot: false, language_code: 'vi' },
        text,
      };
      return { platformId: String(id), taken: deliver({ update_id: id, message }) };
    },
    shown: () =>
      fake.sent.map(({ chatId, messageId, text }) => ({
        contact: chatId,
        messageId: String(messageId),
        text,
      })),
    messageIn: (path, body) => {
      if (!path.endsWith('/sendMessage')) return undefined;
      const request = requestSchema.safeParse(body).data;
      return request && { contact: request.chat_id, text: visible(request.text) };
    },
    textOf: (body) => bodySchema.parse(body).plain,
    close: async () => {
      closing.abort();
      await fake.close();
    },
  };
}

/** A text without Telegram's markup. */
function visible(html: string): string {
  return html
    .replace(/<[^>]*>/gu, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
