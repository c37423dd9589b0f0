import type { CaseScore } from './metrics/case-score.ts';
import { differenceOfShares, type Interval } from './metrics/intervals.ts';
import { APART } from './suites.ts';

/** How far a class stands from the standard class, in shares (0.02 is two points). */
export interface RobustnessRow {
  readonly class: string;
  readonly cases: number;
  readonly gaps: Readonly<Record<RobustnessKey, Gap>>;
}
export type RobustnessKey = 'hit1' | 'hit5' | 'right' | 'wrong';

interface Gap extends Interval {
  /** Share in this class. */
  readonly share: number;
  /** That share less the standard class's, with the 95 % interval of the difference (Newcombe). */
  readonly value: number;
}

const MARKS: Readonly<Record<RobustnessKey, (score: CaseScore) => boolean>> = {
  hit1: ({ rank }) => rank === 1,
  hit5: ({ rank }) => rank !== null && rank >= 1 && rank <= 5,
  right: ({ verdict }) => verdict === 'right',
  wrong: ({ verdict }) => verdict === 'wrong',
};
export const ROBUSTNESS_KEYS = Object.keys(MARKS) as RobustnessKey[];

/** One row per class whose questions have an answer, against `standard`; empty without that class. */
export function robustness(scores: readonly CaseScore[]): RobustnessRow[] {
  const answerable = scores.filter(
    ({ action, class: name }) => action === 'answer' && name !== APART,
  );
  const standard = answerable.filter((score) => score.class === 'standard');
  if (standard.length === 0) return [];
  const names = [...new Set(answerable.map((score) => score.class))].filter(
    (name) => name !== 'standard',
  );
  return ['standard', ...names.sort()].map((name) => {
    const members = answerable.filter((score) => score.class === name);
    const gap = (key: RobustnessKey): Gap => {
      const count = (list: readonly CaseScore[]) => ({
        hits: list.filter(MARKS[key]).length,
        count: list.length,
      });
      const here = count(members);
      return { share: here.hits / here.count, ...differenceOfShares(here, count(standard)) };
    };
    return {
      class: name,
      cases: members.length,
      gaps: { hit1: gap('hit1'), hit5: gap('hit5'), right: gap('right'), wrong: gap('wrong') },
    };
  });
}
