import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { keysOf, visibleText } from './fake-telegram-markup.ts';

/** A call as the fake received it. */
interface TelegramCall {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

/** A message that reached a citizen. */
interface TelegramSent {
  readonly chatId: string;
  readonly messageId: number;
  /** What the citizen sees: markup taken out. */
  readonly text: string;
  readonly buttons: readonly { readonly text: string; readonly callback_data: string }[];
  readonly atMs: number;
}

/**
 * - `status`: answered as Telegram answers an error.
 * - `page`: an error page of a proxy before it.
 * - `slow`: done, and answered only after `ms`.
 * - `reset`: the connection breaks; `done` says whether the call was carried out before.
 */
export type TelegramFault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly description?: string;
      readonly retryAfter?: number;
    }
  | { readonly kind: 'page'; readonly status: number }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'reset'; readonly done: boolean };

export interface FakeTelegram {
  /** The `apiRoot`. */
  readonly url: string;
  readonly calls: readonly TelegramCall[];
  readonly sent: readonly TelegramSent[];
  /** Updates nobody confirmed yet. */
  readonly waiting: () => readonly TelegramUpdate[];
  /** Hands an update in: to the webhook if one is set (three tries), else to whoever polls. */
  deliver(update: TelegramUpdate): Promise<void>;
  /** The next calls of the method meet the fault. */
  fail(method: string, fault: TelegramFault, times?: number): void;
  /** Files citizens sent, by `file_id`: given out by `getFile` and an address below `/file`. */
  readonly files: Map<string, TelegramFile>;
  /** Files that were asked for, also those that met a fault (`fail('file', …)`). */
  readonly downloads: readonly string[];
  /** These citizens have blocked the bot. */
  readonly blocked: Set<string>;
  /** These chats do not exist. */
  readonly missing: Set<string>;
  close(): Promise<void>;
}

interface TelegramFile {
  readonly bytes: Uint8Array;
  /** `voice/file_1.oga` */
  readonly path: string;
  /** As `getFile` says it; the length of the bytes when absent. */
  readonly size?: number;
}

export type TelegramUpdate = { readonly update_id: number } & Readonly<Record<string, unknown>>;

type Reply = { readonly status: number; readonly body: unknown };
const ok = (result: unknown): Reply => ({ status: 200, body: { ok: true, result } });
const refusal = (code: number, description: string, parameters?: unknown): Reply => ({
  status: code,
  body: {
    ok: false,
    error_code: code,
    description,
    ...(parameters === undefined ? {} : { parameters }),
  },
});

