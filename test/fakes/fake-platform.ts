import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { InboundEvent } from '../../src/conversation/exchange.ts';
import type { Platform, Webhook } from '../../src/channels/messaging/platform.ts';

/** A platform of our own making: the least that sends, receives and fails as the true ones do. */

const FAKE_SECRET = 'the secret of the fake platform';
export const FAKE_PATH = '/webhooks/zalo-bot';

/** How the fake answers a send. `lost`: it takes the message, then the connection breaks. */
export type Reply = 'ok' | 'error' | 'busy' | 'reset' | 'lost' | 'blocked' | 'refused' | 'slow';

export interface Arrived {
  readonly to: string;
  readonly text: string;
  readonly buttons: readonly { readonly title: string; readonly payload: string }[];
  readonly deliveryId: string;
  readonly messageId: string;
  readonly atMs: number;
}

export interface FakePlatform {
  readonly apiRoot: string;
  /** What reached citizens, in order. */
  readonly arrived: readonly Arrived[];
  /** Requests begun, also those that failed. */
  readonly requests: () => number;
  /** Answers of the next sends; `ok` when there are none left. */
  readonly replies: Reply[];
  close(): Promise<void>;
}

const sendSchema = z.object({
  to: z.string(),
  deliveryId: z.string(),
  text: z.string(),
  buttons: z.array(z.object({ title: z.string(), payload: z.string() })).default([]),
});

export async function openFakePlatform(
  options: {
    readonly replyTo?: (to: string) => Reply;
    readonly onArrived?: (arrived: Arrived) => void;
  } = {},
): Promise<FakePlatform> {
  const arrived: Arrived[] = [];
  const replies: Reply[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests += 1;
      const sent = sendSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
      const reply = replies.shift() ?? options.replyTo?.(sent.to) ?? 'ok';
      if (reply === 'ok' || reply === 'lost' || reply === 'slow') {
        const one = { ...sent, messageId: `m${arrived.length}`, atMs: Date.now() };
        arrived.push(one);
        options.onArrived?.(one);
      }
      answer(response, reply, `m${arrived.length - 1}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    requests: () => requests,
    replies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, reply: Reply, messageId: string): void {
  switch (reply) {
    case 'ok':
      response.writeHead(200).end(JSON.stringify({ messageId }));
      return;
    case 'slow':
      setTimeout(() => response.writeHead(200).end(JSON.stringify({ messageId })), 150);
      return;
    case 'error':
      response.writeHead(500).end();
      return;
    case 'busy':
      response.writeHead(429, { 'retry-after-ms': '50' }).end();
      return;
    case 'blocked':
      response.writeHead(403).end();
      return;
    case 'refused':
      response.writeHead(400).end();
      return;
    case 'reset':
    case 'lost':
      response.destroy();
  }
}

export interface FakeAdapterOptions {
  readonly apiRoot: string;
  readonly echoWaitMs?: number;
  readonly limits?: Partial<Platform['limits']>;
  readonly rate?: Partial<Platform['rate']>;
  /** Of recordings; without it there are none. */
  readonly fetchVoice?: Platform['fetchVoice'];
}

/** The adapter of the fake, with real requests. */
export function createFakeAdapter(options: FakeAdapterOptions): Platform {
  return {
    name: 'zalo-bot',
    limits: {
      textLength: 2000,
      counting: 'code-points',
      buttons: 5,
      buttonTitleLength: 100,
      payloadBytes: 1000,
      messages: 3,
      markup: 'none',
      ...options.limits,
    },
    rate: { perSecond: 10_000, perContactMs: 0, ...options.rate },
    echoWaitMs: options.echoWaitMs ?? 0,
    toBody: ({ plain, buttons }) => ({ text: plain, buttons }),
    send: async ({ id, contact, body }, signal) => {
      try {
        const response = await fetch(`${options.apiRoot}/send`, {
          method: 'POST',
          body: JSON.stringify({ ...(body as object), to: contact, deliveryId: id }),
          signal,
        });
        if (response.status === 429) {
          return {
            kind: 'retry',
            reason: 'rate',
            afterMs: Number(response.headers.get('retry-after-ms')),
          };
        }
        if (response.status === 403) return { kind: 'unreachable', reason: 'blocked' };
        if (response.status === 400) return { kind: 'refused', reason: 'http-400' };
        if (!response.ok) return { kind: 'retry', reason: `http-${response.status}` };
        const { messageId } = (await response.json()) as { messageId: string };
        return { kind: 'sent', platformMessageId: messageId };
      } catch {
        return { kind: 'retry', reason: 'network' };
      }
    },
    ...(options.fetchVoice === undefined ? {} : { fetchVoice: options.fetchVoice }),
    webhook,
  };
}

const webhook: Webhook = {
  path: FAKE_PATH,
  read: (raw, headers) => {
    if (headers['x-fake-signature'] !== signatureOf(raw)) return { kind: 'unauthorised' };
    try {
      const events = JSON.parse(raw.toString()) as unknown;
      if (!Array.isArray(events)) return { kind: 'malformed', reason: 'no-list' };
      return { kind: 'events', events: events as InboundEvent[] };
    } catch {
      return { kind: 'malformed', reason: 'no-json' };
    }
  },
};

function signatureOf(raw: Uint8Array): string {
  return createHmac('sha256', FAKE_SECRET).update(raw).digest('hex');
}

/** Delivers events to a server as the platform does. */
export function deliver(
  url: string,
  events: readonly InboundEvent[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const raw = Buffer.from(JSON.stringify(events));
  return fetch(`${url}${FAKE_PATH}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-fake-signature': signatureOf(raw),
      ...headers,
    },
    body: raw,
  });
}

/** An event of a citizen of the fake. */
export function fakeEvent(
  contact: string | null,
  platformId: string,
  event: InboundEvent['event'],
  happenedAtMs = Date.now(),
): InboundEvent {
  return { platform: 'zalo-bot', platformId, contact, happenedAtMs, event };
}
