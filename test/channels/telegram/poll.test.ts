import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Platform } from '../../../src/channels/messaging/platform.ts';
import { createTelegram } from '../../../src/channels/telegram/telegram.ts';
import { createLog } from '../../../src/log.ts';
import { openFakeTelegram } from '../../fakes/fake-telegram.ts';
import type { FakeTelegram } from '../../fakes/fake-telegram.ts';
import { CITIZEN, TOKEN, createTestIntake, messageUpdate, pressUpdate } from './samples.ts';

let fake: FakeTelegram;
let lines: string[];
const opened: Platform[] = [];

beforeEach(async () => {
  fake = await openFakeTelegram({ token: TOKEN });
  lines = [];
});
afterEach(async () => {
  for (const platform of opened.splice(0)) await platform.stop?.();
  await fake.close();
});

function open(token = TOKEN): Platform {
  const platform = createTelegram(
    { token, webhookSecret: undefined, apiRoot: fake.url },
    {
      log: createLog('info', { write: (line) => lines.push(line) }),
      times: {
        pollSeconds: 1,
        graceMs: 200,
        firstBackoffMs: 10,
        mostBackoffMs: 40,
        operatorMs: 50,
        callMs: 500,
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

describe('fetching from Telegram', () => {
  it('takes what waited and what comes, in order, each once', async () => {
    const intake = createTestIntake();
    await fake.deliver(messageUpdate(2, { text: 'hai' }));
    await fake.deliver(messageUpdate(1, { text: 'một' }));
    await open().start?.(intake);
    await eventually(() => expect(intake.accepted).toHaveLength(2));
    await fake.deliver(messageUpdate(3, { text: 'ba' }));
    await eventually(() => expect(textsOf(intake)).toEqual(['một', 'hai', 'ba']));
    await eventually(() => expect(fake.waiting()).toEqual([]));
  });

  it('asks only for the kinds it reads', async () => {
    await open().start?.(createTestIntake());
    await eventually(() =>
      expect(fake.calls.find((call) => call.method === 'getUpdates')?.payload).toMatchObject({
        allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
        timeout: 1,
      }),
    );
  });

  it('confirms nothing that is not stored, and gets it again', async () => {
    const intake = createTestIntake();
    intake.broken = true;
    await fake.deliver(messageUpdate(1, { text: 'một' }));
    await open().start?.(intake);
    await eventually(() => expect(lines.join('')).toContain('could not be stored'));
    expect(fake.waiting()).toHaveLength(1);
    intake.broken = false;
    await eventually(() => expect(textsOf(intake)).toEqual(['một']));
    await eventually(() => expect(fake.waiting()).toEqual([]));
    expect(lines.join('')).toContain('fetched again');
  });

  it('leaves what a stopped process had not stored to the next one', async () => {
    const [first, second] = [createTestIntake(), createTestIntake()];
    first.broken = true;
    await fake.deliver(messageUpdate(1, { text: 'một' }));
    const platform = open();
    await platform.start?.(first);
    await eventually(() => expect(lines.join('')).toContain('could not be stored'));
    await platform.stop?.();
    await open().start?.(second);
    await eventually(() => expect(textsOf(second)).toEqual(['một']));
  });

  it('stops at once in the middle of waiting, and confirms what it stored', async () => {
    const intake = createTestIntake();
    const platform = open();
    await platform.start?.(intake);
    await eventually(() => expect(fake.calls.some((c) => c.method === 'getUpdates')).toBe(true));
    // Puts off the request that would confirm by itself.
    fake.fail('getUpdates', { kind: 'status', status: 429, retryAfter: 60 });
    await fake.deliver(messageUpdate(7, { text: 'bảy' }));
    await eventually(() => expect(intake.accepted).toHaveLength(1));
    expect(fake.waiting()).toHaveLength(1);
    const startedMs = performance.now();
    await platform.stop?.();
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(fake.waiting()).toEqual([]);
    const calls = fake.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(fake.calls.length).toBe(calls);
  });

  it('takes no update twice after stopping and starting', async () => {
    const intake = createTestIntake();
    const first = open();
    await first.start?.(intake);
    await fake.deliver(messageUpdate(1, { text: 'một' }));
    await eventually(() => expect(intake.accepted).toHaveLength(1));
    await first.stop?.();
    await open().start?.(intake);
    await fake.deliver(messageUpdate(2, { text: 'hai' }));
    await eventually(() => expect(textsOf(intake)).toEqual(['một', 'hai']));
  });

  it('is not held up by an update it cannot read', async () => {
    const intake = createTestIntake();
    await fake.deliver({ update_id: 1, message: 'no object' });
    await fake.deliver(messageUpdate(2, { text: 'hai' }));
    await open().start?.(intake);
    await eventually(() => expect(textsOf(intake)).toEqual(['other', 'hai']));
    await eventually(() => expect(fake.waiting()).toEqual([]));
  });

  it('answers a pressed button only after it is stored', async () => {
    const intake = createTestIntake();
    intake.broken = true;
    await fake.deliver(pressUpdate(1, 'p'));
    await open().start?.(intake);
    await eventually(() => expect(lines.join('')).toContain('could not be stored'));
    const answers = () => fake.calls.filter((call) => call.method === 'answerCallbackQuery');
    expect(answers()).toEqual([]);
    intake.broken = false;
    await eventually(() => expect(answers()).toHaveLength(1));
  });

  it.each([
    ['an inner error', { kind: 'status', status: 500 }],
    ['a page of a proxy', { kind: 'page', status: 502 }],
    ['a broken connection', { kind: 'reset', done: false }],
    ['an answer that never comes', { kind: 'slow', ms: 20_000 }],
    ['too many requests', { kind: 'status', status: 429, retryAfter: 0.05 }],
  ] as const)('goes on after %s', async (_, fault) => {
    const intake = createTestIntake();
    fake.fail('getUpdates', fault, 2);
    await open().start?.(intake);
    await fake.deliver(messageUpdate(1, { text: 'một' }));
    await eventually(() => expect(textsOf(intake)).toEqual(['một']));
  });

  it('says what to do when a webhook is set', async () => {
    fake.fail('getUpdates', {
      kind: 'status',
      status: 409,
      description: "Conflict: can't use getUpdates method while webhook is active",
    });
    const intake = createTestIntake();
    await open().start?.(intake);
    await eventually(() => expect(lines.join('')).toContain('TELEGRAM_WEBHOOK_SECRET'));
    await fake.deliver(messageUpdate(1, { text: 'một' }));
    await eventually(() => expect(textsOf(intake)).toEqual(['một']));
  });

  it('says so when another program fetches too', async () => {
    await open().start?.(createTestIntake());
    await open().start?.(createTestIntake());
    await eventually(() => expect(lines.join('')).toContain('another program'));
  });

  it('says what to do about a wrong token', async () => {
    await open('1:wrong').start?.(createTestIntake());
    await eventually(() => expect(lines.join('')).toContain('TELEGRAM_BOT_TOKEN'));
  });

  it('describes its commands in both languages', async () => {
    await open().start?.(createTestIntake());
    await eventually(() =>
      expect(fake.calls.filter((call) => call.method === 'setMyCommands')).toHaveLength(2),
    );
    const lists = fake.calls.filter((call) => call.method === 'setMyCommands');
    const names = lists.map(({ payload }) =>
      (payload['commands'] as { command: string }[]).map((one) => one.command),
    );
    expect(names).toEqual([
      ['start', 'help', 'nguoi', 'dulieu', 'xoa'],
      ['start', 'help', 'person', 'data', 'erase'],
    ]);
    expect(lists.map((call) => call.payload['language_code'])).toEqual([undefined, 'en']);
  });

  it('logs neither token nor citizen nor text', async () => {
    const intake = createTestIntake();
    fake.fail('getUpdates', { kind: 'reset', done: false }, 1);
    await open().start?.(intake);
    await fake.deliver(messageUpdate(1, { text: 'bí mật của tôi' }));
    await eventually(() => expect(intake.accepted).toHaveLength(1));
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of [TOKEN, String(CITIZEN), 'bí mật', fake.url]) {
      expect(lines.join('')).not.toContain(secret);
    }
  });
});
