import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Platform } from '../../../src/channels/messaging/platform.ts';
import { createZaloBot } from '../../../src/channels/zalo-bot/zalo-bot.ts';
import { createLog } from '../../../src/log.ts';
import { openFakeZaloBot } from '../../fakes/fake-zalo-bot.ts';
import type { FakeZaloBot } from '../../fakes/fake-zalo-bot.ts';
import { CITIZEN, TOKEN, createTestIntake, update } from './samples.ts';

let fake: FakeZaloBot;
let lines: string[];
const opened: Platform[] = [];

beforeEach(async () => {
  fake = await openFakeZaloBot({ token: TOKEN });
  lines = [];
});
afterEach(async () => {
  for (const platform of opened.splice(0)) await platform.stop?.();
  await fake.close();
});

function open({ token = TOKEN, stopMs = 1500, pollSeconds = 0.3 } = {}): Platform {
  const platform = createZaloBot(
    { token, webhookSecret: undefined, mediaHosts: [], apiRoot: fake.url },
    {
      log: createLog('info', { write: (line) => lines.push(line) }),
      times: {
        pollSeconds,
        graceMs: 200,
        firstBackoffMs: 10,
        mostBackoffMs: 40,
        operatorMs: 50,
        stopMs,
      },
    },
  );
  opened.push(platform);
  return platform;
}

/** The machine may be busy with other tests. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 15_000 });

const textsOf = (intake: ReturnType<typeof createTestIntake>) =>
  intake.accepted.map(({ event }) => (event.kind === 'message' ? event.text : event.kind));
const polls = () => fake.calls.filter((call) => call.method === 'getUpdates').length;

describe('fetching from the Zalo bot', () => {
  it('has no webhook', () => {
    expect(open().webhook).toBeUndefined();
  });

  it('takes what waited and what comes, one by one, in order, each once', async () => {
    const intake = createTestIntake();
    await fake.deliver(update('m1', { text: 'một' }));
    await fake.deliver(update('m2', { text: 'hai' }));
    await open().start?.(intake);
    await eventually(() => expect(textsOf(intake)).toEqual(['một', 'hai']));
    await fake.deliver(update('m3', { text: 'ba' }));
    await eventually(() => expect(textsOf(intake)).toEqual(['một', 'hai', 'ba']));
    expect(fake.waiting()).toEqual([]);
  });

  it('asks again when nothing came, without a word in the log', async () => {
    const intake = createTestIntake();
    await open().start?.(intake);
    await eventually(() => expect(polls()).toBeGreaterThan(2));
    expect(lines).toEqual([]);
    expect(intake.accepted).toEqual([]);
  });

  it('holds an update until it is stored, for it does not come again', async () => {
    const intake = createTestIntake();
    intake.broken = true;
    await fake.deliver(update('m1', { text: 'một' }));
    await fake.deliver(update('m2', { text: 'hai' }));
    await open().start?.(intake);
    await eventually(() => expect(lines.join('')).toContain('could not be stored'));
    expect(fake.waiting()).toHaveLength(1);
    intake.broken = false;
    await eventually(() => expect(textsOf(intake)).toEqual(['một', 'hai']));
  });

  it('stores what it has in hand before it ends', async () => {
    const intake = createTestIntake();
    intake.broken = true;
    await fake.deliver(update('m1', { text: 'một' }));
    const platform = open();
    await platform.start?.(intake);
    await eventually(() => expect(lines.join('')).toContain('could not be stored'));
    setTimeout(() => {
      intake.broken = false;
    }, 100);
    await platform.stop?.();
    expect(textsOf(intake)).toEqual(['một']);
  });

  it('says so when it had to end with an update it could not store', async () => {
    const intake = createTestIntake();
    intake.broken = true;
    await fake.deliver(update('m1', { text: 'một' }));
    const platform = open({ stopMs: 100 });
    await platform.start?.(intake);
    await eventually(() => expect(lines.join('')).toContain('could not be stored'));
    await platform.stop?.();
    expect(lines.join('')).toContain('is lost');
  });

  it('takes what comes with the last request before it ends, and asks no more', async () => {
    const intake = createTestIntake();
    const platform = open({ pollSeconds: 10, stopMs: 15_000 });
    await platform.start?.(intake);
    await eventually(() => expect(polls()).toBeGreaterThan(0));
    const stopped = platform.stop?.();
    await fake.deliver(update('m1', { text: 'một' }));
    await stopped;
    expect(textsOf(intake)).toEqual(['một']);
    const before = polls();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(polls()).toBe(before);
  });

  it('ends also when the platform holds the last request too long', async () => {
    const platform = open({ stopMs: 100 });
    fake.fail('getUpdates', { kind: 'slow', ms: 20_000 }, 100);
    await platform.start?.(createTestIntake());
    await eventually(() => expect(polls()).toBeGreaterThan(0));
    const startedMs = performance.now();
    await platform.stop?.();
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it.each([
    ['an inner error', { kind: 'code', code: 500 }],
    ['a page of a proxy', { kind: 'page', status: 502 }],
    ['a broken connection', { kind: 'reset', done: false }],
    ['an answer that never comes', { kind: 'slow', ms: 20_000 }],
    ['too many requests', { kind: 'code', code: 429, retryAfter: 0.05 }],
    ['an answer of another shape', { kind: 'result', result: { hello: 1 } }],
    ['an answer of nothing', { kind: 'result', result: null }],
  ] as const)('goes on after %s', async (_, fault) => {
    const intake = createTestIntake();
    fake.fail('getUpdates', fault, 2);
    await open().start?.(intake);
    await eventually(() => expect(polls()).toBeGreaterThan(2));
    await fake.deliver(update('m1', { text: 'một' }));
    await eventually(() => expect(textsOf(intake)).toEqual(['một']));
  });

  it('takes a list too, should one come', async () => {
    const intake = createTestIntake();
    const list = [update('m1', { text: 'một' }), update('m2', { text: 'hai' })];
    fake.fail('getUpdates', { kind: 'result', result: list });
    await open().start?.(intake);
    await eventually(() => expect(textsOf(intake)).toEqual(['một', 'hai']));
  });

  it('does not ask in a hurry for answers that hold nothing', async () => {
    fake.fail('getUpdates', { kind: 'result', result: null }, 1000);
    await open().start?.(createTestIntake());
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(polls()).toBeLessThan(100);
    expect(lines.join('')).toContain('known shape');
  });

  it('says what to do when messages may not be fetched', async () => {
    fake.fail('getUpdates', { kind: 'code', code: 400 });
    await open().start?.(createTestIntake());
    await eventually(() => expect(lines.join('')).toContain('ZALO_BOT_WEBHOOK_SECRET'));
  });

  it('says what to do about a wrong token', async () => {
    await open({ token: '1:wrong' }).start?.(createTestIntake());
    await eventually(() => expect(lines.join('')).toContain('ZALO_BOT_TOKEN'));
  });

  it('logs neither token nor citizen nor text', async () => {
    const intake = createTestIntake();
    fake.fail('getUpdates', { kind: 'reset', done: false });
    await open().start?.(intake);
    await fake.deliver(update('m1', { text: 'bí mật của tôi' }));
    await eventually(() => expect(intake.accepted).toHaveLength(1));
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of [TOKEN, CITIZEN, 'bí mật', fake.url]) {
      expect(lines.join('')).not.toContain(secret);
    }
  });
});
