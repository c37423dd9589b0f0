export interface RateLimit {
  /** 0 when the request may go on, else the seconds after which to try again. */
  take(address: string): number;
}

const MINUTE_MS = 60_000;
/** Addresses remembered at once; above it the ones that rested longest are forgotten. */
const MAX_ADDRESSES = 50_000;

/**
 * A bucket of tokens for each address: a minute's worth at once, then refilled evenly.
 * 0 per minute sets no limit.
 */
export function createRateLimit(perMinute: number, nowMs: () => number = Date.now): RateLimit {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return {
    take: (address) => {
      if (perMinute === 0) return 0;
      const key = networkOf(address);
      const now = nowMs();
      const bucket = buckets.get(key) ?? { tokens: perMinute, atMs: now };
      const tokens = Math.min(
        perMinute,
        bucket.tokens + ((now - bucket.atMs) * perMinute) / MINUTE_MS,
      );
      buckets.delete(key);
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: now });
      const [oldest] = buckets.keys();
      if (buckets.size > MAX_ADDRESSES && oldest !== undefined) buckets.delete(oldest);
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute / 1000);
    },
  };
}

/** One home has a whole /64 of IPv6 addresses: they count together. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = ''] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  return [...groups, '0', '0', '0', '0'].slice(0, 4).join(':');
}
