import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ZaloConfig } from '../../../src/config.ts';
import type { Delivery, InboundEvent } from '../../../src/conversation/exchange.ts';
import { createLog } from '../../../src/log.ts';
import type { Log } from '../../../src/log.ts';
import type {
  Platform,
  RenderedMessage,
  SendResult,
} from '../../../src/channels/messaging/platform.ts';
import { createZalo } from '../../../src/channels/zalo/zalo.ts';
import type { ZaloMeans } from '../../../src/channels/zalo/zalo.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { openFakeZalo } from '../../fakes/fake-zalo.ts';
import type { FakeZalo, FakeZaloOptions } from '../../fakes/fake-zalo.ts';

export const CITIZEN = '246845883529197922';
const HOUR_MS = 3_600_000;

/** A clock that stands until it is moved. */
interface Clock {
  readonly now: () => Date;
  pass(hours: number): void;
}

function createClock(startMs = Date.parse('2026-11-23T08:00:00+07:00')): Clock {
  let nowMs = startMs;
  return { now: () => new Date(nowMs), pass: (hours) => void (nowMs += hours * HOUR_MS) };
}

export interface Stage {
  readonly fake: FakeZalo;
  readonly zalo: Platform;
  readonly store: Store;
  readonly clock: Clock;
  /** Lines of the log, as they are written. */
  readonly lines: readonly string[];
  readonly log: Log;
  /** Sends a text to the citizen. */
  say(
    text: string,
    more?: Partial<RenderedMessage> & { readonly contact?: string },
  ): Promise<SendResult>;
}

/** The real adapter, the real store and a fake platform. */
export async function setStage(
  options: {
    readonly fake?: FakeZaloOptions;
    readonly config?: Partial<ZaloConfig>;
    readonly means?: Partial<ZaloMeans>;
  } = {},
): Promise<Stage> {
  const clock = createClock();
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const fake = await openFakeZalo({ now: clock.now, timeScale: 0.001, ...options.fake });
  const store = await openStore({ file: ':memory:' });
  const config = { ...fake.config, ...options.config };
  const zalo = createZalo(config, { tokens: store, log, now: clock.now, ...options.means });
  fake.meet(CITIZEN);
  onTestFinished(async () => {
    await zalo.stop?.();
    await fake.close();
    await store.close();
  });
  return { fake, zalo, store, clock, lines, log, say: (text, more) => say(zalo, text, more) };
}

export function say(
  zalo: Platform,
  text: string,
  { contact = CITIZEN, ...more }: Partial<RenderedMessage> & { readonly contact?: string } = {},
): Promise<SendResult> {
  const body = zalo.toBody({ text, plain: text, buttons: [], ...more });
  return zalo.send(deliveryOf(contact, body), new AbortController().signal);
}

export function deliveryOf(contact: string, body: unknown): Delivery {
  return {
    id: 'd1',
    platform: 'zalo',
    contact,
    // As the outbox keeps it.
    body: JSON.parse(JSON.stringify(body)),
    author: 'assistant',
    sequence: 0,
    state: 'sending',
    attempts: 1,
    uncertain: false,
    createdAt: '2026-11-23T01:00:00.000Z',
    dueAt: '2026-11-23T01:00:00.000Z',
  };
}

export interface Door {
  readonly url: string;
  readonly events: readonly InboundEvent[];
  readonly statuses: readonly number[];
}

/** A server that takes webhooks as the product's does; `meanwhile` may answer otherwise. */
export async function openDoor(
  zalo: Platform,
  meanwhile: (post: number) => Promise<number | undefined> | undefined = () => undefined,
): Promise<Door> {
  const events: InboundEvent[] = [];
  const statuses: number[] = [];
  let posts = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      posts += 1;
      const otherwise = await meanwhile(posts);
      const read = zalo.webhook?.read(Buffer.concat(chunks), request.headers);
      const status = otherwise ?? (read?.kind === 'unauthorised' ? 401 : 200);
      if (status === 200 && read?.kind === 'events') events.push(...read.events);
      statuses.push(status);
      response.writeHead(status).end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/webhooks/zalo`, events, statuses };
}
