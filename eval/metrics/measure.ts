import type { CaseScore } from './case-score.ts';
import type { Interval } from './intervals.ts';
import { wilson } from './intervals.ts';
import { bootstrap, mcnemar, seededRandom } from './resample.ts';

/** A named number over a list of case scores. */
export interface Measure {
  readonly key: string;
  readonly better: 'higher' | 'lower';
  /** `share`: 0–1, printed in %; `score`: 0–1, printed as it is; `ms`: milliseconds. */
  readonly unit: 'share' | 'score' | 'ms';
  /** What one case adds to a mean: 0–1, or undefined when the case does not count. */
  readonly of?: (score: CaseScore) => number | undefined;
  /** A number that is no mean of cases. Exactly one of `of` and `over` is given. */
  readonly over?: (scores: readonly CaseScore[]) => number | undefined;
  /** Which cases `over` is about; all without it. */
  readonly among?: (score: CaseScore) => boolean;
  /** Already a bound: an interval around it would mean nothing. */
  readonly exact?: boolean;
}

export interface Measured {
  readonly value: number;
  /** 95 %: Wilson for shares of yes/no cases, seeded bootstrap for the rest; none for times. */
  readonly interval?: Interval;
  /** Cases that count. */
  readonly count: number;
}

/** Undefined when no case counts. */
export function measured(measure: Measure, scores: readonly CaseScore[]): Measured | undefined {
  const { over } = measure;
  if (over) {
    const counted = measure.among ? scores.filter(measure.among) : scores;
    const value = over(counted);
    if (value === undefined) return undefined;
    const bare = measure.unit === 'ms' || measure.exact;
    const interval = bare ? undefined : bootstrap(counted, over, { rounds: 300 });
    return { value, count: counted.length, ...(interval && { interval }) };
  }
  const values = scores.map((score) => measure.of?.(score)).filter((value) => value !== undefined);
  if (values.length === 0) return undefined;
  const value = mean(values);
  const yesNo = values.every((one) => one === 0 || one === 1);
  const hits = values.filter((one) => one === 1).length;
  const interval = yesNo ? wilson(hits, values.length) : bootstrap(values, mean);
  return { value, count: values.length, ...(interval && { interval }) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export interface Comparison {
  /** Values of both runs over the cases they have in common. */
  readonly before: number;
  readonly after: number;
  readonly common: number;
  /** 95 %; undefined where chance cannot be told from change (times differ between machines). */
  readonly significant?: boolean;
}

/**
 * Compares two runs case by case over what they share: exact McNemar for yes/no measures, paired
 * seeded bootstrap for the others.
 */
export function compare(
  measure: Measure,
  before: readonly CaseScore[],
  after: readonly CaseScore[],
): Comparison | undefined {
  const earlier = new Map(before.map((score) => [score.id, score]));
  const pairs = after.flatMap((score) => {
    const twin = earlier.get(score.id);
    return twin ? [{ before: twin, after: score }] : [];
  });
  const value = (side: 'before' | 'after', of: readonly (typeof pairs)[number][]) =>
    valueOf(
      measure,
      of.map((pair) => pair[side]),
    );
  const then = value('before', pairs);
  const now = value('after', pairs);
  if (then === undefined || now === undefined) return undefined;
  const base = { before: then, after: now, common: pairs.length };
  if (measure.unit === 'ms' || measure.exact) return base;
  const { of } = measure;
  if (of) {
    const marks = pairs.map((pair) => [of(pair.before), of(pair.after)] as const);
    if (marks.every((mark) => mark.every((one) => one === undefined || one === 0 || one === 1))) {
      const gained = marks.filter(([a, b]) => a === 0 && b === 1).length;
      const lost = marks.filter(([a, b]) => a === 1 && b === 0).length;
      return { ...base, significant: mcnemar(gained, lost) < 0.05 };
    }
  }
  const random = seededRandom(2);
  const differences: number[] = [];
  for (let round = 0; round < 300; round += 1) {
    const sample = pairs.map(() => pairs[Math.floor(random() * pairs.length)] as (typeof pairs)[0]);
    const a = value('before', sample);
    const b = value('after', sample);
    if (a !== undefined && b !== undefined) differences.push(b - a);
  }
  differences.sort((a, b) => a - b);
  const at = (share: number): number =>
    differences[Math.floor((differences.length - 1) * share)] ?? 0;
  return { ...base, significant: at(0.025) > 0 || at(0.975) < 0 };
}

function valueOf(measure: Measure, scores: readonly CaseScore[]): number | undefined {
  if (measure.over) return measure.over(measure.among ? scores.filter(measure.among) : scores);
  const values = scores.map((score) => measure.of?.(score)).filter((one) => one !== undefined);
  return values.length === 0 ? undefined : mean(values);
}
