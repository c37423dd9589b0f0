import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/channels/http/app.ts';
import { UNBUILT } from '../../../src/channels/http/assets.ts';
import { createWebhookRouter } from '../../../src/channels/http/webhook-router.ts';
import { listen } from '../../../src/channels/http/listen.ts';
import type { Listening } from '../../../src/channels/http/listen.ts';
import { WORDS } from '../../../src/channels/http/words.ts';
import { createAssistant } from '../../../src/assistant.ts';
import { StoreUnavailable } from '../../../src/conversation/store-unavailable.ts';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { deliver, fakeEvent } from '../../fakes/fake-platform.ts';
import { createScriptedMeans } from '../../journeys/scripted-means.ts';
import { run, until } from './running.ts';
import type { Running, RunningOptions } from './running.ts';

const CITIZEN = '246845883529197922';
const SECRET_WORDS = 'chuyện riêng của bà Tám';
const HOUR_MS = 3_600_000;

/** Every bad input has a behaviour, a metric and a log line that names no citizen. */
describe('a bad input', () => {
  let running: Running;
  let listening: Listening;
  let url: string;
  let httpLog: string[];
  afterEach(async () => {
    await listening.close();
    await running.close();
  });

  async function serve(options: RunningOptions = {}): Promise<void> {
    running = await run(options);
    httpLog = [];
    const log = createLog('debug', { write: (line) => httpLog.push(line) });
    const app = createApp({
      assistant: createAssistant({
        means: createScriptedMeans(),
        store: running.store,
        personMessage: { vi: WORDS.vi.chat.personMessage, en: WORDS.en.chat.personMessage },
        facetNames: { vi: WORDS.vi.chat.facets, en: WORDS.en.chat.facets },
      }),
      assets: UNBUILT,
      log,
      config: { office: {}, trustProxy: false, rateLimitPerMinute: 0 },
      routers: [createWebhookRouter({ ...running.messaging, log })],
    });
    listening = await listen(app, 0, '127.0.0.1');
    url = `http://127.0.0.1:${listening.port}`;
  }
  const say = (id: string, text = SECRET_WORDS, atMs = Date.now()) =>
    fakeEvent(CITIZEN, id, { kind: 'message', text }, atMs);
  const metrics = (): string => running.messaging.counters.render();
  const told = (): readonly string[] => running.told(CITIZEN);

  /** The metric moved, and a line with this word stands in the log; neither names anybody. */
  function isNoted(metric: RegExp, word: RegExp): void {
    expect(metrics()).toMatch(metric);
    const lines = [...running.logged, ...httpLog].join('');
    expect(lines).toMatch(word);
    expect(lines).not.toContain(CITIZEN);
    expect(lines).not.toContain('bà Tám');
    expect(metrics()).not.toContain(CITIZEN);
  }
  const withStore = async (broken: (opened: Store) => Partial<Store>): Promise<void> => {
    const opened = await openStore({ file: ':memory:' });
    await serve({ store: { ...opened, ...broken(opened) } });
  };

  it.each([
    ['a missing signature', { 'x-fake-signature': '' }, 401, 'unauthorised'],
    ['a wrong signature', { 'x-fake-signature': '00' }, 401, 'unauthorised'],
    ['a wrong content type', { 'content-type': 'text/xml' }, 415, 'wrong-content-type'],
  ])('with %s is refused', async (_what, headers, status, reason) => {
    await serve();
    expect((await deliver(url, [say('1')], headers)).status).toBe(status);
    isNoted(new RegExp(`webhook_requests_total\\{.*${reason}"\\} 1`, 'u'), new RegExp(reason, 'u'));
    expect((await running.store.backlog()).events).toBe(0);
  });

  it('above the size limit is refused', async () => {
    await serve();
    expect((await deliver(url, [say('1', 'x'.repeat(10_000_000))])).status).toBe(413);
    isNoted(/webhook_requests_total\{.*too-large"\} 1/u, /too-large/u);
  });

  it('played back from an old recording changes nothing', async () => {
    await serve();
    const old = say('1', SECRET_WORDS, Date.now() - 49 * HOUR_MS);
    expect((await deliver(url, [old])).status).toBe(200);
    isNoted(/events_odd_total\{.*too-old"\} 1/u, /too-old/u);
    expect((await running.store.backlog()).events).toBe(0);
    expect(told()).toEqual([]);
  });

  it('of an unknown kind is kept and acknowledged, and nobody is answered', async () => {
    await serve();
    const event = fakeEvent(CITIZEN, '1', { kind: 'other', name: 'user_changed_mood' });
    expect((await deliver(url, [event])).status).toBe(200);
    await until(async () => (await running.store.backlog()).events === 0);
    isNoted(/events_odd_total\{.*unknown"\} 1/u, /"reason":"unknown"/u);
    expect(told()).toEqual([]);
  });

  it.each(['image', 'sticker', 'location', 'file'] as const)(
    'of only a %s is declined politely, once',
    async (what) => {
      await serve();
      await deliver(url, [fakeEvent(CITIZEN, '1', { kind: 'unreadable', what })]);
      await until(() => told().length > 0);
      expect(told()).toHaveLength(1);
      expect(told()[0]).toMatch(/^Dạ/u);
      isNoted(new RegExp(`events_odd_total\\{.*unreadable-${what}"\\} 1`, 'u'), /unreadable/u);
    },
  );

  it('of 5,000 characters is answered once', async () => {
    await serve();
    await deliver(url, [say('1', `${SECRET_WORDS} `.repeat(220).slice(0, 5000))]);
    await until(() => told().length > 0);
    isNoted(/events_odd_total\{.*long"\} 1/u, /"reason":"long"/u);
    expect(told().every((text) => [...text].length <= 2000)).toBe(true);
  });

  it('of a citizen who blocked us is given up at once', async () => {
    await serve();
    running.fake.replies.push('blocked');
    await deliver(url, [say('1')]);
    await until(async () => (await running.store.backlog()).deadDeliveries > 0);
    isNoted(/dead_total\{.*blocked"\} 1/u, /blocked/u);
    // No second try of a message; what was rendered beside it is refused as well or arrives.
    expect(running.fake.requests()).toBeLessThanOrEqual(2);
  });

  it('a platform that fails for a while is left alone, and then gets everything in order', async () => {
    await serve();
    running.fake.replies.push(...Array.from({ length: 12 }, () => 'error' as const));
    await deliver(url, [say('1'), say('2', `${SECRET_WORDS} nữa`, Date.now() + 1)]);
    await until(
      async () => told().length >= 2 && (await running.store.backlog()).deliveries === 0,
      10_000,
    );
    isNoted(/circuit_opened_total\{.*http-500"\} [1-9]/u, /http-500/u);
    expect(metrics()).toMatch(/sends_total\{.*retry"\} [1-9]/u);
    expect(new Set(running.fake.arrived.map(({ deliveryId }) => deliveryId)).size).toBe(
      running.fake.arrived.length,
    );
  });

  it.each([
    ['a full disk', 'SQLITE_FULL'],
    ['a read-only database', 'SQLITE_READONLY'],
  ])('to %s is asked for again and then answered', async (_what, code) => {
    let broken = true;
    await withStore((opened) => ({
      receive: (...given) =>
        broken ? Promise.reject(new StoreUnavailable(code)) : opened.receive(...given),
    }));
    const response = await deliver(url, [say('1')]);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    isNoted(
      new RegExp(`webhook_requests_total\\{.*store-${code}"\\} 1`, 'u'),
      new RegExp(code, 'u'),
    );
    broken = false;
    expect((await deliver(url, [say('1')])).status).toBe(200);
    await until(() => told().length > 0);
  });

  it.each([
    ['a full disk', 'SQLITE_FULL'],
    ['a read-only database', 'SQLITE_READONLY'],
  ])(
    'while %s keeps answers from being written waits and is answered once',
    async (_what, code) => {
      let broken = true;
      await withStore((opened) => ({
        append: (...given) =>
          broken ? Promise.reject(new StoreUnavailable(code)) : opened.append(...given),
      }));
      await deliver(url, [say('1')]);
      await until(() => metrics().includes(`store-${code}`));
      isNoted(new RegExp(`failures_total\\{.*store-${code}"\\} \\d+`, 'u'), new RegExp(code, 'u'));
      broken = false;
      await until(() => told().length > 0, 10_000);
      await until(async () => (await running.store.backlog()).deliveries === 0);
      // One delivery may take several messages; none comes twice.
      expect(new Set(told()).size).toBe(told().length);
    },
  );

  it('a flood is told so once', async () => {
    await serve({ config: { limits: { perSenderPerMinute: 3, globalPerMinute: 0 } } });
    const flood = Array.from({ length: 30 }, (_, at) =>
      say(`f${at}`, SECRET_WORDS, Date.now() + at),
    );
    await deliver(url, flood);
    await until(async () => (await running.store.backlog()).events === 0, 10_000);
    await until(async () => (await running.store.backlog()).deliveries === 0, 10_000);
    const asked = told().filter((text) => text.includes('nhắn hơi nhanh'));
    expect(asked).toHaveLength(1);
    expect(metrics()).toMatch(/floods_total\{.*sender"\} 1/u);
  });
});
