import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ZaloConfig } from '../../src/config.ts';
import { createEventMakers, nextMessageId } from './fake-zalo-events.ts';
import type { EventMakers, ZaloWebhookBody } from './fake-zalo-events.ts';
import { answer, createFaultLine } from './fake-zalo-faults.ts';
import type { FakeZaloCall, FakeZaloFault, FaultLine } from './fake-zalo-faults.ts';

const DAY_MS = 86_400_000;
const WINDOW_MS = 7 * DAY_MS;
/** After the first try, as the vendor has it. */
const RETRY_AFTER_MS = [30_000, 300_000, 900_000, 1_800_000, 3_600_000];

export interface FakeZaloOptions {
  /** Where webhooks and echoes go; can be told later by `pointAt`. */
  readonly webhookUrl?: string;
  /** Repeat our messages as `oa_send_text`, with a receipt after it. True if left out. */
  readonly echoes?: boolean;
  /** Factor on the platform's retry delays: 0.001 makes 30 s to 30 ms. 1 if left out. */
  readonly timeScale?: number;
  /** How long the platform waits for the acknowledgement. 2 s if left out. */
  readonly ackDeadlineMs?: number;
  readonly callsPerMinute?: number;
  /** Decides on a fault for calls nothing was injected for. */
  readonly faultOf?: (on: FakeZaloCall) => FakeZaloFault | undefined;
  readonly now?: () => Date;
}

/** A message as the citizen has it on her telephone. */
interface ArrivedMessage {
  /** The user's id, or the anonymous id. */
  readonly contact: string;
  readonly text: string;
  readonly buttons: readonly { readonly title: string; readonly payload: string }[];
  readonly messageId: string;
  readonly request: unknown;
}

interface DeliveryOutcome {
  readonly acknowledged: boolean;
  /** Posts made, the first included. */
  readonly attempts: number;
  /** Ms from the post that was acknowledged to its acknowledgement. */
  readonly ackMs: number;
}

export interface FakeZalo extends Pick<FaultLine, 'inject'> {
  readonly url: string;
  /** Settings that lead the real adapter here. */
  readonly config: ZaloConfig;
  readonly events: EventMakers;
  /** What citizens received, in order. */
  readonly arrived: readonly ArrivedMessage[];
  /** Tokens handed out. */
  readonly refreshes: () => number;
  /** Calls by kind, refused ones included. */
  readonly calls: (on: FakeZaloCall) => number;
  pointAt(webhookUrl: string): void;
  /** Posts a webhook, signed, and retries as the platform does until it is acknowledged. */
  deliver(event: ZaloWebhookBody): Promise<DeliveryOutcome>;
  /** Resolves when no echo or receipt is on its way. */
  settled(): Promise<void>;
  /** A user interacted with the OA at that time, without a webhook. */
  meet(user: string, atMs?: number): void;
  /** Access tokens in use stop working (-220); the refresh token still does. */
  expireAccessTokens(): void;
  close(): Promise<void>;
}

