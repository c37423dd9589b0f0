import { describe, expect, it } from 'vitest';
import { decodePayload } from '../../../src/channels/zalo/button-payload.ts';
import { createZalo } from '../../../src/channels/zalo/zalo.ts';
import { openFakeZalo } from '../../fakes/fake-zalo.ts';
import { CITIZEN, deliveryOf, setStage } from './stage.ts';

const BUTTONS = [
  { title: 'Đăng ký khai sinh', payload: 'c:1.001193' },
  { title: 'Lệ phí', payload: 'f:fee' },
  { title: 'Gặp cán bộ', payload: 'p' },
];

describe('sending to a Zalo OA', () => {
  it('brings text and buttons to the citizen and keeps the id of the message', async () => {
    const { fake, say: send } = await setStage();
    const result = await send('Dạ, bác hỏi việc nào ạ?', { buttons: BUTTONS });
    expect(fake.arrived).toHaveLength(1);
    const [message] = fake.arrived;
    expect(result).toEqual({ kind: 'sent', platformMessageId: message?.messageId });
    expect(message).toMatchObject({ contact: CITIZEN, text: 'Dạ, bác hỏi việc nào ạ?' });
    expect(message?.buttons.map(({ title }) => title)).toEqual(BUTTONS.map(({ title }) => title));
    expect(message?.buttons.map(({ payload }) => decodePayload(payload))).toEqual(
      BUTTONS.map(({ payload }) => payload),
    );
  });

  it('names a template type only when it is set so', async () => {
    const { zalo, fake, store, log } = await setStage();
    const older = createZalo({ ...fake.config, buttonsTemplateType: true }, { tokens: store, log });
    const message = { text: 'x', plain: 'x', buttons: BUTTONS };
    expect(JSON.stringify(zalo.toBody(message))).not.toContain('template_type');
    expect(JSON.stringify(older.toBody(message))).toContain('"template_type":"button"');
  });

  it('sends composed Vietnamese, so that 2,000 letters are 2,000', async () => {
    const { fake, say: send } = await setStage();
    const text = 'ệ'.repeat(2000);
    expect((await send(text.normalize('NFD'))).kind).toBe('sent');
    expect(fake.arrived[0]?.text).toBe(text);
  });

  it('is refused above the length, and says why', async () => {
    const { fake, say: send } = await setStage();
    expect(await send('a'.repeat(2001))).toEqual({ kind: 'refused', reason: 'request-too-long' });
    expect(fake.arrived).toEqual([]);
  });

  it('refuses a body that is none of its own', async () => {
    const { fake, zalo } = await setStage();
    const delivery = deliveryOf(CITIZEN, { chat_id: 7 });
    expect(await zalo.send(delivery, new AbortController().signal)).toEqual({
      kind: 'refused',
      reason: 'request-body',
    });
    expect(fake.calls('send')).toBe(0);
  });

  it('answers a visitor without an account where her chat is, choices as lines', async () => {
    const { fake, say: send } = await setStage();
    const contact = 'anonymous:a%3A1:c%2F2';
    expect((await send('Dạ, việc nào ạ?', { contact, buttons: BUTTONS })).kind).toBe('sent');
    expect(fake.arrived[0]?.request).toEqual({
      recipient: { anonymous_id: 'a:1', conversation_id: 'c/2' },
      message: { text: 'Dạ, việc nào ạ?\n• Đăng ký khai sinh\n• Lệ phí\n• Gặp cán bộ' },
    });
  });

  it.each([
    [-100, 'retry', 'unknown'],
    [-213, 'unreachable', 'not-followed'],
    [-217, 'unreachable', 'not-accepting'],
    [-218, 'unreachable', 'contact-quota'],
    [-227, 'unreachable', 'contact-inactive'],
    [-230, 'unreachable', 'window-closed'],
    [-232, 'unreachable', 'window-closed'],
    [-234, 'unreachable', 'night'],
    [-244, 'unreachable', 'contact-restricted'],
    [-201, 'refused', 'request-parameter'],
    [-210, 'refused', 'request-too-long'],
    [-233, 'refused', 'request-type'],
    [-240, 'refused', 'request-closed-api'],
    [-242, 'refused', 'request-proof'],
    [-204, 'refused', 'account-204'],
    [-221, 'refused', 'account-221'],
    [-224, 'refused', 'account-224'],
    [-248, 'refused', 'account-248'],
    [-320, 'refused', 'account-320'],
    [-4711, 'refused', 'account-4711'],
  ])('takes error %i for %s because of %s', async (code, kind, reason) => {
    const { fake, say: send } = await setStage();
    fake.inject('send', { kind: 'error', code });
    expect(await send('Dạ')).toEqual({ kind, reason });
    expect(fake.arrived).toEqual([]);
    expect((await send('Dạ')).kind).toBe('sent');
  });

  it.each([
    [-32, 'rate'],
    [-200, 'send-failed'],
    [-211, 'quota'],
  ])('knows from error %i that nothing was sent', async (code, reason) => {
    const { fake, say: send } = await setStage();
    fake.inject('send', { kind: 'error', code });
    expect(await send('Dạ')).toEqual({ kind: 'retry', reason, untaken: true });
    expect(fake.arrived).toEqual([]);
  });

  it('is told by the platform when the window of seven days is closed', async () => {
    const { fake, clock, say: send } = await setStage();
    clock.pass(7 * 24 - 1);
    expect((await send('Dạ')).kind).toBe('sent');
    clock.pass(2);
    expect(await send('Dạ')).toEqual({ kind: 'unreachable', reason: 'window-closed' });
    expect(await send('Dạ', { contact: '999' })).toEqual({
      kind: 'unreachable',
      reason: 'not-followed',
    });
    expect(fake.arrived).toHaveLength(1);
  });

  it('tries later when the calls of the minute are used up, and warns before', async () => {
    const { lines, clock, say: send } = await setStage({ fake: { callsPerMinute: 2 } });
    const kinds = [];
    for (let at = 0; at < 3; at += 1) kinds.push((await send('Dạ')).kind);
    expect(kinds).toEqual(['sent', 'sent', 'retry']);
    expect(lines.filter((line) => line.includes('running out'))).toHaveLength(1);
    clock.pass(1);
    expect((await send('Dạ')).kind).toBe('sent');
  });

  it.each([502, 503])('tries again soon after HTTP %i', async (status) => {
    const { fake, say: send } = await setStage();
    fake.inject('send', { kind: 'status', status });
    expect(await send('Dạ')).toEqual({ kind: 'retry', reason: `http-${status}` });
  });

  it('waits as long as HTTP 429 says', async () => {
    const { fake, say: send } = await setStage();
    fake.inject('send', { kind: 'status', status: 429, retryAfterS: 7 });
    expect(await send('Dạ')).toEqual({
      kind: 'retry',
      reason: 'http-429',
      afterMs: 7000,
      untaken: true,
    });
  });

  it.each([
    ['a reset', { kind: 'reset', arrived: true }, 'cut-off'],
    ['HTTP 500', { kind: 'status', status: 500, arrived: true }, 'http-500'],
    ['a page of a proxy', { kind: 'page' }, 'cut-off'],
  ] as const)('waits for the echo after %s: it may have arrived', async (_name, fault, reason) => {
    const { fake, zalo, say: send } = await setStage();
    await send('Dạ');
    fake.inject('send', fault);
    expect(zalo.echoWaitMs).toBeGreaterThan(30_000);
    expect(await send('Dạ ạ')).toEqual({ kind: 'retry', reason });
  });

  it('does not wait for a platform that is slow for ever', async () => {
    const { fake, say: send } = await setStage({ means: { timeoutMs: 100, echoWaitMs: 5 } });
    await send('Dạ');
    fake.inject('send', { kind: 'slow', ms: 400 });
    expect(await send('Dạ ạ')).toEqual({ kind: 'retry', reason: 'cut-off' });
  });

  it('ends a running send when it is told to stop', async () => {
    const { fake, zalo, say: send } = await setStage();
    await send('Dạ');
    fake.inject('send', { kind: 'slow', ms: 2000 });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const body = zalo.toBody({ text: 'Dạ', plain: 'Dạ', buttons: [] });
    const began = performance.now();
    expect(await zalo.send(deliveryOf(CITIZEN, body), stop.signal)).toMatchObject({
      kind: 'retry',
      reason: 'cut-off',
    });
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('knows that nothing was sent when nobody is there', async () => {
    const gone = await openFakeZalo();
    await gone.close();
    const { say: send } = await setStage({ config: { apiRoot: gone.url } });
    expect(await send('Dạ')).toEqual({ kind: 'retry', reason: 'network', untaken: true });
  });

  it('logs no citizen, no words and no token', async () => {
    const { fake, lines, say: send } = await setStage();
    await send('Dạ, sổ đỏ');
    for (const code of [-230, -204, -220, -220]) fake.inject('send', { kind: 'error', code });
    for (let at = 0; at < 3; at += 1) await send('Dạ, sổ đỏ');
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toMatch(/246845883529197922|sổ đỏ|access-|refresh-|first-|fake-/u);
  });
});

describe('window and budget of a citizen', () => {
  it('are read from the platform and remembered a short while', async () => {
    const { fake, zalo, clock } = await setStage();
    const budget = await zalo.budget?.(CITIZEN);
    expect(budget).toEqual({
      windowEndsAt: new Date(clock.now().getTime() + 7 * 86_400_000).toISOString(),
      messagesLeft: 8,
    });
    expect(await zalo.budget?.(CITIZEN)).toEqual(budget);
    expect(fake.calls('quota')).toBe(1);
    clock.pass(0.1);
    await zalo.budget?.(CITIZEN);
    expect(fake.calls('quota')).toBe(2);
  });

  it('are read anew after a message was sent', async () => {
    const { fake, zalo, say: send } = await setStage();
    await zalo.budget?.(CITIZEN);
    await send('Dạ');
    await zalo.budget?.(CITIZEN);
    expect(fake.calls('quota')).toBe(2);
  });

  it('are null where the platform does not say, and asked again', async () => {
    const { fake, zalo } = await setStage();
    expect(await zalo.budget?.('anonymous:a:b')).toBe(null);
    expect(fake.calls('quota')).toBe(0);
    for (const fault of [{ kind: 'status', status: 500 }, { kind: 'page' }] as const) {
      fake.inject('quota', fault);
      expect(await zalo.budget?.(CITIZEN)).toBe(null);
    }
    expect(await zalo.budget?.('999')).toBe(null);
    expect(await zalo.budget?.(CITIZEN)).toMatchObject({ messagesLeft: 8 });
  });
});
