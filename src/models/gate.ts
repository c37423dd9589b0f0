/** All places are taken and the line is full. */
export class GateFull extends Error {
  override readonly name = 'GateFull';
  constructor() {
    super('Too many calls at once.');
  }
}

/**
 * Runs at most `places` at once and lets at most `waiting` stand in line, first come first served.
 * Who comes later gets `GateFull`; who leaves the line, the reason of her signal.
 */
export function createGate({
  places,
  waiting,
}: {
  readonly places: number;
  readonly waiting: number;
}): <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T> {
  const line: (() => void)[] = [];
  let taken = 0;

  function enter(signal: AbortSignal): Promise<void> {
    if (taken < places) {
      taken += 1;
      return Promise.resolve();
    }
    if (line.length >= waiting) return Promise.reject(new GateFull());
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        line.splice(line.indexOf(go), 1);
        reject(signal.reason as Error);
      };
      // The place passes from who leaves to who enters.
      const go = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      line.push(go);
    });
  }

  return async (work, signal) => {
    signal.throwIfAborted();
    await enter(signal);
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next === undefined) taken -= 1;
      else next();
    }
  };
}
