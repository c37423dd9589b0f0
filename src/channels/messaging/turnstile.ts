/** Most rounds of the event loop that work waits for what arrives to be acknowledged. */
const MOST_ROUNDS = 20;

/** What arrives and is not yet acknowledged. */
export interface Arrivals {
  /** Runs the taking of a request; work waits meanwhile. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Requests that are being taken. */
  readonly open: () => number;
  /** Requests ever begun. */
  readonly begun: () => number;
}

export function createArrivals(): Arrivals {
  let open = 0;
  let begun = 0;
  return {
    during: async (work) => {
      open += 1;
      begun += 1;
      try {
        return await work();
      } finally {
        open -= 1;
      }
    },
    open: () => open,
    begun: () => begun,
  };
}

/**
 * Lets through one at a time, each after the network was served: making an answer keeps the only
 * thread busy, and acknowledging what arrives is more urgent. A round without an arrival opens it,
 * or so many rounds that answers are not starved.
 */
export function createTurnstile({ open, begun }: Arrivals): () => Promise<void> {
  let line = Promise.resolve();
  const round = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  return () => {
    line = line.then(async () => {
      for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
        const before = begun();
        await round();
        if (open() === 0 && begun() === before) return;
      }
    });
    return line;
  };
}
