export interface PumpOptions<T> {
  /** Items worked on at once. */
  readonly parallel: number;
  /** Claims up to so many items; none when nothing is due. */
  claim(room: number): Promise<readonly T[]>;
  work(item: T): Promise<void>;
  /** Ms until it is looked again after nothing was due. */
  idleMs(): number;
  /** Told of what `claim` or `work` threw; the pump goes on. */
  onFailure(error: unknown): void;
}

export interface Pump {
  /** Something may be due in so many ms. */
  wake(afterMs?: number): void;
  /** Claims nothing more; resolves when all running work has ended. */
  stop(): Promise<void>;
}

/** Claims work and runs it, some at once, until it is stopped. Looks for the first at once. */
export function createPump<T>(options: PumpOptions<T>): Pump {
  const { parallel, claim, work, idleMs, onFailure } = options;
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let timerAtMs = Infinity;
  let claiming: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  function wake(afterMs = 0): void {
    if (stopped) return;
    const atMs = performance.now() + afterMs;
    if (atMs >= timerAtMs) return;
    clearTimeout(timer);
    timerAtMs = atMs;
    timer = setTimeout(() => {
      timerAtMs = Infinity;
      pump();
    }, afterMs);
  }

  function pump(): void {
    if (claiming !== undefined) {
      again = true;
      return;
    }
    claiming = drain().finally(() => {
      claiming = undefined;
      if (again && !stopped) {
        again = false;
        pump();
      } else wake(idleMs());
    });
  }

  async function drain(): Promise<void> {
    try {
      while (!stopped && running.size < parallel) {
        const items = await claim(parallel - running.size);
        if (items.length === 0) return;
        for (const item of items) begin(item);
      }
    } catch (error) {
      onFailure(error);
    }
  }

  function begin(item: T): void {
    const one = work(item)
      .catch(onFailure)
      .finally(() => {
        running.delete(one);
        // Its place is free, and what stood behind it may be due now.
        wake();
      });
    running.add(one);
  }

  wake();
  return {
    wake,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await claiming;
      while (running.size > 0) await Promise.all(running);
    },
  };
}
