import { describe, expect, it } from 'vitest';
import { UnknownConversation } from '../../../src/assistant.ts';
import { createLiveTurns } from '../../../src/channels/http/live-turns.ts';
import type { Turn } from '../../../src/conversation/conversation.ts';

const turn = (index: number): Turn => ({ index, role: 'citizen', text: String(index), at: '' });
const pause = (ms = 5): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A conversation that grows; `held` readings wait until they are let go. */
function growing() {
  const turns: Turn[] = [];
  const state = { readings: 0, fail: undefined as Error | undefined, hold: Promise.resolve() };
  const history = async (_id: string, after: number): Promise<readonly Turn[]> => {
    state.readings += 1;
    if (state.fail) throw state.fail;
    const found = turns.filter((one) => one.index > after);
    await state.hold;
    return found;
  };
  return { turns, state, history };
}

function follower(after = -1) {
  const seen: number[] = [];
  const state = { gone: 0 };
  return {
    seen,
    state,
    after,
    onTurns: (turns: readonly Turn[]) => void seen.push(...turns.map((one) => one.index)),
    onGone: () => void (state.gone += 1),
  };
}

describe('live turns', () => {
  it('reach every follower once, in order, however often it is told', async () => {
    const { turns, history } = growing();
    const live = createLiveTurns({ history });
    const [early, late] = [follower(), follower(1)];
    live.follow('c', early);
    live.follow('c', late);
    for (let index = 0; index < 6; index += 1) {
      turns.push(turn(index));
      live.told('c');
      live.told('c');
      if (index % 2 === 0) await pause();
    }
    await pause();
    expect(early.seen).toEqual([0, 1, 2, 3, 4, 5]);
    expect(late.seen).toEqual([2, 3, 4, 5]);
  });

  it('leave out nothing for one who joins while the others are being served', async () => {
    const { turns, state, history } = growing();
    turns.push(turn(0), turn(1), turn(2));
    const live = createLiveTurns({ history });
    live.follow('c', follower(2));
    await pause();
    let letGo = (): void => {};
    state.hold = new Promise((resolve) => (letGo = resolve));
    turns.push(turn(3));
    live.told('c');
    const late = follower(0);
    live.follow('c', late);
    letGo();
    await pause();
    expect(late.seen).toEqual([1, 2, 3]);
  });

  it('are not looked for when nobody follows', async () => {
    const { state, history } = growing();
    const live = createLiveTurns({ history, pollMs: 5 });
    live.told('c');
    const leave = live.follow('c', follower());
    await pause(40);
    leave?.();
    leave?.();
    const { readings } = state;
    expect(readings).toBeGreaterThan(1);
    await pause(40);
    expect(state.readings).toBe(readings);
    expect(live.followers).toBe(0);
  });

  it('are looked for less and less often while nothing is said', async () => {
    const { state, history } = growing();
    createLiveTurns({ history, pollMs: 4, slowestPollMs: 1000 }).follow('c', follower());
    await pause(150);
    expect(state.readings).toBeLessThan(15);
  });

  it('go on after the store failed for a moment', async () => {
    const { turns, state, history } = growing();
    const live = createLiveTurns({ history, pollMs: 5 });
    const one = follower();
    state.fail = new Error('disk');
    live.follow('c', one);
    await pause();
    state.fail = undefined;
    turns.push(turn(0));
    await pause(60);
    expect(one.seen).toEqual([0]);
    expect(one.state.gone).toBe(0);
  });

  it('end for everyone when the conversation is no more', async () => {
    const { state, history } = growing();
    const live = createLiveTurns({ history });
    const one = follower();
    live.follow('c', one);
    await pause();
    state.fail = new UnknownConversation();
    live.told('c');
    await pause();
    expect(one.state.gone).toBe(1);
    expect(live.followers).toBe(0);
  });
});

describe('an answer on its way', () => {
  it('is read by who follows this conversation, and by nobody else', () => {
    const live = createLiveTurns({ history: async () => [], pollMs: 100_000 });
    const heard: string[] = [];
    const follower = (name: string) => ({
      after: -1,
      onTurns: () => undefined,
      onGone: () => undefined,
      onWriting: ({ sentence }: { sentence: string }) => heard.push(`${name} ${sentence}`),
    });
    const leave = live.follow('a', follower('a'));
    const leaveOther = live.follow('b', follower('b'));
    live.writing('a', { clientMessageId: 'm', sentence: 'Dạ, thưa ông bà.' });
    leave?.();
    live.writing('a', { clientMessageId: 'm', sentence: 'Xin cảm ơn ạ.' });
    leaveOther?.();
    expect(heard).toEqual(['a Dạ, thưa ông bà.']);
  });
});
