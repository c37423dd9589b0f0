import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/stores/open-store.ts';
import { UnknownConversation } from '../../src/stores/unknown-conversation.ts';
import type { Place, Site } from './place.ts';
import { ANSWER, AT, NOW, exchange, later, message } from './samples.ts';

/** What every store of conversations promises. */
export function testConversationStore(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} keeps conversations`, () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await site.place();
      store = await place.open(() => NOW);
    });
    afterEach(() => place.remove());

    const create = () => store.create({ channel: 'web', language: 'vi', now: NOW });
    const turnsOf = async (id: string) => (await store.find(id))?.turns ?? [];

    it('creates an empty conversation under a fresh id', async () => {
      const [one, two] = await Promise.all([create(), create()]);
      expect(one).toMatchObject({ channel: 'web', language: 'vi', createdAt: AT, turns: [] });
      expect(one.id).not.toBe(two.id);
      expect(one.id.length).toBeGreaterThanOrEqual(32);
      expect(await store.find(one.id)).toEqual(one);
    });

    it('finds nothing under an unknown id', async () => {
      expect(await store.find('nobody')).toBeUndefined();
      expect(await store.find('\0 \uD800')).toBeUndefined();
      expect(await store.episode('nobody')).toBeUndefined();
      expect(await store.exportConversation('nobody')).toBeUndefined();
      expect(await store.erase('nobody')).toBe(false);
    });

    it('refuses to write under an unknown id, by name', async () => {
      const refused = [
        store.append('nobody', exchange('a', 'm1')),
        store.beginEpisode('nobody', 'human', NOW),
        store.requestHandoff({ conversationId: 'nobody', reason: 'asked', now: NOW }),
        store.rate('nobody', { stars: 5 }, NOW),
        store.recordConsent('nobody', { kind: 'given', version: '1' }, NOW),
      ];
      for (const one of await Promise.allSettled(refused)) {
        expect(one).toMatchObject({ status: 'rejected', reason: expect.any(UnknownConversation) });
      }
    });

    it('appends turns in order and numbers them', async () => {
      const { id } = await create();
      const first = await store.append(id, exchange('a', 'm1'));
      await store.append(id, exchange('b', 'm2'));
      expect(first.map((turn) => turn.index)).toEqual([0, 1]);
      expect((await turnsOf(id)).map(({ index, text }) => [index, text])).toEqual([
        [0, 'a'],
        [1, 'a!'],
        [2, 'b'],
        [3, 'b!'],
      ]);
    });

    it('makes one turn of a message that is appended twice', async () => {
      const { id } = await create();
      const first = await store.append(id, exchange('a', 'm1'));
      await store.append(id, exchange('b', 'm2'));
      expect(await store.append(id, exchange('a', 'm1'))).toEqual(first);
      expect(await turnsOf(id)).toHaveLength(4);
    });

    it('keeps every one of many concurrent messages once, each beside its answer', async () => {
      const { id } = await create();
      const other = await place.open(() => NOW);
      const ids = Array.from({ length: 40 }, (_, at) => `m${at % 20}`);
      await Promise.all(
        ids.map((one, at) => (at % 3 === 0 ? other : store).append(id, exchange(one, one))),
      );
      const turns = await turnsOf(id);
      expect(turns.map((turn) => turn.index)).toEqual(Array.from({ length: 40 }, (_, at) => at));
      for (let at = 0; at < 40; at += 2) expect(turns[at + 1]?.text).toBe(`${turns[at]?.text}!`);
    });

    it('records what is sent with the turns once, also when the message comes twice', async () => {
      const { id } = await create();
      await store.receive(message('e1', 'citizen'), NOW);
      const [event] = (await store.claimEvents({ now: NOW, settleMs: 0, leaseMs: 1000 })) ?? [];
      const alongside = {
        events: [event?.id ?? ''],
        deliveries: [
          { platform: 'zalo', contact: 'citizen', body: { text: 'a!' }, author: 'assistant' },
        ],
      } as const;
      await Promise.all([
        store.append(id, exchange('a', 'm1'), alongside),
        store.append(id, exchange('a', 'm1'), alongside),
      ]);
      expect(await store.backlog()).toMatchObject({ events: 0, deliveries: 1 });
    });

    it('ends the events of a message that was answered before', async () => {
      const { id } = await create();
      await store.append(id, exchange('a', 'm1'));
      await store.receive(message('e1', 'citizen'), NOW);
      const [event] = (await store.claimEvents({ now: NOW, settleMs: 0, leaseMs: 1000 })) ?? [];
      await store.append(id, exchange('a', 'm1'), { events: [event?.id ?? ''], deliveries: [] });
      expect(await store.backlog()).toMatchObject({ events: 0, deliveries: 0 });
    });

    it('keeps nothing at all of an append that fails', async () => {
      const { id } = await create();
      const cyclic: Record<string, unknown> = {};
      cyclic['self'] = cyclic;
      const failing = store.append(id, exchange('a', 'm1'), {
        events: [],
        deliveries: [{ platform: 'zalo', contact: 'c', body: cyclic, author: 'assistant' }],
      });
      await expect(failing).rejects.toThrow(TypeError);
      expect(await turnsOf(id)).toEqual([]);
      expect((await store.append(id, exchange('b', 'm2')))[0]?.index).toBe(0);
    });

    it('keeps conversations apart', async () => {
      const [one, two] = [await create(), await create()];
      await store.append(one.id, exchange('a', 'm1'));
      await store.append(two.id, exchange('b', 'm1'));
      expect((await turnsOf(two.id)).map((turn) => turn.text)).toEqual(['b', 'b!']);
    });

    it('keeps long texts whole and every text composed (NFC)', async () => {
      const { id } = await create();
      const long = 'Nguyễn Thị Ước 👨‍👩‍👧 \n'.repeat(600);
      await store.append(id, exchange(long.normalize('NFD'), 'm1'));
      const [citizen] = await turnsOf(id);
      expect(citizen?.text.length).toBeGreaterThan(10_000);
      expect(citizen?.text).toBe(long);
    });

    it('takes text no database can hold as it stands', async () => {
      const { id } = await create();
      await store.append(id, exchange('a\0b \uD800', 'm1'));
      expect((await turnsOf(id))[0]?.text).toBe('ab \uFFFD');
    });

    it('keeps everything a turn holds', async () => {
      const { id } = await create();
      const turn = { role: 'assistant', text: 'a', at: AT, answer: ANSWER } as const;
      await store.append(id, [{ role: 'citizen', text: 'a', at: AT, clientMessageId: 'm1' }, turn]);
      expect((await turnsOf(id))[1]).toEqual({ ...turn, index: 1 });
    });

    it('reads the newest turns of a very long conversation and exports all', async () => {
      const { id } = await create();
      for (let at = 0; at < 150; at += 1) await store.append(id, exchange(`${at}`, `m${at}`));
      const turns = await turnsOf(id);
      expect(turns.map((turn) => turn.index)).toEqual(
        Array.from({ length: 200 }, (_, at) => 100 + at),
      );
      expect((await store.exportConversation(id))?.['turns']).toHaveLength(300);
      expect((await store.append(id, exchange('0', 'm0'))).map((turn) => turn.index)).toEqual([
        0, 1,
      ]);
    });

    it('changes nothing of what it gave out before', async () => {
      const { id } = await create();
      const before = await store.find(id);
      await store.append(id, exchange('a', 'm1'));
      expect(before?.turns).toEqual([]);
    });

    it('begins with the assistant and passes to a person and back, once each', async () => {
      const { id } = await create();
      const bot = await store.episode(id);
      expect(bot).toEqual({ id: expect.any(String), kind: 'bot', startedAt: AT });
      const [one, two] = await Promise.all([
        store.beginEpisode(id, 'human', later(1000)),
        store.beginEpisode(id, 'human', later(1000)),
      ]);
      expect(one).toEqual(two);
      expect(await store.episode(id)).toEqual(one);
      await store.beginEpisode(id, 'bot', later(2000));
      const episodes = (await store.exportConversation(id))?.['episodes'];
      expect(episodes).toMatchObject([
        { id: bot?.id, endedAt: later(1000).toISOString() },
        { kind: 'human', endedAt: later(2000).toISOString() },
        { kind: 'bot' },
      ]);
    });

    it('keeps one open request for a person, with what the citizen left, until it is closed', async () => {
      const { id } = await create();
      const request = { conversationId: id, reason: 'asked', now: NOW };
      const [one, two] = await Promise.all([
        store.requestHandoff(request),
        store.requestHandoff({ ...request, reason: 'other' }),
      ]);
      expect(one).toEqual(two);
      expect(await store.addContact(one.id, '0901 234 567')).toMatchObject({
        contact: '0901 234 567',
      });
      const closed = await store.closeHandoff(one.id, later(1000));
      expect(closed).toMatchObject({ state: 'closed', closedAt: later(1000).toISOString() });
      expect(await store.closeHandoff(one.id, later(2000))).toEqual(closed);
      expect(await store.addContact(one.id, 'x')).toBeUndefined();
      expect(await store.addContact('nobody', 'x')).toBeUndefined();
      expect(await store.closeHandoff('nobody', NOW)).toBeUndefined();
      expect((await store.requestHandoff(request)).id).not.toBe(one.id);
    });

    it('finds the open request of a conversation', async () => {
      const { id: conversationId } = await create();
      const { id: other } = await create();
      expect(await store.openHandoff(conversationId)).toBeUndefined();
      const asked = { reason: 'asked', now: NOW };
      const handoff = await store.requestHandoff({ conversationId, ...asked });
      await store.requestHandoff({ conversationId: other, ...asked });
      expect(await store.openHandoff(conversationId)).toEqual(handoff);
      await store.closeHandoff(handoff.id, later(1000));
      expect(await store.openHandoff(conversationId)).toBeUndefined();
      expect(await store.openHandoff('nobody')).toBeUndefined();
    });

    it('lists open requests for a person first, the oldest of them first', async () => {
      const ids: string[] = [];
      for (const ms of [3000, 1000, 2000]) {
        const { id: conversationId } = await create();
        const { id } = await store.requestHandoff({ conversationId, reason: 'r', now: later(ms) });
        ids.push(id);
      }
      await store.closeHandoff(ids[1] ?? '', later(4000));
      const listed = async (options: Parameters<Store['handoffs']>[0]) =>
        (await store.handoffs(options)).map(({ id }) => ids.indexOf(id));
      expect(await listed({ limit: 10 })).toEqual([2, 0, 1]);
      expect(await listed({ limit: 1 })).toEqual([2]);
      expect(await listed({ state: 'closed', limit: 10 })).toEqual([1]);
    });

    it('counts the last rating of an episode and keeps every consent', async () => {
      const { id } = await create();
      await store.rate(id, { stars: 2 }, NOW);
      await store.rate(id, { stars: 5, reason: 'nhanh' }, later(1000));
      await store.recordConsent(id, { kind: 'notice-shown', version: '1' }, NOW);
      await store.recordConsent(id, { kind: 'withdrawn', version: '1' }, later(1000));
      expect(await store.exportConversation(id)).toMatchObject({
        ratings: [{ stars: 5, reason: 'nhanh', at: later(1000).toISOString() }],
        consents: [{ kind: 'notice-shown' }, { kind: 'withdrawn' }],
      });
    });

    it('may be closed twice', async () => {
      const own = await place.open();
      await own.close();
      await expect(own.close()).resolves.toBeUndefined();
    });
  });
}
