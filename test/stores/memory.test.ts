import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/stores/memory.ts';
import { UnknownConversation } from '../../src/stores/unknown-conversation.ts';
import { testConversationStore } from '../contracts/conversation-store.ts';

testConversationStore('memory', () => createMemoryStore({ ttlMs: 60_000 }));

const create = { channel: 'web', language: 'vi', now: new Date(0) } as const;
const turn = (text: string) => [{ role: 'citizen', text, at: '', clientMessageId: text }] as const;

describe('the memory store', () => {
  it('forgets a conversation that has rested too long', async () => {
    let ms = 0;
    const store = createMemoryStore({ ttlMs: 1000, now: () => new Date(ms) });
    const { id } = await store.create(create);
    ms = 900;
    await store.append(id, turn('a'));
    ms = 1800;
    expect(await store.find(id)).toBeDefined();
    ms = 1900;
    expect(await store.find(id)).toBeUndefined();
    await expect(store.append(id, turn('b'))).rejects.toBeInstanceOf(UnknownConversation);
  });

  it('forgets the conversation that rested longest when there are too many', async () => {
    const store = createMemoryStore({ ttlMs: 1000, maxConversations: 2, now: () => new Date(0) });
    const one = await store.create(create);
    const two = await store.create(create);
    await store.append(one.id, turn('a'));
    await store.create(create);
    expect(await store.find(one.id)).toBeDefined();
    expect(await store.find(two.id)).toBeUndefined();
  });

  it('forgets the oldest turns of a very long conversation and goes on counting', async () => {
    const store = createMemoryStore({ ttlMs: 1000, maxTurns: 2, now: () => new Date(0) });
    const { id } = await store.create(create);
    for (const text of ['a', 'b', 'c']) await store.append(id, turn(text));
    expect((await store.find(id))?.turns.map(({ index, text }) => [index, text])).toEqual([
      [1, 'b'],
      [2, 'c'],
    ]);
  });

  it('forgets the conversations that rested longest when all together are too large', async () => {
    const store = createMemoryStore({ ttlMs: 1000, maxSize: 2500, now: () => new Date(0) });
    const [one, two, three] = [
      await store.create(create),
      await store.create(create),
      await store.create(create),
    ];
    for (const { id } of [one, two, three]) await store.append(id, turn('a'.repeat(500)));
    expect(await store.find(one.id)).toBeUndefined();
    expect(await store.find(two.id)).toBeDefined();
    // A single one is kept however large: its citizen is in the middle of it.
    await store.append(three.id, turn('b'.repeat(5000)));
    expect(await store.find(two.id)).toBeUndefined();
    expect((await store.find(three.id))?.turns).toHaveLength(2);
  });
});
