import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/conversation/answer.ts';
import type { ConversationStore } from '../../src/conversation/conversation.ts';
import { UnknownConversation } from '../../src/stores/unknown-conversation.ts';

const AT = '2026-11-20T08:00:00.000Z';
const NOW = new Date(AT);

const ANSWER: Answer = {
  outcome: 'clarify',
  language: 'vi',
  gist: 'Dạ, ông/bà hỏi việc nào ạ?',
  sections: [
    {
      facet: 'fee',
      procedureCode: '1.001193',
      title: 'Lệ phí',
      lines: [{ style: 'note', text: 'x' }],
    },
  ],
  source: '',
  text: 'x',
  options: [{ code: '1.001193', label: 'Thủ tục đăng ký khai sinh' }],
  nextFacets: ['fee'],
  citations: [{ code: '1.001193', facet: 'fee', updatedAt: '2026-07-18' }],
  procedures: [{ code: '1.001193', name: 'Thủ tục đăng ký khai sinh', score: 0.5 }],
  answerCodes: [],
  facet: null,
  facets: [],
  confidence: 0.5,
  reason: 'several-procedures',
  trace: [],
};

function exchange(text: string, clientMessageId: string) {
  return [
    { role: 'citizen', text, at: AT, clientMessageId },
    { role: 'assistant', text: `${text}!`, at: AT },
  ] as const;
}

/** What every store of conversations promises. */
export function testConversationStore(name: string, open: () => ConversationStore): void {
  describe(`${name} keeps conversations`, () => {
    const create = (store: ConversationStore) =>
      store.create({ channel: 'web', language: 'vi', now: NOW });

    it('creates an empty conversation under a fresh id', async () => {
      const store = open();
      const [one, two] = await Promise.all([create(store), create(store)]);
      expect(one).toMatchObject({ channel: 'web', language: 'vi', createdAt: AT, turns: [] });
      expect(one.id).not.toBe(two.id);
      expect(one.id.length).toBeGreaterThanOrEqual(32);
      expect(await store.find(one.id)).toEqual(one);
    });

    it('finds nothing under an unknown id', async () => {
      expect(await open().find('nobody')).toBeUndefined();
    });

    it('appends turns in order and numbers them', async () => {
      const store = open();
      const { id } = await create(store);
      const first = await store.append(id, exchange('a', 'm1'));
      await store.append(id, exchange('b', 'm2'));
      expect(first.map((turn) => turn.index)).toEqual([0, 1]);
      const turns = (await store.find(id))?.turns ?? [];
      expect(turns.map(({ index, text }) => [index, text])).toEqual([
        [0, 'a'],
        [1, 'a!'],
        [2, 'b'],
        [3, 'b!'],
      ]);
    });

    it('makes one turn of a message that is appended twice', async () => {
      const store = open();
      const { id } = await create(store);
      const first = await store.append(id, exchange('a', 'm1'));
      await store.append(id, exchange('b', 'm2'));
      expect(await store.append(id, exchange('a', 'm1'))).toEqual(first);
      expect((await store.find(id))?.turns).toHaveLength(4);
    });

    it('keeps every one of many concurrent messages once, each beside its answer', async () => {
      const store = open();
      const { id } = await create(store);
      const ids = Array.from({ length: 20 }, (_, at) => `m${at % 10}`);
      await Promise.all(ids.map((message) => store.append(id, exchange(message, message))));
      const turns = (await store.find(id))?.turns ?? [];
      expect(turns.map((turn) => turn.index)).toEqual(Array.from({ length: 20 }, (_, at) => at));
      for (let at = 0; at < 20; at += 2) expect(turns[at + 1]?.text).toBe(`${turns[at]?.text}!`);
    });

    it('keeps conversations apart', async () => {
      const store = open();
      const [one, two] = [await create(store), await create(store)];
      await store.append(one.id, exchange('a', 'm1'));
      await store.append(two.id, exchange('b', 'm1'));
      expect((await store.find(two.id))?.turns.map((turn) => turn.text)).toEqual(['b', 'b!']);
    });

    it('keeps long texts whole and every text composed (NFC)', async () => {
      const store = open();
      const { id } = await create(store);
      const long = 'Nguyễn Thị Ước 👨‍👩‍👧 \n'.repeat(600);
      await store.append(id, exchange(long.normalize('NFD'), 'm1'));
      const [citizen] = (await store.find(id))?.turns ?? [];
      expect(citizen?.text.length).toBeGreaterThan(10_000);
      expect(citizen?.text).toBe(long);
    });

    it('keeps everything a turn holds', async () => {
      const store = open();
      const { id } = await create(store);
      const turn = { role: 'assistant', text: 'a', at: AT, answer: ANSWER } as const;
      await store.append(id, [{ role: 'citizen', text: 'a', at: AT, clientMessageId: 'm1' }, turn]);
      expect((await store.find(id))?.turns[1]).toEqual({ ...turn, index: 1 });
    });

    it('changes nothing of what it gave out before', async () => {
      const store = open();
      const { id } = await create(store);
      const before = await store.find(id);
      await store.append(id, exchange('a', 'm1'));
      expect(before?.turns).toEqual([]);
    });

    it('refuses turns for an unknown id by name', async () => {
      await expect(open().append('nobody', exchange('a', 'm1'))).rejects.toBeInstanceOf(
        UnknownConversation,
      );
    });
  });
}
