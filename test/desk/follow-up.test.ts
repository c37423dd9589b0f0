import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor, DeskHandoff } from '../../src/desk/desk.ts';
import { addWorkingDays, createFollowUp, parseDueDays } from '../../src/desk/follow-up.ts';
import type { FollowUp, FollowUpParts } from '../../src/desk/follow-up.ts';
import type { Task } from '../../src/desk/task.ts';
import { maskPersonalData } from '../../src/language/personal-data.ts';
import { openStore } from '../../src/stores/open-store.ts';
import type { Store } from '../../src/stores/open-store.ts';

// A Friday.
const NOW = new Date('2026-11-20T08:00:00+07:00');
const LAN: Actor = { officerId: 'lan', name: 'Lan', office: 'ward-1', isSupervisor: false };
const HOA: Actor = { ...LAN, officerId: 'hoa', name: 'Hoa' };
const isWeekday = (at: Date): boolean => ![0, 6].includes(at.getUTCDay());

describe('what is owed after the talk', () => {
  let store: Store;
  let followUp: FollowUp;
  let changes: Task[];
  let said: string[];
  let reach: boolean;
  beforeEach(async () => {
    store = await openStore({ file: ':memory:' });
    [changes, said, reach] = [[], [], true];
    followUp = createFollowUp(parts());
  });
  afterEach(() => store.close());

  const parts = (): FollowUpParts => ({
    store,
    conversation: (id) => store.find(id),
    mask: (text) => maskPersonalData(text).text,
    dueDays: parseDueDays('complaint=2,call-back=1') ?? {
      complaint: 0,
      recommendation: 0,
      'call-back': 0,
      'follow-up': 0,
    },
    isWorkingDay: isWeekday,
    say: async (_id, _actor, { clientMessageId, text }) => {
      said.push(`${clientMessageId}: ${text}`);
      return reach;
    },
    onChange: (_office, task) => changes.push(task),
    now: () => NOW,
  });

  async function handoff(reason: string, contact?: string): Promise<DeskHandoff> {
    const { id } = await store.create({ channel: 'zalo', language: 'vi', now: NOW });
    const at = NOW.toISOString();
    const { role, text } = { role: 'citizen', text: 'Cán bộ quát tôi, bắt đi lại.' } as const;
    await store.append(id, [{ role, text, at, clientMessageId: 'm1' }]);
    return {
      id: `h-${id}`,
      conversationId: id,
      office: 'ward-1',
      channel: 'zalo',
      language: 'vi',
      reason,
      priority: 0,
      needs: [],
      state: 'waiting',
      requestedAt: at,
      subject: 'x',
      lastTurnAt: at,
      lastFrom: 'citizen',
      ...(contact === undefined ? {} : { contact }),
    };
  }
  const tasks = () => store.tasks({ office: 'ward-1', limit: 10 }, NOW);

  it('makes a complaint a task with the words of the citizen, due in working days', async () => {
    const seen = await handoff('complaint');
    await followUp.noticed(seen);
    expect(await tasks()).toMatchObject([
      {
        kind: 'complaint',
        text: 'Cán bộ quát tôi, bắt đi lại.',
        // Monday and Tuesday: a weekend does not count.
        dueAt: new Date('2026-11-24T08:00:00+07:00').toISOString(),
        conversationId: seen.conversationId,
      },
    ]);
  });

  it('makes one task of one hand-off, seen twice here and once by another process', async () => {
    const seen = await handoff('complaint', '0912 345 678');
    await followUp.noticed(seen);
    await followUp.noticed(seen);
    await createFollowUp(parts()).noticed(seen);
    expect((await tasks()).map(({ kind }) => kind).toSorted()).toEqual(['call-back', 'complaint']);
  });

  it('takes the number the citizen corrected', async () => {
    const seen = await handoff('low-confidence', '0912 345 678');
    await followUp.noticed(seen);
    await followUp.noticed({ ...seen, contact: '0987 654 321' });
    expect(await tasks()).toMatchObject([{ kind: 'call-back', contact: '0987 654 321' }]);
  });

  it('makes nothing of a hand-off without complaint or number', async () => {
    await followUp.noticed(await handoff('low-confidence'));
    expect(await tasks()).toEqual([]);
  });

  it('answers on the channel, once, and says when only a person can reach the citizen', async () => {
    const seen = await handoff('complaint');
    await followUp.noticed(seen);
    const [task] = await tasks();
    const id = task?.id ?? '';
    expect(await followUp.answer(id, HOA, 'Dạ, đã nhắc nhở.')).toMatchObject({
      state: 'answered',
      answeredHow: 'channel',
    });
    expect(said).toEqual([`task-${id}: Dạ, đã nhắc nhở.`]);
    expect(await followUp.answer(id, LAN, 'x')).toBeUndefined();
    expect(said).toHaveLength(1);

    reach = false;
    const own = await followUp.make(LAN, {
      kind: 'recommendation',
      text: 'Đặt thêm ghế.',
      conversationId: seen.conversationId,
    });
    expect(await followUp.answer(own.id, LAN, 'Dạ, đã đặt.')).toMatchObject({
      answeredHow: 'by-hand',
    });
  });

  it('leaves an office only its own tasks and tells of every change', async () => {
    const { id } = await followUp.make(LAN, { kind: 'follow-up', text: 'Gọi 0912 345 678' });
    const stranger = { ...LAN, office: 'ward-2' };
    expect(await followUp.take(id, stranger)).toBeUndefined();
    expect(await followUp.answer(id, stranger, 'x')).toBeUndefined();
    expect(await followUp.close(id, stranger)).toBeUndefined();
    expect(await followUp.close(id, LAN)).toMatchObject({ state: 'closed', ownerName: 'Lan' });
    expect(changes.map(({ state }) => state)).toEqual(['open', 'closed']);
    expect(changes[0]?.text).not.toContain('0912');
  });
});

describe('days until a task is due', () => {
  it('reads those that are set and keeps the usual ones', () => {
    expect(parseDueDays('complaint=5, call-back=2')).toEqual({
      complaint: 5,
      recommendation: 10,
      'call-back': 2,
      'follow-up': 3,
    });
    expect(parseDueDays('')).toMatchObject({ complaint: 10 });
  });
  it.each(['complaint', 'complaint=0', 'praise=3', 'complaint=-1'])('refuses %s', (text) => {
    expect(parseDueDays(text)).toBeUndefined();
  });
  it('ends even where a calendar knows no working day', () => {
    expect(addWorkingDays(NOW, 2, () => false).getTime()).toBeGreaterThan(NOW.getTime());
  });
});
