import { describe, expect, it, vi } from 'vitest';
import type { Turn } from '../../src/conversation/conversation.ts';
import type { Api, Message, Reply } from '../../src/pages/chat/api.ts';
import type { Keep } from '../../src/pages/chat/keep.ts';
import type { LiveListener } from '../../src/pages/chat/live.ts';
import { openSession } from '../../src/pages/chat/session.ts';

/** A server in memory that answers by echo; `next` decides how the coming calls end. */
function fakeApi(): Pick<Api, 'open' | 'send' | 'turns' | 'erase'> & {
  readonly calls: string[];
  next: Reply<never>[];
  opened: number;
  stored: Turn[];
} {
  const lengths = new Map<string, number>();
  const place = (conversation: string, turns: Turn[]): Turn[] =>
    turns.map((one) => {
      const index = lengths.get(conversation) ?? 10;
      lengths.set(conversation, index + 1);
      return { ...one, index };
    });
  const api = {
    calls: [] as string[],
    next: [] as Reply<never>[],
    opened: 0,
    stored: [] as Turn[],
    open: async (): Promise<Reply<string>> => {
      api.opened += 1;
      return api.next.shift() ?? { kind: 'done', value: `c${api.opened}` };
    },
    send: async (conversation: string, message: Message): Promise<Reply<readonly Turn[]>> => {
      api.calls.push(`${conversation} ${message.id} ${message.text}`);
      return (
        api.next.shift() ?? {
          kind: 'done',
          value: place(conversation, [
            turn('citizen', message.text, message.id),
            turn('assistant', `re: ${message.text}`),
          ]),
        }
      );
    },
    turns: async (): Promise<Reply<readonly Turn[]>> =>
      api.next.shift() ?? { kind: 'done', value: api.stored },
    erase: async (conversation: string): Promise<Reply<true>> => {
      api.calls.push(`erase ${conversation}`);
      return api.next.shift() ?? { kind: 'done', value: true };
    },
  };
  return api;
}

function turn(role: Turn['role'], text: string, clientMessageId?: string): Turn {
  return { index: 0, role, text, at: '', ...(clientMessageId ? { clientMessageId } : {}) };
}

const numbered = (turns: readonly Turn[]): Turn[] => turns.map((one, index) => ({ ...one, index }));

function memoryKeep(): Keep {
  const kept = new Map<string, string>();
  return {
    read: (key) => JSON.parse(kept.get(key) ?? 'null'),
    write: (key, value) => void kept.set(key, JSON.stringify(value)),
  };
}

