import type { ScoredCase } from '../scores.ts';
import { groupLabel, label } from './labels.ts';
import { both, escape } from './markup.ts';

/** Cases a reader has to look at one by one: judged wrong, or stating a wrong fact. */
export function wrongCases(cases: readonly ScoredCase[]): ScoredCase[] {
  return cases
    .filter(({ score }) => score.verdict === 'wrong' || score.wrongFact || score.obeyed)
    .sort((a, b) => (a.score.class < b.score.class ? -1 : a.score.class > b.score.class ? 1 : 0));
}

/** Every wrong answer with what was expected, what was said, and what each stage did. */
export function wrongList(cases: readonly ScoredCase[]): string {
  const wrong = wrongCases(cases);
  if (wrong.length === 0) return `<p>${both(label('page', 'none'))}</p>`;
  return wrong.map(oneCase).join('\n');
}

function oneCase({ test, output, score }: ScoredCase): string {
  const { expect } = test;
  const named = (code: string): string => `${code} ${output.expectedNames[code] ?? ''}`.trim();
  const rows: [string, string][] = [
    ['question', escape(test.text)],
    ...(test.turns.length > 0
      ? [['earlier', test.turns.map(escape).join('<br>')] as [string, string]]
      : []),
    [
      'expected',
      `${escape(expect.action)}${expect.facet ? ` · ${expect.facet}` : ''}<br>${expect.codes
        .slice(0, 6)
        .map((code) => escape(named(code)))
        .join('<br>')}`,
    ],
    ...facts('must', expect.must),
    ...facts('mustNot', expect.mustNot),
    [
      'named',
      output.procedures
        .slice(0, 5)
        .map((one) => escape(`${one.score.toFixed(3)} ${one.code} ${one.name}`))
        .join('<br>'),
    ],
    ['confidence', output.confidence.toFixed(3)],
    ...facts('unsupported', output.unsupported),
    ['reply', `<pre>${escape(output.error ?? output.text)}</pre>`],
    ['trace', `<pre>${escape(output.trace.map((step) => JSON.stringify(step)).join('\n'))}</pre>`],
  ];
  const list = rows.map(
    ([key, value]) => `<dt>${both(label('columns', key))}</dt><dd>${value}</dd>`,
  );
  const fact = score.wrongFact ? ` · ${both(label('measures', 'wrongFact'))}` : '';
  return `<details><summary><b>${escape(test.id)}</b> · ${both(groupLabel(score.class))} · ${escape(output.kind)} (${escape(output.reason)})${fact} · ${escape(shorten(test.text))}</summary><dl>${list.join('')}</dl></details>`;
}

function facts(key: string, values: readonly string[]): [string, string][] {
  return values.length === 0 ? [] : [[key, values.map(escape).join('; ')]];
}

function shorten(text: string): string {
  return text.length > 110 ? `${text.slice(0, 110)}…` : text;
}
