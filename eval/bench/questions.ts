import { evalCaseSchema, type EvalCase } from '../case.ts';
import { quantile } from '../metrics/resample.ts';
import { firstRightRank } from '../metrics/case-score.ts';
import { readFileSync } from 'node:fs';

/** Questions a search without conversation can be asked: one message, one right procedure. */
export function standaloneQuestions(cases: readonly EvalCase[]): EvalCase[] {
  return cases.filter(
    ({ expect, turns, class: name }) =>
      expect.action === 'answer' && turns.length === 0 && name !== 'catalog_only',
  );
}

/** Cases as the bench hands them to its children. */
export function readQuestions(path: string): EvalCase[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as unknown[]).map((one) =>
    evalCaseSchema.parse(one),
  );
}

export interface SearchQuality {
  readonly questions: number;
  readonly hit1: number;
  readonly hit5: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/**
 * Asks a search every question until the time is used up (at least one is asked), after a few that
 * are not counted.
 */
export async function measureSearch(
  questions: readonly EvalCase[],
  search: (text: string) => readonly string[] | Promise<readonly string[]>,
  {
    budgetMs = Infinity,
    warmUp = 10,
  }: { readonly budgetMs?: number; readonly warmUp?: number } = {},
): Promise<SearchQuality> {
  for (const { text } of questions.slice(0, warmUp)) await search(text);
  const times: number[] = [];
  const ranks: number[] = [];
  const begun = performance.now();
  for (const { text, expect } of questions) {
    const started = performance.now();
    const codes = await search(text);
    times.push(performance.now() - started);
    ranks.push(
      firstRightRank(
        expect.codes,
        codes.map((code) => ({ code })),
      ),
    );
    if (performance.now() - begun > budgetMs) break;
  }
  const share = (depth: number): number =>
    ranks.filter((rank) => rank >= 1 && rank <= depth).length / Math.max(1, ranks.length);
  return {
    questions: ranks.length,
    hit1: share(1),
    hit5: share(5),
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
  };
}
