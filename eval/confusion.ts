import { fold } from '../src/language/fold.ts';
import type { ScoredCase } from './scores.ts';
import { APART } from './suites.ts';

/** One procedure taken for another: the first one named was not among the right ones. */
export interface Confusion {
  readonly expected: { readonly code: string; readonly name: string };
  readonly named: { readonly code: string; readonly name: string };
  /** Their names differ by a qualifier only ("cấp lại", "có yếu tố nước ngoài"). */
  readonly siblings: boolean;
  /** Cases in which it happened, and those of them that were answered so. */
  readonly ids: readonly string[];
  readonly answered: number;
}

/** Share of common syllables from which two names count as siblings. */
const SIBLING_LIKENESS = 0.6;

/** Confusions over questions with one right procedure, siblings first, the frequent before the rare. */
export function confusions(cases: readonly ScoredCase[]): Confusion[] {
  const found = new Map<string, Confusion>();
  for (const { test, output, score } of cases) {
    const named = output.procedures[0];
    if (test.expect.action !== 'answer' || score.class === APART) continue;
    if (score.rank === 1 || named === undefined) continue;
    const expected = nearest(Object.entries(output.expectedNames), named.name);
    const known = found.get(`${expected.code} ${named.code}`);
    const answered = output.kind === 'answered' ? 1 : 0;
    found.set(`${expected.code} ${named.code}`, {
      expected,
      named: { code: named.code, name: named.name },
      siblings: likeness(expected.name, named.name) >= SIBLING_LIKENESS,
      ids: [...(known?.ids ?? []), test.id],
      answered: (known?.answered ?? 0) + answered,
    });
  }
  return [...found.values()].sort(
    (a, b) => Number(b.siblings) - Number(a.siblings) || b.ids.length - a.ids.length,
  );
}

/** Of several right procedures the one whose name is most like the one named. */
function nearest(names: readonly (readonly [string, string])[], to: string): Confusion['expected'] {
  const [best] = [...names].sort((a, b) => likeness(b[1], to) - likeness(a[1], to));
  return best ? { code: best[0], name: best[1] } : { code: '–', name: '' };
}

/** Common syllables as a share of all syllables of both names, without marks. */
function likeness(first: string, second: string): number {
  const syllables = (text: string): Set<string> => new Set(fold(text).match(/[\p{L}\d]+/gu) ?? []);
  const a = syllables(first);
  const b = syllables(second);
  const all = a.union(b).size;
  return all === 0 ? 0 : a.intersection(b).size / all;
}
