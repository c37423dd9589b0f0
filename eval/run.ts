import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type BaselineComparison, compareWithBaseline, updateBaseline } from './baseline.ts';
import { printComparison, printFloors, printScopes, summaryLine } from './console.ts';
import { checkFloors, type FloorResult, nameOf } from './floors.ts';
import { generateRun, type KeptRun, readRun } from './kept-run.ts';
import { type EvalOptions, readOptions, USAGE } from './options.ts';
import { reportPage } from './report/page.ts';
import { type ScopeScores, scoreRun } from './scores.ts';
import { findSources, ROOT } from './sources.ts';
import { SUITES } from './suites.ts';

const BASELINE = join(ROOT, 'eval', 'baseline.json');
const FLOORS = join(ROOT, 'eval', 'floors.json');

/** `npm run eval`: generate, score, compare, report. Exit code 1 below a floor or on bad input. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const run = await obtainRun(options);
  if (run.outputs.length === 0) throw new Error('There are no cases to run; see eval/README.md.');
  const scopes = scoreRun(run.cases, run.outputs, options.suites);
  const comparison = compareWithBaseline(BASELINE, scopes, options.suites);
  const floors = checkFloors(FLOORS, scopes);
  const report = join(run.dir, 'report.html');
  const summary = summaryLine(scopes, floors, relative(process.cwd(), report));
  const scores = JSON.stringify(asJson(run, scopes, comparison, floors), null, 2);
  writeFileSync(join(run.dir, 'scores.json'), `${scores}\n`);
  writeFileSync(report, reportPage({ config: run.config, scopes, comparison, floors }));
  if (options.updateBaseline) takeOver(run, scopes);
  const text = [printScopes(scopes), printComparison(comparison), printFloors(floors)].join('\n\n');
  if (options.json) process.stdout.write(`${scores}\n`);
  else process.stdout.write(`${text}\n\n`);
  for (const reason of run.config.skipped) process.stderr.write(`not run: ${reason}\n`);
  const broken = floors.filter((one) => one.status === 'broken');
  for (const { floor } of broken) process.stderr.write(`below the floor: ${nameOf(floor)}\n`);
  (options.json ? process.stderr : process.stdout).write(`${summary}\n`);
  return broken.length === 0 ? 0 : 1;
}

async function obtainRun(options: EvalOptions): Promise<KeptRun> {
  if (options.rescoreDir !== undefined) return readRun(options.rescoreDir);
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const dir = options.outDir ?? join(ROOT, 'eval', 'results', time);
  mkdirSync(dir, { recursive: true });
  return generateRun(dir, await findSources(options), options.suites);
}

/** Only a whole run on the two standing knowledges may become the baseline. */
function takeOver(run: KeptRun, scopes: readonly ScopeScores[]): void {
  const standing = scopes.every(({ scope }) => /^(?:facts|full)\/(?:own|shared)$/u.test(scope));
  if (!standing || run.config.suites.length < SUITES.length) {
    throw new Error('The baseline is taken from a whole run: no --cases, --knowledge or suites.');
  }
  updateBaseline(BASELINE, scopes, run.config.startedAt.slice(0, 10));
}

/** Scores without the outputs they come from, which lie beside them. */
function asJson(
  run: KeptRun,
  scopes: readonly ScopeScores[],
  comparison: BaselineComparison,
  floors: readonly FloorResult[],
): object {
  return {
    ...run.config,
    scopes: scopes.map(({ scope, suites, robustness, cases }) => ({
      scope,
      suites,
      robustness,
      cases: cases.map((one) => one.score),
    })),
    comparison,
    floors,
  };
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
