import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewDelivery } from '../../src/conversation/exchange.ts';
import type { Store } from '../../src/stores/open-store.ts';
import type { Place, Site } from './place.ts';
import { DAY_MS, NOW, exchange, later, message } from './samples.ts';

const at = (ms: number) => ({ now: later(ms), settleMs: 0, leaseMs: 1000 });
const to = (contact: string, text: string): NewDelivery => ({
  platform: 'zalo',
  contact,
  body: { recipient: { id: contact }, message: { text } },
  author: 'assistant',
});

/** What every inbox promises. */
export function testExchangeStore(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} keeps events and contacts`, () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await site.place();
      store = await place.open(() => NOW);
    });
    afterEach(() => place.remove());

    const send = (...deliveries: NewDelivery[]) =>
      store.finishEvents({ events: [], deliveries }, NOW);

    it('keeps an event once, whoever receives it and however often', async () => {
      const other = await place.open(() => NOW);
      const received = await Promise.all(
        Array.from({ length: 6 }, (_, n) =>
          (n % 2 === 0 ? store : other).receive(message('e1', 'c'), NOW),
        ),
      );
      expect(received.filter((one) => one === 'stored')).toHaveLength(1);
      expect(received.filter((one) => one === 'known')).toHaveLength(5);
      const telegram = { ...message('e1', 'c'), platform: 'telegram' } as const;
      expect(await store.receive(telegram, NOW)).toBe('stored');
    });

    it('gives back an event as it came, its texts composed', async () => {
      const word = 'Ước\n\u0301 "x" 👨‍👩‍👧';
      await store.receive(message('e1', 'c', word.normalize('NFD'), 5), later(1000));
      expect(await store.claimEvents(at(2000))).toEqual([
        {
          ...message('e1', 'c', word.normalize('NFC'), 5),
          id: expect.any(String),
          receivedAt: later(1000).toISOString(),
          attempts: 1,
        },
      ]);
    });

    it('claims the events of one contact together, in the order they happened', async () => {
      await store.receive(message('e2', 'c', 'b', 20), later(1));
      await store.receive(message('e1', 'c', 'a', 10), later(2));
      await store.receive(message('e9', 'd', 'other', 5), later(3));
      const ids = async () => (await store.claimEvents(at(10)))?.map((event) => event.platformId);
      expect(await ids()).toEqual(['e1', 'e2']);
      expect(await ids()).toEqual(['e9']);
      expect(await ids()).toBeUndefined();
    });

    it('claims events of nobody, too', async () => {
      await store.receive(message('e1', null), NOW);
      expect(await store.claimEvents(at(1))).toMatchObject([{ contact: null, platformId: 'e1' }]);
    });

    it('waits until the citizen has stopped writing, but not for ever', async () => {
      const claim = (ms: number) =>
        store.claimEvents({ now: later(ms), settleMs: 1000, leaseMs: 1000 });
      await store.receive(message('e1', 'c'), NOW);
      expect(await claim(999)).toBeUndefined();
      for (const ms of [900, 1800, 2700, 3600]) {
        await store.receive(message(`e${ms}`, 'c'), later(ms));
        expect(await claim(ms + 10)).toBeUndefined();
      }
      expect(await claim(3999)).toBeUndefined();
      expect(await claim(4000)).toHaveLength(5);
    });

    it('never lets two workers claim the same contact, and misses none', async () => {
      const other = await place.open(() => NOW);
      for (let n = 0; n < 30; n += 1) {
        await store.receive(message(`e${n}`, `c${n % 10}`, 'x', n), NOW);
      }
      const claims = await Promise.all(
        Array.from({ length: 14 }, (_, n) => (n % 2 === 0 ? store : other).claimEvents(at(1))),
      );
      const claimed = claims.filter((claim) => claim !== undefined);
      expect(claimed).toHaveLength(10);
      for (const claim of claimed) {
        expect(claim).toHaveLength(3);
        expect(new Set(claim.map((event) => event.contact)).size).toBe(1);
      }
      expect(new Set(claimed.flat().map((event) => event.id)).size).toBe(30);
    });

    it('holds back new events of a contact while its earlier ones are worked on', async () => {
      await store.receive(message('e1', 'c'), NOW);
      const [first] = (await store.claimEvents(at(0))) ?? [];
      await store.receive(message('e2', 'c'), later(1));
      expect(await store.claimEvents(at(2))).toBeUndefined();
      await store.finishEvents({ events: [first?.id ?? ''], deliveries: [] }, later(3));
      expect(await store.claimEvents(at(4))).toMatchObject([{ platformId: 'e2' }]);
    });

    it('gives events out again when the lease of a dead worker ran out', async () => {
      await store.receive(message('e1', 'c'), NOW);
      await store.claimEvents(at(0));
      expect(await store.claimEvents(at(999))).toBeUndefined();
      expect(await store.claimEvents(at(1000))).toMatchObject([{ platformId: 'e1', attempts: 2 }]);
    });

    it('puts failed events off and lists them as dead after the last attempt', async () => {
      await store.receive(message('e1', 'c'), NOW);
      const fail = async (ms: number) => {
        const claimed = (await store.claimEvents(at(ms))) ?? [];
        await store.postponeEvents(
          claimed.map(({ id }) => id),
          { dueAt: later(ms + 100), mostAttempts: 2, reason: 'failed' },
        );
        return claimed.length;
      };
      expect(await fail(0)).toBe(1);
      expect(await fail(99)).toBe(0);
      expect(await store.backlog()).toMatchObject({ events: 1, deadEvents: 0 });
      expect(await fail(100)).toBe(1);
      expect(await store.backlog()).toMatchObject({ events: 0, deadEvents: 1 });
      expect(await store.claimEvents(at(5000))).toBeUndefined();
      await store.postponeEvents([], { dueAt: NOW, mostAttempts: 1, reason: 'none' });
    });

    it('sends once what ends events, also when they are ended twice', async () => {
      await store.receive(message('e1', 'c'), NOW);
      const [event] = (await store.claimEvents(at(0))) ?? [];
      const end = { events: [event?.id ?? ''], deliveries: [to('c', 'hello')] };
      await Promise.all([store.finishEvents(end, NOW), store.finishEvents(end, NOW)]);
      expect(await store.backlog()).toMatchObject({ events: 0, deliveries: 1 });
    });

    it('leads a contact to one conversation until it has rested too long', async () => {
      const other = await place.open(() => NOW);
      const of = (from: Store, ms: number, contact = 'c') =>
        from.conversationOfContact({ platform: 'zalo', contact, now: later(ms), restMs: DAY_MS });
      const opened = await Promise.all([of(store, 0), of(other, 0), of(store, 0), of(other, 0)]);
      const ids = new Set(opened.map(({ conversation }) => conversation.id));
      expect(ids.size).toBe(1);
      const { conversation } = opened[0] as (typeof opened)[0];
      expect(conversation).toMatchObject({ channel: 'zalo', turns: [] });
      expect((await of(store, 0, 'd')).conversation.id).not.toBe(conversation.id);
      await store.append(conversation.id, exchange('a', 'm1'));
      const same = await of(store, DAY_MS);
      expect(same).toMatchObject({ isNew: false, conversation: { id: conversation.id } });
      expect(same.conversation.turns).toHaveLength(2);
      const next = await of(store, DAY_MS + 1);
      expect(next.isNew).toBe(true);
      expect(next.conversation.id).not.toBe(conversation.id);
    });

    it('calls a conversation new until something was sent in it, also after a crash', async () => {
      const open = () =>
        store.conversationOfContact({ platform: 'zalo', contact: 'c', now: NOW, restMs: DAY_MS });
      expect((await open()).isNew).toBe(true);
      expect((await open()).isNew).toBe(true);
      await send(to('c', 'welcome'));
      expect((await open()).isNew).toBe(false);
    });

    it('knows when a citizen was last heard of, also from events that are done', async () => {
      expect(await store.lastHeard('zalo', 'c')).toBeUndefined();
      await store.receive(message('e1', 'c', 'x', later(2000).getTime()), NOW);
      await store.receive(message('e2', 'c', 'x', later(1000).getTime()), NOW);
      await store.receive(message('e3', 'd', 'x', later(9000).getTime()), NOW);
      const left = { ...message('e4', 'c', 'x', later(5000).getTime()) };
      await store.receive({ ...left, event: { kind: 'left' } }, NOW);
      const claimed = await store.claimEvents({ now: later(1), settleMs: 0, leaseMs: 1000 });
      const events = (claimed ?? []).map(({ id }) => id);
      await store.finishEvents({ events, deliveries: [] }, NOW);
      expect(await store.lastHeard('zalo', 'c')).toEqual(later(2000));
      expect(await store.lastHeard('messenger', 'c')).toBeUndefined();
    });

    it('counts what waits and since when', async () => {
      const watching = await place.open(() => later(7000));
      expect(await watching.backlog()).toEqual({
        events: 0,
        deliveries: 0,
        deadEvents: 0,
        deadDeliveries: 0,
        oldestMs: 0,
      });
      await store.receive(message('e1', 'c'), later(2000));
      await store.finishEvents({ events: [], deliveries: [to('c', 'x')] }, later(3000));
      expect(await watching.backlog()).toMatchObject({ events: 1, deliveries: 1, oldestMs: 5000 });
    });
  });
}
