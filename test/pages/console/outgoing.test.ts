import { describe, expect, it } from 'vitest';
import type { Turn } from '../../../src/conversation/conversation.ts';
import type { Reply } from '../../../src/pages/console/caller.ts';
import type { OfficerMessage } from '../../../src/pages/console/desk-api.ts';
import { createOutgoing } from '../../../src/pages/console/outgoing.ts';

const turn = (text: string): Turn => ({ index: 1, role: 'officer', text, at: '' });
const done = (text: string): Reply<{ turn: Turn }> => ({
  kind: 'done',
  value: { turn: turn(text) },
});
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function opened(replies: Reply<{ turn: Turn }>[]) {
  const sent: { id: string; message: OfficerMessage }[] = [];
  const kept: string[] = [];
  const timers: (() => void)[] = [];
  const outgoing = createOutgoing({
    send: async (id, message) => {
      sent.push({ id, message });
      return replies.shift() ?? done(message.text);
    },
    after: (_ms, action) => {
      timers.push(action);
      return () => timers.splice(timers.indexOf(action), 1);
    },
    onSent: (_id, { text }) => kept.push(text),
    onChange: () => {},
  });
  return { outgoing, sent, kept, timers };
}

describe('messages of an officer on their way', () => {
  it('leave in their order, one after the other', async () => {
    const { outgoing, sent, kept } = opened([]);
    outgoing.send('a', { clientMessageId: '1', text: 'one' });
    outgoing.send('a', { clientMessageId: '2', text: 'two' });
    expect(sent).toHaveLength(1);
    await settled();
    expect(kept).toEqual(['one', 'two']);
    expect(outgoing.count).toBe(0);
  });

  it('wait while there is no connection, and keep their id over all tries', async () => {
    const offline = { kind: 'later', why: 'offline' } as const;
    const { outgoing, sent, kept, timers } = opened([offline, offline]);
    outgoing.send('a', { clientMessageId: '1', text: 'one' });
    await settled();
    expect(outgoing.of('a').map(({ state }) => state)).toEqual(['waiting']);
    timers[0]?.();
    await settled();
    outgoing.retry();
    await settled();
    expect(sent.map(({ message }) => message.clientMessageId)).toEqual(['1', '1', '1']);
    expect(kept).toEqual(['one']);
  });

  it('that the desk refuses stay with the reason and let later ones pass', async () => {
    const refused = { kind: 'refused', status: 409, code: 'not-owner', message: 'why' } as const;
    const { outgoing, kept } = opened([refused]);
    outgoing.send('a', { clientMessageId: '1', text: 'one' });
    outgoing.send('a', { clientMessageId: '2', text: 'two' });
    await settled();
    expect(kept).toEqual(['two']);
    expect(outgoing.of('a')).toMatchObject([{ text: 'one', state: 'refused', reason: 'why' }]);
    expect(outgoing.drop('a', '1')).toBe('one');
    expect(outgoing.count).toBe(0);
  });

  it('of one conversation do not hold up those of another', async () => {
    const { outgoing, kept } = opened([{ kind: 'later', why: 'busy', afterMs: 60_000 }]);
    outgoing.send('a', { clientMessageId: '1', text: 'one' });
    await settled();
    outgoing.send('b', { clientMessageId: '2', text: 'two' });
    await settled();
    expect(kept).toEqual(['two']);
  });
});
