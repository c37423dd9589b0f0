import { afterEach, describe, expect, it } from 'vitest';
import { createMessenger, MESSENGER_LIMITS } from '../../../src/channels/messenger/messenger.ts';
import type { MessengerOptions } from '../../../src/channels/messenger/messenger.ts';
import { createThreadControl } from '../../../src/channels/messenger/thread-control.ts';
import { renderText } from '../../../src/channels/messaging/render.ts';
import type { Delivery } from '../../../src/conversation/exchange.ts';
import { createLog } from '../../../src/log.ts';
import { openFakeMessenger } from '../../fakes/fake-messenger.ts';
import type { FakeMessenger } from '../../fakes/fake-messenger.ts';

const HOUR_MS = 3_600_000;
const PSID = '7001';
const NEVER = new AbortController().signal;
let fake: FakeMessenger | undefined;
afterEach(async () => {
  await fake?.close();
  fake = undefined;
});

async function open(options: Partial<MessengerOptions> = {}) {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  fake = await openFakeMessenger();
  fake.meet(PSID);
  const messenger = createMessenger(fake.config, { log, timeoutMs: 400, ...options });
  return { fake, messenger, log, lines };
}

function delivery(body: unknown, more: Partial<Delivery> = {}): Delivery {
  return {
    id: 'd1',
    platform: 'messenger',
    contact: PSID,
    body,
    author: 'assistant',
    sequence: 0,
    state: 'sending',
    attempts: 1,
    uncertain: false,
    createdAt: '2026-11-20T08:00:00.000Z',
    dueAt: '2026-11-20T08:00:00.000Z',
    ...more,
  };
}
const said = { text: 'Dạ, miễn phí ạ.' };

describe('sending on Messenger', () => {
  it('sends words with quick replies as an answer, marked with the delivery', async () => {
    const { fake, messenger } = await open();
    const buttons = [
      { title: '1', payload: 'c:1.001193' },
      { title: 'Gặp cán bộ', payload: 'p' },
    ];
    const body = messenger.toBody({ text: 'Chọn số ạ', plain: 'Chọn số ạ', buttons });
    const result = await messenger.send(delivery(body), NEVER);
    const [arrived] = fake.arrived;
    expect(result).toEqual({ kind: 'sent', platformMessageId: arrived?.messageId });
    expect(arrived).toMatchObject({ contact: PSID, text: 'Chọn số ạ', buttons });
    expect(arrived?.request).toMatchObject({
      messaging_type: 'RESPONSE',
      message: { metadata: 'hoi-mot-cua:d1' },
    });
  });

  it('never shows the token in an address or a log line', async () => {
    const { fake, messenger, lines } = await open();
    fake.inject({ kind: 'error', code: 190 });
    await messenger.send(delivery(said), NEVER);
    await messenger.send(delivery(said), NEVER);
    const { pageToken } = fake.config;
    expect(fake.arrived).toHaveLength(1);
    expect(fake.requests.every(({ path }) => !path.includes(pageToken))).toBe(true);
    expect(lines).toHaveLength(1);
    for (const secret of [pageToken, PSID, said.text]) expect(lines[0]).not.toContain(secret);
  });

  it('speaks to the page it was told, else to the page of the token', async () => {
    const { fake, messenger, log } = await open();
    await messenger.send(delivery(said), NEVER);
    await createMessenger({ ...fake.config, pageId: undefined }, { log }).send(
      delivery(said),
      NEVER,
    );
    expect(fake.requests.map(({ path }) => path)).toEqual([
      `/v25.0/${fake.config.pageId}/messages`,
      '/v25.0/me/messages',
    ]);
  });

  it('knows its own echo again', async () => {
    const { fake, messenger } = await open();
    await messenger.send(delivery(said), NEVER);
    const [arrived] = fake.arrived;
    const { raw, headers } = fake.signed([
      fake.events.echo(PSID, said.text, {
        mid: arrived?.messageId ?? '',
        app_id: Number(fake.config.appId),
        metadata: arrived?.request.message?.metadata ?? '',
      }),
    ]);
    expect(messenger.webhook?.read(raw, headers)).toMatchObject({
      events: [
        { event: { kind: 'echo', deliveryId: 'd1', platformMessageId: arrived?.messageId } },
      ],
    });
  });

  it('takes every message the renderer makes of a very long text', async () => {
    const { fake, messenger } = await open();
    const messages = renderText('Ủy ban nhân dân xã 👩‍👩‍👧‍👦. '.repeat(400), MESSENGER_LIMITS);
    for (const message of messages) {
      expect(await messenger.send(delivery(messenger.toBody(message)), NEVER)).toMatchObject({
        kind: 'sent',
      });
    }
    expect(fake.arrived.length).toBeGreaterThan(1);
    const long = { text: 'a'.repeat(2001) };
    expect(await messenger.send(delivery(long), NEVER)).toEqual({
      kind: 'refused',
      reason: 'invalid-parameter',
    });
  });

  it('shows that it writes, and nothing else', async () => {
    const { fake, messenger } = await open();
    await messenger.typing?.(PSID);
    expect(fake.typing).toEqual([PSID]);
    expect(fake.arrived).toEqual([]);
  });

  it('refuses a body it did not make, without a call', async () => {
    const { fake, messenger } = await open();
    expect(await messenger.send(delivery({ words: 1 }), NEVER)).toEqual({
      kind: 'refused',
      reason: 'invalid-body',
    });
    expect(fake.requests).toEqual([]);
  });
});

