import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTelegram } from '../../../src/channels/telegram/telegram.ts';
import { createLog } from '../../../src/log.ts';
import type { InboundEvent } from '../../../src/conversation/exchange.ts';
import { openFakeTelegram } from '../../fakes/fake-telegram.ts';
import type { FakeTelegram } from '../../fakes/fake-telegram.ts';
import { openWebhookSite } from '../../fakes/webhook-site.ts';
import { CITIZEN, SECONDS, SECRET, TOKEN, messageUpdate, pressUpdate } from './samples.ts';

let fake: FakeTelegram;
beforeAll(async () => {
  fake = await openFakeTelegram({ token: TOKEN });
});
afterAll(() => fake.close());

const NOW = new Date((SECONDS + 30) * 1000);

function open() {
  return createTelegram(
    { token: TOKEN, webhookSecret: SECRET, apiRoot: fake.url },
    { log: createLog('silent'), now: () => NOW },
  );
}

function read(
  update: unknown,
  { headers = { 'x-telegram-bot-api-secret-token': SECRET }, platform = open() } = {} as {
    headers?: Record<string, string>;
    platform?: ReturnType<typeof open>;
  },
) {
  const raw = Buffer.from(typeof update === 'string' ? update : JSON.stringify(update));
  const outcome = platform.webhook?.read(raw, headers);
  if (outcome === undefined) throw new Error('there is no webhook');
  return outcome;
}

function eventsOf(update: unknown, platform = open()): readonly InboundEvent[] {
  const outcome = read(update, { platform });
  if (outcome.kind !== 'events') throw new Error(outcome.kind);
  return outcome.events;
}

const eventOf = (update: unknown) => eventsOf(update)[0]?.event;

