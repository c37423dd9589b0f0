import { describe, expect, it } from 'vitest';
import { encodePayload } from '../../../src/channels/zalo/button-payload.ts';
import { parseEvent } from '../../../src/channels/zalo/parse-event.ts';
import { parseJson } from '../../../src/channels/zalo/parse-json.ts';
import { parsePayload } from '../../../src/channels/messaging/payload.ts';
import { createEventMakers } from '../../fakes/fake-zalo-events.ts';
import type { ZaloWebhookBody } from '../../fakes/fake-zalo-events.ts';
import { CITIZEN } from './stage.ts';

const OA = '388613280878808645';
const AT_MS = 1_763_850_000_000;
const make = createEventMakers({ appId: '360846524940903967', oaId: OA }, () => new Date(AT_MS));

const eventIn = (body: ZaloWebhookBody) => {
  const parsed = parseEvent(body);
  if (parsed.kind !== 'event') throw new Error(`malformed: ${parsed.reason}`);
  return parsed.event;
};

describe('events of a Zalo OA', () => {
  it('reads a text with who wrote it, when, and its id', () => {
    expect(eventIn(make.text(CITIZEN, 'Làm khai sinh ở đâu?', { messageId: 'm1' }))).toEqual({
      platform: 'zalo',
      platformId: 'm1',
      contact: CITIZEN,
      happenedAtMs: AT_MS,
      event: { kind: 'message', text: 'Làm khai sinh ở đâu?' },
    });
  });

  it('keeps decomposed Vietnamese as it came: cleaning is for whoever reads it', () => {
    const text = 'Làm khai sinh'.normalize('NFD');
    expect(eventIn(make.text(CITIZEN, text)).event).toEqual({ kind: 'message', text });
  });

  it.each(['c:1.001193', 'f:fee', 'f:1.001193:dossier', 'p', 's'])(
    'gives the payload %s back that a button carried',
    (payload) => {
      const { event } = eventIn(make.text(CITIZEN, encodePayload(payload)));
      expect(event).toMatchObject({ kind: 'message', payload });
    },
  );

  it('gives payloads back in a form the worker understands', () => {
    const { event } = eventIn(make.text(CITIZEN, '#c:1.001193'));
    const payload = event.kind === 'message' ? (event.payload ?? '') : '';
    expect(parsePayload(payload)).toEqual({ kind: 'choose', code: '1.001193' });
  });

  it.each(['#khaisinh', '# c:1', 'so #c:1.001193', '#1', 'c:1.001193', '#c:1.001193 nhé'])(
    'takes %j for words of the citizen',
    (text) => {
      expect(eventIn(make.text(CITIZEN, text)).event).toEqual({ kind: 'message', text });
    },
  );

  it.each([
    ['user_send_image', 'image', 'image'],
    ['user_send_gif', 'gif', 'image'],
    ['user_send_sticker', 'sticker', 'sticker'],
    ['user_send_video', 'video', 'video'],
    ['user_send_file', 'file', 'file'],
    ['user_send_link', 'link', 'link'],
    ['user_send_location', 'location', 'location'],
    ['user_send_business_card', 'link', 'contact-card'],
  ])('knows %s as something that is not read', (name, type, what) => {
    const body = make.attachment(name, CITIZEN, { type, payload: { url: 'https://x.vn/a' } });
    expect(eventIn(body)).toMatchObject({ contact: CITIZEN, event: { kind: 'unreadable', what } });
    expect(JSON.stringify(eventIn(body))).not.toContain('x.vn');
  });

  it('keeps of speech where it is fetched from', () => {
    const url = 'https://f2-voice-aac-dl.zdn.vn/1/2.aac';
    const audio = { type: 'audio', payload: { url } };
    const body = make.attachment('user_send_audio', CITIZEN, audio, { messageId: 'm9' });
    expect(eventIn(body)).toMatchObject({
      contact: CITIZEN,
      platformId: 'm9',
      event: { kind: 'voice', reference: url },
    });
  });

  it.each([{}, { url: 7 }, { url: 'nowhere' }, undefined])(
    'cannot read speech that says %j of where it is',
    (payload) => {
      const body = make.attachment('user_send_audio', CITIZEN, { type: 'audio', payload });
      expect(eventIn(body).event).toEqual({ kind: 'unreadable', what: 'voice' });
    },
  );

  it('keeps the words under an image', () => {
    const image = { type: 'image', payload: { url: 'https://x.vn/a', thumbnail: '' } };
    const body = make.attachment('user_send_image', CITIZEN, image, {
      text: 'Giấy này được không?',
    });
    expect(eventIn(body).event).toEqual({
      kind: 'unreadable',
      what: 'image',
      text: 'Giấy này được không?',
    });
  });

  it('reads a text event with nothing but an attachment by its attachment', () => {
    const sticker = { type: 'sticker', payload: {} };
    expect(eventIn(make.attachment('user_send_text', CITIZEN, sticker)).event).toEqual({
      kind: 'unreadable',
      what: 'sticker',
    });
    expect(eventIn(make.text(CITIZEN, ' \n')).event).toEqual({ kind: 'unreadable', what: 'other' });
  });

  it('begins with follow and ends with unfollow, which have no sender', () => {
    expect(eventIn(make.follow(CITIZEN))).toMatchObject({
      contact: CITIZEN,
      platformId: `follow:${CITIZEN}:${AT_MS}`,
      event: { kind: 'started' },
    });
    expect(eventIn(make.unfollow(CITIZEN))).toMatchObject({
      contact: CITIZEN,
      event: { kind: 'left' },
    });
  });

  it('tells our own echo from an officer who took over', () => {
    expect(eventIn(make.ofOa(CITIZEN, 'Dạ', { messageId: 'm2' }))).toMatchObject({
      contact: CITIZEN,
      event: { kind: 'echo', platformMessageId: 'm2', text: 'Dạ' },
    });
    expect(eventIn(make.ofOa(CITIZEN, 'Tôi là cán bộ', { adminId: '77' }))).toMatchObject({
      contact: CITIZEN,
      event: { kind: 'taken-over', text: 'Tôi là cán bộ' },
    });
  });

  it('never takes a receipt for the echo of the same message', () => {
    const ids = [
      make.ofOa(CITIZEN, 'Dạ', { messageId: 'm3' }),
      make.received(CITIZEN, 'm3'),
      make.text(CITIZEN, 'Dạ', { messageId: 'm3' }),
    ].map((body) => eventIn(body).platformId);
    expect(new Set(ids).size).toBe(3);
  });

  it('reads a visitor without an account as a contact of her own', () => {
    const visitor = { anonymousId: 'a:1', conversationId: 'c/2' };
    const event = eventIn(make.anonymous(visitor, 'Chào'));
    expect(event).toMatchObject({ event: { kind: 'message', text: 'Chào' } });
    expect(event.contact).toBe('anonymous:a%3A1:c%2F2');
  });

  it('keeps nothing of a form but that it came', () => {
    const body = {
      app_id: '1',
      sender: { id: CITIZEN },
      recipient: { id: OA },
      event_name: 'user_submit_info',
      info: { name: 'Nguyễn Văn An', phone: '84912345678', full_address: { user_city: 'Huế' } },
      timestamp: String(AT_MS),
    };
    expect(eventIn(body)).toEqual({
      platform: 'zalo',
      platformId: `user_submit_info:${CITIZEN}:${AT_MS}`,
      contact: null,
      happenedAtMs: AT_MS,
      event: { kind: 'other', name: 'user_submit_info' },
    });
  });

  it.each([
    ['user_received_message', { sender: { id: OA }, recipient: { id: CITIZEN } }],
    ['user_seen_message', { sender: { id: OA }, message: { msg_ids: ['m1', 'm2'] } }],
    ['add_user_to_tag', { tag: { user_ids: [CITIZEN], name: 'x' } }],
    ['user_send_group_text', { sender: { id: CITIZEN }, message: { text: 'Chào nhóm' } }],
    ['oa_send_group_text', { sender: { id: OA }, message: { text: 'Chào nhóm' } }],
    ['user_dreams_of_oa', { sender: { id: CITIZEN }, dream: 'xanh' }],
  ])('keeps %s by name only and answers nobody', (name, more) => {
    const event = eventIn({ event_name: name, timestamp: String(AT_MS), ...more });
    expect(event.contact).toBe(null);
    expect(event.event).toEqual({ kind: 'other', name });
  });

  it('keeps no telephone number a receipt of a notice names', () => {
    const body = {
      event_name: 'user_received_message',
      sender: { id: OA },
      recipient: { id: '84912345678' },
      message: { delivery_time: '1763850000000', tracking_id: 't1' },
      timestamp: String(AT_MS),
    };
    expect(JSON.stringify(eventIn(body))).not.toContain('84912345678');
  });

  it.each([
    ['user_pdl_revoke', 'erase'],
    ['user.revoke.consent', 'erase'],
    ['user_request_delete_data', 'erase'],
    ['user_request_data_export', 'export'],
  ])('recognises %s as a request over data', (name, right) => {
    const body = { event_name: name, user_id: CITIZEN, timestamp: String(AT_MS) };
    expect(eventIn(body)).toMatchObject({
      contact: CITIZEN,
      event: { kind: 'data-request', right },
    });
  });

  it('reads ids and timestamps written as numbers to the last digit', () => {
    const body = parseJson(
      `{"event_name":"user_send_text","sender":{"id":${CITIZEN}},"message":{"text":"x","msg_id":96123456789012345678},"timestamp":${AT_MS}}`,
    ) as ZaloWebhookBody;
    expect(eventIn(body)).toMatchObject({
      contact: CITIZEN,
      platformId: '96123456789012345678',
      happenedAtMs: AT_MS,
    });
  });

  it('reads a timestamp in seconds', () => {
    const body = { ...make.text(CITIZEN, 'x'), timestamp: '1763850000' };
    expect(eventIn(body).happenedAtMs).toBe(AT_MS);
  });

  it.each([
    ['no-event-name', { timestamp: String(AT_MS) }],
    ['no-event-name', []],
    ['no-event-name', 'user_send_text'],
    ['no-timestamp', { event_name: 'user_send_text', sender: { id: CITIZEN } }],
    ['no-timestamp', { event_name: 'follow', timestamp: 'gestern' }],
    [
      'no-contact',
      { event_name: 'user_send_text', message: { text: 'x' }, timestamp: '1763850000000' },
    ],
    ['no-contact', { event_name: 'follow', follower: 7, timestamp: '1763850000000' }],
  ])('calls a body malformed by %s', (reason, body) => {
    expect(parseEvent(body)).toEqual({ kind: 'malformed', reason });
  });
});
