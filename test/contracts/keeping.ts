import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHANNELS } from '../../src/conversation/conversation.ts';
import type { Channel } from '../../src/conversation/conversation.ts';
import type { Store } from '../../src/stores/open-store.ts';
import type { Place, Site } from './place.ts';
import { ANSWER, AT, DAY_MS, NOW, exchange, later, message } from './samples.ts';

const daysEach = (days: number) =>
  Object.fromEntries(CHANNELS.map((channel) => [channel, days])) as Record<Channel, number>;

/** What every store promises about the end of keeping, what is handed over, and limits. */
export function testKeeping(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} exports, erases and limits`, () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await site.place();
      store = await place.open(() => NOW);
    });
    afterEach(() => place.remove());

    it('exports one conversation with everything that hangs on it', async () => {
      const { id } = await talk(store, 'citizen-1', 'my words');
      const exported = await store.exportConversation(id);
      expect(exported).toMatchObject({
        id,
        channel: 'zalo',
        createdAt: AT,
        turns: [{ text: 'my words' }, { text: 'my words!', answer: { outcome: 'clarify' } }],
        contacts: [{ platform: 'zalo', contact: 'citizen-1' }],
        handoffs: [{ contact: 'call citizen-1' }],
        events: [{ platformId: 'citizen-1-event' }],
        deliveries: [{ body: { text: 'to citizen-1' } }],
      });
    });

    it('forgets what a recording is fetched by when its event ends, however it does', async () => {
      const voice = (id: string) => ({
        ...message(id, `citizen-${id}`),
        event: { kind: 'voice', reference: `reference-${id}`, durationS: 4 } as const,
      });
      for (const id of ['done', 'dead', 'open']) await store.receive(voice(id), NOW);
      const claim = { now: later(1000), settleMs: 0, leaseMs: 1000 };
      const claimed = [
        ...((await store.claimEvents(claim)) ?? []),
        ...((await store.claimEvents(claim)) ?? []),
        ...((await store.claimEvents(claim)) ?? []),
      ];
      const idOf = (id: string) => claimed.find((one) => one.platformId === id)?.id ?? '';
      expect(claimed.map(({ event }) => event)).toContainEqual(voice('open').event);
      await store.finishEvents({ events: [idOf('done')], deliveries: [] }, NOW);
      const postponed = { dueAt: later(2000), reason: 'x' };
      await store.postponeEvents([idOf('dead')], { ...postponed, mostAttempts: 1 });
      await store.postponeEvents([idOf('open')], { ...postponed, mostAttempts: 9 });
      const left = await place.contents();
      expect(left).not.toMatch(/reference-done|reference-dead/u);
      expect(left).toContain('reference-open');
      // Speaking opens the platform's window as writing does.
      expect(await store.lastHeard('zalo', 'citizen-open')).toBeInstanceOf(Date);
    });

    it('leaves nothing in any table of a conversation that is erased', async () => {
      const { id } = await talk(store, 'citizen-1', 'my words');
      await talk(store, 'citizen-2', 'other words');
      expect(await place.contents()).toContain('citizen-1');
      expect(await store.erase(id)).toBe(true);
      const left = await place.contents();
      expect(left).not.toMatch(/citizen-1|my words/u);
      expect(left).not.toContain(id);
      expect(left).toMatch(/citizen-2.*other words/u);
      expect(await store.erase(id)).toBe(false);
    });

    it('still knows a redelivered event whose conversation was erased', async () => {
      const { id } = await talk(store, 'citizen-1', 'my words');
      await store.erase(id);
      expect(await store.receive(message('citizen-1-event', 'citizen-1'), NOW)).toBe('known');
    });

    it('erases what rested longer than its channel keeps, and only that', async () => {
      const kiosk = await store.create({ channel: 'kiosk', language: 'vi', now: NOW });
      const web = await store.create({ channel: 'web', language: 'vi', now: NOW });
      const waiting = await store.create({ channel: 'kiosk', language: 'vi', now: NOW });
      await store.requestHandoff({ conversationId: waiting.id, reason: 'asked', now: NOW });
      const days = { ...daysEach(30), kiosk: 1 };
      expect(await store.eraseExpired(later(DAY_MS), days)).toBe(0);
      expect(await store.eraseExpired(later(DAY_MS + 1), days)).toBe(1);
      expect(await store.find(kiosk.id)).toBeUndefined();
      expect(await store.find(web.id)).toBeDefined();
      expect(await store.find(waiting.id)).toBeDefined();
    });

    it('erases after the last turn, not after the first', async () => {
      let now = NOW;
      const own = await place.open(() => now);
      const { id } = await own.create({ channel: 'web', language: 'vi', now });
      now = later(20 * DAY_MS);
      await own.append(id, exchange('a', 'm1'));
      expect(await own.eraseExpired(later(40 * DAY_MS), daysEach(30))).toBe(0);
      expect(await own.eraseExpired(later(51 * DAY_MS), daysEach(30))).toBe(1);
    });

    it('leaves nothing at all when everything has expired, also of contacts without a conversation', async () => {
      const { id } = await talk(store, 'citizen-1', 'my words');
      const [handoff] = await store.handoffs({ limit: 1 });
      await store.closeHandoff(handoff?.id ?? '', NOW);
      await store.receive(message('stray', 'citizen-3'), NOW);
      await store.take({ key: 'k', capacity: 5, windowMs: 1000 }, NOW);
      await store.eraseExpired(later(31 * DAY_MS), daysEach(30));
      const left = await place.contents();
      expect(left).not.toContain(id);
      expect(left).not.toMatch(/citizen|stray|"k"/u);
      expect(await store.backlog()).toMatchObject({ events: 0, deliveries: 0, deadDeliveries: 0 });
    });

    it('gives out so many from a bucket and then says how long to wait', async () => {
      const bucket = { key: 'k', capacity: 3, windowMs: 6000 };
      const other = await place.open(() => NOW);
      const takes = await Promise.all(
        Array.from({ length: 6 }, (_, at) => (at % 2 === 0 ? store : other).take(bucket, NOW)),
      );
      expect(takes.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 2000, 2000, 2000]);
      expect(await store.take(bucket, later(500))).toBe(1500);
      expect(await store.take(bucket, later(2000))).toBe(0);
      expect(await store.take(bucket, later(2000))).toBe(2000);
      expect(await store.take({ ...bucket, key: 'l' }, NOW)).toBe(0);
    });

    it('fills a bucket no further than its capacity, and never by a clock that goes back', async () => {
      const bucket = { key: 'k', capacity: 2, windowMs: 1000 };
      for (let at = 0; at < 2; at += 1) expect(await store.take(bucket, NOW)).toBe(0);
      const muchLater = later(60_000);
      for (let at = 0; at < 2; at += 1) expect(await store.take(bucket, muchLater)).toBe(0);
      expect(await store.take(bucket, NOW)).toBe(500);
      expect(await store.take(bucket, muchLater)).toBe(500);
    });
  });
}

/** A conversation of a platform with a row in every table. */
async function talk(store: Store, contact: string, words: string): Promise<{ id: string }> {
  const { conversation } = await store.conversationOfContact({
    platform: 'zalo',
    contact,
    now: NOW,
    restMs: DAY_MS,
  });
  const { id } = conversation;
  await store.receive(message(`${contact}-event`, contact, words), NOW);
  const events = (await store.claimEvents({ now: NOW, settleMs: 0, leaseMs: 1000 })) ?? [];
  const [citizen, assistant] = exchange(words, 'm1');
  await store.append(id, [citizen, { ...assistant, answer: ANSWER }], {
    events: events.map((event) => event.id),
    deliveries: [
      { platform: 'zalo', contact, body: { text: `to ${contact}` }, author: 'assistant' },
    ],
  });
  const handoff = await store.requestHandoff({ conversationId: id, reason: 'asked', now: NOW });
  await store.addContact(handoff.id, `call ${contact}`);
  await store.rate(id, { stars: 4, reason: `by ${contact}` }, NOW);
  await store.recordConsent(id, { kind: 'notice-shown', version: '1' }, NOW);
  await store.beginEpisode(id, 'human', NOW);
  return { id };
}
