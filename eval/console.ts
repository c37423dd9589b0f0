import { type BaselineComparison, type ComparisonRow, hasMoved } from './baseline.ts';
import { type FloorResult, nameOf } from './floors.ts';
import { VERDICTS } from './metrics/verdict.ts';
import { inUnit, intervalText, signed } from './numbers.ts';
import { groupLabel, label } from './report/labels.ts';
import type { GroupScores, ScopeScores, SuiteScores } from './scores.ts';
import { unitOf } from './suites.ts';

/** A run's scores as text for a terminal, at most 112 columns wide. */
export function printScopes(scopes: readonly ScopeScores[]): string {
  return scopes
    .map(({ scope, cases, suites, robustness }) => {
      const parts = suites.map((suite) => printSuite(suite));
      if (robustness.length > 1) parts.push(printRobustness(robustness));
      return [`━━ ${scope} · ${cases.length} cases`, ...parts].join('\n\n');
    })
    .join('\n\n');
}

function printSuite(suite: SuiteScores): string {
  if (suite.name === 'retrieval') return printBars(suite);
  if (suite.name === 'answering') return printVerdicts(suite);
  return printList(suite);
}

function printBars(suite: SuiteScores): string {
  const keys = ['hit1', 'hit5', 'mrr10'];
  const head = row(
    suite.name,
    'n',
    keys.map((key) => label('measures', key).en.padEnd(23)),
  );
  const lines = suite.groups.map((group) =>
    row(
      groupLabel(group.name).en,
      String(group.cases),
      keys.map((key) => {
        const unit = unitOf(suite.name, key);
        const value = group.values[key];
        if (!value) return ''.padEnd(23);
        const number = unit === 'share' ? (value.value * 100).toFixed(1) : value.value.toFixed(2);
        return `${bar(value.value, 8)} ${number.padStart(5)} ${intervalText(unit, value).padEnd(8)}`.padEnd(
          23,
        );
      }),
    ),
  );
  return [head, ...lines].join('\n');
}

const VERDICT_CELLS: Readonly<Record<string, string>> = {
  right: '█',
  partial: '▓',
  asked: '▒',
  handed: '░',
  missed: '·',
  wrong: '✗',
};

function printVerdicts(suite: SuiteScores): string {
  const key = VERDICTS.map((verdict) => `${VERDICT_CELLS[verdict]} ${verdict}`).join('  ');
  const head = row(suite.name, 'n', [
    ''.padEnd(26),
    ...VERDICTS.map((verdict) => verdict.padStart(8)),
    'fact'.padStart(6),
    'p95'.padStart(7),
  ]);
  const lines = suite.groups.map((group) => {
    const share = (name: string): number => group.values[name]?.value ?? 0;
    const shares = VERDICTS.map((verdict) => (share(verdict) * 100).toFixed(1).padStart(8));
    const fact = group.values['wrongFact'];
    return row(groupLabel(group.name).en, String(group.cases), [
      stacked(group, 25).padEnd(26),
      ...shares,
      (fact ? (fact.value * 100).toFixed(1) : '–').padStart(6),
      share('p95').toFixed(1).padStart(7),
    ]);
  });
  return [head, ...lines, key].join('\n');
}

function printList(suite: SuiteScores): string {
  return suite.groups
    .map((group, at) => {
      const name = at === 0 ? suite.name : groupLabel(group.name).en;
      if (at > 0) {
        const values = Object.entries(group.values).map(
          ([key, value]) =>
            `${label('measures', key).en} ${inUnit(unitOf(suite.name, key), value.value)}`,
        );
        return `  ${name.padEnd(16)} ${String(group.cases).padStart(4)}  ${values.join('   ')}`;
      }
      const lines = Object.entries(group.values).map(([key, value]) => {
        const unit = unitOf(suite.name, key);
        const shown = inUnit(unit, value.value).padStart(9);
        const range = intervalText(unit, value).padEnd(10);
        return `  ${label('measures', key).en.padEnd(28)} ${bar(value.value, 12)} ${shown} ${range} n ${value.count}`;
      });
      return [name, ...lines].join('\n');
    })
    .join('\n');
}