async function callsOf(method: string) {
  for (let tries = 0; tries < 100; tries += 1) {
    const calls = fake.calls.filter((call) => call.method === method);
    if (calls.length > 0) return calls;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return [];
}

describe('the webhook of Telegram', () => {
  it('is absent without a secret: then messages are fetched', () => {
    const platform = createTelegram(
      { token: TOKEN, webhookSecret: undefined, apiRoot: fake.url },
      { log: createLog('silent') },
    );
    expect(platform.webhook).toBeUndefined();
  });

  it('takes a message with the right secret', () => {
    expect(eventsOf(messageUpdate(10, { text: 'làm khai sinh cần gì' }))).toEqual([
      {
        platform: 'telegram',
        platformId: '10',
        contact: String(CITIZEN),
        happenedAtMs: SECONDS * 1000 + 500,
        event: { kind: 'message', text: 'làm khai sinh cần gì' },
      },
    ]);
  });

  it.each([
    ['a missing', {}],
    ['a wrong', { 'x-telegram-bot-api-secret-token': `${SECRET}x` }],
    ['an empty', { 'x-telegram-bot-api-secret-token': '' }],
  ])('refuses %s secret, also when the body is no JSON', (_, headers) => {
    expect(read(messageUpdate(10, { text: 'x' }), { headers }).kind).toBe('unauthorised');
    expect(read('{', { headers }).kind).toBe('unauthorised');
  });

  it.each(['', '{', '"text"', '[]', '{"message":{}}', '{"update_id":"7"}', 'null'])(
    'calls %j malformed when the secret is right',
    (raw) => {
      expect(read(raw).kind).toBe('malformed');
    },
  );

  it('gives a repeated update the id it had', () => {
    const platform = open();
    const update = messageUpdate(11, { text: 'hai lần' });
    expect(eventsOf(update, platform)).toEqual(eventsOf(update, platform));
  });

  it('orders messages of one second by their ids, whichever comes first', () => {
    const platform = open();
    const second = eventsOf(messageUpdate(21, { text: 'hai' }), platform)[0];
    const first = eventsOf(messageUpdate(20, { text: 'một' }), platform)[0];
    const later = eventsOf(messageUpdate(22, { text: 'ba' }, SECONDS + 1), platform)[0];
    expect(first?.happenedAtMs).toBeLessThan(second?.happenedAtMs ?? 0);
    expect(second?.happenedAtMs).toBeLessThan(later?.happenedAtMs ?? 0);
  });

  it('orders messages of a second in which the ids leap', () => {
    const platform = open();
    const times = [5000, 999_999, 5001].map(
      (id) => eventsOf(messageUpdate(id, { text: 'x' }), platform)[0]?.happenedAtMs ?? 0,
    );
    for (const time of times) expect(Math.floor(time / 1000)).toBe(SECONDS);
  });

  it('reads decomposed letters as composed ones', () => {
    expect(eventOf(messageUpdate(12, { text: 'lệ phí khai sinh'.normalize('NFD') }))).toEqual({
      kind: 'message',
      text: 'lệ phí khai sinh',
    });
  });

  it('drops the one character PostgreSQL cannot keep', () => {
    expect(eventOf(messageUpdate(12, { text: 'khai\u0000 sinh' }))).toEqual({
      kind: 'message',
      text: 'khai sinh',
    });
  });

  it('keeps a 5,000-character message whole: cutting is for the assistant to say', () => {
    const event = eventOf(messageUpdate(13, { text: 'a'.repeat(5000) }));
    expect(event?.kind === 'message' && event.text.length).toBe(5000);
  });

  it.each([
    [{ photo: [{ file_id: 'x' }] }, 'image'],
    [{ voice: { duration: 3 } }, 'voice'],
    [{ video: { file_id: 'x' } }, 'video'],
    [{ animation: { file_id: 'x' }, document: { file_id: 'x' } }, 'video'],
    [{ document: { file_id: 'x' } }, 'file'],
    [{ sticker: { file_id: 'x', emoji: '👍' } }, 'sticker'],
    [{ location: { latitude: 21, longitude: 105 } }, 'location'],
    [{ venue: { title: 'UBND' }, location: { latitude: 21, longitude: 105 } }, 'location'],
    [{ contact: { phone_number: '0912345678', first_name: 'Lan' } }, 'contact-card'],
    [{ dice: { emoji: '🎲', value: 3 } }, 'other'],
  ])('says of %j that it cannot be read, and keeps nothing of it', (content, what) => {
    expect(eventOf(messageUpdate(14, content))).toEqual({ kind: 'unreadable', what });
  });

  it('keeps of speech what it is fetched and judged by', () => {
    const voice = { file_id: 'AwACAgUAA', duration: 7, mime_type: 'audio/ogg', file_size: 31_000 };
    expect(eventOf(messageUpdate(14, { voice: { ...voice, file_unique_id: 'u' } }))).toEqual({
      kind: 'voice',
      reference: 'AwACAgUAA',
      mediaType: 'audio/ogg',
      durationS: 7,
      sizeBytes: 31_000,
    });
    expect(
      eventOf(messageUpdate(14, { video_note: { file_id: 'V', duration: 5, length: 240 } })),
    ).toEqual({ kind: 'voice', reference: 'V', mediaType: 'video/mp4', durationS: 5 });
    expect(
      eventOf(messageUpdate(14, { audio: { file_id: 'A', duration: '?' }, caption: 'việc này' })),
    ).toEqual({ kind: 'voice', reference: 'A', text: 'việc này' });
  });

  it('keeps the words under a picture', () => {
    const content = { photo: [], caption: 'giấy này có được không'.normalize('NFD') };
    expect(eventOf(messageUpdate(15, content))).toEqual({
      kind: 'unreadable',
      what: 'image',
      text: 'giấy này có được không',
    });
  });

  it.each([
    ['/start', { kind: 'started' }],
    ['/start 1-001193', { kind: 'started', payload: '1-001193' }],
    ['/start@mot_cua_bot 1-001193', { kind: 'started', payload: '1-001193' }],
    ['/start <script>', { kind: 'started' }],
    [`/start ${'x'.repeat(65)}`, { kind: 'started' }],
    ['/help', { kind: 'message', text: '/help', payload: 's' }],
    ['/nguoi', { kind: 'message', text: '/nguoi', payload: 'p' }],
    ['/Person', { kind: 'message', text: '/Person', payload: 'p' }],
    ['/xoa', { kind: 'data-request', right: 'erase' }],
    ['/erase', { kind: 'data-request', right: 'erase' }],
    ['/dulieu', { kind: 'data-request', right: 'export' }],
    ['/data', { kind: 'data-request', right: 'export' }],
    ['/khaisinh', { kind: 'message', text: '/khaisinh' }],
    ['xoá /xoa', { kind: 'message', text: 'xoá /xoa' }],
  ])('reads %s as a command only where it is one', (text, event) => {
    expect(eventOf(messageUpdate(16, { text }))).toEqual(event);
  });

  it('reads a pressed button as its title with its payload, at the time of the press', async () => {
    const platform = open();
    const [event] = eventsOf(pressUpdate(30, 'f:fee'), platform);
    expect(event).toEqual({
      platform: 'telegram',
      platformId: '30',
      contact: String(CITIZEN),
      happenedAtMs: NOW.getTime() + 500,
      event: { kind: 'message', text: 'Lệ phí', payload: 'f:fee' },
    });
    const calls = await callsOf('answerCallbackQuery');
    expect(calls.map((call) => call.payload['callback_query_id'])).toContain('press-30');
    await platform.stop?.();
  });

  it('hears that the citizen blocked the bot', () => {
    const member = (status: string) => ({
      update_id: 40,
      my_chat_member: {
        date: SECONDS,
        chat: { id: CITIZEN, type: 'private' },
        from: { id: CITIZEN },
        new_chat_member: { status, user: { id: 1 } },
      },
    });
    expect(eventOf(member('kicked'))).toEqual({ kind: 'left' });
    expect(eventOf(member('member'))).toEqual({ kind: 'other', name: 'unblocked' });
  });

  it('takes an edited message for no new one', () => {
    const { message } = messageUpdate(41, { text: 'sửa' });
    expect(eventOf({ update_id: 41, edited_message: message })).toEqual({
      kind: 'other',
      name: 'edited_message',
    });
  });

  it('keeps unknown updates and contents by name only', () => {
    expect(eventOf({ update_id: 42, chat_boost: { secret: 'x' } })).toEqual({
      kind: 'other',
      name: 'chat_boost',
    });
    expect(eventOf({ update_id: 43 })).toEqual({ kind: 'other', name: 'empty' });
    expect(eventOf({ update_id: 44, message: { text: 'no chat' } })).toEqual({
      kind: 'other',
      name: 'message',
    });
    expect(eventOf(messageUpdate(45, { pinned_message: {} }))).toEqual({
      kind: 'other',
      name: 'message:pinned_message',
    });
  });

  it('answers no other bot', () => {
    const from = { id: CITIZEN, is_bot: true, first_name: 'Bot' };
    expect(eventsOf(messageUpdate(46, { text: 'chào', from }))).toEqual([]);
  });

  it('knows an update again that Telegram delivers once more after a fault of ours', async () => {
    const platform = open();
    const seen: string[] = [];
    const site = await openWebhookSite(platform, (events) => {
      seen.push(...events.map((event) => event.platformId));
      return seen.length === 1 ? 500 : 200;
    });
    const own = await openFakeTelegram({ token: TOKEN });
    await fetch(`${own.url}/bot${TOKEN}/setWebhook`, {
      method: 'POST',
      body: JSON.stringify({ url: site.url, secret_token: SECRET }),
    });
    await own.deliver(messageUpdate(60, { text: 'một' }));
    await own.deliver(messageUpdate(61, { text: 'hai' }));
    expect(seen).toEqual(['60', '60', '61']);
    await site.close();
    await own.close();
  });

  it('keeps nothing of a group, and leaves it', async () => {
    const platform = open();
    const group = messageUpdate(50, { text: 'chào', chat: { id: -100, type: 'supergroup' } });
    expect(eventsOf(group, platform)).toEqual([]);
    expect((await callsOf('leaveChat')).map((call) => call.payload['chat_id'])).toContain(-100);
    await platform.stop?.();
  });
});