describe('the 24 hours of Messenger', () => {
  it('let the assistant write inside them and not after', async () => {
    const { fake, messenger } = await open();
    fake.meet(PSID, Date.now() - 23 * HOUR_MS);
    expect(await messenger.send(delivery(said), NEVER)).toMatchObject({ kind: 'sent' });
    fake.meet(PSID, Date.now() - 25 * HOUR_MS);
    expect(await messenger.send(delivery(said), NEVER)).toEqual({
      kind: 'unreachable',
      reason: 'window-closed',
    });
    const types = fake.requests.map(({ body }) => Reflect.get(body as object, 'messaging_type'));
    expect(types).toEqual(['RESPONSE', 'RESPONSE']);
  });

  it('let an officer write as a person for seven days', async () => {
    const { fake, messenger } = await open();
    const officer = delivery(said, { author: 'officer' });
    await messenger.send(officer, NEVER);
    expect(fake.arrived[0]?.request).not.toHaveProperty('tag');
    fake.meet(PSID, Date.now() - 6 * 24 * HOUR_MS);
    expect(await messenger.send(officer, NEVER)).toMatchObject({ kind: 'sent' });
    expect(fake.arrived[1]?.request).toMatchObject({
      messaging_type: 'MESSAGE_TAG',
      tag: 'HUMAN_AGENT',
      message: { metadata: 'hoi-mot-cua:d1' },
    });
    fake.meet(PSID, Date.now() - 8 * 24 * HOUR_MS);
    expect(await messenger.send(officer, NEVER)).toEqual({
      kind: 'unreachable',
      reason: 'window-closed',
    });
  });

  it('are told to whoever writes, where it is known when the citizen wrote', async () => {
    const heard = new Date('2026-11-20T08:00:00.000Z');
    const { messenger } = await open({
      lastHeard: async (contact) => (contact === PSID ? heard : undefined),
    });
    expect(await messenger.budget?.(PSID)).toEqual({
      windowEndsAt: '2026-11-21T08:00:00.000Z',
      messagesLeft: null,
    });
    expect(await messenger.budget?.('8')).toBeNull();
  });
});

