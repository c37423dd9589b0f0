import { describe, expect, it } from 'vitest';
import en from '../../knowledge/calls.en.json' with { type: 'json' };
import vi from '../../knowledge/calls.vi.json' with { type: 'json' };
import { checklistText } from '../../src/desk/call-checklist.ts';
import { summaryOf } from '../../src/desk/call-summary.ts';
import type { SummaryInput } from '../../src/desk/call-summary.ts';
import type { SuggestionCard, Suggestions } from '../../src/desk/suggestion.ts';

const card = (procedureCode: string, values: Partial<SuggestionCard> = {}): SuggestionCard => ({
  id: procedureCode,
  rank: 1,
  procedureCode,
  procedureName: `Thủ tục ${procedureCode}`,
  confidence: 0.9,
  sureness: 'sure',
  facets: ['fee'],
  fields: [{ facet: 'fee', title: 'Lệ phí', lines: [] }],
  reply: 'Trả lời',
  script: '',
  checklist: [],
  source: 'Nguồn: x',
  ...values,
});
const matter = (cards: readonly SuggestionCard[], outcome = 'answered'): Suggestions => ({
  forTurn: 'u',
  question: 'x',
  cards,
  tookMs: 0,
  understood: { outcome, reason: 'x', confidence: 1 },
});
const summary = (input: Partial<SummaryInput>): string =>
  summaryOf({
    matters: [],
    feedback: [],
    nameOf: (code) => `Thủ tục ${code}`,
    language: 'vi',
    ...input,
  });
const fill = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/gu, (_, name: string) => values[name] ?? '');

describe('the summary of a call', () => {
  it('names what was understood, asked, used and left open', () => {
    const text = summary({
      matters: [matter([card('1')]), matter([card('2'), card('3')]), matter([])],
      feedback: [{ kind: 'read-aloud', procedureCode: '1' }],
      disposition: 'answered',
    });
    expect(text.split('\n')).toEqual([
      fill(vi.summary.matters, { procedures: 'Thủ tục 1; Thủ tục 2' }),
      fill(vi.summary.facets, { facets: 'Lệ phí' }),
      fill(vi.summary.used, { procedures: 'Thủ tục 1' }),
      fill(vi.summary.open, { procedures: 'Thủ tục 2' }),
      fill(vi.summary.unclear, { count: '1' }),
      fill(vi.summary.disposition, { disposition: vi.summary.dispositions.answered }),
    ]);
  });

  it('believes what the officer used more than what was likely, and drops what she refused', () => {
    const used = summary({
      matters: [matter([card('1'), card('2')])],
      feedback: [{ kind: 'sent', procedureCode: '2' }],
    });
    expect(used).toContain('Thủ tục 2');
    expect(used).not.toContain('Thủ tục 1');
    const refused = summary({
      matters: [matter([card('1')])],
      feedback: [{ kind: 'not-this', procedureCode: '1' }],
    });
    expect(refused).not.toContain('Thủ tục 1');
  });

  it('does not count a weak card as understood, a greeting as unclear, or a fire as either', () => {
    expect(summary({ matters: [matter([card('1', { sureness: 'possible' })])] })).toBe(
      [vi.summary.noMatter, fill(vi.summary.unclear, { count: '1' })].join('\n'),
    );
    expect(summary({ matters: [matter([], 'smalltalk')] })).toBe(vi.summary.noMatter);
    expect(summary({ matters: [matter([], 'emergency')], language: 'en' })).toBe(
      [en.summary.noMatter, en.summary.urgent].join('\n'),
    );
  });
});

describe('a checklist to send', () => {
  it('numbers the papers and names the source', () => {
    const text = checklistText(card('1', { checklist: ['Tờ khai', 'Giấy chứng sinh'] }), 'vi');
    expect(text.split('\n').slice(1)).toEqual(['1. Tờ khai', '2. Giấy chứng sinh', 'Nguồn: x']);
  });

  it('is the whole reply where papers were not asked for', () => {
    expect(checklistText(card('1'), 'vi')).toBe('Trả lời');
  });
});

describe('the words of calls', () => {
  it('are the same in both languages, places included', () => {
    const shape = (value: unknown, path = ''): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, one]) => shape(one, `${path}.${key}`))
        : [`${path} ${(String(value).match(/\{\w+\}/gu) ?? []).toSorted().join(' ')}`];
    expect(shape(en)).toEqual(shape(vi));
  });
});
