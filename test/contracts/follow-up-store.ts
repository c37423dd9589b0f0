import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewTask } from '../../src/desk/follow-up-store.ts';
import type { Store } from '../../src/stores/open-store.ts';
import type { Place, Site } from './place.ts';
import { DAY_MS, NOW, later } from './samples.ts';

const officer = { id: 'lan', name: 'Lan' };
const task = (values: Partial<NewTask> = {}): NewTask => ({
  kind: 'complaint',
  office: 'ward-1',
  text: 'Chờ lâu quá.',
  createdAt: NOW,
  dueAt: later(5 * DAY_MS),
  ...values,
});

/** What every store of tasks, ready-made replies and samples promises. */
export function testFollowUpStore(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} keeps what is owed`, () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await site.place();
      store = await place.open();
    });
    afterEach(() => place.remove());

    const open = async () => (await store.create({ channel: 'web', language: 'vi', now: NOW })).id;

    it('makes a task once from one origin, however often and at once it is asked for', async () => {
      const conversationId = await open();
      const wanted = task({ origin: `complaint:${conversationId}`, conversationId });
      const made = await Promise.all([1, 2, 3].map(() => store.addTask(wanted)));
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
      expect(await store.tasks({ office: 'ward-1', limit: 10 }, NOW)).toHaveLength(1);
    });

    it('lists overdue ones first and tells which are', async () => {
      await store.addTask(task({ text: 'a', dueAt: later(9 * DAY_MS) }));
      await store.addTask(task({ text: 'b', dueAt: later(DAY_MS) }));
      await store.addTask(task({ text: 'c', office: 'ward-2' }));
      const listed = await store.tasks({ office: 'ward-1', limit: 10 }, later(2 * DAY_MS));
      expect(listed.map(({ text, overdue }) => [text, overdue])).toEqual([
        ['b', true],
        ['a', false],
      ]);
    });

    it('gives a task to the first who takes it and never to another office', async () => {
      const { id } = await store.addTask(task());
      expect(await store.takeTask(id, 'ward-2', officer, NOW)).toBeUndefined();
      const [one, two] = await Promise.all([
        store.takeTask(id, 'ward-1', officer, NOW),
        store.takeTask(id, 'ward-1', { id: 'hoa', name: 'Hoa' }, NOW),
      ]);
      expect([one, two].filter((taken) => taken !== undefined)).toHaveLength(1);
      expect(await store.findTask(id, 'ward-2', NOW)).toBeUndefined();
    });

    it('is answered once, closed once, and forgets the number when closed', async () => {
      const { id } = await store.addTask(task({ contact: '0912 345 678' }));
      const answer = { text: 'Dạ, đã xử lý.', how: 'channel' } as const;
      expect((await store.answerTask(id, 'ward-1', answer, later(1)))?.state).toBe('answered');
      expect(await store.answerTask(id, 'ward-1', answer, later(2))).toBeUndefined();
      const closed = await store.closeTask(id, 'ward-1', later(3));
      expect(closed).toMatchObject({ state: 'closed', answer: 'Dạ, đã xử lý.' });
      expect(closed).not.toHaveProperty('contact');
      expect(await store.closeTask(id, 'ward-1', later(4))).toBeUndefined();
      expect(await place.contents()).not.toContain('0912 345 678');
    });

    it('counts what is open, overdue and handled', async () => {
      expect((await store.taskFigures('ward-1', NOW)).handledRate).toBeNull();
      const { id } = await store.addTask(task());
      await store.addTask(task());
      await store.answerTask(id, 'ward-1', { text: 'x', how: 'by-hand' }, NOW);
      expect(await store.taskFigures('ward-1', later(6 * DAY_MS))).toEqual({
        open: 1,
        overdue: 1,
        answered: 1,
        handledRate: 0.5,
      });
    });

    it('counts a task whose conversation was erased and forgets what it said', async () => {
      const conversationId = await open();
      await store.addTask(task({ conversationId, contact: '0912 345 678' }));
      await store.erase(conversationId);
      expect((await store.taskFigures('ward-1', NOW)).open).toBe(1);
      const contents = await place.contents();
      for (const gone of ['0912 345 678', 'Chờ lâu quá.', conversationId]) {
        expect(contents).not.toContain(gone);
      }
    });

    it('keeps a conversation with an open task beyond its retention', async () => {
      const days = { web: 1, kiosk: 1, robot: 1, telegram: 1, zalo: 1, messenger: 1, hotline: 1 };
      const conversationId = await open();
      const { id } = await store.addTask(task({ conversationId }));
      expect(await store.eraseExpired(later(3 * DAY_MS), days)).toBe(0);
      await store.closeTask(id, 'ward-1', NOW);
      expect(await store.eraseExpired(later(3 * DAY_MS), days)).toBe(1);
    });

    it('keeps ready-made replies, one shortcut each in an office and language', async () => {
      const by = { id: 'lan', now: NOW };
      const reply = (id: string, office = 'ward-1') =>
        ({ id, office, title: id, text: 'Dạ {ten}', shortcut: 'chao', language: 'vi' }) as const;
      expect(await store.saveCannedReply(reply('a'), by)).toEqual(reply('a'));
      expect(await store.saveCannedReply(reply('b'), by)).toBeUndefined();
      expect(await store.saveCannedReply(reply('c', 'ward-2'), by)).toEqual(reply('c', 'ward-2'));
      const changed = { ...reply('a'), text: 'Dạ, chào {ten}' };
      await store.saveCannedReply(changed, by);
      expect(await store.cannedReplies('ward-1')).toEqual([changed]);
      expect(await store.removeCannedReply('a', 'ward-2')).toBe(false);
      expect(await store.removeCannedReply('a', 'ward-1')).toBe(true);
      expect(await store.cannedReplies('ward-1')).toEqual([]);
    });

    it('draws a conversation once, labels it, and counts by label', async () => {
      const candidate = {
        handoffId: 'h1',
        office: 'ward-1',
        conversationId: await open(),
        subject: 'Khai sinh',
        closedAt: NOW.toISOString(),
      };
      const gone = { ...candidate, handoffId: 'h2', conversationId: 'unknown' };
      expect(await store.addSamples([candidate, gone], NOW)).toBe(1);
      expect(await store.addSamples([candidate], NOW)).toBe(0);
      const labels = { theme: 'civil-status', quality: 'partly', action: 'knowledge' } as const;
      const by = { id: 'lan', now: NOW };
      expect(await store.labelSample('h1', 'ward-2', labels, by)).toBeUndefined();
      expect((await store.labelSample('h1', 'ward-1', labels, by))?.labels).toEqual(labels);
      const which = { office: 'ward-1', limit: 5 };
      expect(await store.samples({ ...which, state: 'unlabelled' })).toEqual([]);
      expect(await store.samples({ ...which, state: 'labelled' })).toHaveLength(1);
      expect(await store.sampleFigures('ward-1')).toEqual([{ ...labels, count: 1 }]);
    });
  });
}
