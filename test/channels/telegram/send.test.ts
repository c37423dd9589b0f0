import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTelegram } from '../../../src/channels/telegram/telegram.ts';
import { createLog } from '../../../src/log.ts';
import { openFakeTelegram } from '../../fakes/fake-telegram.ts';
import type { FakeTelegram, TelegramFault } from '../../fakes/fake-telegram.ts';
import { CITIZEN, TOKEN, delivery, rendered } from './samples.ts';

let fake: FakeTelegram;
const lines: string[] = [];
beforeAll(async () => {
  fake = await openFakeTelegram({ token: TOKEN });
});
afterAll(() => fake.close());
afterEach(() => {
  fake.blocked.clear();
  fake.missing.clear();
});

function open(options: { readonly token?: string; readonly callMs?: number } = {}) {
  const { token = TOKEN, callMs = 5000 } = options;
  return createTelegram(
    // With the slash an operator may well write.
    { token, webhookSecret: 'a-secret_of-the-webhook', apiRoot: `${fake.url}/` },
    { log: createLog('debug', { write: (line) => lines.push(line) }), times: { callMs } },
  );
}

async function send(message = rendered(), platform = open()) {
  const body: unknown = JSON.parse(JSON.stringify(platform.toBody(message)));
  return platform.send(delivery(body), new AbortController().signal);
}

