import type { Interval } from './intervals.ts';
import { binomialAtMost } from './intervals.ts';

/** A seeded generator (mulberry32) of numbers 0 ≤ x < 1, so that a report repeats exactly. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** 95 % percentile bootstrap of a statistic over `items`; undefined where it has no value. */
export function bootstrap<T>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => number | undefined,
  { rounds = 1000, seed = 1 }: { readonly rounds?: number; readonly seed?: number } = {},
): Interval | undefined {
  if (items.length === 0) return undefined;
  const random = seededRandom(seed);
  const values: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const sample = items.map(() => items[Math.floor(random() * items.length)] as T);
    const value = statistic(sample);
    if (value !== undefined) values.push(value);
  }
  if (values.length === 0) return undefined;
  values.sort((a, b) => a - b);
  return { low: quantileOfSorted(values, 0.025), high: quantileOfSorted(values, 0.975) };
}

/** Quantile (0–1) with linear interpolation; NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  return quantileOfSorted(
    [...values].sort((a, b) => a - b),
    share,
  );
}

function quantileOfSorted(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * Exact McNemar test: two-sided probability that `gained` and `lost` cases differ this much when
 * neither direction is likelier.
 */
export function mcnemar(gained: number, lost: number): number {
  const changed = gained + lost;
  if (changed === 0) return 1;
  return Math.min(1, 2 * binomialAtMost(Math.min(gained, lost), changed, 0.5));
}
