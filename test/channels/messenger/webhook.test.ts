import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMessenger } from '../../../src/channels/messenger/messenger.ts';
import type { Webhook } from '../../../src/channels/messaging/platform.ts';
import type { InboundEvent } from '../../../src/conversation/exchange.ts';
import { createLog } from '../../../src/log.ts';
import { openFakeMessenger } from '../../fakes/fake-messenger.ts';
import type { FakeMessenger } from '../../fakes/fake-messenger.ts';
import type { MessengerItem } from '../../fakes/fake-messenger-events.ts';

const log = createLog('silent');
const PSID = '7001';
let fake: FakeMessenger;
let webhook: Webhook;
beforeAll(async () => {
  fake = await openFakeMessenger();
  webhook = createMessenger(fake.config, { log }).webhook as Webhook;
});
afterAll(() => fake.close());

function read(
  items: readonly MessengerItem[],
  feed?: 'messaging' | 'standby',
): readonly InboundEvent[] {
  const { raw, headers } = fake.signed(items, feed);
  const result = webhook.read(raw, headers);
  if (result.kind !== 'events') throw new Error(`not read: ${result.kind}`);
  return result.events;
}
const one = (item: MessengerItem): InboundEvent => {
  const [event, ...rest] = read([item]);
  expect(rest).toEqual([]);
  return event as InboundEvent;
};

/** Channel facts, section 3: letters are escaped in the bytes that are signed. */
const VECTOR = String.raw`{"object":"page","entry":[{"id":"PAGE","time":1763850000000,"messaging":[{"sender":{"id":"PSID"},"recipient":{"id":"PAGE"},"timestamp":1763850000000,"message":{"mid":"m_1","text":"Xin ch\u00e0o"}}]}]}`;
const VECTOR_SIGNATURE = 'sha256=c32510033f76a49dd300b6e91d314c8ada1425e6a297d4dc13d61764e02103ed';

