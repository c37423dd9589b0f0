import { describe, expect, it } from 'vitest';
import type { CitizenWait } from '../../src/desk/desk.ts';
import type { Reply } from '../../src/pages/chat/api.ts';
import type { ShownTurn } from '../../src/pages/chat/session.ts';
import { openWaiting } from '../../src/pages/chat/waiting.ts';

const NONE: CitizenWait = {
  wait: { kind: 'none' },
  text: '',
  alternatives: [],
  mayLeave: false,
  mayLeaveContact: false,
  contactLeft: false,
  mayRate: false,
};
const QUEUED: CitizenWait = {
  ...NONE,
  wait: { kind: 'queued', position: 2 },
  text: 'second',
  mayLeave: true,
};
const HANDED_OFF = { role: 'assistant', text: '', answer: { outcome: 'handed-off' } } as ShownTurn;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function opened(replies: Reply<CitizenWait>[]) {
  const calls: string[] = [];
  const timers: (() => void)[] = [];
  const answer = async (call: string): Promise<Reply<CitizenWait>> => {
    calls.push(call);
    return replies.shift() ?? { kind: 'done', value: QUEUED };
  };
  const waiting = openWaiting({
    api: {
      wait: (id) => answer(`wait ${id}`),
      leaveQueue: (id) => answer(`leave ${id}`),
      leaveContact: (id, contact) => answer(`contact ${id} ${contact}`),
      rate: (id, stars, reason) => answer(`rate ${id} ${stars} ${reason ?? ''}`.trim()),
      typing: async () => ({ kind: 'done', value: true }),
    },
    after: (_ms, action) => {
      timers.push(action);
      return () => timers.splice(timers.indexOf(action), 1);
    },
    onChange: () => {},
    isVisible: () => true,
  });
  return { waiting, calls, timers };
}

describe('waiting for an officer', () => {
  it('asks nothing while nobody was asked for', async () => {
    const { waiting, calls } = opened([]);
    waiting.look('c', [{ role: 'assistant', text: 'Dạ' }]);
    await settled();
    expect(calls).toEqual([]);
    expect(waiting.shown).toBeNull();
  });

  it('shows the place and looks again while it may change', async () => {
    const third = { ...QUEUED, text: 'third' };
    const { waiting, calls, timers } = opened([{ kind: 'done', value: third }]);
    waiting.look('c', [HANDED_OFF]);
    await settled();
    expect(waiting.shown?.text).toBe('third');
    timers[0]?.();
    await settled();
    expect(waiting.shown?.text).toBe('second');
    expect(calls).toEqual(['wait c', 'wait c']);
  });

  it('stops looking once she left the line, and says so', async () => {
    const left = { ...NONE, text: 'left' };
    const { waiting, timers } = opened([
      { kind: 'done', value: QUEUED },
      { kind: 'done', value: left },
    ]);
    waiting.look('c', [HANDED_OFF]);
    await settled();
    waiting.leave();
    await settled();
    expect(waiting).toMatchObject({ done: 'left', shown: { text: 'left' } });
    expect(timers).toEqual([]);
  });

  it('says when a wish did not arrive, and keeps what was shown', async () => {
    const { waiting } = opened([
      { kind: 'done', value: QUEUED },
      { kind: 'later', why: 'offline' },
    ]);
    waiting.look('c', [HANDED_OFF]);
    await settled();
    waiting.contact('0912 345 678');
    await settled();
    expect(waiting).toMatchObject({ failed: true, done: null, shown: { text: 'second' } });
  });

  it('keeps a rating, and a reason after it', async () => {
    const rated = { kind: 'done', value: { ...NONE, mayRate: true, text: 'how?' } } as const;
    const { waiting, calls } = opened([rated, rated, rated]);
    waiting.look('c', [{ role: 'officer', text: 'Dạ' }]);
    await settled();
    waiting.rate(1);
    await settled();
    expect(waiting).toMatchObject({ done: 'rated', stars: 1 });
    waiting.rate(1, 'slow');
    await settled();
    expect(calls.slice(1)).toEqual(['rate c 1', 'rate c 1 slow']);
  });

  it('lets another conversation begin anew', async () => {
    const { waiting } = opened([]);
    waiting.look('c', [HANDED_OFF]);
    await settled();
    waiting.look('d', []);
    expect(waiting.shown).toBeNull();
  });
});
