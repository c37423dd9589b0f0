import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { STALE_AFTER_MS } from '../../../src/channels/zalo/webhook.ts';
import { zaloSignature } from '../../../src/channels/zalo/signature.ts';
import { CITIZEN, openDoor, setStage } from './stage.ts';
import type { Stage } from './stage.ts';

const signed = ({ fake }: Stage, raw: Buffer, timestamp: string) => ({
  'x-zevent-signature': `mac=${zaloSignature('app-id+oa-secret', fake.config, { raw, timestamp })}`,
});

describe('the webhook of a Zalo OA', () => {
  it('takes what the platform signs', async () => {
    const stage = await setStage();
    const door = await openDoor(stage.zalo);
    stage.fake.pointAt(door.url);
    const outcome = await stage.fake.deliver(stage.fake.events.text(CITIZEN, 'Chào ạ'));
    expect(outcome).toMatchObject({ acknowledged: true, attempts: 1 });
    expect(door.events.map(({ event }) => event)).toEqual([{ kind: 'message', text: 'Chào ạ' }]);
  });

  it('refuses a missing and a bad signature, and a body that cannot be verified', async () => {
    const stage = await setStage();
    const { webhook } = stage.zalo;
    const event = stage.fake.events.text(CITIZEN, 'Chào');
    const raw = Buffer.from(JSON.stringify(event));
    const good = signed(stage, raw, String(event.timestamp));
    expect(webhook?.read(raw, good).kind).toBe('events');
    expect(webhook?.read(raw, {})).toEqual({ kind: 'unauthorised' });
    expect(webhook?.read(raw, { 'x-zevent-signature': 'mac=00' })).toEqual({
      kind: 'unauthorised',
    });
    // The same JSON in other bytes is another body.
    const spaced = Buffer.from(JSON.stringify(event, null, 1));
    expect(webhook?.read(spaced, good)).toEqual({ kind: 'unauthorised' });
    for (const body of ['', '{', '[]', 'null', '"x"', '{"event_name":"follow"}', '\u0000']) {
      expect(webhook?.read(Buffer.from(body), good)).toEqual({ kind: 'unauthorised' });
    }
  });

  it('calls a rightly signed body it does not understand malformed', async () => {
    const stage = await setStage();
    const raw = Buffer.from('{"timestamp":"1763850000000","hello":"world"}');
    expect(stage.zalo.webhook?.read(raw, signed(stage, raw, '1763850000000'))).toEqual({
      kind: 'malformed',
      reason: 'no-event-name',
    });
  });

  it('verifies a body whose timestamp is a number', async () => {
    const stage = await setStage();
    const atMs = stage.clock.now().getTime();
    const raw = Buffer.from(
      JSON.stringify({ ...stage.fake.events.follow(CITIZEN), timestamp: atMs }),
    );
    expect(stage.zalo.webhook?.read(raw, signed(stage, raw, String(atMs)))).toMatchObject({
      kind: 'events',
    });
  });

  it('drops an old event played again, but takes the last retry of the platform', async () => {
    const stage = await setStage();
    const at = (ageMs: number) => {
      const atMs = stage.clock.now().getTime() - ageMs;
      const event = stage.fake.events.text(CITIZEN, 'Chào', { atMs });
      const raw = Buffer.from(JSON.stringify(event));
      return stage.zalo.webhook?.read(raw, signed(stage, raw, String(atMs)));
    };
    expect(at(STALE_AFTER_MS + 1)).toEqual({ kind: 'malformed', reason: 'stale' });
    const lastRetryMs = (30 + 300 + 900 + 1800 + 3600) * 1000;
    expect(at(lastRetryMs)).toMatchObject({ kind: 'events' });
  });

  it('logs the way of signing that matched once and counts it every time', async () => {
    const counted: string[] = [];
    const stage = await setStage({ means: { signatureMatched: (way) => void counted.push(way) } });
    const door = await openDoor(stage.zalo);
    stage.fake.pointAt(door.url);
    await stage.fake.deliver(stage.fake.events.text(CITIZEN, 'một'));
    await stage.fake.deliver(stage.fake.events.text(CITIZEN, 'hai'));
    expect(counted).toEqual(['app-id+oa-secret', 'app-id+oa-secret']);
    expect(stage.lines.filter((line) => line.includes('app-id+oa-secret'))).toHaveLength(1);
    expect(stage.lines.join('')).not.toMatch(/một|hai|246845883529197922/u);
  });

  it('gives a duplicate delivery the same id and events out of order their times', async () => {
    const stage = await setStage();
    const door = await openDoor(stage.zalo);
    stage.fake.pointAt(door.url);
    const nowMs = stage.clock.now().getTime();
    const first = stage.fake.events.text(CITIZEN, 'một', { atMs: nowMs - 2000 });
    const second = stage.fake.events.text(CITIZEN, 'hai', { atMs: nowMs - 1000 });
    for (const event of [second, first, second]) await stage.fake.deliver(event);
    const ids = door.events.map(({ platformId }) => platformId);
    expect(ids[0]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
    const kept = await Promise.all(
      door.events.map((event) => stage.store.receive(event, stage.clock.now())),
    );
    expect(kept.toSorted()).toEqual(['known', 'stored', 'stored']);
    stage.clock.pass(1);
    const claimed = await stage.store.claimEvents({
      now: stage.clock.now(),
      settleMs: 10,
      leaseMs: 1000,
    });
    expect(claimed?.map(({ event }) => event)).toEqual([
      { kind: 'message', text: 'một' },
      { kind: 'message', text: 'hai' },
    ]);
  });

  it('gets the event again after it answered 500 or too late', async () => {
    const stage = await setStage({ fake: { timeScale: 0.001, ackDeadlineMs: 80 } });
    const door = await openDoor(stage.zalo, (post) =>
      post === 1 ? Promise.resolve(500) : post === 2 ? pause(200, 503) : undefined,
    );
    stage.fake.pointAt(door.url);
    const outcome = await stage.fake.deliver(stage.fake.events.text(CITIZEN, 'Chào'));
    expect(outcome).toMatchObject({ acknowledged: true, attempts: 3 });
    expect(door.events).toHaveLength(1);
  });

  it('gets its own message repeated, with the id the send was answered with', async () => {
    const stage = await setStage();
    const door = await openDoor(stage.zalo);
    stage.fake.pointAt(door.url);
    const sent = await stage.say('Dạ, lệ phí là 0 đồng ạ.');
    await stage.fake.settled();
    expect(door.events.map(({ event }) => event)).toEqual([
      {
        kind: 'echo',
        platformMessageId: sent.kind === 'sent' ? sent.platformMessageId : 'not sent',
        text: 'Dạ, lệ phí là 0 đồng ạ.',
      },
      { kind: 'other', name: 'user_received_message' },
    ]);
  });

  it('proves by its echo a message whose send was cut off, so that nobody gets it twice', async () => {
    const { fake, zalo, store, clock } = await setStage();
    const door = await openDoor(zalo);
    fake.pointAt(door.url);
    const body = zalo.toBody({
      text: 'Dạ ạ',
      plain: 'Dạ ạ',
      buttons: [{ title: 'Phí', payload: 'f:fee' }],
    });
    const delivery = { platform: 'zalo', contact: CITIZEN, body, author: 'assistant' } as const;
    await store.conversationOfContact({
      platform: 'zalo',
      contact: CITIZEN,
      now: clock.now(),
      restMs: 1e9,
    });
    await store.finishEvents({ events: [], deliveries: [delivery] }, clock.now());
    const claim = () =>
      store.claimDeliveries({ now: clock.now(), leaseMs: 60_000, limit: 5, platforms: ['zalo'] });
    const [claimed] = await claim();
    if (claimed === undefined) throw new Error('nothing was due');
    fake.inject('send', { kind: 'reset', arrived: true });
    const result = await zalo.send(claimed, new AbortController().signal);
    expect(result).toMatchObject({ kind: 'retry', reason: 'cut-off' });
    const dueAt = new Date(clock.now().getTime() + zalo.echoWaitMs);
    await store.postponeDelivery(claimed.id, { dueAt, reason: 'cut-off' });
    await fake.settled();
    const echo = door.events.find(({ event }) => event.kind === 'echo');
    if (echo?.event.kind !== 'echo') throw new Error('no echo came');
    const { kind: _kind, ...proof } = echo.event;
    const confirmed = { platform: 'zalo', contact: echo.contact ?? '', ...proof } as const;
    expect(await store.confirmByEcho(confirmed, clock.now())).toBe(true);
    clock.pass(1);
    expect(await claim()).toEqual([]);
    expect(fake.arrived.map(({ text }) => text)).toEqual(['Dạ ạ']);
  });

  it('reads a hundred thousand characters in a moment', async () => {
    const stage = await setStage();
    const event = stage.fake.events.text(CITIZEN, '#c:'.padEnd(100_000, 'c:# '));
    const raw = Buffer.from(JSON.stringify(event));
    const headers = signed(stage, raw, String(event.timestamp));
    const began = performance.now();
    expect(stage.zalo.webhook?.read(raw, headers).kind).toBe('events');
    expect(performance.now() - began).toBeLessThan(200);
  });
});
