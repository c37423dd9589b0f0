import { describe, expect, it } from 'vitest';
import type { Turn } from '../../../src/conversation/conversation.ts';
import type { Keep } from '../../../src/pages/chat/keep.ts';
import { createTalks } from '../../../src/pages/console/talks.ts';
import type { TalksOptions } from '../../../src/pages/console/talks.ts';
import type { HandoffDetail } from '../../../src/pages/console/wire.ts';

const turn = (index: number, role: Turn['role'], text: string): Turn => ({
  index,
  role,
  text,
  at: '2026-11-23T01:00:00.000Z',
});

function opened(
  turns: readonly Turn[] = [turn(0, 'citizen', 'a')],
  keep?: Keep,
  send?: () => Promise<unknown>,
) {
  const checked: string[] = [];
  const timers = new Set<() => void>();
  const detail = {
    handoff: { id: 'h', language: 'vi', state: 'assigned' },
    turns,
    explanations: [],
    notes: [],
    steps: [],
    window: { limit: 2000 },
  } as unknown as HandoffDetail;
  const desk = {
    handoff: async () => ({ kind: 'done', value: detail }),
    suggestions: async () => ({ kind: 'done', value: { suggestions: [] } }),
    send: async (_id: string, { text }: { text: string }) =>
      send === undefined ? { kind: 'done', value: { turn: turn(7, 'officer', text) } } : send(),
    checkDraft: async (_about: unknown, text: string) => {
      checked.push(text);
      const warning = { kind: 'promise', excerpt: text, from: 0, to: 1 };
      return { kind: 'done', value: { warnings: [warning] } };
    },
    typing: async () => ({ kind: 'done', value: undefined }),
  } as unknown as TalksOptions['desk'];
  const talks = createTalks({
    desk,
    ...(keep === undefined ? {} : { keep }),
    taken: (reply) => (reply.kind === 'done' ? reply.value : undefined),
    createId: () => 'id',
    after: (_ms, action) => {
      timers.add(action);
      return () => timers.delete(action);
    },
    onChange: () => {},
  });
  const run = async (): Promise<void> => {
    for (const action of timers) action();
    timers.clear();
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { talks, checked, run };
}

describe('an open conversation', () => {
  it('takes turns once, in their order, however they come', async () => {
    const { talks } = opened();
    await talks.read('h');
    const said = (...turns: Turn[]) =>
      talks.heard({ kind: 'turns', office: 'o', handoffId: 'h', conversationId: 'c', turns });
    said(turn(2, 'citizen', 'c'));
    said(turn(1, 'citizen', 'b'), turn(2, 'citizen', 'c'));
    expect(talks.of('h').detail?.turns.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });

  it('keeps a draft for each conversation, and checks it after a pause', async () => {
    const { talks, checked, run } = opened();
    await talks.read('h');
    talks.write('h', 'x');
    talks.write('h', 'xy');
    talks.write('other', 'z');
    await run();
    expect(checked.toSorted()).toEqual(['xy', 'z']);
    expect(talks.of('h')).toMatchObject({ draft: 'xy', warnings: [{ kind: 'promise' }] });
    expect(talks.of('other').draft).toBe('z');
  });

  it('forgets warnings of what was written since', async () => {
    const { talks, run } = opened();
    talks.write('h', 'x');
    await run();
    talks.write('h', '');
    expect(talks.of('h').warnings).toEqual([]);
  });

  it('empties the draft when sent and shows the message until it is a turn', async () => {
    const { talks, run } = opened();
    await talks.read('h');
    talks.write('h', '  Dạ  ');
    talks.send('h');
    expect(talks.of('h')).toMatchObject({ draft: '', unsent: [{ text: 'Dạ', state: 'sending' }] });
    await run();
    expect(talks.of('h').unsent).toEqual([]);
    expect(talks.of('h').detail?.turns.at(-1)?.text).toBe('Dạ');
  });

  it('keeps drafts and what did not go out over a reload, and nothing else', async () => {
    const box = new Map<string, unknown>();
    const keep: Keep = {
      read: <T>(key: string) => (box.get(key) ?? null) as T | null,
      write: (key, value) => void (value === null ? box.delete(key) : box.set(key, value)),
    };
    const before = opened(undefined, keep, async () => ({ kind: 'later', why: 'offline' }));
    before.talks.write('h', 'nửa câu');
    before.talks.send('other', 'cả câu');
    await new Promise((resolve) => setTimeout(resolve, 5));
    const after = opened(undefined, keep);
    expect(after.talks.of('h').draft).toBe('nửa câu');
    expect(after.talks.of('other').unsent).toMatchObject([{ text: 'cả câu', state: 'waiting' }]);
    after.talks.retry();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(after.talks.unsentCount).toBe(0);
    after.talks.write('h', '');
    expect(box.size).toBe(0);
  });

  it('shows that the citizen types until she has spoken', async () => {
    const { talks, run } = opened();
    await talks.read('h');
    talks.heard({ kind: 'typing', office: 'o', handoffId: 'h', role: 'citizen' });
    expect(talks.of('h').isTyping).toBe(true);
    await run();
    expect(talks.of('h').isTyping).toBe(false);
  });
});
