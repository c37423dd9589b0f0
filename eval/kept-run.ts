import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openMeans } from '../src/open-means.ts';
import { askCase } from './ask-cases.ts';
import { type EvalCase, evalCaseSchema } from './case.ts';
import { type Output, outputSchema } from './output.ts';
import { createProgress } from './progress.ts';
import { EVAL_VAR, type Sources } from './sources.ts';
import type { Suite } from './suites.ts';

/** A run as it is kept in its folder: `config.json`, `cases.jsonl`, `outputs.jsonl`. */
export interface KeptRun {
  readonly dir: string;
  readonly config: RunConfig;
  readonly cases: readonly EvalCase[];
  readonly outputs: readonly Output[];
}

export interface RunConfig {
  readonly startedAt: string;
  readonly suites: readonly string[];
  readonly skipped: readonly string[];
  readonly knowledge: Readonly<Record<string, unknown>>;
  readonly machine: Readonly<Record<string, string | number>>;
}

/** Asks the product every case the suites need and keeps what it said. */
export async function generateRun(
  dir: string,
  { plans, skipped }: Sources,
  suites: readonly Suite[],
): Promise<KeptRun> {
  mkdirSync(dir, { recursive: true });
  const startedAt = new Date().toISOString();
  const knowledge: Record<string, unknown> = {};
  const cases = new Map<string, EvalCase>();
  const outputs: Output[] = [];
  const file = createWriteStream(join(dir, 'outputs.jsonl'));
  for (const plan of plans) {
    const wanted = plan.cases.filter((test) =>
      suites.some((suite) =>
        suite.counts({ action: test.expect.action, turns: test.turns.length }),
      ),
    );
    if (wanted.length === 0) continue;
    const opening = createProgress(`index, ${plan.knowledge}`);
    const means = await openMeans({
      ...(plan.dir !== undefined && { knowledgeDir: plan.dir }),
      varDir: EVAL_VAR,
      onProgress: opening,
    });
    knowledge[plan.knowledge] = means.knowledge;
    const asking = createProgress(`${wanted.length} cases, ${plan.knowledge}`);
    // The first answers load and compile what later ones reuse; they are asked twice, timed once.
    for (const test of wanted.slice(0, 5)) await askCase(means, plan.knowledge, test);
    for (const [at, test] of wanted.entries()) {
      const output = await askCase(means, plan.knowledge, test);
      cases.set(`${test.origin} ${test.id}`, test);
      outputs.push(output);
      if (!file.write(`${JSON.stringify(output)}\n`)) await once(file, 'drain');
      asking((at + 1) / wanted.length);
    }
    means.close();
  }
  file.end();
  await once(file, 'finish');
  const config = {
    startedAt,
    suites: suites.map(({ name }) => name),
    skipped,
    knowledge,
    machine: machine(),
  };
  const all = [...cases.values()];
  writeFileSync(join(dir, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
  writeFileSync(join(dir, 'cases.jsonl'), all.map((test) => `${JSON.stringify(test)}\n`).join(''));
  return { dir, config, cases: all, outputs };
}

/** Reads a kept run back for scoring. */
export async function readRun(dir: string): Promise<KeptRun> {
  const config = JSON.parse(readFileSync(join(dir, 'config.json'), 'utf8')) as RunConfig;
  const cases: EvalCase[] = [];
  for await (const line of linesOf(join(dir, 'cases.jsonl'))) {
    cases.push(evalCaseSchema.parse(JSON.parse(line)));
  }
  const outputs: Output[] = [];
  for await (const line of linesOf(join(dir, 'outputs.jsonl'))) {
    outputs.push(outputSchema.parse(JSON.parse(line)));
  }
  return { dir, config, cases, outputs };
}

async function* linesOf(path: string): AsyncIterable<string> {
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Infinity,
  })) {
    if (line.trim() !== '') yield line;
  }
}

/** What the numbers were measured on. */
export function machine(): Record<string, string | number> {
  return {
    node: process.version,
    system: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}
