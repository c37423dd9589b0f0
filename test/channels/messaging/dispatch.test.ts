import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCounters } from '../../../src/channels/messaging/counters.ts';
import { startDispatch } from '../../../src/channels/messaging/dispatch.ts';
import type { Dispatch, DispatchOptions } from '../../../src/channels/messaging/dispatch.ts';
import type { Platform, SendResult } from '../../../src/channels/messaging/platform.ts';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { createFakeAdapter, openFakePlatform } from '../../fakes/fake-platform.ts';
import type { FakeAdapterOptions, FakePlatform } from '../../fakes/fake-platform.ts';
import { until } from './running.ts';

let store: Store;
let fake: FakePlatform;
let dispatch: Dispatch | undefined;
let counters = createCounters();
let logged: string[] = [];

beforeEach(async () => {
  store = await openStore({ file: ':memory:' });
  fake = await openFakePlatform();
  counters = createCounters();
  logged = [];
});
afterEach(async () => {
  await dispatch?.stop();
  await store.close();
  await fake.close();
});

function start(
  options: Partial<DispatchOptions> = {},
  adapter: Partial<FakeAdapterOptions> = {},
  own: Partial<Platform> = {},
): void {
  const platform = { ...createFakeAdapter({ apiRoot: fake.apiRoot, ...adapter }), ...own };
  dispatch = startDispatch({
    store,
    platforms: new Map([['zalo-bot', platform]]),
    counters,
    log: createLog('debug', { write: (line) => void logged.push(line) }),
    now: () => new Date(),
    options: {
      idleMs: 10,
      leaseMs: 200,
      sendMs: 1000,
      backoff: { firstMs: 10, mostMs: 40 },
      circuit: { failures: 50, firstPauseMs: 100, mostPauseMs: 200 },
      ...options,
    },
  });
}

async function put(contact: string, ...texts: readonly string[]): Promise<void> {
  const deliveries = texts.map((text) => ({
    platform: 'zalo-bot' as const,
    contact,
    body: { text, buttons: [] },
    author: 'assistant' as const,
  }));
  await store.finishEvents({ events: [], deliveries }, new Date());
}

const texts = (contact: string): readonly string[] =>
  fake.arrived.filter(({ to }) => to === contact).map(({ text }) => text);
const done = () => until(async () => (await store.backlog()).deliveries === 0);

