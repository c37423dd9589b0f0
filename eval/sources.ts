import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EvalCase, loadCases } from './case.ts';
import type { EvalOptions } from './options.ts';
import type { KnowledgeName } from './output.ts';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const EVAL_VAR = join(ROOT, 'var', 'eval');

/** The shared data lies beside the repository where it is present at all. */
const SHARED = join(ROOT, '..', 'shared', 'data');
const SHARED_QUESTIONS = join(SHARED, 'questions', 'development-464.jsonl');
const SHARED_RECORDS = join(SHARED, 'procedures.jsonl.gz');

/** One knowledge and the cases asked of it. */
export interface Plan {
  readonly knowledge: KnowledgeName;
  /** Imported folder; absent for the committed facts. */
  readonly dir?: string;
  readonly cases: readonly EvalCase[];
}

export interface Sources {
  readonly plans: readonly Plan[];
  /** What could not be run, and why. */
  readonly skipped: readonly string[];
}

/**
 * What to run: the repository's own cases on the committed facts, and own and shared cases on the
 * whole corpus where the shared data is present.
 */
export async function findSources(options: EvalOptions): Promise<Sources> {
  const skipped: string[] = [];
  const own = loadCases(ownCaseFiles(), 'own');
  const shared = existsSync(SHARED_QUESTIONS) ? loadCases([SHARED_QUESTIONS], 'shared') : [];
  const cases =
    options.casesFile === undefined ? [...own, ...shared] : loadCases([options.casesFile], 'file');
  if (shared.length === 0) skipped.push('shared questions: ../shared/data/questions is not here');
  if (options.knowledgeDir !== undefined) {
    return { plans: [{ knowledge: 'given', dir: options.knowledgeDir, cases }], skipped };
  }
  if (!existsSync(SHARED_RECORDS)) {
    skipped.push('full corpus: ../shared/data/procedures.jsonl.gz is not here');
    return { plans: [{ knowledge: 'facts', cases }], skipped };
  }
  const full: Plan = { knowledge: 'full', dir: await importFullCorpus(), cases };
  const facts: Plan = { knowledge: 'facts', cases: options.casesFile === undefined ? own : cases };
  return { plans: [facts, full], skipped };
}

function ownCaseFiles(): string[] {
  const folder = join(ROOT, 'eval', 'cases');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(folder, name));
}

/** The questions and corpus `npm run bench` measures with: the fullest that is here. */
export async function benchSources(): Promise<Plan> {
  const own = loadCases(ownCaseFiles(), 'own');
  const shared = existsSync(SHARED_QUESTIONS) ? loadCases([SHARED_QUESTIONS], 'shared') : [];
  const cases = shared.length > 0 ? shared : own;
  if (!existsSync(SHARED_RECORDS)) return { knowledge: 'facts', cases };
  return { knowledge: 'full', dir: await importFullCorpus(), cases };
}

/**
 * Imports the shared corpus into a kept folder, named for the data and the code that reads it.
 * Throws when the import fails.
 */
async function importFullCorpus(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(SHARED_RECORDS));
  for (const folder of ['curation', 'procedure']) {
    const from = join(ROOT, 'src', folder);
    for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' }).sort()) {
      if (name.endsWith('.ts')) hash.update(readFileSync(join(from, name)));
    }
  }
  const dir = join(EVAL_VAR, `full-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(dir)) return dir;
  process.stderr.write(`Importing the full corpus into ${dir}\n`);
  const importer = join(ROOT, 'src', 'curation', 'import.ts');
  const child = spawn(process.execPath, [importer, SHARED_RECORDS, '--into', dir], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`Importing ${SHARED_RECORDS} failed with exit code ${code}.`);
  removeOldImports(dir);
  return dir;
}

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** Imports by earlier code are kept a week: two checkouts of the code may take turns. */
function removeOldImports(current: string): void {
  for (const name of readdirSync(EVAL_VAR)) {
    const path = join(EVAL_VAR, name);
    const old = name.startsWith('full-') && statSync(path).mtimeMs < Date.now() - WEEK_MS;
    if (old && path !== current) rmSync(path, { recursive: true, force: true });
  }
}
