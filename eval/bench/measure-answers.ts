import { openMeans } from '../../src/open-means.ts';
import { askCase } from '../ask-cases.ts';
import { quantile } from '../metrics/resample.ts';
import { createProgress } from '../progress.ts';
import { report, residentMiB } from './child.ts';
import { measureSearch, readQuestions, standaloneQuestions } from './questions.ts';

/** Arguments: var folder with a built index, knowledge folder, questions file. */
const [varDir = '', knowledgeDir = '', questionsFile = ''] = process.argv.slice(2);
const started = performance.now();
const means = await openMeans({ varDir, ...(knowledgeDir !== '' && { knowledgeDir }) });
const loadMs = performance.now() - started;
const cases = readQuestions(questionsFile);
const progress = createProgress('answers in process');
for (const test of cases.slice(0, 20)) await askCase(means, 'full', test);
const times: number[] = [];
for (const [at, test] of cases.entries()) {
  times.push((await askCase(means, 'full', test)).ms);
  progress((at + 1) / cases.length);
}
const search = await measureSearch(standaloneQuestions(cases), (text) =>
  means.search(text, 10).map(({ code }) => code),
);
report({
  loadMs,
  answers: times.length,
  p50Ms: quantile(times, 0.5),
  p95Ms: quantile(times, 0.95),
  p99Ms: quantile(times, 0.99),
  memoryMiB: residentMiB() ?? 0,
  search,
});
means.close();
