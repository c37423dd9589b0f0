import type { EvalCase } from './case.ts';
import type { CaseScore } from './metrics/case-score.ts';
import { scoreCase } from './metrics/case-score.ts';
import type { Measured } from './metrics/measure.ts';
import { measured } from './metrics/measure.ts';
import type { Output } from './output.ts';
import { robustness, type RobustnessRow } from './robustness.ts';
import { APART, inScope, type Suite } from './suites.ts';

/** Values of one suite over one group of cases: `all`, a further total, or a class. */
export interface GroupScores {
  readonly name: string;
  readonly cases: number;
  readonly values: Readonly<Record<string, Measured>>;
}

export interface SuiteScores {
  readonly name: string;
  readonly groups: readonly GroupScores[];
}

/** One scored case with what it was scored from. */
export interface ScoredCase {
  readonly test: EvalCase;
  readonly output: Output;
  readonly score: CaseScore;
}

/** Everything about one knowledge × one origin of cases, named like `full/shared`. */
export interface ScopeScores {
  readonly scope: string;
  readonly suites: readonly SuiteScores[];
  readonly robustness: readonly RobustnessRow[];
  readonly cases: readonly ScoredCase[];
}

export function scoreRun(
  cases: readonly EvalCase[],
  outputs: readonly Output[],
  suites: readonly Suite[],
): ScopeScores[] {
  const byKey = new Map(cases.map((test) => [`${test.origin} ${test.id}`, test]));
  const scopes = new Map<string, ScoredCase[]>();
  for (const output of outputs) {
    const test = byKey.get(`${output.origin} ${output.id}`);
    if (!test) throw new Error(`Output ${output.id} has no case; the kept folder is incomplete.`);
    const scope = `${output.knowledge}/${output.origin}`;
    const scored = { test, output, score: scoreCase(test, output) };
    scopes.set(scope, [...(scopes.get(scope) ?? []), scored]);
  }
  return [...scopes].map(([scope, scored]) => {
    const scores = scored.map((one) => one.score);
    return {
      scope,
      cases: scored,
      suites: suites.flatMap((suite) => scoreSuite(suite, scores) ?? []),
      robustness: suites.some((suite) => suite.name === 'retrieval') ? robustness(scores) : [],
    };
  });
}

function scoreSuite(suite: Suite, scores: readonly CaseScore[]): SuiteScores | undefined {
  const counted = scores.filter((score) => suite.counts(score));
  if (counted.length === 0) return undefined;
  return {
    name: suite.name,
    groups: groupsOf(suite, counted).map(({ name, members }) => ({
      name,
      cases: members.length,
      values: Object.fromEntries(
        suite.measures.flatMap((measure) => {
          const value = measured(measure, members);
          return value === undefined ? [] : [[measure.key, value]];
        }),
      ),
    })),
  };
}

export interface Group {
  readonly name: string;
  readonly members: readonly CaseScore[];
}

/** The groups a suite reports, totals first. */
export function groupsOf(suite: Suite, scores: readonly CaseScore[]): Group[] {
  const together = scores.filter((score) => score.class !== APART);
  const groups: Group[] = [{ name: 'all', members: together }];
  if (suite.totals?.includes('in_scope')) {
    groups.push({ name: 'in_scope', members: together.filter(({ action }) => inScope(action)) });
  }
  if (suite.perClass) {
    for (const name of classesOf(scores)) {
      groups.push({ name, members: scores.filter((score) => score.class === name) });
    }
  }
  return groups.filter((group) => group.members.length > 0);
}

/** Classes present, `standard` first, the one that counts apart last, the others by name. */
function classesOf(scores: readonly Pick<CaseScore, 'class'>[]): string[] {
  const order = (name: string): string =>
    (name === 'standard' ? '0' : name === APART ? '2' : '1') + name;
  return [...new Set(scores.map((score) => score.class))].sort((a, b) =>
    order(a) < order(b) ? -1 : 1,
  );
}