describe('what goes wrong on Messenger', () => {
  it.each([
    [{ code: 190 }, { kind: 'refused', reason: 'token' }],
    [
      { code: 10, subcode: 2_018_278 },
      { kind: 'unreachable', reason: 'window-closed' },
    ],
    [
      { code: 10, subcode: 1_893_063 },
      { kind: 'refused', reason: 'page-restricted' },
    ],
    [{ code: 10 }, { kind: 'refused', reason: 'permission' }],
    [{ code: 230 }, { kind: 'refused', reason: 'permission' }],
    [{ code: 551 }, { kind: 'unreachable', reason: 'person-unavailable' }],
    [
      { code: 200, subcode: 1_545_041 },
      { kind: 'unreachable', reason: 'person-unavailable' },
    ],
    [{ code: 4 }, { kind: 'retry', reason: 'rate', untaken: true }],
    [{ code: 32 }, { kind: 'retry', reason: 'rate', untaken: true }],
    [{ code: 613 }, { kind: 'retry', reason: 'rate', untaken: true }],
    [{ code: 100 }, { kind: 'refused', reason: 'invalid-parameter' }],
    [
      { code: 100, subcode: 2_018_001 },
      { kind: 'unreachable', reason: 'unknown-person' },
    ],
    [{ code: 1200 }, { kind: 'retry', reason: 'code-1200' }],
    [
      { code: 2, status: 500 },
      { kind: 'retry', reason: 'code-2' },
    ],
    [{ code: 368 }, { kind: 'refused', reason: 'code-368' }],
    [
      { code: 368, isTransient: true },
      { kind: 'retry', reason: 'code-368' },
    ],
  ] as const)('reads the error %o as %o', async (error, result) => {
    const { fake, messenger } = await open();
    fake.inject({ kind: 'error', ...error });
    expect(await messenger.send(delivery(said), NEVER)).toEqual(result);
    expect(fake.arrived).toEqual([]);
  });

  it('tries again after 5xx and arrives once', async () => {
    const { fake, messenger } = await open();
    fake.inject({ kind: 'status', status: 503 }, 2);
    const results = [];
    for (let at = 0; at < 3; at += 1)
      results.push((await messenger.send(delivery(said), NEVER)).kind);
    expect(results).toEqual(['retry', 'retry', 'sent']);
    expect(fake.arrived).toHaveLength(1);
  });

  it('waits as long as it is told at a rate limit', async () => {
    const { fake, messenger } = await open();
    fake.inject({ kind: 'status', status: 429, retryAfterS: 7 });
    expect(await messenger.send(delivery(said), NEVER)).toEqual({
      kind: 'retry',
      reason: 'rate',
      afterMs: 7000,
      untaken: true,
    });
  });

  it('does not know what became of a send that was cut off', async () => {
    const { fake, messenger } = await open();
    const cut = { kind: 'retry', reason: 'cut-off' };
    fake.inject({ kind: 'reset', arrived: true });
    expect(await messenger.send(delivery(said), NEVER)).toEqual(cut);
    expect(fake.arrived).toHaveLength(1);
    fake.inject({ kind: 'slow', ms: 900 });
    expect(await messenger.send(delivery(said), NEVER)).toEqual(cut);
    fake.inject({ kind: 'page' });
    expect(await messenger.send(delivery(said), NEVER)).toEqual(cut);
    fake.inject({ kind: 'status', status: 502, arrived: true });
    expect(await messenger.send(delivery(said), NEVER)).toEqual({ ...cut, reason: 'status-502' });
  });

  it('tries again at once where nothing was sent, and stops when told to', async () => {
    const { fake, messenger } = await open();
    const stopped = AbortSignal.abort();
    expect(await messenger.send(delivery(said), stopped)).toMatchObject({ kind: 'retry' });
    await fake.close();
    expect(await messenger.send(delivery(said), NEVER)).toEqual({
      kind: 'retry',
      reason: 'not-sent',
      untaken: true,
    });
    await expect(messenger.typing?.(PSID)).resolves.toBeUndefined();
  });

  it('loses the token in the middle of a burst and says so for every delivery after it', async () => {
    const { fake, messenger } = await open();
    const burst = async () => (await messenger.send(delivery(said), NEVER)).kind;
    const before = await burst();
    fake.inject({ kind: 'error', code: 190 }, 2);
    expect([before, await burst(), await burst(), await burst()]).toEqual([
      'sent',
      'refused',
      'refused',
      'sent',
    ]);
  });
});

describe('the routing of conversations', () => {
  it('passes one to the inbox of the page, where the assistant cannot write, and takes it back', async () => {
    const { fake, messenger, log } = await open();
    const routing = createThreadControl(fake.config, { log });
    expect(await routing.pass(PSID)).toBe(true);
    expect(fake.ownerOf(PSID)).toBe('263902037430900');
    expect(await messenger.send(delivery(said), NEVER)).toEqual({
      kind: 'unreachable',
      reason: 'taken-over',
    });
    expect(await routing.take(PSID)).toBe(true);
    expect(await messenger.send(delivery(said), NEVER)).toMatchObject({ kind: 'sent' });
    expect(await routing.pass(PSID, '42')).toBe(true);
    expect(fake.ownerOf(PSID)).toBe('42');
    expect(await routing.release(PSID)).toBe(true);
  });

  it('says when Meta did not do it, in a line that names nobody', async () => {
    const { fake, log, lines } = await open();
    const routing = createThreadControl(fake.config, { log });
    expect(await routing.pass('nobody')).toBe(false);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('nobody');
  });
});