function open(
  api: ReturnType<typeof fakeApi>,
  keep: Keep = memoryKeep(),
  conversationId: string | null = null,
  turns: Turn[] = [],
) {
  const followed: string[] = [];
  const live = new Map<string, LiveListener>();
  const timers: { ms: number; action: () => void; live: boolean }[] = [];
  const session = openSession({
    api,
    keep,
    language: 'vi',
    conversationId,
    turns,
    onChange: () => {},
    follow: (id, after, listener) => {
      followed.push(`${id} ${after}`);
      live.set(id, listener);
      return () => void live.delete(id);
    },
    after: (ms, action) => {
      const timer = { ms, action, live: true };
      timers.push(timer);
      return () => void (timer.live = false);
    },
  });
  const shown = (): string[] =>
    session.turns.map(
      ({ role, text, delivery }) => `${role}: ${text}${delivery ? ` (${delivery})` : ''}`,
    );
  const waiting = (): number[] => timers.filter((timer) => timer.live).map((timer) => timer.ms);
  /** Lets what is due now happen. */
  const elapse = (ms: number): void => {
    for (const timer of timers.filter((one) => one.live && one.ms <= ms)) {
      timer.live = false;
      timer.action();
    }
  };
  return { session, shown, waiting, elapse, followed, live };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const offline = { kind: 'later', why: 'offline' } as const;

describe('a session of the chat page', () => {
  it('shows a message at once and its answer after it, opening the conversation by the first message', async () => {
    const api = fakeApi();
    const { session, shown } = open(api);
    session.send({ id: 'a', text: 'một' });
    expect(shown()).toEqual(['citizen: một (sent)']);
    await settle();
    expect(shown()).toEqual(['citizen: một', 'assistant: re: một']);
    expect(api.calls).toEqual(['c1 a một']);
  });

  it('sends one after the other, in order', async () => {
    const api = fakeApi();
    const { session, shown } = open(api);
    session.send({ id: 'a', text: 'một' });
    session.send({ id: 'b', text: 'hai' });
    await settle();
    expect(api.calls).toEqual(['c1 a một', 'c1 b hai']);
    expect(shown()).toEqual([
      'citizen: một',
      'assistant: re: một',
      'citizen: hai',
      'assistant: re: hai',
    ]);
  });

  it('keeps a message that could not leave and sends it later under the same id', async () => {
    const api = fakeApi();
    const { session, shown, waiting, elapse } = open(api, memoryKeep(), 'c9');
    api.next = [offline];
    session.send({ id: 'a', text: 'một' });
    await settle();
    expect(shown()).toEqual(['citizen: một (offline)']);
    expect(session.busy).toBe(true);
    expect(waiting()).toEqual([2000]);
    elapse(2000);
    await settle();
    expect(api.calls).toEqual(['c9 a một', 'c9 a một']);
    expect(shown()).toEqual(['citizen: một', 'assistant: re: một']);
  });

  it('waits longer after each failure, and as long as the server asks', async () => {
    const api = fakeApi();
    const { session, waiting, elapse } = open(api, memoryKeep(), 'c9');
    api.next = [offline, offline, { kind: 'later', why: 'busy', afterMs: 60_000 }];
    session.send({ id: 'a', text: 'một' });
    await settle();
    elapse(2000);
    await settle();
    expect(waiting()).toEqual([4000]);
    elapse(4000);
    await settle();
    expect(waiting()).toEqual([60_000]);
  });

  it('tries again at once when asked, without a second copy of the waiting try', async () => {
    const api = fakeApi();
    const { session, shown, waiting } = open(api, memoryKeep(), 'c9');
    api.next = [offline];
    session.send({ id: 'a', text: 'một' });
    await settle();
    session.retry();
    session.retry();
    await settle();
    expect(api.calls).toHaveLength(2);
    expect(waiting()).toEqual([]);
    expect(shown()).toHaveLength(2);
  });

  it('says when it takes long', async () => {
    const api = fakeApi();
    let finish: (reply: Reply<readonly Turn[]>) => void = () => {};
    api.send = () => new Promise((resolve) => (finish = resolve));
    const { session, shown, elapse } = open(api, memoryKeep(), 'c9');
    session.send({ id: 'a', text: 'một' });
    await settle();
    elapse(700);
    expect(shown()).toEqual(['citizen: một (sending)']);
    elapse(5000);
    expect(shown()).toEqual(['citizen: một (slow)']);
    const turns = numbered([turn('citizen', 'một', 'a'), turn('assistant', 'xong')]);
    finish({ kind: 'done', value: turns });
    await settle();
    expect(shown()).toEqual(['citizen: một', 'assistant: xong']);
  });

  it('goes on with the next message when one is rejected', async () => {
    const api = fakeApi();
    const { session, shown } = open(api, memoryKeep(), 'c9');
    api.next = [{ kind: 'rejected' }];
    session.send({ id: 'a', text: 'một' });
    session.send({ id: 'b', text: 'hai' });
    await settle();
    expect(shown()).toEqual(['citizen: một (rejected)', 'citizen: hai', 'assistant: re: hai']);
  });

  it('opens a new conversation when the server has forgotten this one, and loses nothing shown', async () => {
    const api = fakeApi();
    const old = numbered([turn('citizen', 'cũ'), turn('assistant', 're')]);
    const { session, shown } = open(api, memoryKeep(), 'old', old);
    api.next = [{ kind: 'gone' }];
    session.send({ id: 'a', text: 'một' });
    await settle();
    expect(api.calls).toEqual(['old a một', 'c1 a một']);
    expect(shown()).toEqual(['citizen: cũ', 'assistant: re', 'citizen: một', 'assistant: re: một']);
  });

  it('after a reload sends what was waiting, unless the server has it already', async () => {
    const keep = memoryKeep();
    const before = fakeApi();
    before.next = [offline];
    const first = open(before, keep, 'c9');
    first.session.send({ id: 'a', text: 'một' });
    first.session.send({ id: 'b', text: 'hai' });
    await settle();

    const api = fakeApi();
    const had = numbered([turn('citizen', 'một', 'a'), turn('assistant', 're: một')]);
    const { shown } = open(api, keep, 'c9', had);
    await settle();
    expect(api.calls).toEqual(['c9 b hai']);
    expect(shown()).toEqual([
      'citizen: một',
      'assistant: re: một',
      'citizen: hai',
      'assistant: re: hai',
    ]);
  });

  it('after a reload fetches the conversation that the page came without', async () => {
    const keep = memoryKeep();
    const first = open(fakeApi(), keep);
    first.session.send({ id: 'a', text: 'một' });
    await settle();

    const api = fakeApi();
    api.stored = numbered([turn('citizen', 'một', 'a'), turn('assistant', 're: một')]);
    const { shown } = open(api, keep);
    await settle();
    expect(shown()).toEqual(['citizen: một', 'assistant: re: một']);
  });

  it('starts again with nothing shown, and does not return to what was left', async () => {
    const keep = memoryKeep();
    const turns = numbered([turn('citizen', 'cũ'), turn('assistant', 're')]);
    const { session, shown } = open(fakeApi(), keep, 'c9', turns);
    session.restart();
    expect(shown()).toEqual([]);
    expect(open(fakeApi(), keep, 'c9', turns).shown()).toEqual([]);
  });

  it('drops the answer that arrives after starting again', async () => {
    const api = fakeApi();
    let finish: (reply: Reply<readonly Turn[]>) => void = () => {};
    const send = vi
      .spyOn(api, 'send')
      .mockImplementationOnce(() => new Promise((resolve) => (finish = resolve)));
    const { session, shown } = open(api, memoryKeep(), 'c9');
    session.send({ id: 'a', text: 'một' });
    session.restart();
    session.send({ id: 'b', text: 'hai' });
    finish({ kind: 'done', value: [turn('assistant', 'muộn')] });
    await settle();
    expect(send).toHaveBeenCalledTimes(2);
    expect(shown()).toEqual(['citizen: hai', 'assistant: re: hai']);
  });

  it('shows what an officer or another tab says, in its place, once', async () => {
    const { session, shown, followed, live } = open(fakeApi(), memoryKeep(), 'c9', [
      { ...turn('citizen', 'cũ'), index: 3 },
    ]);
    expect(followed).toEqual(['c9 3']);
    session.send({ id: 'a', text: 'một' });
    await settle();
    const officer = { ...turn('officer', 'cán bộ'), index: 4 };
    live.get('c9')?.onTurns([officer]);
    live.get('c9')?.onTurns([officer]);
    live.get('c9')?.onTurns([{ ...turn('citizen', 'một', 'a'), index: 10 }]);
    expect(shown()).toEqual([
      'citizen: cũ',
      'officer: cán bộ',
      'citizen: một',
      'assistant: re: một',
    ]);
  });

  it('follows a conversation from its first message on, and another one after starting again', async () => {
    const { session, followed, live } = open(fakeApi());
    expect(followed).toEqual([]);
    session.send({ id: 'a', text: 'một' });
    await settle();
    session.restart();
    expect(live.size).toBe(0);
    session.send({ id: 'b', text: 'hai' });
    await settle();
    expect(followed).toEqual(['c1 -1', 'c2 -1']);
  });

  it('takes its own answer from the events when the reply was lost, and sends nothing again', async () => {
    const api = fakeApi();
    const { session, shown, live } = open(api, memoryKeep(), 'c9', [turn('citizen', 'cũ')]);
    let fail: (reply: Reply<never>) => void = () => {};
    vi.spyOn(api, 'send').mockImplementationOnce(() => new Promise((resolve) => (fail = resolve)));
    session.send({ id: 'a', text: 'một' });
    live.get('c9')?.onTurns([{ ...turn('citizen', 'một', 'a'), index: 1 }]);
    // Without its answer it still waits.
    expect([session.busy, shown()]).toEqual([true, ['citizen: cũ', 'citizen: một (sent)']]);
    live.get('c9')?.onTurns([{ ...turn('assistant', 're'), index: 2 }]);
    expect([session.busy, shown()]).toEqual([
      false,
      ['citizen: cũ', 'citizen: một', 'assistant: re'],
    ]);
    fail(offline);
    await settle();
    expect(api.calls).toEqual([]);
    expect(shown()).toEqual(['citizen: cũ', 'citizen: một', 'assistant: re']);
  });

  it('keeps what is shown when the conversation is gone, and opens another for what comes', async () => {
    const api = fakeApi();
    const { session, shown, live } = open(api, memoryKeep(), 'c9', [turn('citizen', 'cũ')]);
    live.get('c9')?.onGone();
    expect(shown()).toEqual(['citizen: cũ']);
    session.send({ id: 'a', text: 'một' });
    await settle();
    expect(api.calls).toEqual(['c1 a một']);
  });

  it('erases on the server before it forgets, and forgets nothing when that fails', async () => {
    const api = fakeApi();
    const { session, shown } = open(api, memoryKeep(), 'c9', [turn('citizen', 'cũ')]);
    api.next = [offline];
    expect(await session.erase()).toBe(false);
    expect(shown()).toEqual(['citizen: cũ']);
    expect(await session.erase()).toBe(true);
    expect(api.calls).toEqual(['erase c9', 'erase c9']);
    expect(shown()).toEqual([]);
  });
});
