import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewDelivery } from '../../src/conversation/exchange.ts';
import type { Store } from '../../src/stores/open-store.ts';
import type { Place, Site } from './place.ts';
import { NOW, later } from './samples.ts';

const due = (ms: number, limit = 10) =>
  ({ now: later(ms), leaseMs: 1000, limit, platforms: ['zalo', 'telegram'] }) as const;
const to = (contact: string, text: string): NewDelivery => ({
  platform: 'zalo',
  contact,
  body: { recipient: { id: contact }, message: { text } },
  author: 'assistant',
});

/** What every outbox promises. */
export function testOutbox(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} keeps deliveries`, () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await site.place();
      store = await place.open(() => NOW);
    });
    afterEach(() => place.remove());

    const send = (...deliveries: NewDelivery[]) =>
      store.finishEvents({ events: [], deliveries }, NOW);
    const texts = async (ms: number, limit?: number) =>
      (await store.claimDeliveries(due(ms, limit))).map(
        ({ body }) => (body as { message: { text: string } }).message.text,
      );

    it('delivers to one contact one after the other, to different ones side by side', async () => {
      await send(to('c', 'c1'), to('c', 'c2'), to('d', 'd1'));
      const first = await store.claimDeliveries(due(0));
      expect(first.map(({ contact, sequence }) => [contact, sequence])).toEqual([
        ['c', 0],
        ['d', 0],
      ]);
      expect(first[0]).toMatchObject({
        ...to('c', 'c1'),
        state: 'sending',
        attempts: 1,
        uncertain: false,
      });
      expect(await texts(1)).toEqual([]);
      await store.markSent(first[0]?.id ?? '', 'p1', later(2));
      expect(await texts(3)).toEqual(['c2']);
    });

    it('claims no more than asked for and only for the platforms asked for', async () => {
      await send(to('c', 'c1'), to('d', 'd1'), { ...to('e', 'e1'), platform: 'messenger' });
      expect(await texts(0, 1)).toHaveLength(1);
      expect(await texts(0, 0)).toEqual([]);
      expect(await texts(0)).toHaveLength(1);
      expect(await texts(0)).toEqual([]);
      const messenger = await store.claimDeliveries({ ...due(0), platforms: ['messenger'] });
      expect(messenger).toMatchObject([{ contact: 'e' }]);
      expect(await store.claimDeliveries({ ...due(9000), platforms: [] })).toEqual([]);
    });

    it('never lets two workers claim one delivery, nor two of one contact', async () => {
      const other = await place.open(() => NOW);
      for (let n = 0; n < 30; n += 1) await send(to(`c${n % 10}`, `${n}`));
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 === 0 ? store : other).claimDeliveries(due(0, 1)),
        ),
      );
      const contacts = claims.flat().map(({ contact }) => contact);
      expect(contacts).toHaveLength(10);
      expect(new Set(contacts).size).toBe(10);
    });

    it('gives concurrent deliveries to one contact a place each', async () => {
      const other = await place.open(() => NOW);
      await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 === 0 ? store : other).finishEvents(
            { events: [], deliveries: [to('c', `${n}`)] },
            NOW,
          ),
        ),
      );
      const sequences: number[] = [];
      for (let n = 0; n < 20; n += 1) {
        const [delivery] = await store.claimDeliveries(due(0));
        sequences.push(delivery?.sequence ?? -1);
        await store.markSent(delivery?.id ?? '', undefined, NOW);
      }
      expect(sequences).toEqual(Array.from({ length: 20 }, (_, n) => n));
    });

    it('makes a delivery due again, uncertain, when the lease of a dead worker ran out', async () => {
      await send(to('c', 'c1'), to('c', 'c2'));
      await store.claimDeliveries(due(0));
      expect(await texts(999)).toEqual([]);
      expect(await store.claimDeliveries(due(1000))).toMatchObject([
        { sequence: 0, uncertain: true, attempts: 2 },
      ]);
    });

    it('keeps a put-off delivery and all after it until it is due, and stays sure of it', async () => {
      await send(to('c', 'c1'), to('c', 'c2'));
      const [first] = await store.claimDeliveries(due(0));
      await store.postponeDelivery(first?.id ?? '', { dueAt: later(500), reason: 'rate' });
      expect(await texts(499)).toEqual([]);
      expect(await store.claimDeliveries(due(500))).toMatchObject([
        { sequence: 0, uncertain: false, attempts: 2, reason: 'rate' },
      ]);
    });

    it('remembers that a put-off delivery may have arrived, through later tries', async () => {
      await send(to('c', 'c1'));
      const [first] = await store.claimDeliveries(due(0));
      const id = first?.id ?? '';
      await store.postponeDelivery(id, { dueAt: later(500), reason: 'echo', uncertain: true });
      expect(await store.claimDeliveries(due(500))).toMatchObject([{ uncertain: true }]);
      await store.postponeDelivery(id, { dueAt: later(600), reason: 'rate' });
      expect(await store.claimDeliveries(due(600))).toMatchObject([{ uncertain: true }]);
    });

    it('forgets why a delivery was put off once a later send of it was cut off', async () => {
      await send(to('c', 'c1'));
      const [first] = await store.claimDeliveries(due(0));
      await store.postponeDelivery(first?.id ?? '', { dueAt: later(500), reason: 'echo' });
      const [again] = await store.claimDeliveries(due(500));
      expect(again).toMatchObject({ reason: 'echo', uncertain: false });
      const [cutOff] = await store.claimDeliveries(due(10_000_000));
      expect(cutOff).toMatchObject({ uncertain: true, attempts: 3 });
      expect(cutOff).not.toHaveProperty('reason');
    });

    it('lists dead deliveries, lets later ones pass and puts a dead one back in line once', async () => {
      await send(to('c', 'c1'), to('c', 'c2'));
      const [first] = await store.claimDeliveries(due(0));
      const id = first?.id ?? '';
      expect(await store.resend(id, NOW)).toBe(false);
      await store.buryDelivery(id, 'blocked', later(1));
      expect(await store.deadDeliveries(5)).toMatchObject([
        { id, state: 'dead', reason: 'blocked' },
      ]);
      const [second] = await store.claimDeliveries(due(2));
      expect(second).toMatchObject({ sequence: 1 });
      await store.buryDelivery(second?.id ?? '', 'blocked', later(3));
      expect((await store.deadDeliveries(5)).map(({ sequence }) => sequence)).toEqual([1, 0]);
      expect(await store.deadDeliveries(1)).toHaveLength(1);
      expect(await store.resend(id, later(4))).toBe(true);
      expect(await store.resend(id, later(4))).toBe(false);
      expect(await store.resend('nobody', NOW)).toBe(false);
      expect(await store.claimDeliveries(due(5))).toMatchObject([{ id, attempts: 1 }]);
      expect(await store.backlog()).toMatchObject({ deliveries: 1, deadDeliveries: 1 });
    });

    it('never takes back that a delivery was sent', async () => {
      await send(to('c', 'c1'));
      const id = (await store.claimDeliveries(due(0)))[0]?.id ?? '';
      await store.markSent(id, undefined, later(1));
      await store.postponeDelivery(id, { dueAt: NOW, reason: 'late' });
      await store.buryDelivery(id, 'late', later(2));
      await store.markSent(id, 'p1', later(3));
      expect(await store.deadDeliveries(5)).toEqual([]);
      expect(await texts(9000)).toEqual([]);
    });

    it('takes an echo with our id or our words as the proof that a message arrived', async () => {
      await send(to('c', 'hello'), to('d', 'hello'));
      const [c, d] = await store.claimDeliveries(due(0));
      const echo = { platform: 'zalo', contact: 'c' } as const;
      expect(await store.confirmByEcho({ ...echo, text: 'other words' }, NOW)).toBe(false);
      expect(await store.confirmByEcho({ ...echo, deliveryId: d?.id ?? '' }, NOW)).toBe(false);
      expect(await store.confirmByEcho(echo, NOW)).toBe(false);
      expect(await store.confirmByEcho({ ...echo, text: ' hello\n' }, NOW)).toBe(true);
      expect(await store.confirmByEcho({ ...echo, text: 'hello' }, NOW)).toBe(false);
      const byId = { ...echo, contact: 'd', deliveryId: d?.id ?? '', platformMessageId: 'p' };
      expect(await store.confirmByEcho(byId, NOW)).toBe(true);
      expect(c?.contact).toBe('c');
      expect(await store.backlog()).toMatchObject({ deliveries: 0 });
    });

    it('proves by an echo what a crash cut off, also while it waits to be sent again', async () => {
      await send(to('c', 'hello'));
      await store.claimDeliveries(due(0));
      const [again] = await store.claimDeliveries(due(1000));
      await store.postponeDelivery(again?.id ?? '', { dueAt: later(5000), reason: 'echo' });
      expect(
        await store.confirmByEcho({ platform: 'zalo', contact: 'c', text: 'hello' }, NOW),
      ).toBe(true);
      expect(await texts(9000)).toEqual([]);
    });

    it('takes no echo as the proof of a message that was never begun or of the one before', async () => {
      await send(to('c', 'hello'), to('c', 'hello'));
      const echo = {
        platform: 'zalo',
        contact: 'c',
        text: 'hello',
        platformMessageId: 'p1',
      } as const;
      expect(await store.confirmByEcho(echo, NOW)).toBe(false);
      const [first] = await store.claimDeliveries(due(0));
      await store.markSent(first?.id ?? '', 'p1', NOW);
      await store.claimDeliveries(due(1));
      expect(await store.confirmByEcho(echo, NOW)).toBe(false);
      expect(await store.confirmByEcho({ ...echo, platformMessageId: 'p2' }, NOW)).toBe(true);
    });
  });
}
