import { readFileSync } from 'node:fs';
import type { Log } from '../log.ts';

/** Turns the model off at once, without a restart. */
export interface KillSwitch {
  /** Why it is off; undefined while it is on. */
  reason(): string | undefined;
}

const LOOK_MS = 2000;

/**
 * Off while the setting says so or the file exists; what the file says is the reason. Every change is a
 * line of the log.
 */
export function createKillSwitch(
  file: string,
  setting: string | undefined,
  log: Log,
  nowMs: () => number = Date.now,
): KillSwitch {
  let known: string | undefined;
  let lookedMs = Number.NEGATIVE_INFINITY;
  return {
    reason: () => {
      if (nowMs() - lookedMs < LOOK_MS) return known;
      lookedMs = nowMs();
      const found = setting ?? read(file);
      if (found !== known) {
        log.warn(
          { modelOff: found !== undefined, why: found },
          found === undefined ? 'the language model is on again' : 'the language model is off',
        );
      }
      known = found;
      return known;
    },
  };
}

function read(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim().slice(0, 200);
    return text === '' ? 'no reason given' : text;
  } catch {
    return undefined;
  }
}
