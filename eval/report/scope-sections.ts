import { confusions } from '../confusion.ts';
import { bestPossibleArea, reliabilityBins, riskCoverage } from '../metrics/calibration.ts';
import { clopperPearsonUpper } from '../metrics/intervals.ts';
import { quantile } from '../metrics/resample.ts';
import { VERDICTS } from '../metrics/verdict.ts';
import { inUnit, intervalText, signed } from '../numbers.ts';
import { ROBUSTNESS_KEYS } from '../robustness.ts';
import type { ScopeScores, SuiteScores } from '../scores.ts';
import { claimsOf, SUITES } from '../suites.ts';
import { columns, groupedBars, stackedBars } from './bar-charts.ts';
import { reliabilityDiagram, riskCurve } from './curve-charts.ts';
import { groupLabel, label } from './labels.ts';
import { both, bothPlain, escape, figure, section, table } from './markup.ts';
import { wrongCases, wrongList } from './wrong-list.ts';

const column = (key: string, numeric = false) => ({ head: label('columns', key), numeric });
const groupColumn = { head: label('page', 'group') };
const casesColumn = { head: label('page', 'cases'), numeric: true };
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** All sections of one scope; `id` is unique on the page. */
export function scopeSections(scope: ScopeScores, id: string): string {
  const parts: string[] = [];
  const add = (key: string, body: string): void => {
    const note = label('explanations', key);
    const known = note.vi !== key;
    parts.push(section(`${id}-${key}`, 3, label('sections', key), body, known ? note : undefined));
  };
  for (const suite of scope.suites) {
    add(suite.name, suiteBody(suite, `${id}-${suite.name}`));
    if (suite.name === 'confidence') {
      add('riskCoverage', riskBody(scope, `${id}-risk`));
      add('reliability', reliabilityBody(scope, `${id}-bins`));
    }
    if (suite.name === 'families') add('confusion', confusionBody(scope));
    if (suite.name === 'understanding') add('outcomes', outcomesBody(scope));
    if (suite.name === 'answering') add('latency', latencyBody(scope, `${id}-ms`));
  }
  if (scope.robustness.length > 0) add('robustness', robustnessBody(scope));
  add(
    'wrong',
    `<p>${wrongCases(scope.cases).length} / ${scope.cases.length}</p>${wrongList(scope.cases)}`,
  );
  return parts.join('\n');
}

function suiteBody(suite: SuiteScores, id: string): string {
  const measures = SUITES.find((one) => one.name === suite.name)?.measures ?? [];
  const columnsOf = measures.map(({ key }) => ({ head: label('measures', key), numeric: true }));
  const numbers = table(
    label('sections', suite.name),
    [groupColumn, casesColumn, ...columnsOf],
    suite.groups.map((group) => [
      both(groupLabel(group.name)),
      String(group.cases),
      ...measures.map(({ key, unit }) => {
        const value = group.values[key];
        if (!value) return '–';
        const range = intervalText(unit, value);
        return `${inUnit(unit, value.value)}${range && ` <span class="en">[${range}]</span>`}`;
      }),
    ]),
  );
  const chart = {
    id,
    title: label('sections', suite.name),
    description: label('explanations', suite.name),
  };
  const rows = suite.groups.map((group) => ({ ...group, name: groupLabel(group.name) }));
  if (suite.name === 'answering') {
    const parts = VERDICTS.map((verdict) => ({ name: label('verdicts', verdict), kind: verdict }));
    const stacks = rows.map((row) => ({
      ...row,
      shares: VERDICTS.map((verdict) => row.values[verdict]?.value ?? 0),
    }));
    return figure(stackedBars(chart, parts, stacks), numbers);
  }
  const keys = measures
    .filter(({ unit, of }) => unit !== 'ms' && of)
    .map(({ key }) => key)
    .slice(0, 3);
  if (!['retrieval', 'understanding'].includes(suite.name)) return measureBars(suite, id);
  const bars = rows.map((row) => ({
    ...row,
    bars: keys.map((key) => {
      const value = row.values[key];
      return value && { share: value.value, ...(value.interval && { interval: value.interval }) };
    }),
  }));
  return figure(
    groupedBars(
      chart,
      keys.map((key) => label('measures', key)),
      bars,
    ),
    numbers,
  );
}

/** A suite without classes: one bar per measure. */
function measureBars(suite: SuiteScores, id: string): string {
  const measures = SUITES.find((one) => one.name === suite.name)?.measures ?? [];
  const values = suite.groups[0]?.values ?? {};
  const present = measures.filter(({ key }) => values[key]);
  const drawn = present.filter(({ unit }) => unit === 'share');
  const rows = drawn.map(({ key }) => {
    const value = values[key];
    return {
      name: label('measures', key),
      cases: value?.count ?? 0,
      bars: [value && { share: value.value, ...(value.interval && { interval: value.interval }) }],
    };
  });
  const title = label('sections', suite.name);
  const numbers = table(
    title,
    [
      { head: label('page', 'measure') },
      { head: label('page', 'value'), numeric: true },
      { head: label('page', 'interval'), numeric: true },
      casesColumn,
    ],
    present.map(({ key, unit }) => {
      const value = values[key];
      return [
        both(label('measures', key)),
        value ? inUnit(unit, value.value) : '–',
        value ? intervalText(unit, value) : '',
        String(value?.count ?? 0),
      ];
    }),
  );
  return figure(
    groupedBars({ id, title, description: title }, [label('page', 'value')], rows),
    numbers,
  );
}

