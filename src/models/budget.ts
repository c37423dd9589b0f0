import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** Tokens a day, with a hard stop. */
export interface Budget {
  /**
   * Sets so many aside; undefined when the day has no more. `settle` gives back what was not used.
   * `share`, 0–1: work that may wait leaves the rest of the day to others.
   */
  reserve(
    tokens: number,
    now: Date,
    share?: number,
  ): { settle(usedTokens: number): void } | undefined;
  /** Used and set aside today. */
  used(now: Date): number;
}

const keptSchema = z.object({ day: z.string(), tokens: z.number().min(0) });

/**
 * A day's tokens, kept in a file so that a restart does not begin the day anew. `mostTokens` 0 sets no
 * limit. Each process counts what it uses itself. A file that cannot be read counts as an unused day;
 * one that cannot be written stops nothing.
 */
export function openBudget(file: string, mostTokens: number): Budget {
  let kept = read(file);

  function today(now: Date): number {
    const day = dayOf(now);
    if (kept.day !== day) kept = { day, tokens: 0 };
    return kept.tokens;
  }
  function add(tokens: number, now: Date): void {
    kept = { day: dayOf(now), tokens: Math.max(0, today(now) + tokens) };
    try {
      writeFileSync(`${file}.new`, JSON.stringify(kept));
      renameSync(`${file}.new`, file);
    } catch {
      // A full disk: the count of this process still holds.
    }
  }
  return {
    reserve: (tokens, now, share = 1) => {
      if (mostTokens > 0 && today(now) + tokens > mostTokens * share) return undefined;
      add(tokens, now);
      let settled = false;
      return {
        settle: (usedTokens) => {
          if (settled) return;
          settled = true;
          // After midnight it is of a day that is over.
          if (dayOf(now) === kept.day) add(usedTokens - tokens, now);
        },
      };
    },
    used: today,
  };
}

function read(file: string): { day: string; tokens: number } {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { day: '', tokens: 0 };
  }
}

/** The day in Vietnam, which knows no summer time. */
function dayOf(now: Date): string {
  return new Date(now.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
}
