export interface BreakerOptions {
  /** Failures in a row until the endpoint is left alone. */
  readonly failures: number;
  /** How long at first, and at most; doubled with every failed try. */
  readonly firstRestMs: number;
  readonly mostRestMs: number;
}

const USUAL: BreakerOptions = { failures: 3, firstRestMs: 5000, mostRestMs: 300_000 };

/** Leaves an endpoint alone for a while when it fails again and again. */
export interface Breaker {
  /** Whether a call may be made now; after a rest, one to try. */
  allows(nowMs: number): boolean;
  succeeded(): void;
  failed(nowMs: number): void;
  readonly isOpen: boolean;
}

export function createBreaker(options: Partial<BreakerOptions> = {}): Breaker {
  const { failures, firstRestMs, mostRestMs } = { ...USUAL, ...options };
  let inRow = 0;
  let restMs = firstRestMs;
  let openUntilMs: number | undefined;
  return {
    allows: (nowMs) => {
      if (openUntilMs === undefined) return true;
      if (nowMs < openUntilMs) return false;
      // Others wait for how this one ends.
      openUntilMs = nowMs + restMs;
      return true;
    },
    succeeded: () => {
      inRow = 0;
      restMs = firstRestMs;
      openUntilMs = undefined;
    },
    failed: (nowMs) => {
      inRow += 1;
      if (inRow < failures) return;
      if (openUntilMs !== undefined) restMs = Math.min(mostRestMs, restMs * 2);
      openUntilMs = nowMs + restMs;
    },
    get isOpen() {
      return openUntilMs !== undefined;
    },
  };
}
