import { createHmac, randomBytes } from 'node:crypto';
import type { ConversationStore } from '../../conversation/conversation.ts';

export interface RateLimit {
  /** 0 when the request may go on, else the seconds after which to try again. */
  take(address: string): Promise<number>;
}

export interface RateLimitOptions {
  /** Requests of one address in a minute; 0 sets no limit. */
  readonly perMinute: number;
  /** Requests of all addresses together; 0 or absent sets no limit. */
  readonly globalPerMinute?: number | undefined;
  /** Holds the limits over processes; absent, each process has its own. */
  readonly store?: Pick<ConversationStore, 'take'> | undefined;
  /** Hashes addresses; the same in every process. Absent: one that this process forgets. */
  readonly secret?: string | Buffer | undefined;
  /** Told when the store could not be asked and this process's own limit held instead. */
  readonly onFallback?: ((error: unknown) => void) | undefined;
  readonly nowMs?: (() => number) | undefined;
}

const MINUTE_MS = 60_000;
/** Addresses remembered at once; above it the ones that rested longest are forgotten. */
const MAX_ADDRESSES = 50_000;
/** Part of a minute's allowance a process takes from the store at once: so many writes fewer. */
const LEASE_SHARE = 0.1;
/** What a process took and did not use is let go after so long. */
const LEASE_MS = 20_000;

interface Lease {
  left: number;
  untilMs: number;
  /** Refused until then; nobody is asked again before. */
  shutUntilMs: number;
  /** The store is being asked. */
  asking: Promise<void> | undefined;
}

/**
 * A bucket of tokens for each address and one for all: a minute's worth at once, then refilled evenly.
 * Tokens are taken from the store a tenth at a time, so over all processes never more are let in than
 * allowed, and an address that keeps to its limit costs one write in ten requests; what a process took
 * and let go counts as used. While the store cannot be asked, each process keeps the limit by itself.
 * The store never sees an address, only a keyed hash of its network.
 */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { perMinute, globalPerMinute = 0, store, onFallback } = options;
  const { secret = randomBytes(32), nowMs = Date.now } = options;
  const leases = new Map<string, Lease>();
  const own = createOwnLimit(nowMs);

  async function takeOne(key: string, capacity: number): Promise<number> {
    if (capacity === 0) return 0;
    if (store === undefined) return own(key, capacity);
    const now = nowMs();
    const lease = leases.get(key) ?? { left: 0, untilMs: 0, shutUntilMs: 0, asking: undefined };
    leases.delete(key);
    leases.set(key, lease);
    const [oldest] = leases.keys();
    if (leases.size > MAX_ADDRESSES && oldest !== undefined) leases.delete(oldest);
    if (lease.untilMs <= now) lease.left = 0;
    while (lease.left < 1) {
      if (lease.shutUntilMs > nowMs()) return secondsUntil(lease.shutUntilMs);
      try {
        // Requests that come together wait for one answer of the store.
        await (lease.asking ??= ask(store, key, capacity, lease).finally(() => {
          lease.asking = undefined;
        }));
      } catch (error) {
        onFallback?.(error);
        return own(key, capacity);
      }
    }
    lease.left -= 1;
    return 0;
  }

  async function ask(
    from: Pick<ConversationStore, 'take'>,
    key: string,
    capacity: number,
    lease: Lease,
  ): Promise<void> {
    const amount = Math.max(1, Math.floor(capacity * LEASE_SHARE));
    const bucket = { key, capacity, windowMs: MINUTE_MS };
    const now = new Date(nowMs());
    // Where a whole lease is not there any more, a single one may be.
    for (const wanted of amount > 1 ? [amount, 1] : [1]) {
      const waitMs = await from.take({ ...bucket, amount: wanted }, now);
      if (waitMs === 0) {
        lease.left += wanted;
        lease.untilMs = nowMs() + LEASE_MS;
        return;
      }
      if (wanted === 1) lease.shutUntilMs = nowMs() + waitMs;
    }
  }

  const secondsUntil = (ms: number): number => Math.max(1, Math.ceil((ms - nowMs()) / 1000));
  const hashOf = (network: string): string =>
    createHmac('sha256', secret).update(`address ${network}`).digest('base64url');

  return {
    take: async (address) => {
      const seconds = await takeOne(hashOf(networkOf(address)), perMinute);
      // Who is refused does not use up what all have together.
      return seconds > 0 ? seconds : takeOne('global web', globalPerMinute);
    },
  };
}

/** The limit as one process alone keeps it. Returns seconds. */
function createOwnLimit(nowMs: () => number): (key: string, capacity: number) => number {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return (key, capacity) => {
    const now = nowMs();
    const bucket = buckets.get(key) ?? { tokens: capacity, atMs: now };
    const tokens = Math.min(capacity, bucket.tokens + ((now - bucket.atMs) * capacity) / MINUTE_MS);
    buckets.delete(key);
    buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: now });
    const [oldest] = buckets.keys();
    if (buckets.size > MAX_ADDRESSES && oldest !== undefined) buckets.delete(oldest);
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * MINUTE_MS) / capacity / 1000);
  };
}

/** One home has a whole /64 of IPv6 addresses: they count together. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = ''] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  return [...groups, '0', '0', '0', '0'].slice(0, 4).join(':');
}