describe('sending', () => {
  it('keeps the order of each contact while contacts go side by side', async () => {
    for (const contact of ['an', 'binh', 'chi']) await put(contact, '1', '2', '3', '4');
    fake.replies.push('error', 'busy', 'ok', 'error', 'reset');
    start();
    await done();
    for (const contact of ['an', 'binh', 'chi']) {
      expect(texts(contact)).toEqual(['1', '2', '3', '4']);
    }
  });

  it.each(['error', 'busy', 'reset'] as const)('comes again after "%s"', async (reply) => {
    await put('an', 'x');
    fake.replies.push(reply, reply);
    start();
    await done();
    expect(texts('an')).toEqual(['x']);
    expect(fake.requests()).toBe(3);
    expect(counters.value('sends_total', { platform: 'zalo-bot', reason: 'retry' })).toBe(2);
  });

  it.each(['blocked', 'refused'] as const)('ends at once when it is "%s"', async (reply) => {
    await put('an', 'x', 'y');
    fake.replies.push(reply);
    start();
    await done();
    expect(texts('an')).toEqual(['y']);
    const [dead] = await store.deadDeliveries(5);
    expect(dead).toMatchObject({ state: 'dead', attempts: 1 });
    expect(await store.resend(dead?.id ?? '', new Date())).toBe(true);
    await done();
    expect(texts('an')).toEqual(['y', 'x']);
  });

  it('gives up in the end, and says why', async () => {
    await put('an', 'x');
    fake.replies.push('error', 'error', 'error', 'error');
    start({ mostAgeMs: 0, leastAttempts: 3 });
    await done();
    expect(texts('an')).toEqual([]);
    expect(await store.deadDeliveries(5)).toMatchObject([{ reason: 'gave-up:http-500' }]);
    expect(logged.join()).toContain('gave-up:http-500');
    expect(logged.join()).not.toContain('"an"');
  });

  it('spaces messages to one contact out, while others go', async () => {
    await put('an', '1', '2');
    await put('binh', '1');
    const waiting: string[] = [];
    const { postponeDelivery } = store;
    store = {
      ...store,
      postponeDelivery: async (id, options) => {
        waiting.push(options.reason);
        await postponeDelivery(id, options);
      },
    };
    start({}, { rate: { perSecond: 1000, perContactMs: 60_000 } });
    await until(() => waiting.length > 0 && fake.arrived.length === 2);
    await dispatch?.stop();
    expect(waiting).toEqual(['rate']);
    expect([texts('an'), texts('binh')]).toEqual([['1'], ['1']]);
  });

  it('leaves a failing platform alone, tries it with one message and goes on', async () => {
    for (let at = 0; at < 12; at += 1) await put(`c${at}`, 'x');
    fake.replies.push(...Array.from({ length: 16 }, () => 'error' as const));
    start({ circuit: { failures: 4, firstPauseMs: 100, mostPauseMs: 100 } });
    await until(
      () =>
        counters.value('circuit_opened_total', { platform: 'zalo-bot', reason: 'http-500' }) > 0,
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    const before = fake.requests();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(fake.requests()).toBe(before);
    await done();
    expect(fake.arrived).toHaveLength(12);
  });

  it('ends what it began when it is stopped, and leaves the rest', async () => {
    await put('an', '1', '2');
    fake.replies.push('slow', 'slow');
    start();
    await until(() => fake.requests() === 1);
    await dispatch?.stop();
    expect(fake.requests()).toBe(1);
    const [left] = await store.claimDeliveries({
      now: new Date(),
      leaseMs: 0,
      limit: 5,
      platforms: ['zalo-bot'],
    });
    expect(left).toMatchObject({ sequence: 1, attempts: 1, uncertain: false });
  });
});

describe('a send cut off by a crash', () => {
  const claim = () =>
    store.claimDeliveries({ now: new Date(), leaseMs: 20, limit: 5, platforms: ['zalo-bot'] });

  it('is sent again when its platform repeats nothing', async () => {
    await put('an', 'x');
    await claim();
    start();
    await done();
    expect(texts('an')).toEqual(['x']);
  });

  it('is not sent again when its echo proves it', async () => {
    await put('an', 'x', 'y');
    const [cut] = await claim();
    start({}, { echoWaitMs: 150 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(fake.requests()).toBe(0);
    await store.confirmByEcho(
      { platform: 'zalo-bot', contact: 'an', deliveryId: cut?.id ?? '' },
      new Date(),
    );
    await done();
    expect(texts('an')).toEqual(['y']);
  });

  it('is sent after waiting for an echo in vain', async () => {
    await put('an', 'x');
    await claim();
    start({}, { echoWaitMs: 80 });
    await done();
    expect(texts('an')).toEqual(['x']);
  });

  it.each([
    ['at once when the platform surely did not take it', { untaken: true }, 1000],
    ['not before its echo could come when nobody knows', {}, 60_000],
    ['nor when the platform names a shorter time', { afterMs: 10 }, 60_000],
    ['as late as the platform asks', { untaken: true, afterMs: 120_000 }, 120_000],
  ] as const)('is sent again %s', async (_name, more, waitMs) => {
    await put('an', 'x');
    const send = async (): Promise<SendResult> => ({ kind: 'retry', reason: 'r', ...more });
    const backoff = { firstMs: 1000, mostMs: 1000 };
    const beganMs = Date.now();
    start({ backoff }, { echoWaitMs: 60_000 }, { send });
    await until(() => counters.value('sends_total', { platform: 'zalo-bot', reason: 'retry' }) > 0);
    await dispatch?.stop();
    const dueAfter = async (ms: number) =>
      (
        await store.claimDeliveries({
          now: new Date(beganMs + ms),
          leaseMs: 20,
          limit: 1,
          platforms: ['zalo-bot'],
        })
      ).length;
    // A wait of our own has a jitter; one that is asked for is never shorter.
    if (waitMs > 1000) expect(await dueAfter(waitMs - 1)).toBe(0);
    expect(await dueAfter(waitMs + 10_000)).toBe(1);
  });

  it('is not sent before its echo is repeated when nobody listened to the first', async () => {
    await put('an', 'x');
    await claim();
    await new Promise((resolve) => setTimeout(resolve, 40));
    const dueMs: number[] = [];
    const { postponeDelivery } = store;
    store = {
      ...store,
      postponeDelivery: async (id, options) => {
        await postponeDelivery(id, options);
        dueMs.push(options.dueAt.getTime());
      },
    };
    // Repeated after 1 ms, which nobody heard, and again in a minute.
    start({}, { echoWaitMs: 10 }, { echoRepeatsMs: [1, 60_000] });
    const beganMs = Date.now();
    await until(() => dueMs.length > 0);
    await dispatch?.stop();
    expect(fake.requests()).toBe(0);
    expect(dueMs[0]).toBeGreaterThan(beganMs + 50_000);
  });

  it('waits for its echo once, whatever else it must wait for afterwards', async () => {
    await put('an', 'x');
    await claim();
    let begun = 0;
    const send = async (): Promise<SendResult> => {
      begun += 1;
      return begun < 3
        ? { kind: 'retry', reason: 'rate', afterMs: 10, untaken: true }
        : { kind: 'sent' };
    };
    const postponed: string[] = [];
    const { postponeDelivery } = store;
    store = {
      ...store,
      postponeDelivery: async (id, options) => {
        postponed.push(options.reason);
        await postponeDelivery(id, options);
      },
    };
    start({}, { echoWaitMs: 50 }, { send });
    await done();
    expect(begun).toBe(3);
    // One wait for the echo and two for the platform.
    expect(postponed).toHaveLength(3);
  });

  it('nor is one whose answer was lost, while its echo may come', async () => {
    await put('an', 'x');
    fake.replies.push('lost');
    start({}, { echoWaitMs: 200 });
    await until(() => fake.arrived.length === 1);
    await store.confirmByEcho(
      { platform: 'zalo-bot', contact: 'an', text: 'x', platformMessageId: 'm0' },
      new Date(),
    );
    await done();
    expect(texts('an')).toEqual(['x']);
  });
});