/** A Bot API on loopback, as strict as the true one where it was seen to be. */
export async function openFakeTelegram({
  token,
}: {
  readonly token: string;
}): Promise<FakeTelegram> {
  const calls: TelegramCall[] = [];
  const sent: TelegramSent[] = [];
  const faults = new Map<string, TelegramFault[]>();
  const blocked = new Set<string>();
  const missing = new Set<string>();
  const files = new Map<string, TelegramFile>();
  const downloads: string[] = [];
  let queue: TelegramUpdate[] = [];
  let webhook: { readonly url: string; readonly secret: string | undefined } | undefined;
  let poller: { end: (reply: Reply) => void } | undefined;
  let wake: (() => void) | undefined;
  let lastMessageId = 100;

  async function getUpdates(payload: Readonly<Record<string, unknown>>): Promise<Reply> {
    if (webhook !== undefined) {
      return refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    poller?.end(
      refusal(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    );
    const offset = Number(payload['offset'] ?? 0);
    queue = queue.filter((update) => update.update_id >= offset);
    const untilMs = Date.now() + Number(payload['timeout'] ?? 0) * 1000;
    let ended: Reply | undefined;
    const self = {
      end: (reply: Reply): void => {
        ended = reply;
        wake?.();
      },
    };
    poller = self;
    while (queue.length === 0 && ended === undefined && Date.now() < untilMs) {
      await Promise.race([
        new Promise<void>((resolve) => {
          wake = resolve;
        }),
        delay(Math.min(50, untilMs - Date.now())),
      ]);
    }
    if (poller === self) poller = undefined;
    return ended ?? ok(queue.slice(0, Number(payload['limit'] ?? 100)));
  }

  function sendMessage(payload: Readonly<Record<string, unknown>>): Reply {
    const chatId = String(payload['chat_id']);
    const raw = typeof payload['text'] === 'string' ? payload['text'] : '';
    if (missing.has(chatId)) return refusal(400, 'Bad Request: chat not found');
    if (blocked.has(chatId)) return refusal(403, 'Forbidden: bot was blocked by the user');
    const text = payload['parse_mode'] === 'HTML' ? visibleText(raw) : raw;
    if (text === undefined) {
      return refusal(400, "Bad Request: can't parse entities: Unexpected end tag at byte offset 0");
    }
    if (text.trim() === '') return refusal(400, 'Bad Request: message text is empty');
    if (text.length > 4096) return refusal(400, 'Bad Request: message is too long');
    const buttons = keysOf(payload['reply_markup']);
    for (const { text: title, callback_data: data } of buttons) {
      const bytes = Buffer.byteLength(data, 'utf8');
      if (bytes < 1 || bytes > 64) return refusal(400, 'Bad Request: BUTTON_DATA_INVALID');
      if (title === '') return refusal(400, 'Bad Request: text buttons are unallowed');
    }
    lastMessageId += 1;
    sent.push({ chatId, messageId: lastMessageId, text, buttons, atMs: Date.now() });
    return ok({
      message_id: lastMessageId,
      date: Math.floor(Date.now() / 1000),
      chat: { id: Number(chatId), type: 'private' },
      text,
    });
  }

  async function carryOut(method: string, payload: TelegramCall['payload']): Promise<Reply> {
    switch (method) {
      case 'getMe':
        return ok({ id: 1, is_bot: true, first_name: 'Bot', username: 'mot_cua_bot' });
      case 'getUpdates':
        return getUpdates(payload);
      case 'sendMessage':
        return sendMessage(payload);
      case 'setWebhook':
        webhook = {
          url: String(payload['url']),
          secret: payload['secret_token'] as string | undefined,
        };
        return ok(true);
      case 'deleteWebhook':
        webhook = undefined;
        return ok(true);
      case 'getFile': {
        const file = files.get(String(payload['file_id']));
        if (file === undefined) return refusal(400, 'Bad Request: invalid file_id');
        const size = file.size ?? file.bytes.length;
        return size > 20_000_000
          ? refusal(400, 'Bad Request: file is too big')
          : ok({ file_id: payload['file_id'], file_path: file.path, file_size: size });
      }
      case 'answerCallbackQuery':
      case 'sendChatAction':
      case 'setMyCommands':
      case 'leaveChat':
        return ok(true);
      default:
        return refusal(404, 'Not Found: method not found');
    }
  }

  function giveOut(
    response: ServerResponse,
    { isOurs, path }: { readonly isOurs: boolean; readonly path: string },
  ): void {
    downloads.push(path);
    const fault = faults.get('file')?.shift();
    const file = [...files.values()].find((one) => one.path === path);
    if (fault?.kind === 'reset') {
      response.destroy();
      return;
    }
    const status =
      fault?.kind === 'status' ? fault.status : isOurs && file !== undefined ? 200 : 404;
    response.writeHead(status, { 'content-type': 'application/octet-stream' });
    response.end(status === 200 ? file?.bytes : undefined);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString('utf8');
    const [, holder, path] = /^\/file\/bot([^/]+)\/(.+)$/u.exec(request.url ?? '') ?? [];
    if (path !== undefined) return giveOut(response, { isOurs: holder === token, path });
    const [, given, method = ''] = /^\/bot([^/]+)\/(\w+)$/u.exec(request.url ?? '') ?? [];
    const payload = (raw === '' ? {} : JSON.parse(raw)) as TelegramCall['payload'];
    calls.push({ method, payload, atMs: Date.now() });
    const answer = ({ status, body }: Reply): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (given !== token) return answer(refusal(401, 'Unauthorized'));
    const fault = faults.get(method)?.shift();
    switch (fault?.kind) {
      case 'status':
        return answer(
          refusal(
            fault.status,
            fault.description ?? 'Internal Server Error',
            fault.retryAfter === undefined ? undefined : { retry_after: fault.retryAfter },
          ),
        );
      case 'page':
        response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html>…</html>');
        return;
      case 'reset':
        if (fault.done) await carryOut(method, payload);
        request.socket.destroy();
        return;
      case 'slow': {
        const reply = await carryOut(method, payload);
        await delay(fault.ms);
        return answer(reply);
      }
    }
    answer(await carryOut(method, payload));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    sent,
    waiting: () => queue,
    deliver: async (update) => {
      if (webhook === undefined) {
        queue.push(update);
        queue.sort((one, two) => one.update_id - two.update_id);
        wake?.();
        return;
      }
      const { url, secret } = webhook;
      for (let tries = 0; tries < 3; tries += 1) {
        const reply = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
          },
          body: JSON.stringify(update),
        }).catch(() => undefined);
        if (reply?.ok === true) return;
        await delay(50);
      }
    },
    fail: (method, fault, times = 1) => {
      const line = faults.get(method) ?? [];
      faults.set(method, [...line, ...Array.from({ length: times }, () => fault)]);
    },
    files,
    downloads,
    blocked,
    missing,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
