import { describe, expect, it } from 'vitest';
import { compare, measured } from '../../eval/metrics/measure.ts';
import { robustness } from '../../eval/robustness.ts';
import { groupsOf } from '../../eval/scores.ts';
import { SUITES } from '../../eval/suites.ts';
import { caseScore } from './samples.ts';

const suite = (name: string) =>
  SUITES.find((one) => one.name === name) ?? (SUITES[0] as (typeof SUITES)[0]);
const measure = (suiteName: string, key: string) =>
  suite(suiteName).measures.find((one) => one.key === key) as (typeof SUITES)[0]['measures'][0];
const many = (count: number, change: (at: number) => Parameters<typeof caseScore>[0]) =>
  Array.from({ length: count }, (_, at) => caseScore({ id: `case-${at}`, ...change(at) }));

describe('a measure', () => {
  it('counts only the cases it is about', () => {
    const scores = [
      caseScore({ rank: 1 }),
      caseScore({ rank: 3 }),
      caseScore({ rank: 0 }),
      caseScore({ rank: null, action: 'smalltalk' }),
    ];
    expect(measured(measure('retrieval', 'hit1'), scores)).toMatchObject({
      value: 1 / 3,
      count: 3,
    });
    expect(measured(measure('retrieval', 'hit5'), scores)?.value).toBeCloseTo(2 / 3);
    expect(measured(measure('retrieval', 'mrr10'), scores)?.value).toBeCloseTo((1 + 1 / 3) / 3);
    expect(measured(measure('safety', 'emergencyMissed'), scores)).toBeUndefined();
  });

  it('counts a wrong fact among answered questions that have an answer', () => {
    const scores = [
      caseScore({ wrongFact: true }),
      caseScore({}),
      caseScore({ kind: 'clarify' }),
      caseScore({ action: 'out_of_scope' }),
    ];
    expect(measured(measure('answering', 'wrongFact'), scores)).toMatchObject({
      value: 0.5,
      count: 2,
    });
  });

  it('leaves what screening settled out of the claims, but no question that has an answer', () => {
    const scores = [
      caseScore({ confidence: 1 }),
      caseScore({ claimed: false, confidence: 0, rank: 0 }),
      caseScore({ action: 'out_of_scope', claimed: false, confidence: 0, rank: null }),
      caseScore({ action: 'handoff', confidence: 0.4, rank: null }),
    ];
    expect(measured(measure('confidence', 'ece'), scores)).toMatchObject({ count: 3 });
    expect(measured(measure('confidence', 'coverage2'), scores)?.value).toBe(0.5);
    expect(measured(measure('confidence', 'coverage2Bound'), scores)?.interval).toBeUndefined();
  });
});

describe('groups of a suite', () => {
  it('keep procedures known only from the catalogue out of every total', () => {
    const scores = [
      caseScore({}),
      caseScore({ class: 'catalog_only' }),
      caseScore({ class: 'asr' }),
    ];
    const groups = groupsOf(suite('answering'), scores);
    expect(groups.map(({ name, members }) => [name, members.length])).toEqual([
      ['all', 2],
      ['in_scope', 2],
      ['standard', 1],
      ['asr', 1],
      ['catalog_only', 1],
    ]);
  });
});

describe('two runs', () => {
  const hit1 = measure('retrieval', 'hit1');

  it('are compared over the cases both have', () => {
    const before = many(10, () => ({ rank: 2 }));
    const after = many(12, () => ({ rank: 1 }));
    expect(compare(hit1, before, after)).toEqual({
      before: 0,
      after: 1,
      common: 10,
      significant: true,
    });
  });

  it('do not differ significantly by a few changed cases', () => {
    const before = many(40, (at) => ({ rank: at < 3 ? 2 : 1 }));
    const after = many(40, () => ({ rank: 1 }));
    expect(compare(hit1, before, after)?.significant).toBe(false);
  });

  it('are compared by paired resampling where a case is more than yes or no', () => {
    const reciprocal = measure('retrieval', 'mrr10');
    const before = many(40, (at) => ({ rank: 2 + (at % 3) }));
    const after = many(40, () => ({ rank: 1 }));
    expect(compare(reciprocal, before, after)?.significant).toBe(true);
    expect(compare(reciprocal, before, before)?.significant).toBe(false);
  });

  it('have nothing to compare when they share no case', () => {
    expect(compare(hit1, [caseScore({ id: 'a' })], [caseScore({ id: 'b' })])).toBeUndefined();
  });
});

describe('robustness', () => {
  it('is the distance of a class from the standard class', () => {
    const scores = [
      ...many(20, () => ({ rank: 1 })),
      ...many(20, (at) => ({
        class: 'dialect',
        rank: at < 15 ? 1 : 2,
        verdict: 'partial' as const,
      })),
      ...many(3, () => ({ class: 'ambiguous', action: 'clarify' as const })),
    ];
    const rows = robustness(scores);
    expect(rows.map((row) => row.class)).toEqual(['standard', 'dialect']);
    expect(rows[1]?.gaps.hit1).toMatchObject({ share: 0.75, value: -0.25 });
    expect(rows[1]?.gaps.hit5.value).toBe(0);
  });

  it('needs the standard class', () => {
    expect(robustness([caseScore({ class: 'asr' })])).toEqual([]);
  });
});
