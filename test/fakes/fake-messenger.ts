import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { MessengerConfig } from '../../src/config.ts';
import { createMessengerEvents, nextMid } from './fake-messenger-events.ts';
import type { MessengerEvents, MessengerItem } from './fake-messenger-events.ts';
import { answer, failure, say } from './fake-messenger-faults.ts';
import type { FakeMessengerFault, GraphAnswer } from './fake-messenger-faults.ts';

const DAY_MS = 86_400_000;
const INBOX = '263902037430900';
/** Our own guess at the platform's waits between tries; it documents none. */
const RETRY_AFTER_MS = [1000, 5000, 30_000, 60_000, 300_000];

export interface FakeMessengerOptions {
  /** Where webhooks and echoes go; can be told later by `pointAt`. */
  readonly webhookUrl?: string;
  /** Repeat our messages. True if left out. */
  readonly echoes?: boolean;
  /** Factor on the waits between tries. 1 if left out. */
  readonly timeScale?: number;
  /** How long the platform waits for the acknowledgement. 20 s if left out. */
  readonly ackDeadlineMs?: number;
  /** Decides on a fault for sends nothing was injected for. */
  readonly faultOf?: () => FakeMessengerFault | undefined;
  readonly now?: () => Date;
}

/** A message as the citizen has it on her telephone. */
interface ArrivedOnMessenger {
  readonly contact: string;
  readonly text: string;
  readonly buttons: readonly { readonly title: string; readonly payload: string }[];
  readonly messageId: string;
  readonly request: SendRequest;
}

interface SendRequest {
  readonly recipient?: { readonly id?: string };
  readonly messaging_type?: string;
  readonly tag?: string;
  readonly sender_action?: string;
  readonly message?: {
    readonly text?: string;
    readonly metadata?: string;
    readonly quick_replies?: readonly {
      readonly content_type: string;
      readonly title: string;
      readonly payload: string;
    }[];
  };
}

