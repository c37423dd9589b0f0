import { describe, expect, it } from 'vitest';
import { createZaloBot } from '../../../src/channels/zalo-bot/zalo-bot.ts';
import { createLog } from '../../../src/log.ts';
import { openFakeZaloBot } from '../../fakes/fake-zalo-bot.ts';
import { openWebhookSite } from '../../fakes/webhook-site.ts';
import { AT_MS, CITIZEN, SECRET, TOKEN, update } from './samples.ts';

const NOW = new Date(AT_MS + 60_000);

// Reading asks nobody: nothing listens at this address.
const platform = createZaloBot(
  { token: TOKEN, webhookSecret: SECRET, mediaHosts: [], apiRoot: 'http://127.0.0.1:9' },
  { log: createLog('silent'), now: () => NOW },
);

function read(
  content: unknown,
  headers: Record<string, string> = { 'x-bot-api-secret-token': SECRET },
) {
  const raw = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const outcome = platform.webhook?.read(raw, headers);
  if (outcome === undefined) throw new Error('there is no webhook');
  return outcome;
}

function eventsOf(content: unknown) {
  const outcome = read(content);
  if (outcome.kind !== 'events') throw new Error(outcome.kind);
  return outcome.events;
}

const eventOf = (content: unknown) => eventsOf(content)[0]?.event;

describe('the webhook of the Zalo bot', () => {
  it('takes a message with the right secret, wrapped or not', () => {
    const expected = [
      {
        platform: 'zalo-bot',
        platformId: 'm1',
        contact: CITIZEN,
        happenedAtMs: AT_MS,
        event: { kind: 'message', text: 'làm khai sinh cần gì' },
      },
    ];
    const bare = update('m1', { text: 'làm khai sinh cần gì' });
    expect(eventsOf(bare)).toEqual(expected);
    expect(eventsOf({ ok: true, result: bare })).toEqual(expected);
  });

  it.each([
    ['a missing', {}],
    ['a wrong', { 'x-bot-api-secret-token': `${SECRET}x` }],
    ['an empty', { 'x-bot-api-secret-token': '' }],
    ['the secret of another platform', { 'x-telegram-bot-api-secret-token': SECRET }],
  ])('refuses %s secret, also when the body is no JSON', (_, headers) => {
    expect(read(update('m1', { text: 'x' }), headers).kind).toBe('unauthorised');
    expect(read('{', headers).kind).toBe('unauthorised');
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"ok":true}',
    '{"ok":true,"result":null}',
    '{"event_name":"message.text.received"}',
    '{"event_name":"message.text.received","message":{"text":"x"}}',
  ])('calls %j malformed when the secret is right', (raw) => {
    expect(read(raw).kind).toBe('malformed');
  });

  it('gives a repeated message the id it had, and none the id of another', () => {
    const ids = ['m1', 'm1', 'm2'].map((id) => eventsOf(update(id, { text: 'x' }))[0]?.platformId);
    expect(ids).toEqual(['m1', 'm1', 'm2']);
  });

  it.each([false, true])(
    'knows a message again that comes once more (wrapped: %s)',
    async (wraps) => {
      const seen: string[] = [];
      const site = await openWebhookSite(platform, (events) => {
        seen.push(...events.map((event) => event.platformId));
        return seen.length === 1 ? 500 : 200;
      });
      const fake = await openFakeZaloBot({ token: TOKEN, wraps });
      await fetch(`${fake.url}/bot${TOKEN}/setWebhook`, {
        method: 'POST',
        body: JSON.stringify({ url: site.url, secret_token: SECRET }),
      });
      await fake.deliver(update('m1', { text: 'một' }));
      await fake.deliver(update('m2', { text: 'hai' }));
      expect(seen).toEqual(['m1', 'm1', 'm2']);
      await site.close();
      await fake.close();
    },
  );

  it('orders by the time of the platform, whichever comes first', () => {
    const later = eventsOf(update('m2', { text: 'hai', date: AT_MS + 1 }))[0];
    const first = eventsOf(update('m1', { text: 'một' }))[0];
    expect(first?.happenedAtMs).toBeLessThan(later?.happenedAtMs ?? 0);
  });

  it('takes the time of arrival where the platform says none', () => {
    expect(eventsOf(update('m1', { text: 'x', date: 'hôm nay' }))[0]?.happenedAtMs).toBe(
      NOW.getTime(),
    );
  });

  it('reads decomposed letters as composed ones, and no NUL', () => {
    const text = 'lệ phí\u0000 khai sinh'.normalize('NFD');
    expect(eventOf(update('m1', { text }))).toEqual({
      kind: 'message',
      text: 'lệ phí khai sinh',
    });
  });

  it('keeps a 5,000-character message whole: cutting is for the assistant to say', () => {
    const event = eventOf(update('m1', { text: 'a'.repeat(5000) }));
    expect(event?.kind === 'message' && event.text.length).toBe(5000);
  });

  it.each([
    ['message.image.received', { photo_url: 'https://photo.example/x.jpg' }, 'image'],
    ['message.sticker.received', { sticker: 'x', url: 'https://photo.example/x' }, 'sticker'],
    ['message.voice.received', { voice_url: 'nowhere' }, 'voice'],
    ['message.voice.received', {}, 'voice'],
    ['message.unsupported.received', {}, 'other'],
    ['message.hologram.received', {}, 'other'],
  ])('says of %s that it cannot be read, and keeps nothing of it', (name, content, what) => {
    expect(eventOf(update('m1', content, name))).toEqual({ kind: 'unreadable', what });
  });

  it('keeps of speech where it is fetched from', () => {
    const url = 'https://f2-voice-aac-dl.zdn.vn/1/2.aac';
    expect(eventOf(update('m1', { voice_url: url }, 'message.voice.received'))).toEqual({
      kind: 'voice',
      reference: url,
    });
  });

  it('keeps the words under a picture', () => {
    const content = { photo_url: 'https://photo.example/x.jpg', caption: 'giấy này được không' };
    expect(eventOf(update('m1', content, 'message.image.received'))).toEqual({
      kind: 'unreadable',
      what: 'image',
      text: 'giấy này được không',
    });
  });

  it('keeps unknown events by name only', () => {
    expect(eventOf(update('m1', { text: 'x' }, 'bot.renamed'))).toEqual({
      kind: 'other',
      name: 'bot.renamed',
    });
    expect(eventOf(update('m1', {}))).toEqual({ kind: 'other', name: 'message.text.received' });
  });

  it('keeps nothing of a group or of another bot', () => {
    expect(eventsOf(update('m1', { text: 'x', chat: { id: 'g', chat_type: 'GROUP' } }))).toEqual(
      [],
    );
    expect(eventsOf(update('m1', { text: 'x', from: { id: 'b', is_bot: true } }))).toEqual([]);
  });
});