describe('sending by Telegram', () => {
  it('brings marked text, without a preview of links, to the citizen', async () => {
    const result = await send(
      rendered({ buttons: [{ title: 'Giấy tờ', payload: 'f:documents' }] }),
    );
    expect(result).toEqual({
      kind: 'sent',
      platformMessageId: String(fake.sent.at(-1)?.messageId),
    });
    expect(fake.sent.at(-1)).toMatchObject({
      chatId: String(CITIZEN),
      text: 'Lệ phí: không quá 10.000 đồng',
      buttons: [{ text: 'Giấy tờ', callback_data: 'f:documents' }],
    });
    expect(fake.calls.at(-1)?.payload).toMatchObject({
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    });
  });

  it('sends the plain text in the same send when the markup is refused', async () => {
    const before = fake.calls.length;
    const result = await send(
      rendered({
        text: '<b>Lệ phí',
        plain: 'Lệ phí < 10.000',
        buttons: [{ title: 'Gặp cán bộ', payload: 'p' }],
      }),
    );
    expect(result.kind).toBe('sent');
    expect(fake.calls.length - before).toBe(2);
    expect(fake.sent.at(-1)).toMatchObject({
      text: 'Lệ phí < 10.000',
      buttons: [{ callback_data: 'p' }],
    });
  });

  it('composes decomposed letters', async () => {
    const text = 'Lệ phí hộ tịch'.normalize('NFD');
    await send(rendered({ text, plain: text, buttons: [{ title: text, payload: 'f:fee' }] }));
    expect(fake.sent.at(-1)?.text).toBe('Lệ phí hộ tịch');
    expect(fake.sent.at(-1)?.buttons[0]?.text).toBe('Lệ phí hộ tịch');
  });

  it('cuts a text over the limit rather than losing it, and no character in two', async () => {
    const plain = `${'a'.repeat(4094)}😀${'b'.repeat(1000)}`;
    expect((await send(rendered({ text: `<b>${plain}</b>`, plain }))).kind).toBe('sent');
    const text = fake.sent.at(-1)?.text ?? '';
    expect(text).toBe(`${'a'.repeat(4094)}…`);
  });

  it('keeps markup when only the tags go over the limit', async () => {
    const plain = 'a'.repeat(4096);
    expect((await send(rendered({ text: `<b>${plain}</b>`, plain }))).kind).toBe('sent');
    expect(fake.calls.at(-1)?.payload['parse_mode']).toBe('HTML');
  });

  it('leaves out a button whose payload Telegram would refuse', async () => {
    const buttons = [
      { title: 'Dài', payload: 'ề'.repeat(22) },
      { title: 'Vừa', payload: `c:${'x'.repeat(62)}` },
    ];
    expect((await send(rendered({ buttons }))).kind).toBe('sent');
    expect(fake.sent.at(-1)?.buttons.map((button) => button.text)).toEqual(['Vừa']);
  });

  const faults: readonly (readonly [string, TelegramFault, unknown])[] = [
    [
      'too many requests',
      { kind: 'status', status: 429, description: 'Too Many Requests', retryAfter: 7 },
      { kind: 'retry', reason: 'rate', afterMs: 7000 },
    ],
    [
      'too many requests without a time',
      { kind: 'status', status: 429 },
      { kind: 'retry', reason: 'rate' },
    ],
    [
      'an inner error',
      { kind: 'status', status: 500 },
      { kind: 'retry', reason: 'platform-fault' },
    ],
    ['a page of a proxy', { kind: 'page', status: 502 }, { kind: 'retry', reason: 'network' }],
    ['a broken connection', { kind: 'reset', done: false }, { kind: 'retry', reason: 'network' }],
    [
      'a token withdrawn in the middle',
      { kind: 'status', status: 401, description: 'Unauthorized' },
      { kind: 'refused', reason: 'token' },
    ],
    [
      'a citizen who is gone',
      { kind: 'status', status: 403, description: 'Forbidden: user is deactivated' },
      { kind: 'unreachable', reason: 'blocked' },
    ],
    [
      'a request it does not understand',
      { kind: 'status', status: 400, description: 'Bad Request: BUTTON_TYPE_INVALID' },
      { kind: 'refused', reason: 'bad-request' },
    ],
    [
      'a text it finds too long',
      { kind: 'status', status: 400, description: 'Bad Request: message is too long' },
      { kind: 'refused', reason: 'too-long' },
    ],
  ];
  it.each(faults)('meets %s', async (_, fault, result) => {
    fake.fail('sendMessage', fault);
    expect(await send()).toEqual(result);
    // The next one goes through: nothing is left broken.
    expect((await send()).kind).toBe('sent');
  });

  it('meets 500 for a while and then arrives once', async () => {
    const before = fake.sent.length;
    fake.fail('sendMessage', { kind: 'status', status: 500 }, 3);
    const kinds: string[] = [];
    while (kinds.at(-1) !== 'sent') kinds.push((await send()).kind);
    expect(kinds).toEqual(['retry', 'retry', 'retry', 'sent']);
    expect(fake.sent.length - before).toBe(1);
  });

  it('gives up on a slow answer and calls it to be tried again', async () => {
    fake.fail('sendMessage', { kind: 'slow', ms: 20_000 });
    const startedMs = performance.now();
    expect(await send(rendered(), open({ callMs: 100 }))).toEqual({
      kind: 'retry',
      reason: 'network',
    });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it('ends at once when it is told to', async () => {
    const platform = open();
    const stop = new AbortController();
    fake.fail('sendMessage', { kind: 'slow', ms: 20_000 });
    setTimeout(() => stop.abort(), 50);
    const startedMs = performance.now();
    const result = platform.send(delivery(platform.toBody(rendered())), stop.signal);
    expect((await result).kind).toBe('retry');
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it('tells a citizen who blocked the bot from one who never was', async () => {
    fake.blocked.add(String(CITIZEN));
    expect(await send()).toEqual({ kind: 'unreachable', reason: 'blocked' });
    fake.blocked.clear();
    fake.missing.add(String(CITIZEN));
    expect(await send()).toEqual({ kind: 'unreachable', reason: 'chat-not-found' });
  });

  it('says that a wrong token is refused', async () => {
    expect(await send(rendered(), open({ token: '1:wrong' }))).toEqual({
      kind: 'refused',
      reason: 'token',
    });
  });

  it('refuses a body that is none of ours, and asks nobody', async () => {
    const before = fake.calls.length;
    const result = await open().send(delivery({ message: 'x' }), new AbortController().signal);
    expect(result).toEqual({ kind: 'refused', reason: 'malformed-body' });
    expect(fake.calls.length).toBe(before);
  });

  it('shows that it writes, and does not mind when that fails', async () => {
    await open().typing?.(String(CITIZEN));
    expect(fake.calls.at(-1)).toMatchObject({
      method: 'sendChatAction',
      payload: { chat_id: String(CITIZEN), action: 'typing' },
    });
    fake.fail('sendChatAction', { kind: 'status', status: 500 });
    await expect(open().typing?.(String(CITIZEN))).resolves.toBeUndefined();
  });

  it('logs neither token nor citizen nor text', () => {
    const all = lines.join('');
    for (const secret of [TOKEN, String(CITIZEN), 'không quá', 'secret_of']) {
      expect(all).not.toContain(secret);
    }
  });
});