export interface FakeMessenger {
  readonly url: string;
  /** Settings that lead the real adapter here. */
  readonly config: MessengerConfig & { readonly appId: string; readonly pageId: string };
  readonly events: MessengerEvents;
  /** What citizens received, in order. */
  readonly arrived: readonly ArrivedOnMessenger[];
  /** Contacts shown that an answer is being written, in order. */
  readonly typing: readonly string[];
  /** Every request as it came: path, body and how the token was shown. */
  readonly requests: readonly { readonly path: string; readonly body: unknown }[];
  /** The app that has the conversation. */
  readonly ownerOf: (contact: string) => string;
  /** The next `times` sends fail so. */
  inject(fault: FakeMessengerFault, times?: number): void;
  pointAt(webhookUrl: string): void;
  /** The body and headers Meta would post; letters escaped as it does. */
  signed(items: readonly MessengerItem[], feed?: 'messaging' | 'standby'): SignedBody;
  /** Posts a webhook and retries until it is acknowledged; on `standby` when another app has the thread. */
  deliver(
    item: MessengerItem,
  ): Promise<{ readonly acknowledged: boolean; readonly attempts: number }>;
  /** An officer writes in the page's own inbox, which takes the conversation over. */
  officerWrites(contact: string, text: string): Promise<void>;
  /** A citizen wrote at that time, without a webhook. */
  meet(contact: string, atMs?: number): void;
  /** Resolves when no echo is on its way. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface SignedBody {
  readonly raw: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The Graph API of one page and its webhook sender on loopback, strict where Meta is. */
export async function openFakeMessenger(
  options: FakeMessengerOptions = {},
): Promise<FakeMessenger> {
  const { now = () => new Date(), timeScale = 1, echoes = true } = options;
  const keys = {
    pageToken: 'fake-page-token',
    appSecret: 'test-app-secret',
    verifyToken: 'fake-verify-token',
    appId: '1517776481860111',
    pageId: '1029384756',
  };
  const events = createMessengerEvents(keys.pageId, now);
  const faults: FakeMessengerFault[] = [];
  const arrived: ArrivedOnMessenger[] = [];
  const typing: string[] = [];
  const requests: { readonly path: string; readonly body: unknown }[] = [];
  const lastHeardMs = new Map<string, number>();
  const owners = new Map<string, string>();
  const onTheirWay = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let { webhookUrl } = options;
  const ownerOf = (contact: string): string => owners.get(contact) ?? keys.appId;

  function signed(
    items: readonly MessengerItem[],
    feed: 'messaging' | 'standby' = 'messaging',
  ): SignedBody {
    const entry = [{ id: keys.pageId, time: now().getTime(), [feed]: items }];
    const json = JSON.stringify({ object: 'page', entry }).replace(
      /[\u0080-\u{10FFFF}]/gu,
      (letter) => letter.split('').map(escaped).join(''),
    );
    const raw = Buffer.from(json, 'utf8');
    const mac = createHmac('sha256', keys.appSecret).update(raw).digest('hex');
    return {
      raw,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${mac}` },
    };
  }

  async function deliver(item: MessengerItem) {
    const sender = (item['sender'] as { readonly id: string }).id;
    const recipient = (item['recipient'] as { readonly id: string }).id;
    const contact = sender === keys.pageId ? recipient : sender;
    if (sender !== keys.pageId && (item['message'] ?? item['postback']) !== undefined) {
      lastHeardMs.set(contact, Number(item['timestamp']));
    }
    const isRouting = 'pass_thread_control' in item || 'take_thread_control' in item;
    const feed = ownerOf(contact) === keys.appId || isRouting ? 'messaging' : 'standby';
    return post(signed([item], feed));
  }

  async function post({ raw, headers }: SignedBody) {
    if (webhookUrl === undefined) throw new Error('tell the fake where webhooks go: pointAt(url)');
    for (let attempt = 0; ; attempt += 1) {
      const deadline = AbortSignal.timeout(options.ackDeadlineMs ?? 20_000);
      const status = await fetch(webhookUrl, {
        method: 'POST',
        body: new Uint8Array(raw),
        headers,
        signal: AbortSignal.any([closing.signal, deadline]),
      }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
        () => 0,
      );
      const waitMs = RETRY_AFTER_MS[attempt];
      if (status === 200) return { acknowledged: true, attempts: attempt + 1 };
      if (waitMs === undefined || closing.signal.aborted) {
        return { acknowledged: false, attempts: attempt + 1 };
      }
      await pause(waitMs * timeScale, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  function inBackground(work: Promise<unknown>): void {
    const running = work.finally(() => onTheirWay.delete(running));
    onTheirWay.add(running);
  }

  function send(request: SendRequest): GraphAnswer {
    const contact = request.recipient?.id ?? '';
    const heardMs = lastHeardMs.get(contact);
    if (heardMs === undefined) return failure(100, 2_018_001);
    if (request.sender_action !== undefined) {
      if (request.message !== undefined) return failure(100, 2_018_065);
      typing.push(contact);
      return [200, { recipient_id: contact }];
    }
    const { text = '', metadata, quick_replies: replies = [] } = request.message ?? {};
    const isTagged = request.messaging_type === 'MESSAGE_TAG';
    if (!isTagged && request.messaging_type !== 'RESPONSE') return failure(100);
    if (isTagged && request.tag !== 'HUMAN_AGENT') return failure(100);
    if (now().getTime() - heardMs > (isTagged ? 7 : 1) * DAY_MS) return failure(10, 2_018_278);
    if (ownerOf(contact) !== keys.appId) return failure(10, 2_018_300);
    const isSound = replies.every(
      ({ content_type: type, title, payload }) =>
        type === 'text' && title.length <= 20 && payload.length <= 1000,
    );
    if (text === '' || text.length > 2000 || replies.length > 13 || !isSound) return failure(100);
    if ((metadata?.length ?? 0) > 1000) return failure(100);
    const messageId = nextMid();
    const buttons = replies.map(({ title, payload }) => ({ title, payload }));
    arrived.push({ contact, text, buttons, messageId, request });
    if (echoes && webhookUrl !== undefined) {
      const mark = metadata === undefined ? {} : { metadata };
      const echo = events.echo(contact, text, {
        mid: messageId,
        app_id: Number(keys.appId),
        ...mark,
      });
      inBackground(deliver(echo));
    }
    return [200, { recipient_id: contact, message_id: messageId }];
  }

  function route(
    call: string,
    body: { readonly recipient?: { readonly id?: string }; readonly target_app_id?: string },
  ): GraphAnswer {
    const contact = body.recipient?.id ?? '';
    if (!lastHeardMs.has(contact)) return failure(100, 2_018_001);
    if (call === 'pass_thread_control') {
      if (ownerOf(contact) !== keys.appId) return failure(10, 2_018_300);
      if (body.target_app_id === undefined) return failure(100);
      owners.set(contact, body.target_app_id);
    } else owners.delete(contact);
    return [200, { success: true }];
  }

  const server = createServer((request, response) => {
    void (async () => {
      const body: unknown = JSON.parse((await textOf(request)) || 'null');
      const url = new URL(request.url ?? '', 'http://localhost');
      const [, , page, call = ''] = url.pathname.split('/');
      requests.push({ path: `${url.pathname}${url.search}`, body });
      if (request.method !== 'POST' || (page !== keys.pageId && page !== 'me')) {
        return say(response, failure(100, 33));
      }
      const token = url.searchParams.get('access_token') ?? request.headers.authorization;
      if (token?.replace(/^Bearer /u, '') !== keys.pageToken) return say(response, failure(190));
      if (call !== 'messages') return say(response, route(call, body as SendRequest));
      return answer(response, faults.shift() ?? options.faultOf?.(), () =>
        send(body as SendRequest),
      );
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    config: { ...keys, apiRoot: `${url}/v25.0` },
    events,
    arrived,
    typing,
    requests,
    ownerOf,
    inject: (fault, times = 1) => void faults.push(...Array.from({ length: times }, () => fault)),
    pointAt: (to) => void (webhookUrl = to),
    signed,
    deliver,
    officerWrites: async (contact, text) => {
      owners.set(contact, INBOX);
      await deliver(events.echo(contact, text, { app_id: Number(INBOX) }));
    },
    meet: (contact, atMs = now().getTime()) => void lastHeardMs.set(contact, atMs),
    settled: async () => {
      while (onTheirWay.size > 0) await Promise.allSettled(onTheirWay);
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled(onTheirWay);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One UTF-16 unit as Meta writes it. */
const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
