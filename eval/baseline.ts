import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { OUTCOMES } from '../src/conversation/answer.ts';
import { facetSchema } from '../src/procedure/guide.ts';
import { actionSchema } from './case.ts';
import type { CaseScore } from './metrics/case-score.ts';
import { compare, type Comparison } from './metrics/measure.ts';
import { VERDICTS } from './metrics/verdict.ts';
import { inUnit } from './numbers.ts';
import { groupsOf, type ScopeScores } from './scores.ts';
import { type Suite, unitOf } from './suites.ts';

/** One case of the baseline; flags are written only where they are true. Times are not kept. */
const baselineCaseSchema = z.object({
  class: z.string(),
  action: actionSchema,
  kind: z.enum(OUTCOMES),
  verdict: z.enum(VERDICTS),
  rank: z.number().int().nullable(),
  claimed: z.boolean().default(false),
  confidence: z.number(),
  group: z.string(),
  turns: z.number().int().default(0),
  facet: facetSchema.nullable().default(null),
  facetFound: z.boolean().default(false),
  mainFacetFound: z.boolean().default(false),
  wrongFact: z.boolean().default(false),
  obeyed: z.boolean().default(false),
  unsupported: z.number().int().default(0),
  crashed: z.boolean().default(false),
});

const baselineSchema = z.object({
  /** When each scope was last taken over (YYYY-MM-DD). */
  madeAt: z.record(z.string(), z.string()),
  scopes: z.record(z.string(), z.record(z.string(), baselineCaseSchema)),
});
type Baseline = z.infer<typeof baselineSchema>;

/** A measure that can be compared with the baseline. */
export interface ComparisonRow extends Comparison {
  readonly scope: string;
  readonly suite: string;
  readonly group: string;
  readonly measure: string;
  readonly better: 'higher' | 'lower';
}

export interface BaselineComparison {
  readonly rows: readonly ComparisonRow[];
  /** Scopes of this run that the baseline does not have. */
  readonly missing: readonly string[];
}

/** Compares every measure but the times, which depend on the machine (`npm run bench` has them). */
export function compareWithBaseline(
  file: string,
  scopes: readonly ScopeScores[],
  suites: readonly Suite[],
): BaselineComparison {
  const baseline = readBaseline(file);
  const rows: ComparisonRow[] = [];
  const missing: string[] = [];
  for (const { scope, cases } of scopes) {
    const kept = baseline.scopes[scope];
    if (!kept) {
      missing.push(scope);
      continue;
    }
    const before = Object.entries(kept).map(([id, one]): CaseScore => ({ ...one, id, ms: 0 }));
    for (const suite of suites) {
      const now = cases.map((one) => one.score).filter((score) => suite.counts(score));
      for (const { name, members } of groupsOf(suite, now)) {
        for (const measure of suite.measures) {
          if (measure.unit === 'ms') continue;
          const comparison = compare(measure, before, members);
          if (!comparison) continue;
          const { key, better } = measure;
          rows.push({ scope, suite: suite.name, group: name, measure: key, better, ...comparison });
        }
      }
    }
  }
  return { rows, missing };
}

/** Worth a line: a significant change anywhere, or a change of a total that shows when printed. */
export function hasMoved({
  suite,
  group,
  measure,
  before,
  after,
  significant,
}: ComparisonRow): boolean {
  if (significant === true) return true;
  const unit = unitOf(suite, measure);
  return group === 'all' && inUnit(unit, before) !== inUnit(unit, after);
}

/** Takes this run's scopes over into the baseline and leaves the others as they are. */
export function updateBaseline(file: string, scopes: readonly ScopeScores[], day: string): void {
  const { madeAt, scopes: kept } = readBaseline(file);
  for (const { scope, cases } of scopes) {
    madeAt[scope] = day;
    kept[scope] = Object.fromEntries(cases.map(({ score }) => [score.id, compact(score)]));
  }
  writeFileSync(file, format({ madeAt, scopes: kept }));
}

function readBaseline(file: string): Baseline {
  if (!existsSync(file)) return { madeAt: {}, scopes: {} };
  return baselineSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function compact(score: CaseScore): Baseline['scopes'][string][string] {
  const { id: _id, ms: _ms, ...rest } = score;
  const entries = Object.entries(rest).filter(
    ([key, value]) =>
      value !== false && !(value === 0 && (key === 'turns' || key === 'unsupported')),
  );
  return Object.fromEntries(entries) as Baseline['scopes'][string][string];
}

/** One line per case, so that a change shows as the cases it changed. */
function format({ madeAt, scopes }: Baseline): string {
  const blocks = Object.entries(scopes).map(([scope, cases]) => {
    const lines = Object.entries(cases).map(
      ([id, one]) => `      ${JSON.stringify(id)}: ${JSON.stringify(one)}`,
    );
    return `    ${JSON.stringify(scope)}: {\n${lines.join(',\n')}\n    }`;
  });
  return `{\n  "madeAt": ${JSON.stringify(madeAt)},\n  "scopes": {\n${blocks.join(',\n')}\n  }\n}\n`;
}
