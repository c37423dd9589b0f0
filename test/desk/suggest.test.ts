import { describe, expect, it } from 'vitest';
import type { Asked, Means, Told } from '../../src/answering/means.ts';
import type { Answer } from '../../src/conversation/answer.ts';
import { createSuggesting } from '../../src/desk/suggest.ts';
import { SUGGESTION_POLICY } from '../../src/desk/suggestion-policy.ts';
import { procedureSchema } from '../../src/procedure/procedure.ts';
import { ANSWER } from '../contracts/samples.ts';

const NAMES: Readonly<Record<string, string>> = {
  '1.000001': 'Thủ tục đăng ký khai sinh',
  '1.000002': 'Thủ tục đăng ký lại khai sinh',
  '1.000003': 'Thủ tục ghi chú khai sinh',
  '1.000004': 'Thủ tục khai tử',
};
const record = (code: string) =>
  procedureSchema.parse({ code, name: NAMES[code] ?? 'x', field: 'Hộ tịch', levels: ['commune'] });
const told = (code: string, text = 'Trực tiếp: 8.000 đồng'): Told => ({
  gist: `Dạ, đây là ${code}.`,
  sections: [
    { facet: 'fee', procedureCode: code, title: 'Lệ phí', lines: [{ style: 'text', text }] },
  ],
  source: `Nguồn: ${code}`,
  text: `Trả lời ${code}`,
  citations: [{ code, facet: 'fee', url: `https://x/${code}`, updatedAt: '2026-04-15' }],
});
const ranked = (...scores: number[]) =>
  scores.map((score, at) => ({ code: `1.00000${at + 1}`, name: 'x', score }));
const CLARIFY: Answer = {
  ...ANSWER,
  outcome: 'clarify',
  confidence: 0.6,
  facets: ['fee'],
  procedures: ranked(0.6, 0.3, 0.08, 0.02),
};

function setUp(answers: Readonly<Record<string, Partial<Answer>>> = {}) {
  const asked: { readonly code: string; readonly of: Asked }[] = [];
  const byRule: (boolean | undefined)[] = [];
  const means: Pick<Means, 'answer' | 'procedure' | 'guide' | 'tell'> = {
    answer: async ({ text }, _context, options) => {
      byRule.push(options?.byRule);
      return { ...CLARIFY, ...answers[text] };
    },
    procedure: (code) => (code in NAMES ? record(code) : undefined),
    guide: () => undefined,
    tell: (code, of) => {
      asked.push({ code, of });
      return code === '1.000004' ? undefined : told(code);
    },
  };
  return { asked, byRule, ...createSuggesting({ means, nowMs: () => 0 }) };
}
const context = {
  turns: [],
  language: 'vi',
  channel: 'web',
  about: 'h-1',
  forTurn: '4',
} as const;

