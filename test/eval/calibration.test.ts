import { describe, expect, it } from 'vitest';
import {
  areaUnderRiskCoverage,
  bestPossibleArea,
  type Claim,
  coverageAtBound,
  coverageAtRisk,
  expectedCalibrationError,
  reliabilityBins,
  riskCoverage,
} from '../../eval/metrics/calibration.ts';

const claim = (confidence: number, right: boolean, changes: Partial<Claim> = {}): Claim => ({
  confidence,
  right,
  inScope: true,
  group: `${confidence} ${right}`,
  ...changes,
});

describe('expected calibration error', () => {
  it('is 0 when every bin is as right as it says', () => {
    const claims = Array.from({ length: 10 }, (_, at) => claim(0.8, at < 8));
    expect(expectedCalibrationError(claims)).toBeCloseTo(0, 12);
  });

  it('weighs each bin by its share', () => {
    const claims = [claim(0.95, true), claim(0.95, false), claim(0.15, false), claim(0.15, false)];
    expect(expectedCalibrationError(claims)).toBeCloseTo(0.5 * 0.45 + 0.5 * 0.15, 12);
  });

  it('has no value without claims', () => {
    expect(expectedCalibrationError([])).toBeUndefined();
  });

  it('puts 1 in the last bin and what is outside 0–1 at the ends', () => {
    const bins = reliabilityBins([claim(1, true), claim(1.2, true), claim(-0.1, false)]);
    expect(bins[9]?.count).toBe(2);
    expect(bins[0]?.count).toBe(1);
    expect(bins).toHaveLength(10);
  });
});

describe('area under the risk–coverage curve', () => {
  it('is the mean risk over accepting the 1, 2, … surest', () => {
    const claims = [claim(0.9, true), claim(0.8, false), claim(0.7, true)];
    expect(areaUnderRiskCoverage(claims)).toBeCloseTo((0 + 1 / 2 + 1 / 3) / 3, 12);
  });

  it('does not depend on the order of equally sure claims', () => {
    const claims = [claim(0.5, true), claim(0.5, false)];
    expect(areaUnderRiskCoverage(claims)).toBe(areaUnderRiskCoverage([...claims].reverse()));
    expect(areaUnderRiskCoverage(claims)).toBeCloseTo(0.5, 12);
  });

  it('is least when every right claim is surer than every wrong one', () => {
    const claims = [claim(0.2, true), claim(0.9, false)];
    expect(bestPossibleArea(claims)).toBeCloseTo(0.25, 12);
    expect(areaUnderRiskCoverage(claims)).toBeCloseTo(0.75, 12);
  });
});

describe('coverage at a risk', () => {
  const claims = [
    claim(0.9, true),
    claim(0.8, true),
    claim(0.7, false),
    claim(0.6, true),
    claim(0.6, true),
    claim(0.3, false),
  ];

  it('is the greatest coverage whose errors stay within the limit', () => {
    const points = riskCoverage(claims);
    expect(coverageAtRisk(points, 0)).toBeCloseTo(2 / 6, 12);
    expect(coverageAtRisk(points, 0.2)).toBeCloseTo(5 / 6, 12);
    expect(coverageAtRisk(points, 1)).toBe(1);
  });

  it('counts accepted questions without an answer as errors and never as coverage', () => {
    const points = riskCoverage([claim(0.9, true), claim(0.8, false, { inScope: false })]);
    expect(points.at(-1)).toMatchObject({ coverage: 1, risk: 0.5, accepted: 2 });
    expect(coverageAtRisk(points, 0.1)).toBe(1);
  });

  it('is 0 when even the surest claim fails', () => {
    expect(coverageAtRisk(riskCoverage([claim(0.9, false)]), 0.1)).toBe(0);
  });

  it('is bounded by procedures, not by questions', () => {
    const many = Array.from({ length: 200 }, () => claim(0.9, true, { group: 'one procedure' }));
    expect(coverageAtBound(riskCoverage(many), 0.1)).toBe(0);
    const spread = many.map((one, at) => ({ ...one, group: String(at) }));
    expect(coverageAtBound(riskCoverage(spread), 0.02)).toBe(1);
  });

  it('counts a procedure with several errors once', () => {
    const points = riskCoverage([
      claim(0.9, false, { group: 'a' }),
      claim(0.9, false, { group: 'a' }),
      claim(0.9, true, { group: 'b' }),
    ]);
    expect(points.at(-1)).toMatchObject({ groups: 2, groupErrors: 1 });
  });
});
