import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ending } from '../../src/desk/desk.ts';
import type { Store } from '../../src/stores/open-store.ts';
import type { Place, Site } from './place.ts';
import { DAY_MS, NOW, later, message } from './samples.ts';

const OFFICE = 'ward-1';
const LAN = { id: 'lan', name: 'Lan' };
const ASK = [
  { platform: 'zalo', contact: 'an', body: { text: 'How was it?' }, author: 'assistant' },
] as const;

/** What every store promises of asking citizens how they were served. */
export function testSatisfactionStore(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} keeps what citizens are asked`, () => {
    let place: Place;
    let store: Store;
    let conversationId: string;
    beforeEach(async () => {
      place = await site.place();
      store = await place.open(() => NOW);
      const where = { platform: 'zalo', contact: 'an', now: NOW, restMs: DAY_MS } as const;
      conversationId = (await store.conversationOfContact(where)).conversation.id;
    });
    afterEach(() => place.remove());

    const request = async (at = NOW) =>
      (await store.requestHandoff({ conversationId, reason: 'x', now: at })).id;
    const serve = async (options: { says?: boolean; ending?: Ending; at?: Date } = {}) => {
      const { says = true, ending = 'resolved', at = NOW } = options;
      const id = await request(at);
      await store.changeHandoff(id, OFFICE, 'anybody', { owner: LAN }, at);
      const turn = {
        role: 'officer',
        text: 'x',
        at: at.toISOString(),
        clientMessageId: id,
      } as const;
      if (says) await store.sayAsOfficer(id, OFFICE, LAN.id, { turn, deliveries: [] }, at);
      await store.changeHandoff(id, OFFICE, 'anybody', { ending }, at);
      return { id, conversationId };
    };
    const ask = (handoff: { id: string; conversationId: string }, now = NOW, from = store) =>
      from.askSatisfaction(handoff, ASK, { now, restMs: DAY_MS });
    const deliveries = async () => (await store.backlog()).deliveries;

    it('asks once, however often, at once and by whichever process', async () => {
      const handoff = await serve();
      const other = site.shared ? await place.open() : store;
      const asked = await Promise.all(
        [store, other, store, other].map((from) => ask(handoff, NOW, from)),
      );
      expect(asked.filter(Boolean)).toHaveLength(1);
      expect(await deliveries()).toBe(1);
      expect(await store.satisfactionOf(conversationId)).toEqual({
        handoffId: handoff.id,
        state: 'asked',
        askedAt: NOW.toISOString(),
        changedAt: NOW.toISOString(),
        isPast: false,
      });
    });

    it('asks of nothing an officer did not say or end', async () => {
      expect(await ask(await serve({ says: false }))).toBe(false);
      expect(await ask(await serve({ ending: 'abandoned' }))).toBe(false);
      expect(await ask(await serve({ ending: 'returned' }))).toBe(true);
    });

    it('does not ask while she waits for or speaks with an officer again, nor when she has rated', async () => {
      const handoff = await serve();
      const again = await request(later(1));
      expect(await ask(handoff, later(2))).toBe(false);
      await store.changeHandoff(again, OFFICE, 'anybody', { owner: LAN }, later(3));
      expect(await ask(handoff, later(4))).toBe(false);
      await store.changeHandoff(again, OFFICE, 'anybody', { ending: 'left' }, later(5));
      await store.rate(conversationId, { stars: 5, of: 'human' }, later(6));
      expect(await ask(handoff, later(7))).toBe(false);
      expect(await deliveries()).toBe(0);
    });

    it('does not ask twice within a day', async () => {
      expect(await ask(await serve())).toBe(true);
      const second = await serve({ at: later(1000) });
      expect(await ask(second, later(1000))).toBe(false);
      expect((await store.satisfactionOf(conversationId))?.isPast).toBe(true);
      expect(await ask(second, later(DAY_MS))).toBe(true);
    });

    it('keeps an answer with the end of its event, once', async () => {
      const handoff = await serve();
      await ask(handoff);
      await store.receive(message('e1', 'an', '2'), NOW);
      const [event] = (await store.claimEvents({ now: NOW, settleMs: 0, leaseMs: 1000 })) ?? [];
      const alongside = { events: [event?.id ?? ''], deliveries: ASK };
      await store.answerSatisfaction(
        handoff.id,
        { state: 'reason', stars: 2 },
        alongside,
        later(1),
      );
      await store.answerSatisfaction(handoff.id, { state: 'ended', stars: 5 }, alongside, later(2));
      expect(await deliveries()).toBe(2);
      expect((await store.backlog()).events).toBe(0);
      expect(await store.ratingOf(conversationId)).toMatchObject({ stars: 2 });
      const none = { events: [], deliveries: [] };
      const answer = { state: 'ended', reason: 'Chờ lâu' } as const;
      await store.answerSatisfaction(handoff.id, answer, none, later(3));
      expect(await store.ratingOf(conversationId)).toMatchObject({ stars: 2, reason: 'Chờ lâu' });
      expect(await store.satisfactionOf(conversationId, handoff.id.slice(0, 8))).toMatchObject({
        state: 'ended',
        changedAt: later(3).toISOString(),
      });
    });

    it('rates the talk it asked about, also when another came after', async () => {
      const first = await serve();
      await ask(first);
      await serve({ at: later(1) });
      const none = { events: [], deliveries: [] };
      await store.answerSatisfaction(first.id, { state: 'ended', stars: 1 }, none, later(2));
      await store.rate(conversationId, { stars: 5, of: 'human' }, later(3));
      const kept = (await store.exportConversation(conversationId))?.['ratings'];
      expect(kept).toMatchObject([{ stars: 1 }, { stars: 5 }]);
    });

    it('forgets it with the conversation', async () => {
      const handoff = await serve();
      await ask(handoff);
      await store.erase(conversationId);
      expect(await store.satisfactionOf(conversationId)).toBeUndefined();
      expect(await ask(handoff, later(2 * DAY_MS))).toBe(false);
      const none = { events: [], deliveries: ASK };
      await store.answerSatisfaction(handoff.id, { state: 'ended', stars: 1 }, none, NOW);
      expect(await deliveries()).toBe(0);
    });
  });
}