function riskBody({ cases }: ScopeScores, id: string): string {
  const claims = claimsOf(cases.map((one) => one.score));
  const points = riskCoverage(claims);
  const best = riskCoverage(claims.map((claim) => ({ ...claim, confidence: claim.right ? 1 : 0 })));
  // The best order has one point for all right claims; the curve starts at risk 0.
  const start = best[0] ? [{ ...best[0], coverage: 0, risk: 0 }] : [];
  const rows = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].flatMap((coverage) => {
    const point = points.find((one) => one.coverage >= coverage - 1e-9);
    if (!point) return [];
    const bound = clopperPearsonUpper(point.groupErrors, point.groups);
    return [
      [percent(point.coverage), percent(point.risk), point.threshold.toFixed(3), percent(bound)],
    ];
  });
  const title = label('sections', 'riskCoverage');
  const chart = { id, title, description: label('explanations', 'riskCoverage') };
  const numbers = table(
    title,
    [
      column('coverage', true),
      column('risk', true),
      column('threshold', true),
      column('bound', true),
    ],
    rows,
  );
  const area = bestPossibleArea(claims)?.toFixed(3) ?? '–';
  return `${figure(riskCurve(chart, points, [...start, ...best]), numbers)}<p>${both(label('measures', 'aurcBest'))}: ${area}</p>`;
}

function reliabilityBody({ cases }: ScopeScores, id: string): string {
  const bins = reliabilityBins(claimsOf(cases.map((one) => one.score)));
  const title = label('sections', 'reliability');
  const numbers = table(
    title,
    [column('confidence', true), casesColumn, column('confidence', true), column('accuracy', true)],
    bins.map((bin) => [
      `${bin.from.toFixed(1)}–${bin.to.toFixed(1)}`,
      String(bin.count),
      bin.count === 0 ? '–' : percent(bin.meanConfidence),
      bin.count === 0 ? '–' : percent(bin.right / bin.count),
    ]),
  );
  return figure(
    reliabilityDiagram({ id, title, description: label('explanations', 'reliability') }, bins),
    numbers,
  );
}

function confusionBody({ cases }: ScopeScores): string {
  const rows = confusions(cases).map((one) => [
    escape(`${one.expected.code} ${one.expected.name}`),
    escape(`${one.named.code} ${one.named.name}`),
    both(label('page', one.siblings ? 'yes' : 'no')),
    String(one.ids.length),
    String(one.answered),
    escape(one.ids.join(' ')),
  ]);
  const heads = ['expected', 'named', 'siblings', 'count', 'answered', 'ids'];
  return table(
    label('sections', 'confusion'),
    heads.map((key) => column(key, key === 'count' || key === 'answered')),
    rows,
  );
}

/** Expected action by row, outcome by column. */
function outcomesBody({ cases }: ScopeScores): string {
  const kinds = [...new Set(cases.map(({ output }) => output.kind))].sort();
  const actions = [...new Set(cases.map(({ score }) => score.action))].sort();
  return table(
    label('sections', 'outcomes'),
    [column('action'), ...kinds.map((kind) => ({ head: { vi: kind, en: kind }, numeric: true }))],
    actions.map((action) => [
      action,
      ...kinds.map((kind) =>
        String(cases.filter(({ score }) => score.action === action && score.kind === kind).length),
      ),
    ]),
  );
}

function robustnessBody({ robustness }: ScopeScores): string {
  return table(
    label('sections', 'robustness'),
    [
      column('class'),
      casesColumn,
      ...ROBUSTNESS_KEYS.map((key) => ({ head: label('measures', key), numeric: true })),
    ],
    robustness.map((row) => [
      both(groupLabel(row.class)),
      String(row.cases),
      ...ROBUSTNESS_KEYS.map((key) => {
        const gap = row.gaps[key];
        if (row.class === 'standard') return percent(gap.share);
        const range = `[${signed('share', gap.low)} ${signed('share', gap.high)}]`;
        return `${percent(gap.share)} (${signed('share', gap.value)}) <span class="en">${range}</span>`;
      }),
    ]),
  );
}

/** Five bins to a factor of ten. */
const BINS_PER_DECADE = 5;

function latencyBody({ cases }: ScopeScores, id: string): string {
  const times = cases.map(({ output }) => Math.max(0.1, output.ms));
  const place = (ms: number): number => Math.floor(Math.log10(ms) * BINS_PER_DECADE + 1e-9);
  const first = Math.min(...times.map(place));
  const last = Math.max(...times.map(place));
  const bins = Array.from({ length: last - first + 1 }, (_, at) => {
    const from = 10 ** ((first + at) / BINS_PER_DECADE);
    return {
      name: from < 10 ? from.toFixed(1) : from.toFixed(0),
      count: times.filter((ms) => place(ms) === first + at).length,
    };
  });
  const title = label('sections', 'latency');
  const shares = [0.5, 0.9, 0.95, 0.99, 1].map((share) => [
    `${share * 100} %`,
    quantile(times, share).toFixed(1),
  ]);
  const numbers = [
    table(title, [column('share'), column('milliseconds', true)], shares),
    table(
      { vi: `${title.vi} (${bothPlain(label('page', 'table'))})`, en: title.en },
      [column('milliseconds'), casesColumn],
      bins.map((bin) => [`≥ ${bin.name}`, String(bin.count)]),
    ),
  ].join('');
  const chart = { id, title, description: label('explanations', 'latency') };
  return figure(columns(chart, label('columns', 'milliseconds'), bins), numbers);
}
