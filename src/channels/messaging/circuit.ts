/** How soon a failing platform is left alone, and for how long. */
export interface CircuitOptions {
  /** Failures in a row. */
  readonly failures: number;
  readonly firstPauseMs: number;
  readonly mostPauseMs: number;
}

export const CIRCUIT_DEFAULTS: CircuitOptions = {
  failures: 5,
  firstPauseMs: 2000,
  mostPauseMs: 60_000,
};

/**
 * Leaves a platform alone for a while when it fails again and again, then tries it with one message;
 * each failed try doubles the pause.
 */
export interface Circuit {
  /** Messages that may be sent at once now: none, one to try, or as many as there are. */
  room(nowMs: number): number;
  succeeded(): void;
  /** Returns whether the platform is left alone from now. */
  failed(nowMs: number): boolean;
}

export function createCircuit({ failures, firstPauseMs, mostPauseMs }: CircuitOptions): Circuit {
  let inRow = 0;
  let pauseMs = firstPauseMs;
  let openUntilMs: number | undefined;
  return {
    room: (nowMs) => {
      if (openUntilMs === undefined) return Number.MAX_SAFE_INTEGER;
      return nowMs < openUntilMs ? 0 : 1;
    },
    succeeded: () => {
      inRow = 0;
      pauseMs = firstPauseMs;
      openUntilMs = undefined;
    },
    failed: (nowMs) => {
      inRow += 1;
      if (inRow < failures || (openUntilMs !== undefined && nowMs < openUntilMs)) return false;
      openUntilMs = nowMs + pauseMs;
      pauseMs = Math.min(mostPauseMs, pauseMs * 2);
      return true;
    },
  };
}
