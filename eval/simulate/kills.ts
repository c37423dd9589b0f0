import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../src/training/random.ts';

/** Ends the server again and again while a run goes on. */
export interface Kills {
  /** So much of the run is over. */
  at(share: number): void;
  /** Resolves when all are done and the server is up. */
  settled(): Promise<void>;
  readonly done: () => number;
}

/** Least and most time a server that came up again is let be. */
const LET_BE_MS = [500, 3000] as const;

/** Kills spread evenly over the run, each somewhere in its part of it. */
export function planKills(
  count: number,
  random: Random,
  { kill, start }: { readonly kill: () => Promise<void>; readonly start: () => Promise<void> },
): Kills {
  const due = Array.from({ length: count }, (_, at) => (at + random.next()) / count);
  let done = 0;
  let line = Promise.resolve();
  let failed: unknown;
  const one = async (): Promise<void> => {
    await kill();
    await start();
    done += 1;
    const [least, most] = LET_BE_MS;
    await pause(least + random.next() * (most - least));
  };
  return {
    at: (share) => {
      while (due.length > 0 && (due[0] ?? 1) <= share) {
        due.shift();
        line = line.then(one).catch((error: unknown) => void (failed ??= error));
      }
    },
    settled: async () => {
      await line;
      if (failed !== undefined) throw failed;
    },
    done: () => done,
  };
}
