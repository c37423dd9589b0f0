import { describe, expect, it } from 'vitest';
import {
  binomialAtMost,
  clopperPearsonLower,
  clopperPearsonUpper,
  differenceOfShares,
  wilson,
} from '../../eval/metrics/intervals.ts';
import { bootstrap, mcnemar, quantile } from '../../eval/metrics/resample.ts';

describe('the Wilson interval', () => {
  it.each([
    // Brown, Cai, DasGupta 2001 and Newcombe 1998 give these.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ])('of %i in %i is %f–%f', (hits, count, low, high) => {
    expect(wilson(hits, count).low).toBeCloseTo(low, 4);
    expect(wilson(hits, count).high).toBeCloseTo(high, 4);
  });

  it('says nothing when nothing was counted', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('the Clopper–Pearson limits', () => {
  it.each([
    // Newcombe 1998, table I, two-sided 95 %: one-sided 2.5 % each.
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
  ])('of %i in %i are %f and %f', (errors, count, low, high) => {
    expect(clopperPearsonLower(errors, count, 0.025)).toBeCloseTo(low, 4);
    expect(clopperPearsonUpper(errors, count, 0.025)).toBeCloseTo(high, 4);
  });

  it('follow the rule of three without errors', () => {
    expect(clopperPearsonUpper(0, 100)).toBeCloseTo(1 - 0.05 ** 0.01, 6);
    expect(clopperPearsonUpper(0, 149)).toBeLessThan(0.02);
    expect(clopperPearsonUpper(0, 148)).toBeGreaterThan(0.02);
  });

  it('are 1 when everything or nothing failed of nothing', () => {
    expect(clopperPearsonUpper(5, 5)).toBe(1);
    expect(clopperPearsonUpper(0, 0)).toBe(1);
  });
});

describe('the difference of two shares', () => {
  it.each([
    // Newcombe 1998, table II, method 10.
    [56, 70, 48, 80, 0.2, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.6, 0.1705, 0.809],
    [10, 10, 0, 10, 1, 0.6075, 1],
  ])('%i/%i − %i/%i', (a, m, b, n, value, low, high) => {
    const difference = differenceOfShares({ hits: a, count: m }, { hits: b, count: n });
    expect(difference.value).toBeCloseTo(value, 4);
    expect(difference.low).toBeCloseTo(low, 4);
    expect(difference.high).toBeCloseTo(high, 4);
  });
});

describe('resampling', () => {
  it('repeats exactly and holds the mean', () => {
    const values = [0, 0, 1, 1, 0.5, 0.25, 1, 0];
    const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
    const interval = bootstrap(values, mean);
    expect(interval).toEqual(bootstrap(values, mean));
    expect(interval?.low).toBeLessThan(mean(values));
    expect(interval?.high).toBeGreaterThan(mean(values));
    expect(bootstrap([], mean)).toBeUndefined();
  });

  it('interpolates quantiles', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([7], 0.99)).toBe(7);
  });
});

describe('the exact McNemar test', () => {
  it.each([
    [0, 0, 1],
    [5, 5, 1],
    [2, 10, (2 * (1 + 12 + 66)) / 4096],
    [6, 0, 2 / 64],
  ])('of %i gained and %i lost is %f', (gained, lost, p) => {
    expect(mcnemar(gained, lost)).toBeCloseTo(p, 10);
    expect(mcnemar(lost, gained)).toBeCloseTo(p, 10);
  });

  it('stands on the binomial distribution', () => {
    expect(binomialAtMost(1, 3, 0.5)).toBeCloseTo(0.5, 12);
    expect(binomialAtMost(-1, 3, 0.5)).toBe(0);
    expect(binomialAtMost(3, 3, 0.5)).toBe(1);
  });
});
