import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createMessenger } from '../../../src/channels/messenger/messenger.ts';
import type { Delivery, InboundEvent } from '../../../src/conversation/exchange.ts';
import { createLog } from '../../../src/log.ts';
import { openFakeMessenger } from '../../fakes/fake-messenger.ts';

const PSID = '7001';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** The adapter behind a server of its own, which keeps events by their id. */
async function open({ faults = [] }: { readonly faults?: readonly ('status' | 'slow')[] } = {}) {
  const waiting = [...faults];
  const fake = await openFakeMessenger({ timeScale: 0.01, ackDeadlineMs: 150 });
  const messenger = createMessenger(fake.config, { log: createLog('silent') });
  const kept = new Map<string, InboundEvent>();
  let posts = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posts += 1;
      const result = messenger.webhook?.read(Buffer.concat(chunks), request.headers);
      if (result?.kind !== 'events') return void response.writeHead(401).end();
      for (const event of result.events) kept.set(event.platformId, event);
      const fault = waiting.shift();
      if (fault === 'status') return void response.writeHead(500).end();
      setTimeout(() => response.writeHead(200).end(), fault === 'slow' ? 400 : 0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.pointAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/messenger`);
  closers.push(fake.close, async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    fake,
    messenger,
    kinds: () => [...kept.values()].map(({ event }) => event.kind),
    kept,
    posts: () => posts,
  };
}

describe('Messenger from end to end on loopback', () => {
  it('brings a message once, though it is posted again after an error and after a late answer', async () => {
    const { fake, kinds, posts } = await open({ faults: ['status', 'slow'] });
    const outcome = await fake.deliver(fake.events.text(PSID, 'Lệ phí đăng ký kết hôn? 👰'));
    expect(outcome).toEqual({ acknowledged: true, attempts: 3 });
    expect(posts()).toBe(3);
    expect(kinds()).toEqual(['message']);
  });

  it('proves a delivery by its echo', async () => {
    const { fake, messenger, kept } = await open();
    await fake.deliver(fake.events.text(PSID, 'Chào', { mid: 'm_in' }));
    const delivery: Delivery = {
      id: 'd7',
      platform: 'messenger',
      contact: PSID,
      body: { text: 'Dạ, chào ông/bà ạ.' },
      author: 'assistant',
      sequence: 0,
      state: 'sending',
      attempts: 1,
      uncertain: false,
      createdAt: '2026-11-20T08:00:00.000Z',
      dueAt: '2026-11-20T08:00:00.000Z',
    };
    fake.inject({ kind: 'reset', arrived: true });
    const result = await messenger.send(delivery, new AbortController().signal);
    await fake.settled();
    expect(result).toMatchObject({ kind: 'retry', reason: 'cut-off' });
    expect(kept.get(fake.arrived[0]?.messageId ?? '')).toMatchObject({
      contact: PSID,
      event: { kind: 'echo', deliveryId: 'd7', text: 'Dạ, chào ông/bà ạ.' },
    });
  });

  it('learns that an officer has taken over, also from what comes on standby', async () => {
    const { fake, kinds } = await open();
    await fake.deliver(fake.events.text(PSID, 'Tôi cần gặp người'));
    await fake.officerWrites(PSID, 'Chào bác, tôi là cán bộ đây.');
    await fake.deliver(fake.events.text(PSID, 'Cảm ơn'));
    expect(kinds()).toEqual(['message', 'taken-over', 'taken-over', 'message']);
  });
});
