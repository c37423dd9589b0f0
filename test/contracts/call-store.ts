import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewCall } from '../../src/desk/call-store.ts';
import type { SuggestionFeedback } from '../../src/desk/suggestion.ts';
import type { Store } from '../../src/stores/open-store.ts';
import type { Place, Site } from './place.ts';
import { AT, DAY_MS, NOW, later } from './samples.ts';

const CALL: NewCall = {
  id: 'c-1',
  office: 'ward-1',
  provider: 'stringee',
  from: '•••678',
  state: 'ringing',
  startedAt: AT,
};
const FEEDBACK: SuggestionFeedback = {
  suggestionId: 's-1',
  procedureCode: '1.001193',
  kind: 'read-aloud',
  about: 'c-1',
  question: 'lệ phí khai sinh',
  facet: 'fee',
  byId: 'lan',
  office: 'ward-1',
  at: AT,
};
const DAYS = { web: 9, kiosk: 9, robot: 9, telegram: 9, zalo: 9, messenger: 9, hotline: 3 };

/** What every store of calls and feedback promises. */
export function testCallStore(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} keeps calls`, () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await site.place();
      store = await place.open();
    });
    afterEach(() => place.remove());

    const say = (text: string, seq: number, final: boolean, startMs = 0, id = 'u1') =>
      store.changeCall({ id: 'c-1', seq, now: NOW }, CALL, () => ({
        utterance: { id, speaker: 'customer', text, final, startMs, seq },
      }));
    const found = () => store.findCall('c-1', 'ward-1');

    it('makes an unknown call, and none where none is to be made', async () => {
      expect(
        await store.changeCall({ id: 'c-1', now: NOW }, undefined, () => ({})),
      ).toBeUndefined();
      expect((await store.changeCall({ id: 'c-1', now: NOW }, CALL, () => ({})))?.call).toEqual({
        ...CALL,
        utterances: [],
      });
      expect(await found()).toEqual({ ...CALL, utterances: [] });
    });

    it('never shows a call to another office', async () => {
      await say('alo', 1, true);
      expect(await store.findCall('c-1', 'ward-2')).toBeUndefined();
      const filter = { officerId: 'lan', limit: 10, office: 'ward-2' } as const;
      for (const view of ['mine', 'open', 'ended'] as const) {
        expect(await store.calls({ ...filter, view })).toEqual([]);
      }
    });

    it('takes an event once, however often and at once it comes', async () => {
      const results = await Promise.all([1, 2, 3].map(() => say('alo', 7, true)));
      expect(
        results.map((result) => String(result?.outcome)).toSorted((a, b) => a.localeCompare(b)),
      ).toEqual(['changed', 'repeated', 'repeated']);
      expect((await found())?.utterances).toHaveLength(1);
    });

    it('keeps nothing of a change that throws, and the event may come again', async () => {
      await expect(
        store.changeCall({ id: 'c-1', seq: 1, now: NOW }, CALL, () => {
          throw new Error('boom');
        }),
      ).rejects.toThrow('boom');
      expect(await found()).toBeUndefined();
      expect((await say('alo', 1, true))?.outcome).toBe('changed');
    });

    it('refuses what the change refuses and remembers that it was asked', async () => {
      const refuse = () => store.changeCall({ id: 'c-1', seq: 3, now: NOW }, CALL, () => undefined);
      expect((await refuse())?.outcome).toBe('refused');
      expect((await refuse())?.outcome).toBe('repeated');
    });

    it('orders what was said by when it began, whenever it came', async () => {
      await say('hai', 5, true, 2000, 'b');
      await say('ba', 6, true, 3000, 'c');
      await say('một', 4, true, 1000, 'a');
      expect((await found())?.utterances.map(({ text }) => text)).toEqual(['một', 'hai', 'ba']);
    });

    it('lets the final words hold against partial ones that come late', async () => {
      await say('làm khai', 2, false);
      await say('làm khai sinh ạ', 4, true);
      await say('làm khai sinh', 3, false);
      await say('làm khai sinh nha', 5, false);
      expect((await found())?.utterances).toEqual([
        { id: 'u1', speaker: 'customer', text: 'làm khai sinh ạ', final: true, startMs: 0 },
      ]);
    });

    it('lists open calls, an officer’s own until wrapped up, and ended ones without words', async () => {
      await say('alo', 1, true);
      const filter = { office: 'ward-1', officerId: 'lan', limit: 10 } as const;
      const list = async (view: 'mine' | 'open' | 'ended') =>
        (await store.calls({ ...filter, view })).map((call) => [call.id, call.utterances.length]);
      expect([await list('mine'), await list('open'), await list('ended')]).toEqual([
        [],
        [['c-1', 1]],
        [],
      ]);
      await store.changeCall({ id: 'c-1', now: NOW }, undefined, () => ({
        values: { officerId: 'lan', state: 'ended', endedAt: later(1000).toISOString() },
      }));
      expect([await list('mine'), await list('open'), await list('ended')]).toEqual([
        [['c-1', 1]],
        [],
        [['c-1', 0]],
      ]);
      await store.changeCall({ id: 'c-1', now: NOW }, undefined, () => ({
        values: { disposition: 'answered', summary: 'Xong.' },
      }));
      expect(await list('mine')).toEqual([]);
      expect(await found()).toMatchObject({ disposition: 'answered', summary: 'Xong.' });
    });

    it('ends calls that fell silent at the moment they were last heard of', async () => {
      await say('alo', 1, true);
      expect(await store.endQuietCalls(NOW, later(1000))).toEqual([]);
      const [ended] = await store.endQuietCalls(later(1), later(1000));
      expect(ended).toMatchObject({ id: 'c-1', state: 'ended', endedAt: AT });
      expect(await store.endQuietCalls(later(1), later(2000))).toEqual([]);
    });

    it('keeps what officers did with suggestions', async () => {
      await store.addSuggestionFeedback(FEEDBACK);
      await store.addSuggestionFeedback({ ...FEEDBACK, about: 'h-1', at: later(1).toISOString() });
      const filter = { office: 'ward-1', limit: 10 };
      expect(await store.suggestionFeedback({ ...filter, about: 'c-1' })).toEqual([FEEDBACK]);
      expect(await store.suggestionFeedback(filter)).toHaveLength(2);
      expect(await store.suggestionFeedback({ ...filter, office: 'ward-2' })).toEqual([]);
    });

    it('erases a call, its words and its feedback after the hotline’s days', async () => {
      await say('hỏi chuyện riêng', 1, true);
      await store.addSuggestionFeedback({ ...FEEDBACK, question: 'câu hỏi riêng' });
      await store.eraseExpired(later(2 * DAY_MS), DAYS);
      expect(await found()).toBeDefined();
      await store.eraseExpired(later(4 * DAY_MS), DAYS);
      const contents = await place.contents();
      for (const gone of ['c-1', 'hỏi chuyện riêng', 'câu hỏi riêng']) {
        expect(contents).not.toContain(gone);
      }
    });

    it('keeps a call with an open task, and forgets what a closed task said of it', async () => {
      await say('alo', 1, true);
      const { id } = await store.addTask({
        kind: 'call-back',
        office: 'ward-1',
        text: 'gọi lại cho người này',
        createdAt: NOW,
        dueAt: NOW,
        callId: 'c-1',
      });
      await store.eraseExpired(later(4 * DAY_MS), DAYS);
      expect(await found()).toBeDefined();
      await store.closeTask(id, 'ward-1', NOW);
      await store.eraseExpired(later(4 * DAY_MS), DAYS);
      expect(await found()).toBeUndefined();
      expect(await place.contents()).not.toContain('gọi lại cho người này');
    });

    it('erases feedback on a conversation with the conversation, and any in the end', async () => {
      const { id } = await store.create({ channel: 'web', language: 'vi', now: NOW });
      const handoff = await store.requestHandoff({ conversationId: id, reason: 'x', now: NOW });
      await store.addSuggestionFeedback({ ...FEEDBACK, about: handoff.id });
      await store.erase(id);
      expect(await store.suggestionFeedback({ office: 'ward-1', limit: 10 })).toEqual([]);
      await store.addSuggestionFeedback({ ...FEEDBACK, about: 'nobody' });
      await store.eraseExpired(later(8 * DAY_MS), DAYS);
      expect(await store.suggestionFeedback({ office: 'ward-1', limit: 10 })).toHaveLength(1);
      await store.eraseExpired(later(10 * DAY_MS), DAYS);
      expect(await store.suggestionFeedback({ office: 'ward-1', limit: 10 })).toEqual([]);
    });
  });
}
