import { describe, expect, it } from 'vitest';
import { growthChart, yardsticksChart } from '../../eval/bench/charts.ts';
import { type BenchResults, resultsPage } from '../../eval/bench/results.ts';
import { measureSearch } from '../../eval/bench/questions.ts';
import { evalCase, expectation } from './samples.ts';

const search = { questions: 355, hit1: 0.8, hit5: 0.95, p50Ms: 5, p95Ms: 12 };
const growth = [3000, 100_000].map((procedures, at) => ({
  procedures,
  build: { ms: 9000, memoryMiB: 500, bytes: 2 ** 24 },
  search: { ...search, p95Ms: 10 * (at + 2), loadMs: 90, memoryMiB: 200 },
}));
const results: BenchResults = {
  date: '2026-11-23',
  machine: { node: 'v24', cores: 2 },
  build: { ms: 9000, memoryMiB: 500, procedures: 3339, detail: 'full' },
  answers: { loadMs: 700, answers: 464, p50Ms: 5, p95Ms: 15, p99Ms: 30, memoryMiB: 250, search },
  serving: {
    value: {
      coldStartMs: 1500,
      memoryMiB: 280,
      clients: 8,
      load: { answers: 2000, failed: {}, perSecond: 260.4, p50Ms: 20, p95Ms: 50 },
    },
  },
  growth,
  minisearch: { ...search, buildMs: 4000, memoryMiB: 400 },
  langchain: { value: { ...search, questions: 100, buildMs: 100, memoryMiB: 40 } },
};

describe('the bench page', () => {
  it('shows every number beside its target', () => {
    const page = resultsPage(results);
    expect(page).toContain('| 9.0 s | ≤ 30 s |');
    expect(page).toContain('| 260 (8 clients) | ≥ 250 |');
    expect(page).toContain('| 3,000 | 5.0 ms | 20.0 ms | 200 MiB |');
    expect(page).toContain('1.5 ×');
  });

  it('gives the reason for what could not be measured', () => {
    const page = resultsPage({
      ...results,
      serving: { skipped: 'no server' },
      langchain: { skipped: 'no network' },
    });
    expect(page.match(/no server/gu)).toHaveLength(3);
    expect(page).toContain('skipped: no network');
  });

  it('counts messages the server refused', () => {
    if (!('value' in results.serving)) throw new Error('unexpected');
    const load = { ...results.serving.value.load, failed: { 'message 429': 7 } };
    const serving = { value: { ...results.serving.value, load } };
    expect(resultsPage({ ...results, serving })).toContain('message 429: 7');
  });
});

describe('the bench charts', () => {
  it.each([growthChart(growth), yardsticksChart(results)])('stand alone', (chart) => {
    expect(chart).toMatch(/^<svg xmlns="[^"]+" role="img"/u);
    expect(chart).toContain('prefers-color-scheme: dark');
    expect(chart).not.toMatch(/NaN|undefined/u);
  });

  it('leave out a yardstick that was not measured', () => {
    expect(yardsticksChart({ ...results, langchain: { skipped: 'no' } })).not.toContain(
      'LangChain B',
    );
  });
});

describe('measuring a search', () => {
  const questions = ['a', 'b'].map((text) => evalCase({ id: text, text, expect: expectation({}) }));

  it('counts where the right procedure was found', async () => {
    const found = (text: string) => (text === 'a' ? ['1.000001'] : ['9.000009', '1.000001']);
    expect(await measureSearch(questions, found)).toMatchObject({
      questions: 2,
      hit1: 0.5,
      hit5: 1,
    });
  });

  it('stops when its time is used up, after one question at least', async () => {
    const quality = await measureSearch(questions, () => [], { budgetMs: -1, warmUp: 0 });
    expect(quality.questions).toBe(1);
  });
});