function printRobustness(rows: ScopeScores['robustness']): string {
  const head = row(
    'robustness',
    'n',
    ['Hit@1 against standard', 'right against standard'].map((one) => one.padEnd(32)),
  );
  const lines = rows.map(({ class: name, cases, gaps }) =>
    row(
      groupLabel(name).en,
      String(cases),
      [gaps.hit1, gaps.right].map((gap) => {
        const range = `[${signed('share', gap.low)} ${signed('share', gap.high)}]`;
        const text =
          name === 'standard' ? '' : `${signed('share', gap.value).padStart(6)} ${range}`;
        return `${(gap.share * 100).toFixed(1).padStart(6)} ${text}`.padEnd(32);
      }),
    ),
  );
  return [head, ...lines].join('\n');
}

/** Totals that moved, and anything that moved significantly. */
export function printComparison({ rows, missing }: BaselineComparison): string {
  const moved = rows.filter(hasMoved);
  const lines = moved.map((one) => {
    const unit = unitOf(one.suite, one.measure);
    const name = `${one.scope} ${one.suite} ${one.group} ${one.measure}`;
    const change = `${inUnit(unit, one.before)} → ${inUnit(unit, one.after)}`;
    const note = one.significant === true ? 'significant' : 'may be chance';
    return `  ${arrow(one)} ${name.padEnd(52)} ${change.padEnd(22)} ${signed(unit, one.after - one.before).padStart(7)}  ${note}`;
  });
  const head = `━━ against the baseline · ${rows.length} measures compared, ${moved.length} moved`;
  return [head, ...lines, ...missing.map((scope) => `  not in the baseline: ${scope}`)].join('\n');
}

export function printFloors(results: readonly FloorResult[]): string {
  const lines = results.map(({ floor, status, value }) => {
    const unit = unitOf(floor.suite, floor.measure);
    const limit = [
      floor.min === undefined ? '' : `at least ${inUnit(unit, floor.min)}`,
      floor.max === undefined ? '' : `at most ${inUnit(unit, floor.max)}`,
    ].join(' ');
    const sign = { held: '✓', broken: '✗', skipped: '–' }[status];
    const shown = value === undefined ? 'not run' : inUnit(unit, value);
    const target = floor.target === undefined ? '' : ` (target ${inUnit(unit, floor.target)})`;
    return `  ${sign} ${nameOf(floor).padEnd(52)} ${shown.padStart(9)}  ${limit.trim()}${target}`;
  });
  return ['━━ floors', ...lines].join('\n');
}

/** The run in one line, for logs. */
export function summaryLine(
  scopes: readonly ScopeScores[],
  floors: readonly FloorResult[],
  report: string,
): string {
  const main = scopes.find(({ scope }) => scope === 'full/shared') ?? scopes.at(-1);
  const parts = ['retrieval hit1', 'retrieval hit5', 'answering right', 'answering wrong'].flatMap(
    (path) => {
      const [suiteName = '', key = ''] = path.split(' ');
      const group = main?.suites.find(({ name }) => name === suiteName)?.groups[0];
      const value = group?.values[key];
      return value ? [`${label('measures', key).en} ${inUnit('share', value.value)}`] : [];
    },
  );
  const count = (status: FloorResult['status']): number =>
    floors.filter((one) => one.status === status).length;
  const held = `floors: ${count('held')} held, ${count('broken')} broken, ${count('skipped')} not run`;
  return [`eval ${main?.scope ?? 'no cases'}`, ...parts, held, report].join(' · ');
}

/** ▲ better, ▼ worse, whichever way the number has to go. */
function arrow({ before, after, better }: ComparisonRow): string {
  if (after === before) return '·';
  return after > before === (better === 'higher') ? '▲' : '▼';
}

function row(name: string, count: string, cells: readonly string[]): string {
  return `${name.padEnd(16)} ${count.padStart(4)}  ${cells.join('')}`.trimEnd();
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const text = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
  return text.padEnd(width, '·');
}

function stacked(group: GroupScores, width: number): string {
  let done = 0;
  let text = '';
  for (const verdict of VERDICTS) {
    done += group.values[verdict]?.value ?? 0;
    text += (VERDICT_CELLS[verdict] ?? '').repeat(
      Math.max(0, Math.round(done * width) - text.length),
    );
  }
  return text;
}
