import { clopperPearsonUpper } from './intervals.ts';

/** One claim: how sure the product was, and whether it was right. */
export interface Claim {
  /** 0–1. */
  readonly confidence: number;
  readonly right: boolean;
  /** False for questions that have no right procedure: accepting one is always an error. */
  readonly inScope: boolean;
  /** Claims about the same procedure share a group; a bound counts groups, not questions. */
  readonly group: string;
}

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly right: number;
  readonly meanConfidence: number;
}

/** `bins` bins of equal width; a confidence of exactly 1 belongs to the last. */
export function reliabilityBins(claims: readonly Claim[], bins = 10): ReliabilityBin[] {
  return Array.from({ length: bins }, (_, at) => {
    const inside = claims.filter(
      ({ confidence }) => Math.min(bins - 1, Math.floor(clamp(confidence) * bins)) === at,
    );
    const sum = inside.reduce((total, claim) => total + clamp(claim.confidence), 0);
    return {
      from: at / bins,
      to: (at + 1) / bins,
      count: inside.length,
      right: inside.filter((claim) => claim.right).length,
      meanConfidence: inside.length === 0 ? 0 : sum / inside.length,
    };
  });
}

/** Expected calibration error: |accuracy − mean confidence| of each bin, weighted by its share. */
export function expectedCalibrationError(claims: readonly Claim[], bins = 10): number | undefined {
  if (claims.length === 0) return undefined;
  return reliabilityBins(claims, bins).reduce(
    (sum, bin) =>
      bin.count === 0
        ? sum
        : sum + (bin.count / claims.length) * Math.abs(bin.right / bin.count - bin.meanConfidence),
    0,
  );
}

/** What happens when every claim at least this sure is accepted and the others are not. */
export interface RiskPoint {
  readonly threshold: number;
  /** Accepted claims, of every kind. */
  readonly accepted: number;
  /** Accepted claims in scope as a share of all in scope. */
  readonly coverage: number;
  /** Errors as a share of the accepted. */
  readonly risk: number;
  /** Groups with an accepted claim, and those of them with an error. */
  readonly groups: number;
  readonly groupErrors: number;
}

/** One point per distinct confidence, the surest first; equally sure claims are never split. */
export function riskCoverage(claims: readonly Claim[]): RiskPoint[] {
  const inScope = claims.filter((claim) => claim.inScope).length;
  const groups = new Map<string, boolean>();
  const points: RiskPoint[] = [];
  let accepted = 0;
  let acceptedInScope = 0;
  let errors = 0;
  let groupErrors = 0;
  for (const level of levels(claims)) {
    for (const claim of level) {
      accepted += 1;
      if (claim.inScope) acceptedInScope += 1;
      if (!claim.right) errors += 1;
      const failed = groups.get(claim.group) ?? false;
      if (!failed && !claim.right) groupErrors += 1;
      groups.set(claim.group, failed || !claim.right);
    }
    points.push({
      threshold: level[0]?.confidence ?? 0,
      accepted,
      coverage: inScope === 0 ? 0 : acceptedInScope / inScope,
      risk: errors / accepted,
      groups: groups.size,
      groupErrors,
    });
  }
  return points;
}

/**
 * Area under the risk–coverage curve (Geifman & El-Yaniv 2017): mean risk over accepting the 1, 2,
 * … all surest claims. Equally sure claims count as in random order. Lower is better.
 */
export function areaUnderRiskCoverage(claims: readonly Claim[]): number | undefined {
  if (claims.length === 0) return undefined;
  let accepted = 0;
  let errors = 0;
  let sum = 0;
  for (const level of levels(claims)) {
    const levelErrors = level.filter((claim) => !claim.right).length;
    for (let at = 1; at <= level.length; at += 1) {
      sum += (errors + (levelErrors * at) / level.length) / (accepted + at);
    }
    accepted += level.length;
    errors += levelErrors;
  }
  return sum / claims.length;
}

/** The same area if every right claim were surer than every wrong one: what no order can beat. */
export function bestPossibleArea(claims: readonly Claim[]): number | undefined {
  return areaUnderRiskCoverage(
    claims.map((claim) => ({ ...claim, confidence: claim.right ? 1 : 0 })),
  );
}

/** Greatest coverage at which the share of errors is at most `limit`; 0 when there is none. */
export function coverageAtRisk(points: readonly RiskPoint[], limit: number): number {
  return greatestCoverage(points, (point) => point.risk <= limit);
}

/**
 * Greatest coverage at which at most `limit` of the procedures have an error with 95 % certainty
 * (one-sided Clopper–Pearson, counted by group: questions about one procedure fail together).
 */
export function coverageAtBound(points: readonly RiskPoint[], limit: number): number {
  return greatestCoverage(
    points,
    ({ groups, groupErrors }) =>
      groupErrors / groups <= limit && clopperPearsonUpper(groupErrors, groups) <= limit,
  );
}

/** Coverage grows along the points, so the last that holds is the greatest. */
function greatestCoverage(
  points: readonly RiskPoint[],
  holds: (point: RiskPoint) => boolean,
): number {
  return points.findLast(holds)?.coverage ?? 0;
}

function levels(claims: readonly Claim[]): Claim[][] {
  const sorted = [...claims].sort((a, b) => b.confidence - a.confidence);
  const grouped: Claim[][] = [];
  for (const claim of sorted) {
    const last = grouped.at(-1);
    if (last?.[0]?.confidence === claim.confidence) last.push(claim);
    else grouped.push([claim]);
  }
  return grouped;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
