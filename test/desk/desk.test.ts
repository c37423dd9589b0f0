import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import en from '../../knowledge/desk.en.json' with { type: 'json' };
import vi from '../../knowledge/desk.vi.json' with { type: 'json' };
import { createAssistant } from '../../src/assistant.ts';
import type { Assistant } from '../../src/assistant.ts';
import { WORDS } from '../../src/channels/http/words.ts';
import { createDesk } from '../../src/desk/create-desk.ts';
import { DeskRefused } from '../../src/desk/desk.ts';
import type { Actor, Desk, DeskEvent, DeskHandoff } from '../../src/desk/desk.ts';
import { chooseOfficer, expectedWaitMs } from '../../src/desk/queue.ts';
import type { Opening } from '../../src/desk/wait-text.ts';
import { maskPersonalData } from '../../src/language/personal-data.ts';
import type { Store } from '../../src/stores/open-store.ts';
import type { Place } from '../contracts/place.ts';
import { createScriptedMeans } from '../journeys/scripted-means.ts';
import { SITES } from '../stores/sites.ts';

const OFFICE = 'ward-1';
const officer = (officerId: string, more: Partial<Actor> = {}): Actor => ({
  officerId,
  name: officerId.toUpperCase(),
  office: OFFICE,
  isSupervisor: false,
  ...more,
});
const LAN = officer('lan');
const HOA = officer('hoa');
const CHIEF = officer('chief', { isSupervisor: true });

