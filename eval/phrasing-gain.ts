import { loadavg } from 'node:os';
import { openMeans } from '../src/open-means.ts';
import type { EvalCase } from './case.ts';
import { EVAL_VAR, findSources } from './sources.ts';
import { SUITES } from './suites.ts';

/**
 * `npm run eval:phrasings`: what guides and aliases are worth, field by field. Every question that has
 * a right procedure is searched twice with the same weights: with and without them in the index.
 */
const { plans, skipped } = await findSources({
  suites: SUITES,
  updateBaseline: false,
  json: false,
  help: false,
});
const plan = plans.at(-1);
if (plan === undefined) throw new Error('There are no cases to ask.');
for (const line of skipped) process.stdout.write(`left out: ${line}\n`);

interface Hits {
  count: number;
  one: [number, number];
  five: [number, number];
}
const fields = new Map<string, Hits>();
const asked = plan.cases.filter(
  ({ expect, turns }) =>
    turns.length === 0 &&
    expect.codes.length > 0 &&
    (expect.action === 'answer' || expect.action === 'clarify'),
);
for (const [which, withoutPhrasings] of [true, false].entries()) {
  const means = await openMeans({
    knowledgeDir: plan.dir,
    varDir: EVAL_VAR,
    withoutPhrasings,
    onProgress: (share) => progress(withoutPhrasings ? 'index without' : 'index with', share),
  });
  asked.forEach((one, at) => {
    count(
      one,
      which as 0 | 1,
      means.search(one.text, 5).map(({ code }) => code),
      means.procedure,
    );
    if (at % 200 === 0) progress('questions', at / asked.length);
  });
  means.close();
}
report();

function count(
  { expect }: EvalCase,
  which: 0 | 1,
  found: readonly string[],
  procedure: (code: string) => { readonly field: string } | undefined,
): void {
  const field = procedure(expect.codes[0] ?? '')?.field ?? '–';
  const rank = found.findIndex((code) => expect.codes.includes(code));
  for (const name of [field, 'all']) {
    const hits = fields.get(name) ?? { count: 0, one: [0, 0], five: [0, 0] };
    fields.set(name, hits);
    if (which === 0) hits.count += 1;
    if (rank === 0) hits.one[which] += 1;
    if (rank >= 0) hits.five[which] += 1;
  }
}

function report(): void {
  process.stdout.write(
    `\n${asked.length} questions of one message, ${plan?.knowledge ?? ''} knowledge, load ${(loadavg()[0] ?? 0).toFixed(1)}\n\n`,
  );
  process.stdout.write(`${'field'.padEnd(44)}    n   Hit@1 without → with          Hit@5\n`);
  const sorted = [...fields].sort((a, b) => b[1].count - a[1].count);
  for (const [field, { count: n, one, five }] of sorted) {
    const share = (value: number): string => `${((100 * value) / n).toFixed(0)}`.padStart(3);
    const before = Math.round((12 * one[0]) / n);
    const gained = Math.max(0, Math.round((12 * one[1]) / n) - before);
    const bar = `${'█'.repeat(before)}${'▒'.repeat(gained)}`.padEnd(12, '·');
    process.stdout.write(
      `${field.slice(0, 44).padEnd(44)} ${String(n).padStart(4)}   ${bar} ${share(one[0])} → ${share(one[1])}      ${share(five[0])} → ${share(five[1])}\n`,
    );
  }
}

function progress(what: string, share: number): void {
  process.stderr.write(`${what}: ${Math.round(share * 100)} %\n`);
}
