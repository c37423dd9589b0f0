import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/conversation/answer.ts';
import type {
  CallEvent,
  CallEventBody,
  CallNotice,
  CardChange,
} from '../../src/desk/call-event.ts';
import { createCalls } from '../../src/desk/calls.ts';
import type { Calls } from '../../src/desk/calls.ts';
import { DeskRefused } from '../../src/desk/desk.ts';
import type { Actor } from '../../src/desk/desk.ts';
import { createSuggesting } from '../../src/desk/suggest.ts';
import { SUGGESTION_POLICY } from '../../src/desk/suggestion-policy.ts';
import { maskPersonalData } from '../../src/language/personal-data.ts';
import { procedureSchema } from '../../src/procedure/procedure.ts';
import { openStore } from '../../src/stores/open-store.ts';
import type { Store } from '../../src/stores/open-store.ts';
import { ANSWER } from '../contracts/samples.ts';

const LAN: Actor = { officerId: 'lan', name: 'Lan', office: 'ward-1', isSupervisor: false };
const HOA: Actor = { ...LAN, officerId: 'hoa', name: 'Hoa' };
const CHIEF: Actor = { ...LAN, officerId: 'chief', name: 'Chief', isSupervisor: true };
const STRANGER: Actor = { ...LAN, officerId: 'x', office: 'ward-2', isSupervisor: true };
const START = Date.parse('2026-11-23T02:00:00Z');

/** "kết hôn" is one procedure, "khai sinh" another, everything else nothing. */
function answerTo(text: string): Partial<Answer> {
  const code = text.includes('kết hôn') ? '1.000002' : '1.000001';
  const known = /khai sinh|kết hôn/u.test(text);
  return known
    ? { confidence: 0.9, facets: ['fee'], procedures: [{ code, name: code, score: 0.9 }] }
    : { outcome: 'smalltalk', confidence: 1, procedures: [] };
}

