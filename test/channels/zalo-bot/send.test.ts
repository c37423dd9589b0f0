import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createZaloBot } from '../../../src/channels/zalo-bot/zalo-bot.ts';
import { createLog } from '../../../src/log.ts';
import { openFakeZaloBot } from '../../fakes/fake-zalo-bot.ts';
import type { FakeZaloBot, ZaloBotFault } from '../../fakes/fake-zalo-bot.ts';
import { CITIZEN, TOKEN, delivery } from './samples.ts';

describe.each([
  ['in the envelope', false],
  ['in the status', true],
])('sending by the Zalo bot, with errors %s', (_, errorsInStatus) => {
  let fake: FakeZaloBot;
  beforeAll(async () => {
    fake = await openFakeZaloBot({ token: TOKEN, errorsInStatus });
  });
  afterAll(() => fake.close());

  function open({ token = TOKEN, callMs = 5000 }: { token?: string; callMs?: number } = {}) {
    return createZaloBot(
      // With the slash an operator may well write.
      { token, webhookSecret: undefined, mediaHosts: [], apiRoot: `${fake.url}/` },
      { log: createLog('silent'), times: { callMs } },
    );
  }

  async function send(plain = 'Lệ phí: không quá 10.000 đồng', platform = open()) {
    const body = platform.toBody({ text: 'unused', plain, buttons: [] });
    const kept: unknown = JSON.parse(JSON.stringify(body));
    return platform.send(delivery(kept), new AbortController().signal);
  }

  it('brings plain text to the citizen', async () => {
    const result = await send();
    expect(fake.sent.at(-1)).toMatchObject({
      chatId: CITIZEN,
      text: 'Lệ phí: không quá 10.000 đồng',
    });
    expect(result).toEqual({ kind: 'sent', platformMessageId: fake.sent.at(-1)?.messageId });
  });

  it('promises no buttons', () => {
    expect(open().limits.buttons).toBe(0);
  });

  it('composes decomposed letters', async () => {
    await send('Lệ phí hộ tịch'.normalize('NFD'));
    expect(fake.sent.at(-1)?.text).toBe('Lệ phí hộ tịch');
  });

  it('cuts a text over the limit rather than losing it, and no character in two', async () => {
    expect((await send(`${'a'.repeat(1998)}😀${'b'.repeat(100)}`)).kind).toBe('sent');
    expect(fake.sent.at(-1)?.text).toBe(`${'a'.repeat(1998)}…`);
  });

  const faults: readonly (readonly [string, ZaloBotFault, unknown])[] = [
    [
      'too many requests',
      { kind: 'code', code: 429, retryAfter: 7 },
      { kind: 'retry', reason: 'rate', afterMs: 7000 },
    ],
    [
      'too many requests without a time',
      { kind: 'code', code: 429 },
      { kind: 'retry', reason: 'rate' },
    ],
    ['an inner error', { kind: 'code', code: 500 }, { kind: 'retry', reason: 'platform-fault' }],
    [
      'a time-out of its own',
      { kind: 'code', code: 408 },
      { kind: 'retry', reason: 'platform-fault' },
    ],
    [
      'a page of a proxy',
      { kind: 'page', status: 502 },
      { kind: 'retry', reason: 'platform-fault' },
    ],
    [
      'a page that claims to be well',
      { kind: 'page', status: 200 },
      { kind: 'retry', reason: 'network' },
    ],
    ['a broken connection', { kind: 'reset', done: false }, { kind: 'retry', reason: 'network' }],
    [
      'a token withdrawn in the middle',
      { kind: 'code', code: 401 },
      { kind: 'refused', reason: 'token' },
    ],
    [
      'a citizen who is gone',
      { kind: 'code', code: 403 },
      { kind: 'unreachable', reason: 'forbidden' },
    ],
    [
      'a request it does not understand',
      { kind: 'code', code: 400 },
      { kind: 'refused', reason: 'bad-request' },
    ],
    ['a code nobody knows', { kind: 'code', code: 418 }, { kind: 'refused', reason: 'status-418' }],
  ];
  it.each(faults)('meets %s', async (_name, fault, result) => {
    fake.fail('sendMessage', fault);
    expect(await send()).toEqual(result);
    // The next one goes through: nothing is left broken.
    expect((await send()).kind).toBe('sent');
  });

  it('meets 500 for a while and then arrives once', async () => {
    const before = fake.sent.length;
    fake.fail('sendMessage', { kind: 'code', code: 500 }, 3);
    const kinds: string[] = [];
    while (kinds.at(-1) !== 'sent') kinds.push((await send()).kind);
    expect(kinds).toEqual(['retry', 'retry', 'retry', 'sent']);
    expect(fake.sent.length - before).toBe(1);
  });

  it('gives up on a slow answer and calls it to be tried again', async () => {
    fake.fail('sendMessage', { kind: 'slow', ms: 20_000 });
    const startedMs = performance.now();
    expect(await send('x', open({ callMs: 100 }))).toEqual({ kind: 'retry', reason: 'network' });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it('says that a wrong token is refused', async () => {
    expect(await send('x', open({ token: '1:wrong' }))).toEqual({
      kind: 'refused',
      reason: 'token',
    });
  });

  it('takes an answer without an id for a message that arrived', async () => {
    fake.fail('sendMessage', { kind: 'result', result: true });
    expect(await send()).toEqual({ kind: 'sent' });
  });

  it('refuses a body that is none of ours, and asks nobody', async () => {
    const before = fake.calls.length;
    const result = await open().send(delivery({ message: 'x' }), new AbortController().signal);
    expect(result).toEqual({ kind: 'refused', reason: 'malformed-body' });
    expect(fake.calls.length).toBe(before);
  });

  it('shows that it writes, and does not mind when that fails', async () => {
    await open().typing?.(CITIZEN);
    expect(fake.calls.at(-1)).toMatchObject({
      method: 'sendChatAction',
      payload: { chat_id: CITIZEN, action: 'typing' },
    });
    fake.fail('sendChatAction', { kind: 'reset', done: false });
    await expect(open().typing?.(CITIZEN)).resolves.toBeUndefined();
  });
});
