import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A call as the fake received it. */
interface ZaloBotCall {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

/** A message that reached a citizen. */
interface ZaloBotSent {
  readonly chatId: string;
  readonly messageId: string;
  readonly text: string;
  readonly atMs: number;
}

/**
 * - `code`: answered with the envelope of an error.
 * - `page`: an error page of a proxy before it.
 * - `result`: answered well, with this and nothing done.
 * - `slow`: done, and answered only after `ms`.
 * - `reset`: the connection breaks; `done` says whether the call was carried out before.
 */
export type ZaloBotFault =
  | { readonly kind: 'code'; readonly code: number; readonly retryAfter?: number }
  | { readonly kind: 'page'; readonly status: number }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'reset'; readonly done: boolean };

export interface ZaloBotUpdate {
  readonly event_name: string;
  readonly message: Readonly<Record<string, unknown>>;
}

export interface FakeZaloBot {
  /** The `apiRoot`. */
  readonly url: string;
  readonly calls: readonly ZaloBotCall[];
  readonly sent: readonly ZaloBotSent[];
  /** Updates nobody fetched yet. */
  readonly waiting: () => readonly ZaloBotUpdate[];
  /** Hands an update in: to the webhook if one is set (three tries), else to whoever polls. */
  deliver(update: ZaloBotUpdate): Promise<void>;
  /** The next calls of the method meet the fault. */
  fail(method: string, fault: ZaloBotFault, times?: number): void;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A Zalo Bot API on loopback, after the vendor's pages. */
export async function openFakeZaloBot(options: {
  readonly token: string;
  /** Whether an error has its code as the HTTP status too, or stands in a 200. */
  readonly errorsInStatus?: boolean;
  /** Whether webhooks wrap the update in `{ok, result}`. */
  readonly wraps?: boolean;
}): Promise<FakeZaloBot> {
  const { token, errorsInStatus = false, wraps = false } = options;
  const calls: ZaloBotCall[] = [];
  const sent: ZaloBotSent[] = [];
  const faults = new Map<string, ZaloBotFault[]>();
  const queue: ZaloBotUpdate[] = [];
  let webhook: { readonly url: string; readonly secret: string } | undefined;
  let wake: (() => void) | undefined;
  let lastMessageId = 0;

  const ok = (result: unknown): Reply => ({ status: 200, body: { ok: true, result } });
  const refusal = (code: number, description: string, parameters?: unknown): Reply => ({
    status: errorsInStatus ? code : 200,
    body: {
      ok: false,
      error_code: code,
      description,
      ...(parameters === undefined ? {} : { parameters }),
    },
  });

  async function getUpdates(payload: ZaloBotCall['payload'], socket: { destroyed: boolean }) {
    if (webhook !== undefined) return refusal(400, 'Bad Request: webhook is set');
    const untilMs = Date.now() + Number(payload['timeout'] ?? 30) * 1000;
    while (queue.length === 0 && Date.now() < untilMs && !socket.destroyed) {
      await Promise.race([
        new Promise<void>((resolve) => {
          wake = resolve;
        }),
        delay(Math.min(50, untilMs - Date.now())),
      ]);
    }
    // One update, and it is gone with the answer.
    const update = queue.shift();
    return update === undefined ? refusal(408, 'Request timeout') : ok(update);
  }

  function sendMessage(payload: ZaloBotCall['payload']): Reply {
    const { chat_id: chatId, text } = payload;
    if (typeof chatId !== 'string' || chatId === '') return refusal(400, 'Bad Request: chat_id');
    if (typeof text !== 'string' || text.length < 1 || text.length > 2000) {
      return refusal(400, 'Bad Request: text must be 1 to 2000 characters');
    }
    lastMessageId += 1;
    const messageId = `z${lastMessageId}`;
    sent.push({ chatId, messageId, text, atMs: Date.now() });
    return ok({ message_id: messageId, date: Date.now() });
  }

  async function carryOut(
    method: string,
    payload: ZaloBotCall['payload'],
    socket: { destroyed: boolean },
  ): Promise<Reply> {
    switch (method) {
      case 'getMe':
        return ok({
          id: '1',
          account_name: 'bot.motcua',
          account_type: 'BASIC',
          can_join_groups: false,
        });
      case 'getUpdates':
        return getUpdates(payload, socket);
      case 'sendMessage':
        return sendMessage(payload);
      case 'sendChatAction':
        return ok(true);
      case 'setWebhook': {
        const secret = payload['secret_token'];
        if (typeof secret !== 'string' || secret.length < 8) {
          return refusal(400, 'Bad Request: secret_token must be 8 to 256 characters');
        }
        webhook = { url: String(payload['url']), secret };
        return ok({ url: webhook.url });
      }
      case 'deleteWebhook':
        webhook = undefined;
        return ok({ url: '' });
      default:
        return refusal(404, 'Not Found');
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString('utf8');
    const [, given, method = ''] = /^\/bot([^/]+)\/(\w+)$/u.exec(request.url ?? '') ?? [];
    const payload = (raw === '' ? {} : JSON.parse(raw)) as ZaloBotCall['payload'];
    calls.push({ method, payload, atMs: Date.now() });
    const answer = ({ status, body }: Reply): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (given !== token) return answer(refusal(401, 'Unauthorized'));
    const fault = faults.get(method)?.shift();
    switch (fault?.kind) {
      case 'code':
        return answer(
          refusal(
            fault.code,
            'Error',
            fault.retryAfter === undefined ? undefined : { retry_after: fault.retryAfter },
          ),
        );
      case 'page':
        response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html>…</html>');
        return;
      case 'result':
        return answer(ok(fault.result));
      case 'reset':
        if (fault.done) await carryOut(method, payload, request.socket);
        request.socket.destroy();
        return;
      case 'slow': {
        const reply = await carryOut(method, payload, request.socket);
        await delay(fault.ms);
        return answer(reply);
      }
    }
    answer(await carryOut(method, payload, request.socket));
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
        wake?.();
        return;
      }
      for (let tries = 0; tries < 3; tries += 1) {
        const reply = await fetch(webhook.url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-bot-api-secret-token': webhook.secret,
          },
          body: JSON.stringify(wraps ? { ok: true, result: update } : update),
        }).catch(() => undefined);
        if (reply?.ok === true) return;
        await delay(50);
      }
    },
    fail: (method, fault, times = 1) => {
      const line = faults.get(method) ?? [];
      faults.set(method, [...line, ...Array.from({ length: times }, () => fault)]);
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