describe('calls', () => {
  let store: Store;
  let calls: Calls;
  let nowMs: number;
  let notices: CallNotice[];
  let cards: CardChange[];
  let problems: unknown[];
  beforeEach(async () => {
    store = await openStore({ file: ':memory:' });
    nowMs = START;
    [notices, cards, problems] = [[], [], []];
    const means = {
      answer: async ({ text }: { readonly text: string }) => {
        if (text.includes('hỏng')) throw new Error('boom');
        return { ...ANSWER, ...answerTo(text) };
      },
      procedure: (code: string) =>
        procedureSchema.parse({ code, name: `Thủ tục ${code}`, field: 'x', levels: [] }),
      guide: () => undefined,
      tell: (code: string) => ({
        gist: '',
        sections: [{ facet: 'fee', procedureCode: code, title: 'Lệ phí', lines: [] } as const],
        source: 'Nguồn',
        text: 'Trả lời',
        citations: [],
      }),
    };
    calls = createCalls({
      store,
      suggesting: createSuggesting({ means, nowMs: () => 0 }),
      mask: (text) => maskPersonalData(text).text,
      office: 'ward-1',
      officerOf: async (agentId) => (agentId === '101' ? 'lan' : undefined),
      nameOf: (code) => `Thủ tục ${code}`,
      onChange: (notice) => notices.push(notice),
      onProblem: (error) => problems.push(error),
      policy: {
        ...SUGGESTION_POLICY,
        partial: { ...SUGGESTION_POLICY.partial, debounceMs: 1 },
      },
      now: () => new Date(nowMs),
    });
    calls.follow((change) => cards.push(change));
  });
  afterEach(async () => {
    calls.stop();
    await store.close();
  });

  const event = (seq: number, body: CallEventBody, callId = 'c-1'): CallEvent => ({
    eventId: `e-${seq}`,
    callId,
    seq,
    at: new Date(START + seq * 1000).toISOString(),
    body,
  });
  const words = (
    seq: number,
    text: string,
    options: Partial<{ id: string; final: boolean; speaker: 'customer' | 'agent' }> = {},
  ): CallEvent =>
    event(seq, {
      type: (options.final ?? true) ? 'transcript.final' : 'transcript.partial',
      utteranceId: options.id ?? `u${seq}`,
      speaker: options.speaker ?? 'customer',
      text,
      startMs: seq * 1000,
    });
  const STARTED: CallEventBody = { type: 'call.started', from: '0912345678', provider: 'stringee' };
  const find = (id = 'c-1') => calls.find(id, LAN);
  /** Until nothing is worked on any more. */
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 25));
  const refusal = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof DeskRefused ? error.refusal : String(error)),
    );

  describe('as telephony tells of them', () => {
    it('ring, talk, are held and end', async () => {
      const states: (string | undefined)[] = [];
      const bodies: CallEventBody[] = [
        STARTED,
        { type: 'agent.connected', agentId: '101' },
        { type: 'call.held' },
        { type: 'call.resumed' },
        { type: 'call.ended' },
      ];
      for (const [seq, body] of bodies.entries()) {
        expect(await calls.take(event(seq, body))).toBe('taken');
        states.push((await find())?.state);
      }
      expect(states).toEqual(['ringing', 'talking', 'held', 'talking', 'ended']);
      expect(await find()).toMatchObject({
        provider: 'stringee',
        from: '•••678',
        officerId: 'lan',
        startedAt: '2026-11-23T02:00:00.000Z',
        endedAt: '2026-11-23T02:00:04.000Z',
      });
    });

    it('are the same when every event comes twice and in the wrong order', async () => {
      const all = [
        event(0, STARTED),
        event(1, { type: 'agent.connected', agentId: '101' }),
        words(2, 'làm giấy'),
        event(3, { type: 'call.held' }),
        event(4, { type: 'call.resumed' }),
        words(5, 'khai sinh'),
        event(6, { type: 'call.ended' }),
      ];
      const shuffled = [6, 2, 4, 0, 5, 3, 1, 1, 0, 6, 2, 5, 4, 3].map((at) => all[at]);
      const outcomes: string[] = [];
      for (const one of shuffled) if (one) outcomes.push(await calls.take(one));
      expect(outcomes.filter((one) => one === 'taken')).toHaveLength(7);
      expect(outcomes.filter((one) => one === 'repeated')).toHaveLength(7);
      const disordered = await find();
      for (const one of all) await calls.take({ ...one, callId: 'c-2' });
      expect(disordered).toEqual({ ...(await find('c-2')), id: 'c-1' });
      expect(disordered?.utterances.map(({ text }) => text)).toEqual(['làm giấy', 'khai sinh']);
    });

    it('begin with the first thing heard of them', async () => {
      await calls.take(words(3, 'làm khai sinh'));
      expect(await find()).toMatchObject({ state: 'talking', from: '', provider: '' });
    });

    it('take words for a minute after the end, and none later', async () => {
      await calls.take(event(9, { type: 'call.ended' }));
      nowMs += 60_000;
      expect(await calls.take(words(2, 'khai sinh'))).toBe('taken');
      nowMs += 1;
      expect(await calls.take(words(3, 'kết hôn'))).toBe('too-late');
      expect((await find())?.utterances).toHaveLength(1);
      expect((await find())?.state).toBe('ended');
    });

    it('end by themselves when nobody tells of an end', async () => {
      await calls.take(words(1, 'khai sinh'));
      nowMs += 3_600_000;
      await calls.sweep(new Date(nowMs));
      expect((await find())?.state).toBe('talking');
      nowMs += 4 * 3_600_000;
      await calls.sweep(new Date(nowMs));
      expect(await find()).toMatchObject({ state: 'ended', endedAt: '2026-11-23T02:00:00.000Z' });
      expect(notices.at(-1)).toMatchObject({ kind: 'call', call: { state: 'ended' } });
    });

    it('keep no personal data of what is said, and no number that can be called', async () => {
      await calls.take(event(0, STARTED));
      await calls.take(words(1, 'khai sinh số điện thoại 0987654321 nhé'));
      const call = JSON.stringify(await find());
      expect(call).not.toContain('0987654321');
      expect(call).not.toContain('0912345678');
    });

    it('let events of other types pass', async () => {
      expect(await calls.take(event(1, { type: 'other' }))).toBe('taken');
    });
  });

  describe('bring cards', () => {
    it('at once after final words, to the console and to telephony', async () => {
      await calls.take(words(1, 'lệ phí khai sinh'));
      await settled();
      expect(cards).toMatchObject([
        { kind: 'created', callId: 'c-1', forTurn: 'u1', card: { procedureCode: '1.000001' } },
      ]);
      expect(notices.at(-1)).toMatchObject({
        kind: 'call-suggestions',
        office: 'ward-1',
        callId: 'c-1',
        suggestions: { forTurn: 'u1' },
      });
    });

    it('while she still speaks, and update them in place', async () => {
      await calls.take(words(1, 'lệ phí khai sinh', { id: 'u', final: false }));
      await settled();
      await calls.take(words(2, 'lệ phí khai sinh cho con', { id: 'u', final: false }));
      await settled();
      await calls.take(words(3, 'lệ phí khai sinh cho con ạ', { id: 'u' }));
      await settled();
      const first = cards[0];
      expect(cards.map(({ kind }) => kind)).toEqual(['created']);
      const shown = await calls.suggestions((await find()) ?? ({} as never));
      expect(shown.map(({ question }) => question)).toEqual(['lệ phí khai sinh cho con ạ']);
      expect(first?.kind !== 'retracted' && first?.card.id).toBe(shown[0]?.cards[0]?.id);
    });

    it('only for the newest of words that come in a rush', async () => {
      for (const [seq, text] of ['lệ phí khai', 'lệ phí khai sinh', 'lệ phí kết hôn'].entries()) {
        await calls.take(words(seq, text, { id: 'u', final: false }));
      }
      await settled();
      expect(cards.at(-1)).toMatchObject({ kind: 'created', card: { procedureCode: '1.000002' } });
      const { length } = cards.filter(({ kind }) => kind === 'created');
      expect(length - cards.filter(({ kind }) => kind === 'retracted').length).toBe(1);
    });

    it('and take back what the final words contradict', async () => {
      await calls.take(words(1, 'lệ phí khai sinh', { id: 'u', final: false }));
      await settled();
      await calls.take(words(2, 'lệ phí kết hôn', { id: 'u' }));
      await settled();
      expect(cards.map(({ kind }) => kind)).toEqual(['created', 'retracted', 'created']);
      expect(cards[1]).toMatchObject({ kind: 'retracted', forTurn: 'u' });
    });

    it('take all back when nothing is asked after all', async () => {
      await calls.take(words(1, 'giấy khai sinh à', { id: 'u', final: false }));
      await settled();
      await calls.take(words(2, 'à thôi không có gì', { id: 'u' }));
      await settled();
      expect(cards.map(({ kind }) => kind)).toEqual(['created', 'retracted']);
      expect(await calls.suggestions((await find()) ?? ({} as never))).toEqual([]);
    });

    it('leave cards of a matter that was answered where they are', async () => {
      await calls.take(words(1, 'lệ phí khai sinh'));
      await settled();
      const answer = 'dạ khai sinh thì không mất tiền chị ạ';
      await calls.take(words(2, answer, { speaker: 'agent' }));
      await calls.take(words(3, 'thế còn kết hôn'));
      await settled();
      expect(cards.map(({ kind }) => kind)).toEqual(['created', 'created']);
    });

    it('never when looking for them fails; the call goes on', async () => {
      expect(await calls.take(words(1, 'máy hỏng khai sinh'))).toBe('taken');
      await settled();
      expect([cards.length, problems.length]).toEqual([0, 1]);
      await calls.take(event(2, { type: 'call.ended' }));
      expect((await find())?.state).toBe('ended');
    });

    it('are found again by a process that did not hear the call', async () => {
      await calls.take(words(1, 'lệ phí khai sinh'));
      await settled();
      calls.stop();
      const [shown] = await calls.suggestions((await find()) ?? ({} as never));
      expect(shown?.cards[0]?.procedureCode).toBe('1.000001');
    });
  });

  describe('in officers’ hands', () => {
    it('are typed along, with cards at once', async () => {
      const call = await calls.open(LAN, '0912 345 678');
      expect(call).toMatchObject({ provider: 'typed', from: '•••678', officerId: 'lan' });
      const said = {
        id: 'a',
        speaker: 'customer',
        text: 'lệ phí khai sinh',
        final: false,
      } as const;
      const suggestions = await calls.say(call.id, LAN, said);
      expect(suggestions?.cards).toHaveLength(1);
      await calls.say(call.id, LAN, { ...said, text: 'lệ phí kết hôn', final: true });
      const { utterances } = (await find(call.id)) ?? { utterances: [] };
      expect(utterances.map(({ text, final }) => [text, final])).toEqual([
        ['lệ phí kết hôn', true],
      ]);
    });

    it('are nobody’s business in another office', async () => {
      const { id } = await calls.open(LAN);
      expect(await calls.find(id, STRANGER)).toBeUndefined();
      const said = { id: 'a', speaker: 'customer', text: 'x', final: true } as const;
      expect(await refusal(calls.say(id, STRANGER, said))).toBe('unknown');
      expect(await refusal(calls.takeOver(id, STRANGER))).toBe('unknown');
      expect(await refusal(calls.end(id, STRANGER, { disposition: 'answered' }))).toBe('unknown');
      expect(await refusal(calls.takeOver('nothing', LAN))).toBe('unknown');
    });

    it('are taken by one officer, and by a supervisor from her', async () => {
      await calls.take(event(0, STARTED));
      expect((await calls.takeOver('c-1', LAN)).officerId).toBe('lan');
      expect(await refusal(calls.takeOver('c-1', HOA))).toBe('taken');
      expect(await refusal(calls.end('c-1', HOA, { disposition: 'answered' }))).toBe('not-owner');
      expect((await calls.takeOver('c-1', CHIEF)).officerId).toBe('chief');
    });

    it('are wrapped up once, by rule where she writes nothing herself', async () => {
      const { id } = await calls.open(LAN);
      const said = { id: 'a', speaker: 'customer', text: 'lệ phí khai sinh', final: true } as const;
      const suggestions = await calls.say(id, LAN, said);
      const used = await calls.end(id, LAN, { disposition: 'answered' });
      expect(used.summary).toContain('Thủ tục 1.000001');
      expect(used).toMatchObject({ state: 'ended', disposition: 'answered' });
      expect(suggestions?.cards[0]?.sureness).toBe('sure');
      expect(await refusal(calls.end(id, LAN, { disposition: 'no-need' }))).toBe('closed');
      expect(await refusal(calls.say(id, LAN, { ...said, id: 'b' }))).toBe('closed');
    });

    it('keep an officer’s own summary, without personal data', async () => {
      const { id } = await calls.open(LAN);
      const ended = await calls.end(id, LAN, {
        disposition: 'call-back',
        summary: 'Gọi lại số 0987654321.',
      });
      expect(ended.summary).not.toContain('0987654321');
    });
  });
});
