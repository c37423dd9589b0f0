import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOfDay } from '../../src/desk/overview.ts';
import type { Store } from '../../src/stores/open-store.ts';
import type { Place, Site } from './place.ts';
import { DAY_MS, NOW, later } from './samples.ts';

const OFFICE = 'ward-1';
const MINUTE = 60_000;
const LAN = { id: 'lan', name: 'Lan' };
const figuresOf = (store: Store, now = NOW) => store.deskFigures(OFFICE, startOfDay(now), now);

/** What every store promises a supervisor. */
export function testDeskFigures(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} gives the figures of a desk`, () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await site.place();
      store = await place.open();
    });
    afterEach(() => place.remove());

    const ask = async (at: Date, channel: 'web' | 'zalo' = 'web', office = OFFICE) => {
      const { id } = await store.create({ channel, language: 'vi', now: at });
      const handoff = await store.requestHandoff({
        conversationId: id,
        reason: 'asked-for-person',
        now: at,
      });
      await store.changeHandoff(handoff.id, office, 'anybody', { priority: 1 }, at);
      return { id: handoff.id, conversationId: id };
    };
    const give = (id: string, at: Date, owner = LAN) =>
      store.changeHandoff(id, OFFICE, 'anybody', { owner }, at);
    const say = (id: string, at: Date, officerId = LAN.id) => {
      const turn = {
        role: 'officer',
        text: 'x',
        at: at.toISOString(),
        clientMessageId: id,
      } as const;
      return store.sayAsOfficer(id, OFFICE, officerId, { turn, deliveries: [] }, at);
    };
    const close = (id: string, at: Date) =>
      store.changeHandoff(id, OFFICE, 'anybody', { ending: 'resolved' }, at);
    const attend = (officerId: string, at: Date, office = OFFICE) =>
      store.setPresence(
        { officerId, name: officerId, office, skills: [], capacity: 4, state: 'available' },
        at,
      );

    it('has nothing of an empty desk', async () => {
      expect(await figuresOf(store)).toEqual({
        waiting: 0,
        oldestWaitMs: null,
        assigned: 0,
        perOfficer: [],
        perChannel: [],
        waitP50Ms: null,
        waitP90Ms: null,
        ratings: { count: 0, mean: null, distribution: [0, 0, 0, 0, 0] },
      });
    });

    it('counts who waits and who is served, by channel, of this office alone', async () => {
      await ask(later(-9 * MINUTE));
      await ask(later(-5 * MINUTE), 'zalo');
      await ask(later(-99 * MINUTE), 'web', 'ward-2');
      const { id } = await ask(later(-20 * MINUTE), 'zalo');
      await give(id, later(-10 * MINUTE));
      expect(await figuresOf(store)).toMatchObject({
        waiting: 2,
        oldestWaitMs: 9 * MINUTE,
        assigned: 1,
        perChannel: [
          { channel: 'web', waiting: 1, assigned: 0 },
          { channel: 'zalo', waiting: 1, assigned: 1 },
        ],
      });
    });

    it('tells of each officer what she has, closed today, and how soon she answered', async () => {
      await attend('lan', NOW);
      await attend('hoa', later(-5 * MINUTE));
      await attend('long-gone', later(-3 * DAY_MS));
      await attend('elsewhere', NOW, 'ward-2');
      for (const [minutes, ends] of [
        [1, true],
        [3, false],
        [8, true],
      ] as const) {
        const { id } = await ask(later(-60 * MINUTE));
        await give(id, later(-30 * MINUTE));
        await say(id, later((minutes - 30) * MINUTE));
        if (ends) await close(id, later(-MINUTE));
      }
      const { perOfficer } = await figuresOf(store);
      expect(perOfficer).toMatchObject([
        { presence: { officerId: 'hoa', state: 'offline' }, load: 0, closedToday: 0 },
        {
          presence: { officerId: 'lan', state: 'available', load: 1 },
          load: 1,
          closedToday: 2,
          medianFirstReplyMs: 3 * MINUTE,
        },
      ]);
      expect(perOfficer[0]?.medianFirstReplyMs).toBeNull();
    });

    it('measures waits to the first officer, also of what was passed on', async () => {
      for (let minutes = 1; minutes <= 10; minutes += 1) {
        const { id } = await ask(later(-60 * MINUTE));
        await give(id, later((minutes - 60) * MINUTE));
      }
      expect(await figuresOf(store)).toMatchObject({
        waitP50Ms: 5 * MINUTE,
        waitP90Ms: 9 * MINUTE,
      });
      const passed = await ask(later(-60 * MINUTE));
      await give(passed.id, later(-59 * MINUTE));
      await say(passed.id, later(-58 * MINUTE));
      await give(passed.id, NOW, { id: 'hoa', name: 'Hoa' });
      expect((await figuresOf(store)).waitP90Ms).toBe(9 * MINUTE);
    });

    it('counts as today what is today in Vietnam', async () => {
      // 2026-11-20 begins at 17:00 UTC of the day before.
      const midnight = new Date('2026-11-19T17:00:00.000Z');
      expect(startOfDay(NOW)).toEqual(midnight);
      const before = new Date(midnight.getTime() - 1);
      await attend('lan', NOW);
      for (const at of [before, midnight]) {
        const { id } = await ask(new Date(at.getTime() - 7 * MINUTE));
        await give(id, at);
        await close(id, at);
      }
      const today = await figuresOf(store);
      expect(today.perOfficer[0]?.closedToday).toBe(1);
      expect(today.waitP50Ms).toBe(7 * MINUTE);
      expect((await figuresOf(store, later(DAY_MS))).waitP50Ms).toBeNull();
    });

    it('has the ratings of talks with this office’s officers', async () => {
      for (const stars of [5, 5, 2] as const) {
        const { id, conversationId } = await ask(later(-60 * MINUTE));
        await give(id, later(-50 * MINUTE));
        await close(id, later(-40 * MINUTE));
        await store.rate(conversationId, { stars, of: 'human' }, later(-30 * MINUTE));
      }
      const alone = await store.create({ channel: 'web', language: 'vi', now: NOW });
      await store.rate(alone.id, { stars: 1 }, NOW);
      expect((await figuresOf(store)).ratings).toEqual({
        count: 3,
        mean: 4,
        distribution: [0, 1, 0, 0, 2],
      });
      const elsewhere = await store.deskFigures('ward-2', startOfDay(NOW), NOW);
      expect(elsewhere.ratings.count).toBe(0);
    });
  });
}