/** Zalo's OAuth, OpenAPI v3 and webhook sender on loopback, strict where the real one is. */
export async function openFakeZalo(options: FakeZaloOptions = {}): Promise<FakeZalo> {
  const { now = () => new Date(), timeScale = 1, echoes = true } = options;
  const keys = {
    appId: '360846524940903967',
    appSecret: 'fake-app-secret',
    oaId: '388613280878808645',
    oaSecret: 'fake-oa-secret',
  };
  const events = createEventMakers(keys, now);
  const faults = createFaultLine(options.faultOf ?? (() => undefined));
  const arrived: ArrivedMessage[] = [];
  const lastSeenMs = new Map<string, number>();
  const counts: Record<FakeZaloCall, number> = { send: 0, quota: 0, token: 0 };
  const onTheirWay = new Set<Promise<unknown>>();
  const closing = new AbortController();
  const accessTokens = new Map<string, number>();
  const firstRefreshToken = `first-${randomBytes(8).toString('hex')}`;
  let refreshToken = firstRefreshToken;
  let refreshes = 0;
  let { webhookUrl } = options;
  let minute = { startedAtMs: 0, calls: 0 };

  async function deliver(event: ZaloWebhookBody): Promise<DeliveryOutcome> {
    if (webhookUrl === undefined) throw new Error('tell the fake where webhooks go: pointAt(url)');
    const sender = (event['sender'] ?? event['follower']) as { readonly id?: string } | undefined;
    if (/^user_send_|^follow$/u.test(event.event_name) && sender?.id !== undefined) {
      lastSeenMs.set(sender.id, Number(event.timestamp));
    }
    const raw = JSON.stringify(event);
    const mac = createHash('sha256')
      .update(`${keys.appId}${raw}${event.timestamp}${keys.oaSecret}`)
      .digest('hex');
    for (let attempt = 0; ; attempt += 1) {
      const began = performance.now();
      const status = await fetch(webhookUrl, {
        method: 'POST',
        body: raw,
        headers: {
          'content-type': 'application/json',
          'x-zevent-signature': `mac=${mac}`,
          ...(attempt === 0 ? {} : { num_retry: String(attempt) }),
        },
        signal: AbortSignal.any([
          closing.signal,
          AbortSignal.timeout(options.ackDeadlineMs ?? 2000),
        ]),
      }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
        () => 0,
      );
      const ackMs = performance.now() - began;
      const delayMs = RETRY_AFTER_MS[attempt];
      if (status === 200) return { acknowledged: true, attempts: attempt + 1, ackMs };
      if (delayMs === undefined || closing.signal.aborted) {
        return { acknowledged: false, attempts: attempt + 1, ackMs };
      }
      await pause(delayMs * timeScale, undefined, { signal: closing.signal }).catch(
        () => undefined,
      );
    }
  }

  function refresh(form: URLSearchParams, secret: unknown): unknown {
    if (secret !== keys.appSecret || form.get('app_id') !== keys.appId) {
      return { error: -14_002, error_name: 'Invalid app', error_description: 'app or secret' };
    }
    if (form.get('grant_type') !== 'refresh_token' || form.get('refresh_token') !== refreshToken) {
      return { error: -14_014, error_name: 'Invalid refresh token', error_description: 'used' };
    }
    refreshes += 1;
    refreshToken = `refresh-${refreshes}-${randomBytes(8).toString('hex')}`;
    const accessToken = `access-${refreshes}-${randomBytes(8).toString('hex')}`;
    accessTokens.set(accessToken, now().getTime() + 90_000_000);
    return { access_token: accessToken, refresh_token: refreshToken, expires_in: '90000' };
  }

  /** The error every call of the API may meet; 0 when there is none. */
  function gate(token: unknown): number {
    const nowMs = now().getTime();
    if (nowMs - minute.startedAtMs >= 60_000) minute = { startedAtMs: nowMs, calls: 0 };
    minute.calls += 1;
    if (minute.calls > (options.callsPerMinute ?? 4000)) return -32;
    const endsAtMs = typeof token === 'string' ? accessTokens.get(token) : undefined;
    if (endsAtMs === undefined) return -216;
    return endsAtMs <= nowMs ? -220 : 0;
  }

  function send(request: SendRequest): unknown {
    const { recipient = {}, message = {} } = request;
    const contact = recipient.user_id ?? recipient.anonymous_id ?? '';
    const text = message.text ?? '';
    const buttons = message.attachment?.payload?.buttons ?? [];
    const seenMs = lastSeenMs.get(contact);
    if (recipient.user_id !== undefined && seenMs === undefined) return failure(-213);
    if (recipient.anonymous_id !== undefined && recipient.conversation_id === undefined) {
      return failure(-201);
    }
    if (seenMs !== undefined && now().getTime() - seenMs > WINDOW_MS) return failure(-230);
    if ([...text].length > 2000) return failure(-210);
    const isSound = (button: FakeButton): boolean =>
      button.type === 'oa.query.show' &&
      button.title.length <= 100 &&
      button.payload.length <= 1000;
    if (text === '' || buttons.length > 5 || !buttons.every(isSound)) return failure(-201);
    const messageId = nextMessageId();
    arrived.push({ contact, text, buttons, messageId, request });
    if (echoes && webhookUrl !== undefined && recipient.user_id !== undefined) {
      const echo = deliver(events.ofOa(contact, text, { messageId }))
        .then(() => deliver(events.received(contact, messageId)))
        .finally(() => onTheirWay.delete(echo));
      onTheirWay.add(echo);
    }
    return { error: 0, message: 'Success', data: { message_id: messageId, user_id: contact } };
  }

  function quota(user: string): unknown {
    const seenMs = lastSeenMs.get(user);
    if (seenMs === undefined) return failure(-213);
    return {
      error: 0,
      message: 'Success',
      data: { last_interaction: String(seenMs), cs_reply: { remain: 8, total: 8 }, promotion: {} },
    };
  }

  const server = createServer((request, response) => {
    void (async () => {
      const body = await textOf(request);
      const on = CALLS[`${request.method} ${request.url}`];
      if (on === undefined) return void response.writeHead(404).end();
      counts[on] += 1;
      const fault = faults.next(on);
      if (on === 'token') {
        const secret = request.headers['secret_key'];
        return answer(response, fault, {}, () => refresh(new URLSearchParams(body), secret));
      }
      const error = gate(request.headers['access_token']);
      const left = Math.max(0, (options.callsPerMinute ?? 4000) - minute.calls);
      const headers = {
        'x-ratelimit-limit': String(options.callsPerMinute ?? 4000),
        'x-ratelimit-remain': String(left),
      };
      return answer(response, fault, headers, () => {
        if (error !== 0) return failure(error);
        const asked = JSON.parse(body) as SendRequest & { readonly user_id?: string };
        return on === 'send' ? send(asked) : quota(asked.user_id ?? '');
      });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    config: {
      ...keys,
      refreshToken: firstRefreshToken,
      signatureVariants: ['app-id+oa-secret'],
      buttonsTemplateType: false,
      apiRoot: url,
      oauthRoot: url,
      mediaHosts: ['127.0.0.1'],
    },
    events,
    arrived,
    refreshes: () => refreshes,
    calls: (on) => counts[on],
    inject: faults.inject,
    pointAt: (to) => void (webhookUrl = to),
    deliver,
    settled: async () => {
      while (onTheirWay.size > 0) await Promise.allSettled(onTheirWay);
    },
    meet: (user, atMs = now().getTime()) => void lastSeenMs.set(user, atMs),
    expireAccessTokens: () => {
      for (const token of accessTokens.keys()) accessTokens.set(token, 0);
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled(onTheirWay);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const CALLS: Readonly<Record<string, FakeZaloCall>> = {
  'POST /v4/oa/access_token': 'token',
  'POST /v3.0/oa/message/cs': 'send',
  'POST /v2.0/oa/message': 'send',
  'POST /v3.0/oa/quota/message': 'quota',
};

interface FakeButton {
  readonly type: string;
  readonly title: string;
  readonly payload: string;
}

interface SendRequest {
  readonly recipient?: {
    readonly user_id?: string;
    readonly anonymous_id?: string;
    readonly conversation_id?: string;
  };
  readonly message?: {
    readonly text?: string;
    readonly attachment?: { readonly payload?: { readonly buttons?: readonly FakeButton[] } };
  };
}

function failure(error: number): unknown {
  return { error, message: 'refused' };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