describe('suggested answers', () => {
  it('are the three likeliest procedures, the first with its calibrated probability', async () => {
    const { suggest } = setUp();
    const { cards, forTurn, understood } = await suggest('phí khai sinh', context);
    expect(cards.map(({ rank, procedureCode }) => [rank, procedureCode])).toEqual([
      [1, '1.000001'],
      [2, '1.000002'],
      [3, '1.000003'],
    ]);
    expect(cards.map(({ confidence }) => confidence)).toEqual([0.6, 0.3, 0.08]);
    expect(cards.map(({ sureness }) => sureness)).toEqual(['likely', 'possible', 'possible']);
    expect(forTurn).toBe('4');
    expect(understood).toEqual({
      outcome: 'clarify',
      reason: 'several-procedures',
      confidence: 0.6,
    });
  });

  it('tell exactly what was asked, from the record, with its source', async () => {
    const { suggest, asked } = setUp();
    const { cards } = await suggest('phí khai sinh', context);
    expect(asked.map(({ of }) => of.facets)).toEqual([['fee'], ['fee'], ['fee']]);
    expect(cards[0]).toMatchObject({
      procedureName: 'Thủ tục đăng ký khai sinh',
      facets: ['fee'],
      fields: [{ facet: 'fee', title: 'Lệ phí', lines: ['Trực tiếp: 8.000 đồng'] }],
      reply: 'Trả lời 1.000001',
      checklist: [],
      source: 'Nguồn: 1.000001',
      url: 'https://x/1.000001',
      updatedAt: '2026-04-15',
    });
  });

  it('say a whole overview where nothing particular was asked', async () => {
    const { suggest, asked } = setUp({ x: { facets: ['overview', 'dossier', 'fee'] } });
    const { cards } = await suggest('x', context);
    expect(asked[0]?.of.facets).toEqual([]);
    expect(cards[0]?.facets).toEqual(['overview']);
  });

  it('keep the id of a card for the same message and procedure, and for no other', async () => {
    const { suggest } = setUp();
    const ids = async (of: Partial<typeof context> & object = {}) =>
      (await suggest('x', { ...context, ...of })).cards.map(({ id }) => id);
    const first = await ids();
    expect(await ids()).toEqual(first);
    expect(new Set(first).size).toBe(3);
    const other = await suggest('x', { ...context, about: 'h-2' });
    expect(other.cards.map(({ id }) => id).filter((id) => first.includes(id))).toEqual([]);
  });

  it.each(['emergency', 'smalltalk', 'refused'] as const)(
    'are none for what ends as %s, however near a procedure lies',
    async (outcome) => {
      const { suggest } = setUp({ x: { outcome, confidence: 1 } });
      const { cards, understood } = await suggest('x', context);
      expect([cards, understood.outcome]).toEqual([[], outcome]);
    },
  );

  it('are none for an attempt on the rules', async () => {
    const { suggest } = setUp({
      x: { outcome: 'out-of-scope', reason: 'instructions', confidence: 1 },
    });
    expect((await suggest('x', context)).cards).toEqual([]);
  });

  it('are none below the floor: silence is better than a weak card', async () => {
    const { floor } = SUGGESTION_POLICY;
    const { suggest } = setUp({
      at: { confidence: floor },
      below: { confidence: floor - 0.001 },
    });
    expect((await suggest('at', context)).cards).not.toEqual([]);
    expect((await suggest('below', context)).cards).toEqual([]);
  });

  it('leave out a procedure whose figures could not be verified', async () => {
    const { suggest } = setUp({
      x: { procedures: [{ code: '1.000004', name: 'x', score: 0.7 }, ...ranked(0.3)] },
    });
    const { cards } = await suggest('x', context);
    expect(cards.map(({ rank, procedureCode }) => [rank, procedureCode])).toEqual([
      [1, '1.000001'],
    ]);
  });

  it('take over the assistant’s own answer, with what it takes for granted', async () => {
    const own = { ...told('1.000001'), text: 'Dạ, hiểu là khai sinh lần đầu.' };
    const { gist, sections, source, text, citations } = own;
    const { suggest } = setUp({
      x: {
        outcome: 'answered',
        answerCodes: ['1.000001'],
        gist,
        sections,
        source,
        text,
        citations,
      },
    });
    expect((await suggest('x', context)).cards[0]?.reply).toBe('Dạ, hiểu là khai sinh lần đầu.');
    const english = await suggest('x', { ...context, language: 'en' });
    expect(english.cards[0]?.reply).toBe('Trả lời 1.000001');
  });

  it('give both procedures of two needs in one message the same weight', async () => {
    const { suggest } = setUp({
      x: {
        outcome: 'answered',
        reason: 'several-needs',
        confidence: 0.7,
        answerCodes: ['1.000001', '1.000002'],
        procedures: ranked(0.9, 0.9),
      },
    });
    const { cards } = await suggest('x', context);
    expect(cards.map(({ confidence }) => confidence)).toEqual([0.7, 0.7]);
  });

  it('read speech from the place where it is surest, and put the other readings second', async () => {
    const { suggestFor } = setUp({
      'alo cho hỏi phí': { confidence: 0.3, procedures: ranked(0.5, 0.5) },
      phí: { confidence: 0.9, procedures: [{ code: '1.000003', name: 'x', score: 0.9 }] },
    });
    const { suggestions } = await suggestFor(
      [
        { question: 'alo cho hỏi phí', forTurn: 'u1' },
        { question: 'phí', forTurn: 'u2' },
      ],
      context,
    );
    expect(suggestions.forTurn).toBe('u2');
    expect(suggestions.cards[0]?.procedureCode).toBe('1.000003');
    expect(suggestions.cards).toHaveLength(3);
  });

  it('see danger to life wherever it was said', async () => {
    const { suggestFor } = setUp({
      'cháy nhà phí': { outcome: 'emergency', confidence: 1, procedures: [] },
      phí: { confidence: 0.99 },
    });
    const { suggestions } = await suggestFor(
      [
        { question: 'cháy nhà phí', forTurn: 'u1' },
        { question: 'phí', forTurn: 'u2' },
      ],
      context,
    );
    expect([suggestions.cards, suggestions.understood.outcome]).toEqual([[], 'emergency']);
  });

  it('never wait for a model', async () => {
    const { suggest, byRule } = setUp();
    await suggest('x', context);
    expect(byRule).toEqual([true]);
  });

  it('stop when newer words came', async () => {
    const { suggest } = setUp();
    const signal = AbortSignal.abort(new Error('newer'));
    await expect(suggest('x', { ...context, signal })).rejects.toThrow('newer');
  });
});
