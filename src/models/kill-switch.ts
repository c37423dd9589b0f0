import { readFileSync } from 'node:fs';
import type { Log } from '../log.ts';

/** Turns the model off at once, without a restart. */
export interface KillSwitch {
  /** Why it is off; undefined while it is on. */
  reason(): string | undefined;
}

/** The model went off or on again, or is off for another reason. */
export interface SwitchChange {
  /** Whether the model is on now. */
  readonly on: boolean;
  /** Why it is off; undefined when it is on. */
  readonly reason: string | undefined;
  /** When it was noticed. */
  readonly at: Date;
}

export interface KillSwitchOptions {
  readonly now?: () => Date;
  /** Told once of every change, also of one found at start-up. What it throws stops nothing. */
  readonly onChange?: ((change: SwitchChange) => void) | undefined;
}

const LOOK_MS = 2000;

/**
 * Off while the setting says so or the file exists; what the file says is the reason. Every change is a
 * line of the log. It is noticed when somebody asks for the reason.
 */
export function createKillSwitch(
  file: string,
  setting: string | undefined,
  log: Log,
  { now = () => new Date(), onChange }: KillSwitchOptions = {},
): KillSwitch {
  let known: string | undefined;
  let lookedMs = Number.NEGATIVE_INFINITY;

  function changed(reason: string | undefined, at: Date): void {
    log.warn(
      { modelOff: reason !== undefined, why: reason },
      reason === undefined ? 'the language model is on again' : 'the language model is off',
    );
    try {
      onChange?.({ on: reason === undefined, reason, at });
    } catch (error) {
      log.error(
        { reason: error instanceof Error ? error.name : 'unknown' },
        'a change of the model’s switch could not be noted',
      );
    }
  }
  return {
    reason: () => {
      const at = now();
      const sinceMs = at.getTime() - lookedMs;
      // A clock that was set back must not keep it from looking.
      if (sinceMs >= 0 && sinceMs < LOOK_MS) return known;
      lookedMs = at.getTime();
      const found = setting ?? read(file);
      const before = known;
      known = found;
      if (found !== before) changed(found, at);
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
