import { describe, expect, it } from 'vitest';
import type { Turn } from '../../src/conversation/conversation.ts';
import type { Reply } from '../../src/pages/chat/api.ts';
import { createFollow } from '../../src/pages/chat/live.ts';

const turn = (index: number): Turn => ({ index, role: 'officer', text: String(index), at: '' });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** A browser with hands on its events, its clock and its visibility. */
function browser(options: { readonly sources?: boolean } = {}) {
  const sources: { path: string; state: number; tell: (kind: string, data?: unknown) => void }[] =
    [];
  const timers: { ms: number; action: () => void; live: boolean }[] = [];
  const state = { visible: true, asked: [] as string[], stored: [] as Turn[] };
  let watcher: (() => void) | null = null;
  let next: Reply<never> | null = null;
  const follow = createFollow({
    api: {
      turns: async (id, after = -1): Promise<Reply<readonly Turn[]>> => {
        state.asked.push(`${id} ${after}`);
        return next ?? { kind: 'done', value: state.stored.filter((one) => one.index > after) };
      },
    },
    openSource:
      options.sources === false
        ? undefined
        : (path) => {
            const listeners = new Map<string, (event: { data?: unknown }) => void>();
            const source = {
              path,
              state: 1,
              tell: (kind: string, data?: unknown) =>
                listeners.get(kind)?.({ data: JSON.stringify(data) }),
            };
            sources.push(source);
            return {
              get readyState() {
                return source.state;
              },
              addEventListener: (kind, listener) => void listeners.set(kind, listener),
              close: () => void (source.state = 2),
            };
          },
    after: (ms, action) => {
      const timer = { ms, action, live: true };
      timers.push(timer);
      return () => void (timer.live = false);
    },
    isVisible: () => state.visible,
    onVisibility: (action) => {
      watcher = action;
      return () => void (watcher = null);
    },
  });
  const seen: number[] = [];
  let gone = 0;
  const leave = follow('c/1', 4, {
    onTurns: (turns) => void seen.push(...turns.map((one) => one.index)),
    onGone: () => void (gone += 1),
  });
  return {
    sources,
    state,
    seen,
    leave,
    gone: () => gone,
    answerWith: (reply: Reply<never> | null) => void (next = reply),
    see: (visible: boolean) => {
      state.visible = visible;
      watcher?.();
    },
    /** Runs what waits, and says how long it had waited. */
    elapse: async () => {
      const [timer] = timers.filter((one) => one.live);
      if (timer) {
        timer.live = false;
        timer.action();
      }
      await settle();
      return timer?.ms;
    },
  };
}

describe('following a conversation', () => {
  it('goes by events from the last turn it has, each turn once', () => {
    const { sources, seen } = browser();
    expect(sources[0]?.path).toBe('/api/v1/conversations/c%2F1/events?after=4');
    for (const index of [4, 5, 5, 6]) sources[0]?.tell('turn', turn(index));
    expect(seen).toEqual([5, 6]);
  });

  it('leaves the trying to the browser while that tries', async () => {
    const { sources, state, elapse } = browser();
    sources[0]!.state = 0;
    sources[0]?.tell('error');
    expect(await elapse()).toBeUndefined();
    expect(state.asked).toEqual([]);
  });

  it('asks where events are refused, less and less often, and tries events again', async () => {
    const { sources, state, seen, elapse } = browser();
    sources[0]!.state = 2;
    sources[0]?.tell('error');
    state.stored = [turn(5)];
    const waits: (number | undefined)[] = [];
    while (sources.length === 1 && waits.length < 30) waits.push(await elapse());
    expect(waits.slice(0, 4)).toEqual([0, 4000, 6000, 9000]);
    expect(seen).toEqual([5]);
    expect(state.asked[1]).toBe('c/1 5');
    expect(sources[1]?.path).toContain('after=5');
  });

  it('asks where the browser has no events', async () => {
    const { state, seen, elapse } = browser({ sources: false });
    state.stored = [turn(5)];
    await elapse();
    expect(seen).toEqual([5]);
  });

  it('holds no connection while the page is hidden, and catches up when it is seen', async () => {
    const { sources, see, elapse } = browser();
    see(false);
    expect(sources[0]?.state).toBe(2);
    expect(await elapse()).toBe(30_000);
    see(true);
    expect(sources).toHaveLength(2);
  });

  it.each(['events', 'an answer'])('ends when %s say the conversation is gone', async (by) => {
    const { sources, gone, answerWith, elapse } = browser({ sources: by === 'events' });
    answerWith({ kind: 'gone' });
    if (by === 'events') sources[0]?.tell('gone');
    else await elapse();
    expect(gone()).toBe(1);
    expect(await elapse()).toBeUndefined();
  });

  it('ends when it is left', async () => {
    const { sources, seen, leave, see, elapse } = browser();
    leave();
    sources[0]?.tell('turn', turn(5));
    see(true);
    expect(seen).toEqual([]);
    expect(sources).toHaveLength(1);
    expect(await elapse()).toBeUndefined();
  });
});
