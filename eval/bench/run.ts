import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { machine } from '../kept-run.ts';
import { benchSources, EVAL_VAR, ROOT } from '../sources.ts';
import { growthChart, yardsticksChart } from './charts.ts';
import { measure, residentMiB } from './child.ts';
import {
  answersSchema,
  type BenchResults,
  buildSchema,
  type Growth,
  growthBuildSchema,
  growthSearchSchema,
  loadSchema,
  type Outcome,
  resultsPage,
  type Serving,
  yardstickSchema,
} from './results.ts';
import { startServer } from './server.ts';

const USAGE = `Usage: npm run bench -- [options]
  --sizes 3000,30000,100000   corpus sizes of the growth table
  --clients 8                 clients of the load generator
  --out DIR                   where RESULTS.md and the charts go (default: eval/bench)`;

/** Messages asked over HTTP before memory is read. */
const MESSAGES = 2000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '3000,30000,100000' },
      clients: { type: 'string', default: '8' },
      out: { type: 'string', default: join(ROOT, 'eval', 'bench') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const { cases, dir = '' } = await benchSources();
  const work = join(EVAL_VAR, 'bench');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const questions = join(work, 'questions.json');
  writeFileSync(questions, JSON.stringify(cases));

  // Others at work on the machine spoil every number below; the results say so.
  const loadAverage = (loadavg()[0] ?? 0).toFixed(1);
  say('index build');
  const build = await measure(buildSchema, 'measure-build.ts', [work, dir]);
  say('answers in process');
  const answers = await measure(answersSchema, 'measure-answers.ts', [work, dir, questions]);
  say('server');
  const serving = await attempt(() => serve(work, dir, questions, Number(values.clients)));
  say('MiniSearch');
  const minisearch = await measure(yardstickSchema, 'yardstick-minisearch.ts', [dir, questions]);
  say('LangChain');
  const langchain = await attempt(() => measureLangChain(dir, questions));
  const growth: Growth[] = [];
  for (const size of values.sizes.split(',').map(Number))
    growth.push(await grow(work, dir, questions, size));

  const results: BenchResults = {
    date: new Date().toISOString().slice(0, 10),
    machine: { ...machine(), loadAverage },
    build,
    answers,
    serving,
    growth,
    minisearch,
    langchain,
  };
  mkdirSync(values.out, { recursive: true });
  const page = resultsPage(results);
  writeFileSync(join(values.out, 'RESULTS.md'), page);
  writeFileSync(join(values.out, 'growth.svg'), growthChart(growth));
  writeFileSync(join(values.out, 'yardsticks.svg'), yardsticksChart(results));
  rmSync(work, { recursive: true, force: true });
  process.stdout.write(page);
}

function say(step: string): void {
  process.stderr.write(`── ${step}\n`);
}

/** A measurement this machine may not be able to make. */
async function attempt<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`skipped: ${reason}\n`);
    return { skipped: reason.split('\n')[0] ?? '' };
  }
}

async function serve(
  work: string,
  dir: string,
  questions: string,
  clients: number,
): Promise<Serving> {
  const env = {
    VAR_DIR: work,
    RATE_LIMIT_PER_MINUTE: '0',
    ...(dir !== '' && { KNOWLEDGE_DIR: dir }),
  };
  const server = await startServer(env);
  try {
    const load = await measure(loadSchema, 'load.ts', [
      server.url,
      questions,
      String(clients),
      String(MESSAGES),
    ]);
    const memoryMiB = residentMiB(server.pid);
    return {
      coldStartMs: server.coldStartMs,
      load,
      clients,
      ...(memoryMiB !== undefined && { memoryMiB }),
    };
  } finally {
    await server.stop();
  }
}

async function grow(
  work: string,
  dir: string,
  questions: string,
  procedures: number,
): Promise<Growth> {
  say(`growth, ${procedures} procedures`);
  const files = join(work, `growth-${procedures}`);
  const build = await measure(growthBuildSchema, 'measure-growth-build.ts', [
    dir,
    String(procedures),
    files,
  ]);
  const search = await measure(growthSearchSchema, 'measure-growth-search.ts', [files, questions]);
  rmSync(`${files}.bin`);
  rmSync(`${files}.hnsw`);
  return { procedures, build, search };
}

async function measureLangChain(
  dir: string,
  questions: string,
): Promise<z.infer<typeof yardstickSchema>> {
  const home = join(ROOT, 'eval', 'yardstick');
  if (!existsSync(join(home, 'node_modules', '@langchain', 'community'))) await install(home);
  return measure(yardstickSchema, 'yardstick-langchain.ts', [dir, questions]);
}

/** Installed on first use: its peer dependencies conflict with the product's, so it stays apart. */
async function install(home: string): Promise<void> {
  say('npm ci --prefix eval/yardstick');
  const args = ['ci', '--prefix', home, '--legacy-peer-deps', '--no-audit', '--no-fund'];
  const child = spawn('npm', args, {
    cwd: home,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0)
    throw new Error(`LangChain could not be installed (npm ci ended with code ${code})`);
}

await main();
