export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the normal distribution: two-sided 95 %. */
const Z95 = 1.959963984540054;

/** Wilson score interval (1927) of `hits` in `count`, 95 %. With no observations: all of 0–1. */
export function wilson(hits: number, count: number, z = Z95): Interval {
  if (count === 0) return { low: 0, high: 1 };
  const share = hits / count;
  const spread = z * z;
  const centre = (share + spread / (2 * count)) / (1 + spread / count);
  const half =
    (z / (1 + spread / count)) *
    Math.sqrt((share * (1 - share)) / count + spread / (4 * count * count));
  return {
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === count ? 1 : Math.min(1, centre + half),
  };
}

/**
 * Difference of two independent shares with its 95 % interval (Newcombe 1998, method 10: from the
 * Wilson limits of both).
 */
export function differenceOfShares(
  first: { readonly hits: number; readonly count: number },
  second: { readonly hits: number; readonly count: number },
): Interval & { readonly value: number } {
  const p = first.count === 0 ? 0 : first.hits / first.count;
  const q = second.count === 0 ? 0 : second.hits / second.count;
  const a = wilson(first.hits, first.count);
  const b = wilson(second.hits, second.count);
  const value = p - q;
  return {
    value,
    low: Math.max(-1, value - Math.hypot(p - a.low, b.high - q)),
    high: Math.min(1, value + Math.hypot(a.high - p, q - b.low)),
  };
}

/**
 * Clopper–Pearson upper limit (1934): the greatest error rate under which `errors` or fewer in
 * `count` still has probability `delta`. Exact, one-sided. With no observations: 1.
 */
export function clopperPearsonUpper(errors: number, count: number, delta = 0.05): number {
  if (errors >= count) return 1;
  return bisect((rate) => binomialAtMost(errors, count, rate) > delta);
}

/** Clopper–Pearson lower limit, one-sided. */
export function clopperPearsonLower(errors: number, count: number, delta = 0.05): number {
  if (errors <= 0 || count === 0) return 0;
  return bisect((rate) => 1 - binomialAtMost(errors - 1, count, rate) < delta);
}

/** Where `below` turns from true to false on 0–1. */
function bisect(below: (rate: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(X ≤ hits) for X binomial. */
export function binomialAtMost(hits: number, count: number, rate: number): number {
  if (hits >= count || rate <= 0) return 1;
  if (hits < 0 || rate >= 1) return 0;
  const odds = Math.log(rate) - Math.log1p(-rate);
  let term = count * Math.log1p(-rate);
  let sum = Math.exp(term);
  for (let k = 1; k <= hits; k += 1) {
    term += Math.log((count - k + 1) / k) + odds;
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}
