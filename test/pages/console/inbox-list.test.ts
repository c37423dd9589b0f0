import { describe, expect, it } from 'vitest';
import type { DeskHandoff, HandoffView } from '../../../src/desk/desk.ts';
import { afterEvent, neighbour } from '../../../src/pages/console/inbox-list.ts';
import type { InboxList } from '../../../src/pages/console/inbox-list.ts';

const ME = 'officer-1';

function handoff(id: string, given: Partial<DeskHandoff> = {}): DeskHandoff {
  return {
    id,
    conversationId: `c-${id}`,
    office: 'o',
    channel: 'web',
    language: 'vi',
    reason: 'asked-for-person',
    priority: 0,
    needs: [],
    state: 'waiting',
    requestedAt: `2026-11-23T01:0${id}:00.000Z`,
    subject: '',
    lastTurnAt: '2026-11-23T01:00:00.000Z',
    lastFrom: 'citizen',
    ...given,
  };
}

function list(view: HandoffView, handoffs: readonly DeskHandoff[]): InboxList {
  return {
    filter: { view, channel: '', skill: '', text: '', after: '' },
    page: {
      handoffs,
      counts: { mine: 0, waiting: handoffs.length, all: handoffs.length, closed: 0 },
    },
  };
}
const ids = (one: InboxList): string[] => one.page?.handoffs.map(({ id }) => id) ?? [];

describe('the list of conversations', () => {
  it('gains who begins to wait, in the order they came', () => {
    const before = list('waiting', [handoff('1'), handoff('3')]);
    const after = afterEvent(before, { kind: 'handoff', office: 'o', handoff: handoff('2') }, ME);
    expect(ids(after)).toEqual(['1', '2', '3']);
    expect(after.page?.counts.waiting).toBe(3);
  });

  it('loses who was taken, and counts her where she is now', () => {
    const taken = handoff('1', { state: 'assigned', officerId: ME });
    const event = { kind: 'handoff', office: 'o', handoff: taken } as const;
    const after = afterEvent(list('waiting', [handoff('1'), handoff('2')]), event, ME);
    expect(ids(after)).toEqual(['2']);
    expect(after.page?.counts).toMatchObject({ mine: 1, waiting: 1, all: 2 });
  });

  it('keeps a taken one among all open ones', () => {
    const taken = handoff('1', { state: 'assigned', officerId: 'other' });
    const event = { kind: 'handoff', office: 'o', handoff: taken } as const;
    expect(ids(afterEvent(list('all', [handoff('1')]), event, ME))).toEqual(['1']);
    expect(ids(afterEvent(list('mine', []), event, ME))).toEqual([]);
  });

  it('leaves other channels and searches to the server', () => {
    const before = list('waiting', []);
    const event = { kind: 'handoff', office: 'o', handoff: handoff('1') } as const;
    const zalo: InboxList = { ...before, filter: { ...before.filter, channel: 'zalo' } };
    expect(ids(afterEvent(zalo, event, ME))).toEqual([]);
    const search: InboxList = { ...before, filter: { ...before.filter, text: 'khai sinh' } };
    expect(ids(afterEvent(search, event, ME))).toEqual([]);
  });

  it('drops what went to another office', () => {
    const event = { kind: 'handoff-gone', office: 'o', handoffId: '1' } as const;
    expect(ids(afterEvent(list('all', [handoff('1'), handoff('2')]), event, ME))).toEqual(['2']);
  });

  it('knows who spoke last', () => {
    const turns = [
      { index: 4, role: 'officer', text: '', at: '2026-11-23T02:00:00.000Z' },
    ] as const;
    const event = {
      kind: 'turns',
      office: 'o',
      handoffId: '1',
      conversationId: 'c-1',
      turns,
    } as const;
    const after = afterEvent(list('all', [handoff('1')]), event, ME);
    expect(after.page?.handoffs[0]).toMatchObject({
      lastFrom: 'officer',
      lastTurnAt: '2026-11-23T02:00:00.000Z',
    });
  });

  it('is gone through by keys and ends at its ends', () => {
    const all = [handoff('1'), handoff('2')];
    expect(neighbour(all, null, 1)?.id).toBe('1');
    expect(neighbour(all, '1', 1)?.id).toBe('2');
    expect(neighbour(all, '2', 1)).toBeUndefined();
    expect(neighbour(all, '2', -1)?.id).toBe('1');
  });
});
