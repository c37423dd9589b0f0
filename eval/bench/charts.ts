import { readFileSync } from 'node:fs';
import { groupedBars } from '../report/bar-charts.ts';
import { standalone } from '../report/svg.ts';
import { benchLabel, type BenchResults, type Growth } from './results.ts';

const style = readFileSync(new URL('../report/style.css', import.meta.url), 'utf8');

/** Search time by corpus size. */
export function growthChart(growth: readonly Growth[]): string {
  const most = Math.max(...growth.map(({ search }) => search.p95Ms), 1);
  const bar = (value: number) => ({ share: value / most, text: value.toFixed(1) });
  const rows = growth.map(({ procedures, search }) => {
    const name = procedures.toLocaleString('en-US');
    return { name: { vi: name, en: name }, bars: [bar(search.p50Ms), bar(search.p95Ms)] };
  });
  const chart = groupedBars(
    { id: 'growth', title: benchLabel('growthTitle'), description: benchLabel('growthNote') },
    [benchLabel('searchP50'), benchLabel('searchP95')],
    rows,
    (share) => `${(share * most).toFixed(1)} ms`,
  );
  return standalone(chart, style);
}

/** Hit@1 and Hit@5 of the product and the yardsticks. */
export function yardsticksChart({ answers, minisearch, langchain }: BenchResults): string {
  const measured = [
    { key: 'product', search: answers.search },
    { key: 'minisearch', search: minisearch },
    ...('value' in langchain ? [{ key: 'langchain', search: langchain.value }] : []),
  ];
  const rows = measured.map(({ key, search }) => ({
    name: benchLabel(key),
    cases: search.questions,
    bars: [{ share: search.hit1 }, { share: search.hit5 }],
  }));
  const name = (text: string) => ({ vi: text, en: text });
  const chart = groupedBars(
    {
      id: 'yardsticks',
      title: benchLabel('yardsticksTitle'),
      description: benchLabel('yardsticksNote'),
    },
    [name('Hit@1'), name('Hit@5')],
    rows,
  );
  return standalone(chart, style);
}
