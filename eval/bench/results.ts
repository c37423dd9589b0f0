import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the measuring scripts report; each schema belongs to the script of the same name. */
export const buildSchema = z.object({
  ms: z.number(),
  memoryMiB: z.number(),
  procedures: z.number(),
  detail: z.string(),
});
const searchSchema = z.object({
  questions: z.number(),
  hit1: z.number(),
  hit5: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
});
export const answersSchema = z.object({
  loadMs: z.number(),
  answers: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  memoryMiB: z.number(),
  search: searchSchema,
});
export const loadSchema = z.object({
  answers: z.number(),
  failed: z.record(z.string(), z.number()),
  perSecond: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
});
export const growthBuildSchema = z.object({
  ms: z.number(),
  memoryMiB: z.number(),
  bytes: z.number(),
});
export const growthSearchSchema = searchSchema.extend({
  loadMs: z.number(),
  memoryMiB: z.number(),
});
export const yardstickSchema = searchSchema.extend({ buildMs: z.number(), memoryMiB: z.number() });

/** A measurement, or why there is none. */
export type Outcome<T> = { readonly value: T } | { readonly skipped: string };

export interface Growth {
  readonly procedures: number;
  readonly build: z.infer<typeof growthBuildSchema>;
  readonly search: z.infer<typeof growthSearchSchema>;
}

export interface Serving {
  readonly coldStartMs: number;
  readonly memoryMiB?: number;
  readonly load: z.infer<typeof loadSchema>;
  readonly clients: number;
}

export interface BenchResults {
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly build: z.infer<typeof buildSchema>;
  readonly answers: z.infer<typeof answersSchema>;
  readonly serving: Outcome<Serving>;
  readonly growth: readonly Growth[];
  readonly minisearch: z.infer<typeof yardstickSchema>;
  readonly langchain: Outcome<z.infer<typeof yardstickSchema>>;
}

const labelSchema = z.object({ vi: z.string(), en: z.string() });
const labels = z
  .record(z.string(), labelSchema)
  .parse(JSON.parse(readFileSync(new URL('labels.json', import.meta.url), 'utf8')));

export function benchLabel(key: string): z.infer<typeof labelSchema> {
  return labels[key] ?? { vi: key, en: key };
}

const both = (key: string): string => {
  const { vi, en } = benchLabel(key);
  return vi === en ? vi : `${vi} / ${en}`;
};
const ms = (value: number): string => `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`;
const seconds = (value: number): string => `${(value / 1000).toFixed(1)} s`;
const mib = (value: number | undefined): string =>
  value === undefined ? '–' : `${value.toFixed(0)} MiB`;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const whole = (value: number): string => value.toLocaleString('en-US');

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, at) => (at === 0 ? '---' : '---:'));
  return [line(heads), line(rule), ...rows.map(line)].join('\n');
}

/** `RESULTS.md`: the numbers with their date and machine, targets beside them. */
export function resultsPage(results: BenchResults): string {
  const { vi, en } = benchLabel('title');
  return `# ${vi} / ${en}

${both('intro')}

- ${both('date')}: ${results.date}
- ${both('machine')}: ${Object.entries(results.machine)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')}
- ${both('corpus')}: ${whole(results.build.procedures)} (${results.build.detail})
- ${both('questions')}: ${whole(results.answers.answers)}

${table([both('measure'), both('value'), both('target')], mainRows(results))}

## ${both('growthTitle')}

${both('growthNote')}

![${both('chart')}](growth.svg)

${table([both('procedures'), both('searchP50'), both('searchP95'), both('resident'), both('build'), both('load'), both('indexSize')], growthRows(results.growth))}

${growthRatio(results.growth)}

## ${both('yardsticksTitle')}

${both('yardsticksNote')}

![${both('chart')}](yardsticks.svg)

${table([both('engine'), 'Hit@1', 'Hit@5', 'p50', 'p95', both('build'), both('asked')], yardstickRows(results))}
`;
}

function mainRows({ build, answers, serving }: BenchResults): string[][] {
  const { p50Ms, p95Ms, p99Ms, loadMs } = answers;
  const rows = [
    [both('build'), seconds(build.ms), '≤ 30 s'],
    [both('load'), ms(loadMs), '≤ 1 s'],
    [both('answers'), [p50Ms, p95Ms, p99Ms].map(ms).join(' / '), '≤ 6 / 20 / – ms'],
  ];
  if ('skipped' in serving) {
    const reason = `${both('skipped')}: ${serving.skipped}`;
    return [...rows, ...['coldStart', 'memory', 'http'].map((key) => [both(key), reason, ''])];
  }
  const { coldStartMs, memoryMiB, load, clients } = serving.value;
  const failed = Object.entries(load.failed).map(([what, count]) => `; ${what}: ${count}`);
  return [
    ...rows,
    [both('coldStart'), ms(coldStartMs), '≤ 2 s'],
    [both('memory'), mib(memoryMiB), '≤ 300 MB'],
    [both('http'), `${load.perSecond.toFixed(0)} (${clients} clients${failed.join('')})`, '≥ 250'],
    [both('httpTimes'), [load.p50Ms, load.p95Ms].map(ms).join(' / '), ''],
  ];
}

function growthRows(growth: readonly Growth[]): string[][] {
  return growth.map(({ procedures, build, search }) => [
    whole(procedures),
    ms(search.p50Ms),
    ms(search.p95Ms),
    mib(search.memoryMiB),
    seconds(build.ms),
    ms(search.loadMs),
    mib(build.bytes / 2 ** 20),
  ]);
}

function growthRatio(growth: readonly Growth[]): string {
  const [first, last] = [growth[0], growth.at(-1)];
  if (!first || !last || first === last) return '';
  const ratio = last.search.p95Ms / first.search.p95Ms;
  return `${both('ratio')}: ${ratio.toFixed(1)} × (${both('target')}: ≤ 5 ×)`;
}

function yardstickRows({ answers, build, minisearch, langchain }: BenchResults): string[][] {
  const row = (name: string, search: z.infer<typeof searchSchema>, buildMs: number): string[] => [
    both(name),
    percent(search.hit1),
    percent(search.hit5),
    ms(search.p50Ms),
    ms(search.p95Ms),
    seconds(buildMs),
    whole(search.questions),
  ];
  return [
    row('product', answers.search, build.ms),
    row('minisearch', minisearch, minisearch.buildMs),
    'value' in langchain
      ? row('langchain', langchain.value, langchain.value.buildMs)
      : [both('langchain'), `${both('skipped')}: ${langchain.skipped}`, '', '', '', '', ''],
  ];
}
