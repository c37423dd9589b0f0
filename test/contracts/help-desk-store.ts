import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/stores/open-store.ts';
import type { Place, Site } from './place.ts';
import { DAY_MS, NOW, later } from './samples.ts';

const LEASE = { now: NOW, leaseMs: 1000 };

/** What every store of links to other desk software promises. */
export function testHelpDeskStore(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} keeps links to help desks`, () => {
    let place: Place;
    let store: Store;
    let conversationId: string;
    beforeEach(async () => {
      place = await site.place();
      store = await place.open();
      conversationId = (await store.create({ channel: 'web', language: 'vi', now: NOW })).id;
    });
    afterEach(() => place.remove());

    const wanted = (handoffId = 'h1') => ({ helpDesk: 'chatwoot', handoffId, conversationId });

    it('lets one process work on a link at a time, and another after its lease', async () => {
      const claims = await Promise.all([1, 2, 3].map(() => store.claimLink(wanted(), LEASE)));
      expect(claims.filter((link) => link !== undefined)).toEqual([
        { ...wanted(), refs: {}, through: -1, state: 'open', failures: 0 },
      ]);
      expect(await store.claimLink(wanted(), { ...LEASE, now: later(999) })).toBeUndefined();
      expect(await store.claimLink(wanted(), { ...LEASE, now: later(1000) })).toBeDefined();
    });

    it('goes on where it stopped, and leaves a closed link alone', async () => {
      const link = await store.claimLink(wanted(), LEASE);
      if (link === undefined) throw new Error('not claimed');
      const done = { dueAt: NOW };
      const carried = {
        ...link,
        refs: { conversation: '7' },
        through: 4,
        failures: 2,
        reason: 'x',
      };
      await store.saveLink(carried, done);
      expect(await store.claimLink(wanted(), LEASE)).toEqual(carried);
      expect(await store.linkByRef('chatwoot', 'conversation', '7')).toEqual(carried);
      expect(await store.linkByRef('other', 'conversation', '7')).toBeUndefined();
      expect(await store.openLinks('chatwoot', 10)).toEqual([carried]);
      await store.saveLink({ ...carried, state: 'closed' }, done);
      expect(await store.claimLink(wanted(), { ...LEASE, now: later(DAY_MS) })).toBeUndefined();
      expect(await store.openLinks('chatwoot', 10)).toEqual([]);
    });

    it('finds the newest hand-off of a conversation over there', async () => {
      for (const handoffId of ['h1', 'h2']) {
        const link = await store.claimLink(wanted(handoffId), LEASE);
        if (link === undefined) throw new Error('not claimed');
        await store.saveLink({ ...link, refs: { conversation: '7' } }, { dueAt: NOW });
      }
      const found = await store.linkByRef('chatwoot', 'conversation', '7');
      expect(found?.handoffId).toBe('h2');
    });

    it('makes no link of a conversation that is gone, and erases those it had', async () => {
      const link = await store.claimLink(wanted(), LEASE);
      if (link === undefined) throw new Error('not claimed');
      await store.saveLink({ ...link, refs: { conversation: '7' } }, { dueAt: NOW });
      await store.erase(conversationId);
      expect(await store.linkByRef('chatwoot', 'conversation', '7')).toBeUndefined();
      // Work that was under way when it was erased leaves nothing behind.
      await store.saveLink({ ...link, refs: { conversation: '7' } }, { dueAt: NOW });
      expect(await store.linkByRef('chatwoot', 'conversation', '7')).toBeUndefined();
      expect(await store.claimLink(wanted(), LEASE)).toBeUndefined();
      expect(await place.contents()).not.toContain(conversationId);
    });

    it('sees a webhook once, however often and at once it comes', async () => {
      const seen = await Promise.all([1, 2, 3].map(() => store.firstSight('chatwoot', 'k', NOW)));
      expect(seen.filter((first) => first)).toHaveLength(1);
      expect(await store.firstSight('generic', 'k', NOW)).toBe(true);
      expect(await store.firstSight('chatwoot', 'k', later(DAY_MS))).toBe(false);
      expect(await store.firstSight('chatwoot', 'k', later(9 * DAY_MS))).toBe(true);
    });
  });
}
