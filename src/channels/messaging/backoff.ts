/** How long to wait before trying again. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** For a platform that cannot be reached or is at fault. */
export const SEND_BACKOFF: Backoff = { firstMs: 1000, mostMs: 600_000 };
/** For an answer that could not be made. */
export const ANSWER_BACKOFF: Backoff = { firstMs: 500, mostMs: 60_000 };

/**
 * A wait in ms after the given number of failures (1 or more): doubled each time up to the most, and
 * anywhere between nothing and that ("full jitter", so that many who fail at once do not come back
 * at once; https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), but never
 * below a tenth of the first.
 */
export function backoffMs(
  failures: number,
  { firstMs, mostMs }: Backoff,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(Math.max(firstMs / 10, ceiling * random()));
}