for (const site of SITES) {
  describe.skipIf(site.absent !== undefined)(`the desk on ${site.name}`, () => {
    let place: Place;
    let store: Store;
    let clockMs: number;
    let desk: Desk;
    let assistant: Assistant;
    const now = (): Date => new Date(clockMs);
    beforeEach(async () => {
      clockMs = Date.parse('2026-11-23T08:00:00+07:00');
      place = await site.place();
      store = await place.open(now);
      desk = open();
      assistant = createAssistant({
        means: createScriptedMeans(),
        store,
        now,
        personMessage: { vi: WORDS.vi.chat.personMessage, en: WORDS.en.chat.personMessage },
        facetNames: { vi: WORDS.vi.chat.facets, en: WORDS.en.chat.facets },
      });
    });
    afterEach(() => place.remove());

    const open = (
      staffed: boolean | 'auto' = true,
      by: Store = store,
      opening?: () => Opening,
      windowOf?: () => Promise<{ readonly closesAt?: string; readonly remaining?: number }>,
    ): Desk =>
      createDesk({
        ...(opening === undefined ? {} : { opening }),
        ...(windowOf === undefined ? {} : { windowOf }),
        store: by,
        office: { id: OFFICE, hotline: '1900 1234' },
        staffed,
        texts: { vi, en },
        deliver: async () => [],
        mask: (text) => maskPersonalData(text).text,
        now,
      });
    let asked = 0;
    async function citizen(text = 'cho tôi gặp cán bộ'): Promise<string> {
      const { conversation } = await assistant.open({ channel: 'web', language: 'vi' });
      clockMs += 1000;
      await assistant.ask(conversation.id, { clientMessageId: `m${(asked += 1)}`, text });
      return conversation.id;
    }
    async function waiting(): Promise<DeskHandoff> {
      const conversationId = await citizen();
      await desk.request(conversationId, 'asked-for-person');
      const handoff = (await desk.list(view('all'))).handoffs.find(
        (one) => one.conversationId === conversationId,
      );
      if (handoff === undefined) throw new Error('nobody waits');
      return handoff;
    }
    const view = (name: 'mine' | 'waiting' | 'all' | 'closed', officerId = 'lan') => ({
      view: name,
      office: OFFICE,
      officerId,
      limit: 50,
    });
    const say = (handoff: DeskHandoff, actor: Actor, text: string, id = text) =>
      desk.send(handoff.id, actor, { clientMessageId: id, text });
    const refusalOf = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'done',
        (error: unknown) =>
          error instanceof DeskRefused
            ? `${error.refusal} ${error.ownerName ?? ''}`.trim()
            : 'other',
      );

    it('tells who waits her place, and the assistant goes on answering meanwhile', async () => {
      await desk.present(LAN, 'available');
      const [first, second] = [await waiting(), await waiting()];
      const wait = await desk.waitOf(second.conversationId);
      expect(wait).toMatchObject({ wait: { kind: 'queued', position: 2 }, mayLeave: true });
      expect(wait.text).toContain('thứ 2');
      expect(wait.alternatives[0]).toContain('1900 1234');
      expect((await desk.waitOf(first.conversationId)).wait).toMatchObject({ position: 1 });
      const turns = await assistant.ask(second.conversationId, {
        clientMessageId: 'x',
        text: 'phí',
      });
      expect(turns.at(-1)?.role).toBe('assistant');
    });

    it('says honestly when nobody is there, and when nobody answers here at all', async () => {
      const { conversationId } = await waiting();
      expect((await desk.waitOf(conversationId)).wait.kind).toBe('nobody-present');
      expect((await open(false).waitOf(conversationId)).wait.kind).toBe('not-staffed');
      const { conversation } = await assistant.open({ channel: 'web', language: 'vi' });
      expect((await desk.waitOf(conversation.id)).wait.kind).toBe('none');
    });

    it('lets one officer claim it when several do at once', async () => {
      const { id } = await waiting();
      const ends = await Promise.all(
        [LAN, HOA, CHIEF].map((one) => refusalOf(desk.claim(id, one))),
      );
      expect(ends.filter((end) => end === 'done')).toHaveLength(1);
      const owner = (await desk.find(id, LAN))?.officerName;
      expect(ends.filter((end) => end !== 'done')).toEqual([`taken ${owner}`, `taken ${owner}`]);
    });

    it('silences the assistant while a person owns the conversation, and lets it begin anew after', async () => {
      const handoff = await waiting();
      await desk.claim(handoff.id, LAN);
      await say(handoff, LAN, 'Dạ, em nghe ạ');
      const { conversationId } = handoff;
      const turns = await assistant.ask(conversationId, { clientMessageId: 'c1', text: 'lệ phí?' });
      expect(turns.map(({ role }) => role)).toEqual(['citizen']);
      expect(await desk.isOwned(conversationId)).toBe(true);
      await desk.close(handoff.id, LAN, 'returned');
      const after = await assistant.ask(conversationId, { clientMessageId: 'c2', text: 'lệ phí?' });
      expect(after.map(({ role }) => role)).toEqual(['citizen', 'assistant']);
      expect((await desk.waitOf(conversationId)).mayRate).toBe(true);
      expect(await store.openHandoff(conversationId)).toBeUndefined();
    });

    it('drops an answer that was made before an officer took over', async () => {
      const { conversationId, id } = await waiting();
      await desk.claim(id, LAN);
      const at = now().toISOString();
      const late = await store.append(conversationId, [
        { role: 'citizen', text: 'a', at, clientMessageId: 'late' },
        { role: 'assistant', text: 'too late', at },
      ]);
      expect(late.map(({ role }) => role)).toEqual(['citizen']);
    });

    it('refuses who lost it, and writes nothing', async () => {
      const handoff = await waiting();
      await desk.claim(handoff.id, LAN);
      await desk.present(HOA, 'available');
      await desk.transfer(handoff.id, LAN, { kind: 'officer', officerId: 'hoa' }, 'Chị rành hơn');
      expect(await refusalOf(say(handoff, LAN, 'x'))).toBe('not-owner HOA');
      expect(await refusalOf(desk.close(handoff.id, LAN, 'resolved'))).toBe('not-owner HOA');
      const turns = (await store.find(handoff.conversationId))?.turns ?? [];
      expect(turns.some(({ role }) => role === 'officer')).toBe(false);
      expect((await desk.steps(handoff.id)).map(({ kind }) => kind)).toEqual([
        'requested',
        'claimed',
        'transferred',
      ]);
    });

    it('refuses words the platform would not take any more, and keeps none', async () => {
      const handoff = await waiting();
      const ended = new Date(clockMs - 1000).toISOString();
      for (const window of [{ closesAt: ended }, { remaining: 0 }]) {
        const late = open(true, store, undefined, async () => window);
        if (handoff.state === 'waiting') await late.claim(handoff.id, LAN).catch(() => undefined);
        const said = late.send(handoff.id, LAN, { clientMessageId: 'x', text: 'Dạ' });
        expect(await refusalOf(said)).toBe('window-over');
      }
      const turns = (await store.find(handoff.conversationId))?.turns ?? [];
      expect(turns.some(({ role }) => role === 'officer')).toBe(false);
    });

    it('says the same message once, however often it is sent', async () => {
      const handoff = await waiting();
      await desk.claim(handoff.id, LAN);
      const said = await Promise.all([1, 2, 3].map(() => say(handoff, LAN, 'Dạ', 'same')));
      expect(new Set(said.map(({ index }) => index)).size).toBe(1);
    });

    it('wants a reason for a transfer and knows whom it goes to', async () => {
      const { id } = await waiting();
      await desk.claim(id, LAN);
      const to = { kind: 'officer', officerId: 'nobody' } as const;
      expect(await refusalOf(desk.transfer(id, LAN, to, ' '))).toBe('note-missing');
      expect(await refusalOf(desk.transfer(id, LAN, to, 'vì'))).toBe('unknown-target');
      const team = await desk.transfer(id, LAN, { kind: 'team', skill: 'land' }, 'Việc đất');
      expect(team).toMatchObject({ state: 'waiting', team: 'land' });
    });

    it('never shows one office what is another’s', async () => {
      const { id } = await waiting();
      await desk.claim(id, LAN);
      const stranger = officer('x', { office: 'ward-2', isSupervisor: true });
      expect(await desk.find(id, stranger)).toBeUndefined();
      for (const work of [
        () => desk.claim(id, stranger),
        () => desk.close(id, stranger, 'resolved'),
        () => desk.note(id, stranger, 'x'),
        () => desk.send(id, stranger, { clientMessageId: 'a', text: 'x' }),
      ]) {
        expect(await refusalOf(work())).toBe('unknown');
      }
      expect((await desk.list({ ...view('all'), office: 'ward-2' })).handoffs).toEqual([]);
      await desk.transfer(id, LAN, { kind: 'office', office: 'ward-2' }, 'Đúng nơi');
      expect(await desk.find(id, LAN)).toBeUndefined();
      expect((await desk.find(id, stranger))?.state).toBe('waiting');
    });

    it('gives those who wait to the least loaded, up to what she takes', async () => {
      await desk.present(LAN, 'available');
      await desk.present(HOA, 'available');
      for (let at = 0; at < 10; at += 1) await waiting();
      await desk.tick(now());
      const loads = (await desk.presences(OFFICE)).map(({ load }) => load);
      expect(loads).toEqual([4, 4]);
      expect((await desk.list(view('waiting'))).counts).toMatchObject({ waiting: 2, all: 10 });
    });

    it('gives to who can serve it, and what was passed to a team to nobody else', async () => {
      const { id } = await waiting();
      await desk.claim(id, LAN);
      await desk.transfer(id, LAN, { kind: 'team', skill: 'dat-dai' }, 'Việc đất đai');
      await desk.present(HOA, 'available');
      await desk.tick(now());
      expect((await desk.find(id, LAN))?.state).toBe('waiting');
      await desk.present(officer('mai', { skills: ['dat-dai'], capacity: 1 }), 'available');
      await desk.tick(now());
      expect((await desk.find(id, LAN))?.officerId).toBe('mai');
    });

    it('tells a citizen whose officer left that somebody else goes on, once', async () => {
      const handoff = await waiting();
      await desk.claim(handoff.id, LAN);
      await say(handoff, LAN, 'Dạ, em xem ạ');
      clockMs += 120_000;
      await desk.tick(now());
      await desk.tick(now());
      const turns = (await store.find(handoff.conversationId))?.turns ?? [];
      expect(turns.filter(({ text }) => text === vi.backInQueue)).toHaveLength(1);
      expect((await desk.find(handoff.id, LAN))?.state).toBe('waiting');
    });

    it('gives a citizen nobody answers to another who is free, and to nobody while there is none', async () => {
      const handoff = await waiting();
      await desk.present(LAN, 'available');
      await desk.tick(now());
      await assistant.ask(handoff.conversationId, { clientMessageId: 'w', text: 'alo?' });
      clockMs += 11 * 60_000;
      await desk.present(LAN, 'available');
      await desk.tick(now());
      expect((await desk.find(handoff.id, LAN))?.officerId).toBe('lan');
      await desk.present(HOA, 'available');
      await desk.tick(now());
      expect((await desk.find(handoff.id, LAN))?.officerId).toBe('hoa');
    });

    it('says when officers are back while closed, and asks for a number', async () => {
      const { conversationId } = await waiting();
      const opensAt = new Date('2026-11-24T07:30:00+07:00');
      const closed = open(true, store, () => ({ kind: 'closed', opensAt }));
      const wait = await closed.waitOf(conversationId);
      expect(wait.wait).toEqual({ kind: 'closed', opensAt: opensAt.toISOString() });
      expect(wait.text).toContain('07:30');
      expect(wait.mayLeaveContact).toBe(true);
      const feast = open(true, store, () => ({
        kind: 'closed',
        opensAt,
        holiday: { vi: 'Tết', en: 'Tet' },
      }));
      expect((await feast.waitOf(conversationId)).text).toContain('Tết');
    });

    it('is staffed by itself once an officer was there', async () => {
      const { conversationId } = await waiting();
      const auto = open('auto');
      expect((await auto.waitOf(conversationId)).wait.kind).toBe('not-staffed');
      expect(auto.isStaffed()).toBe(false);
      await auto.present(LAN, 'available');
      expect(auto.isStaffed()).toBe(true);
      expect((await auto.waitOf(conversationId)).wait.kind).toBe('queued');
    });

    it('asks once how it was after an officer served, and keeps the answer with that stretch', async () => {
      const handoff = await waiting();
      await desk.claim(handoff.id, LAN);
      await say(handoff, LAN, 'Dạ xong rồi ạ');
      await desk.close(handoff.id, LAN, 'resolved');
      const { conversationId } = handoff;
      expect(await desk.waitOf(conversationId)).toMatchObject({
        mayRate: true,
        text: vi.askRating,
      });
      clockMs += 1000;
      const rated = await desk.rate(conversationId, { stars: 2, reason: 'lâu' });
      expect(rated.mayRate).toBe(false);
      expect(await store.ratingOf(conversationId)).toMatchObject({ stars: 2, reason: 'lâu' });
    });

    it('makes a request known when the assistant hands over by itself', async () => {
      const conversationId = await citizen();
      const turns = (await store.find(conversationId))?.turns ?? [];
      desk.told(conversationId, turns);
      await expect
        .poll(async () => {
          const [handoff] = (await desk.list(view('waiting'))).handoffs;
          return (await desk.steps(handoff?.id ?? '')).map(({ kind }) => kind);
        })
        .toEqual(['requested']);
    });

    it('takes back what an officer who left had, at its old place', async () => {
      const first = await waiting();
      await desk.present(LAN, 'available');
      await desk.tick(now());
      await waiting();
      clockMs += 61_000;
      await desk.tick(now());
      const again = await desk.find(first.id, HOA);
      expect(again).toMatchObject({ state: 'waiting', position: 1 });
      expect((await desk.steps(first.id)).at(-1)?.kind).toBe('reassigned');
      expect(await desk.isOwned(first.conversationId)).toBe(false);
    });

    it('ends a talk the citizen left, and says so', async () => {
      const handoff = await waiting();
      await desk.claim(handoff.id, LAN);
      await say(handoff, LAN, 'Ông/bà cần gì thêm không ạ?');
      for (let hour = 0; hour < 25; hour += 1) {
        clockMs += 3_600_000;
        await desk.present(LAN, 'available');
      }
      await desk.tick(now());
      expect(await desk.find(handoff.id, LAN)).toMatchObject({
        state: 'closed',
        ending: 'abandoned',
      });
      const turns = (await store.find(handoff.conversationId))?.turns ?? [];
      expect(turns.at(-1)?.text).toBe(vi.abandoned);
    });

    it('lets the citizen leave the queue, and not what an officer has', async () => {
      const { conversationId, id } = await waiting();
      const left = await desk.leaveQueue(conversationId);
      expect(left).toMatchObject({ wait: { kind: 'none' }, text: vi.left });
      expect((await desk.find(id, LAN))?.ending).toBe('left');
      const second = await waiting();
      await desk.claim(second.id, LAN);
      expect((await desk.leaveQueue(second.conversationId)).wait.kind).toBe('served');
    });

    it('keeps remarks among officers, masked, and erases them with the conversation', async () => {
      const { id, conversationId } = await waiting();
      await desk.note(id, LAN, 'Gọi lại 0912 345 678 nhé');
      const [note] = await desk.notes(id);
      expect(note?.text).not.toContain('0912');
      await store.closeHandoff(id, now());
      await store.erase(conversationId);
      expect(await place.contents()).not.toContain(conversationId);
    });

    it('tells who looks of every change, for her own office only', async () => {
      const heard: DeskEvent[] = [];
      const leave = desk.follow(OFFICE, (event) => heard.push(event));
      const { id } = await waiting();
      await desk.claim(id, LAN);
      leave();
      await desk.note(id, LAN, 'x');
      expect(heard.map(({ kind }) => kind)).toEqual(['handoff', 'handoff']);
      expect(heard.every(({ office }) => office === OFFICE)).toBe(true);
    });

    it('pages through many without losing one', async () => {
      for (let at = 0; at < 7; at += 1) await waiting();
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await desk.list({
          ...view('waiting'),
          limit: 3,
          ...(after === undefined ? {} : { after }),
        });
        seen.push(...page.handoffs.map(({ id }) => id));
        after = page.next;
      } while (after !== undefined);
      expect(new Set(seen).size).toBe(7);
    });
  });
}

