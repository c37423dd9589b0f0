import { readFileSync } from 'node:fs';
import { type BaselineComparison, hasMoved } from '../baseline.ts';
import { type FloorResult, nameOf } from '../floors.ts';
import type { RunConfig } from '../kept-run.ts';
import { inUnit, signed } from '../numbers.ts';
import type { ScopeScores } from '../scores.ts';
import { unitOf } from '../suites.ts';
import { groupLabel, label, scopeLabel } from './labels.ts';
import { both, escape, section, table } from './markup.ts';
import { scopeSections } from './scope-sections.ts';

export interface Report {
  readonly config: RunConfig;
  readonly scopes: readonly ScopeScores[];
  readonly comparison: BaselineComparison;
  readonly floors: readonly FloorResult[];
}

const column = (key: string, numeric = false) => ({ head: label('columns', key), numeric });
const measureColumns = [
  { head: label('page', 'measure') },
  { head: label('page', 'scope') },
  { head: label('page', 'group') },
];

/** The whole run as one HTML file that needs nothing else. */
export function reportPage({ config, scopes, comparison, floors }: Report): string {
  const style = readFileSync(new URL('style.css', import.meta.url), 'utf8');
  const title = label('page', 'title');
  const ids = scopes.map(({ scope }) => scope.replaceAll('/', '-'));
  const links = [
    `<li><a href="#floors">${both(label('sections', 'floors'))}</a></li>`,
    `<li><a href="#baseline">${both(label('sections', 'baseline'))}</a></li>`,
    ...scopes.map(
      ({ scope }, at) => `<li><a href="#${ids[at]}">${both(scopeLabel(scope))}</a></li>`,
    ),
  ];
  const main = [
    section('run', 2, label('page', 'run'), runBody(config)),
    section('floors', 2, label('sections', 'floors'), floorsBody(floors)),
    section(
      'baseline',
      2,
      label('sections', 'baseline'),
      comparisonBody(comparison),
      label('explanations', 'baseline'),
    ),
    ...scopes.map((scope, at) => {
      const id = ids[at] ?? 'scope';
      const body = scopeSections(scope, id);
      return section(
        id,
        2,
        scopeLabel(scope.scope),
        `<p>${scope.cases.length} ${both(label('page', 'cases'))}</p>${body}`,
      );
    }),
  ];
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title.vi)} · ${escape(config.startedAt)}</title>
<style>
${style}</style>
</head>
<body>
<header><h1>${both(title)}</h1>
<nav aria-label="${escape(label('page', 'contents').vi)}"><ul>${links.join('')}</ul></nav></header>
<main>
${main.join('\n')}
</main>
</body>
</html>
`;
}

function runBody({ startedAt, skipped, knowledge, machine }: RunConfig): string {
  const list = (value: unknown): string => `<pre>${escape(JSON.stringify(value, null, 1))}</pre>`;
  const missing =
    skipped.length === 0 ? both(label('page', 'none')) : skipped.map(escape).join('<br>');
  return `<dl><dt>${both(label('page', 'run'))}</dt><dd><time datetime="${escape(startedAt)}">${escape(startedAt)}</time></dd>
<dt>${both(label('page', 'skipped'))}</dt><dd>${missing}</dd>
<dt>${both(label('page', 'knowledge'))}</dt><dd>${list(knowledge)}</dd>
<dt>${both(label('page', 'machine'))}</dt><dd>${list(machine)}</dd></dl>`;
}

function floorsBody(floors: readonly FloorResult[]): string {
  const sign = { held: '✓', broken: '✗', skipped: '–' };
  const order = { broken: 0, held: 1, skipped: 2 };
  return table(
    label('sections', 'floors'),
    [
      ...measureColumns,
      column('status'),
      { head: label('page', 'value'), numeric: true },
      column('limit', true),
      column('target', true),
    ],
    [...floors]
      .sort((a, b) => order[a.status] - order[b.status])
      .map(({ floor, status, value }) => {
        const unit = unitOf(floor.suite, floor.measure);
        const limit = [
          floor.min === undefined ? '' : `≥ ${inUnit(unit, floor.min)}`,
          floor.max === undefined ? '' : `≤ ${inUnit(unit, floor.max)}`,
        ];
        const kind = { held: 'good', broken: 'bad', skipped: '' }[status];
        return [
          `<span title="${escape(nameOf(floor))}">${both(label('sections', floor.suite))}: ${both(label('measures', floor.measure))}</span>`,
          both(scopeLabel(floor.scope)),
          both(groupLabel(floor.group)),
          `<span class="${kind}">${sign[status]} ${both(label('statuses', status))}</span>`,
          value === undefined ? '–' : inUnit(unit, value),
          limit.join(' '),
          floor.target === undefined ? '' : inUnit(unit, floor.target),
        ];
      }),
  );
}

function comparisonBody({ rows, missing }: BaselineComparison): string {
  const moved = rows.filter(hasMoved);
  const absent = missing.map(
    (scope) => `<p>${both(scopeLabel(scope))}: ${both(label('page', 'noBaseline'))}</p>`,
  );
  const body = table(
    label('sections', 'baseline'),
    [
      ...measureColumns,
      column('before', true),
      column('after', true),
      column('difference', true),
      column('significant'),
    ],
    moved.map((one) => {
      const unit = unitOf(one.suite, one.measure);
      const better = one.after > one.before === (one.better === 'higher');
      return [
        `${both(label('sections', one.suite))}: ${both(label('measures', one.measure))}`,
        both(scopeLabel(one.scope)),
        both(groupLabel(one.group)),
        inUnit(unit, one.before),
        inUnit(unit, one.after),
        `<span class="${better ? 'good' : 'bad'}">${better ? '▲' : '▼'} ${signed(unit, one.after - one.before)}</span>`,
        both(label('page', one.significant === true ? 'yes' : 'no')),
      ];
    }),
  );
  return absent.join('') + body;
}