describe('the webhook of Messenger', () => {
  it('is verified with the right token only and repeats the challenge as text', () => {
    const query = {
      'hub.mode': 'subscribe',
      'hub.verify_token': fake.config.verifyToken,
      'hub.challenge': '1158201444',
    };
    expect(webhook.verify?.(query)).toEqual({
      status: 200,
      body: '1158201444',
      type: 'text/plain',
    });
    for (const wrong of [
      { ...query, 'hub.verify_token': 'another' },
      { ...query, 'hub.mode': 'unsubscribe' },
      { ...query, 'hub.verify_token': [fake.config.verifyToken] },
      { 'hub.mode': 'subscribe', 'hub.verify_token': fake.config.verifyToken },
      {},
    ]) {
      expect(webhook.verify?.(wrong).status).toBe(403);
    }
  });

  it('reads what is signed as in the vector of the facts', () => {
    expect(Buffer.byteLength(VECTOR)).toBe(200);
    expect(webhook.read(Buffer.from(VECTOR), { 'x-hub-signature-256': VECTOR_SIGNATURE })).toEqual({
      kind: 'events',
      events: [
        {
          platform: 'messenger',
          platformId: 'm_1',
          contact: 'PSID',
          happenedAtMs: 1_763_850_000_000,
          event: { kind: 'message', text: 'Xin chào' },
        },
      ],
    });
  });

  it('keeps nothing without a signature, with a wrong one, or with other bytes of the same meaning', () => {
    const raw = Buffer.from(VECTOR);
    for (const signature of [
      undefined,
      '',
      'sha256=',
      'sha256=00',
      VECTOR_SIGNATURE.replace('c3', 'c4'),
      VECTOR_SIGNATURE.slice(7),
    ]) {
      const headers = signature === undefined ? {} : { 'x-hub-signature-256': signature };
      expect(webhook.read(raw, headers), String(signature)).toEqual({ kind: 'unauthorised' });
    }
    const again = Buffer.from(JSON.stringify(JSON.parse(VECTOR)));
    const headers = { 'x-hub-signature-256': VECTOR_SIGNATURE };
    expect(webhook.read(again, headers)).toEqual({ kind: 'unauthorised' });
  });

  it('says of a rightly signed body that it is malformed, whatever it is', () => {
    for (const body of [
      '',
      'null',
      '[]',
      '{}',
      '{"object":"user","entry":[]}',
      '{"object":"page","entry":"x"}',
      '<html>',
    ]) {
      const mac = createHmac('sha256', fake.config.appSecret).update(body).digest('hex');
      const result = webhook.read(Buffer.from(body), { 'x-hub-signature-256': `sha256=${mac}` });
      expect(result.kind, body).toBe('malformed');
    }
  });

  it('gives the same event the same id, also when it comes by the other feed', () => {
    const item = fake.events.text(PSID, 'Phí bao nhiêu?', { mid: 'm_dup', atMs: 5 });
    expect(read([item])).toEqual(read([item]));
    expect(read([item], 'standby').map((event) => event.platformId)).toContain('m_dup');
    const receipt = fake.events.read(PSID, { atMs: 9 });
    expect(one(receipt).platformId).toBe(one(receipt).platformId);
    expect(one(receipt).platformId).not.toBe(one(fake.events.read(PSID, { atMs: 10 })).platformId);
  });

  it('keeps the time of each event, so that they can be put in order', () => {
    const items = [
      fake.events.text(PSID, 'hai', { atMs: 2000 }),
      fake.events.text(PSID, 'một', { atMs: 1000 }),
    ];
    expect(read(items).map((event) => event.happenedAtMs)).toEqual([2000, 1000]);
  });

  it('reads words and pressed buttons', () => {
    expect(one(fake.events.text(PSID, 'Làm khai sinh')).event).toEqual({
      kind: 'message',
      text: 'Làm khai sinh',
    });
    expect(one(fake.events.quickReply(PSID, '2', 'c:1.001193')).event).toEqual({
      kind: 'message',
      text: '2',
      payload: 'c:1.001193',
    });
    expect(one(fake.events.postback(PSID, 'Lệ phí', 'f:fee')).event).toEqual({
      kind: 'message',
      text: 'Lệ phí',
      payload: 'f:fee',
    });
  });

  it('reads letters with their marks apart and emoji as they were written', () => {
    const text = 'Làm giấy khai sinh 👶🏽'.normalize('NFD');
    expect(one(fake.events.text(PSID, text)).event).toEqual({ kind: 'message', text });
  });

  it('reads the first contact with what led to it', () => {
    expect(one(fake.events.postback(PSID, 'Bắt đầu', 'GET_STARTED')).event).toEqual({
      kind: 'started',
    });
    expect(one(fake.events.started(PSID, '1.001193')).event).toEqual({
      kind: 'started',
      payload: '1.001193',
    });
    expect(one(fake.events.referral(PSID, 'xa-tan-binh')).event).toEqual({
      kind: 'started',
      payload: 'xa-tan-binh',
    });
  });

  it.each([
    ['image', 'image'],
    ['video', 'video'],
    ['file', 'file'],
    ['location', 'location'],
    ['fallback', 'link'],
    ['hologram', 'other'],
  ])('says of a message with nothing but %s that it is unreadable', (type, what) => {
    expect(one(fake.events.attachment(PSID, type)).event).toEqual({ kind: 'unreadable', what });
  });

  it('keeps of speech where it is fetched from', () => {
    const { event } = one(fake.events.attachment(PSID, 'audio'));
    expect(event).toEqual({ kind: 'voice', reference: expect.stringMatching(/^https:\/\//u) });
  });

  it('tells stickers from pictures and keeps the words beside an attachment', () => {
    expect(one(fake.events.sticker(PSID, '369239263222822')).event).toEqual({
      kind: 'unreadable',
      what: 'sticker',
    });
    expect(one(fake.events.captioned(PSID, 'Giấy này đúng chưa')).event).toEqual({
      kind: 'unreadable',
      what: 'image',
      text: 'Giấy này đúng chưa',
    });
    expect(one(fake.events.link(PSID, 'Xem https://example.invalid')).event).toEqual({
      kind: 'message',
      text: 'Xem https://example.invalid',
    });
    expect(one(fake.events.text(PSID, '')).event).toEqual({ kind: 'unreadable', what: 'other' });
  });

  it('keeps receipts and unknown events by name, without a word of theirs', () => {
    expect(one(fake.events.read(PSID)).event).toEqual({ kind: 'other', name: 'read' });
    expect(one(fake.events.delivered(PSID, ['m_1'])).event).toEqual({
      kind: 'other',
      name: 'delivery',
    });
    expect(one(fake.events.unknown(PSID)).event).toEqual({ kind: 'other', name: 'moon_phase' });
    expect(one({ sender: { id: PSID }, 'Số nhà 5': 1 }).event).toEqual({
      kind: 'other',
      name: 'unknown',
    });
  });

  it('loses no event beside one that cannot be read', () => {
    const events = read([
      'nonsense' as unknown as MessengerItem,
      { sender: 5, message: 'x', timestamp: 'soon' },
      fake.events.text(PSID, 'Vẫn đọc được'),
    ]);
    expect(events.map(({ event }) => event.kind)).toEqual(['other', 'other', 'message']);
    expect(events[0]?.contact).toBeNull();
  });

  it('reads a very long message as a whole', () => {
    const text = 'a'.repeat(20_000);
    expect(one(fake.events.text(PSID, text)).event).toEqual({ kind: 'message', text });
  });
});

describe('whose turn it is on Messenger', () => {
  const ours = Number('1517776481860111');

  it('knows its own echo by the app and by the mark, with the id of the delivery', () => {
    const marked = { mid: 'm_e', metadata: 'hoi-mot-cua:d1' };
    expect(one(fake.events.echo(PSID, 'Dạ', { ...marked, app_id: ours }))).toMatchObject({
      platformId: 'm_e',
      contact: PSID,
      event: { kind: 'echo', platformMessageId: 'm_e', deliveryId: 'd1', text: 'Dạ' },
    });
    expect(one(fake.events.echo(PSID, 'Dạ', marked)).event).toMatchObject({
      kind: 'echo',
      deliveryId: 'd1',
    });
    const unmarked = one(fake.events.echo(PSID, 'Dạ', { app_id: ours })).event;
    expect(unmarked).toMatchObject({ kind: 'echo', text: 'Dạ' });
    expect(unmarked).not.toHaveProperty('deliveryId');
  });

  it('falls silent when an officer or another app writes', () => {
    const words = { kind: 'taken-over', text: 'Chào bác, tôi là cán bộ' };
    for (const more of [{ app_id: 263902037430900 }, {}, { app_id: 99, metadata: 'theirs' }]) {
      const event = one(fake.events.echo(PSID, words.text, more));
      expect(event).toMatchObject({ contact: PSID, event: words });
    }
  });

  it('follows the conversation as it is passed on, taken and given back', () => {
    expect(one(fake.events.passed(PSID, '263902037430900')).event).toEqual({ kind: 'taken-over' });
    expect(one(fake.events.passed(PSID, fake.config.appId)).event).toEqual({ kind: 'given-back' });
    expect(one(fake.events.taken(PSID, fake.config.appId)).event).toEqual({ kind: 'taken-over' });
    expect(one(fake.events.taken(PSID, '55')).event.kind).toBe('other');
  });

  it('tells its own by the mark alone when it does not know its app', () => {
    const { webhook: blind } = createMessenger({ ...fake.config, appId: undefined }, { log });
    const kinds = [
      fake.events.echo(PSID, 'Dạ', { app_id: ours, metadata: 'hoi-mot-cua:d1' }),
      fake.events.echo(PSID, 'Chào', { app_id: ours }),
      fake.events.passed(PSID, '263902037430900'),
      fake.events.passed(PSID, '42'),
    ].map((item) => {
      const { raw, headers } = fake.signed([item]);
      const result = blind?.read(raw, headers);
      return result?.kind === 'events' ? result.events[0]?.event.kind : result?.kind;
    });
    expect(kinds).toEqual(['echo', 'taken-over', 'taken-over', 'given-back']);
  });

  it('keeps what a citizen writes to an officer and knows that it is not its own turn', () => {
    const events = read([fake.events.text(PSID, 'Cảm ơn cán bộ', { mid: 'm_s' })], 'standby');
    expect(events.map(({ platformId, event }) => [platformId, event.kind])).toEqual([
      ['standby:m_s', 'taken-over'],
      ['m_s', 'message'],
    ]);
    expect(read([fake.events.read(PSID)], 'standby').map(({ event }) => event.kind)).toEqual([
      'other',
    ]);
  });
});