describe('the queue', () => {
  const NOW = new Date('2026-11-23T08:00:00+07:00');
  const presence = (officerId: string, load: number, capacity = 2, skills: string[] = []) => ({
    officerId,
    name: officerId,
    office: OFFICE,
    skills,
    capacity,
    state: 'available' as const,
    load,
    seenAt: NOW.toISOString(),
  });
  it('expects no wait where somebody is free, and turns of serving else', () => {
    const times = [300_000, 600_000, 900_000];
    expect(expectedWaitMs(1, times, [presence('a', 0)], NOW)).toBe(0);
    expect(expectedWaitMs(1, times, [presence('a', 2)], NOW)).toBe(600_000);
    expect(expectedWaitMs(3, times, [presence('a', 2)], NOW)).toBe(1_200_000);
    expect(expectedWaitMs(1, times.slice(1), [presence('a', 2)], NOW)).toBeUndefined();
    expect(expectedWaitMs(1, times, [], NOW)).toBeUndefined();
  });
  it('prefers who has the skill, then who has least, and nobody who is full or gone', () => {
    const all = [presence('a', 0), presence('b', 1, 2, ['land']), presence('c', 2, 2, ['land'])];
    expect(chooseOfficer(['land'], all, NOW)?.officerId).toBe('b');
    expect(chooseOfficer([], all, NOW)?.officerId).toBe('a');
    expect(chooseOfficer([], all, NOW, 'a')?.officerId).toBe('b');
    expect(chooseOfficer([], all.slice(0, 1), NOW, 'a')?.officerId).toBe('a');
    expect(chooseOfficer(['sea', 'land'], all, NOW)?.officerId).toBe('b');
    expect(chooseOfficer([], all, new Date(NOW.getTime() + 61_000))).toBeUndefined();
  });
});
