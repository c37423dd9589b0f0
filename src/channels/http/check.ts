import type { z } from 'zod';
import { Fault } from './faults.ts';
import { WORDS, fill } from './words.ts';
import type { Language } from './words.ts';

type Issue = z.core.$ZodIssue;

/** Faults named at once; whoever sends a thousand wrong fields learns of the first. */
const MOST = 10;

/** The parsed value, or a fault that names every field at fault and why. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, language: Language): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const reasons = result.error.issues.flatMap((issue) => explained(issue, language));
  throw new Fault('invalid-request', { fields: [...new Set(reasons)].slice(0, MOST).join('; ') });
}

function explained(issue: Issue, language: Language): string[] {
  const reasons = WORDS[language].reasons;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${key.slice(0, 60)} (${reasons['unknown-field']})`);
  }
  const field = issue.path.length === 0 ? 'JSON' : issue.path.join('.');
  return [`${field} (${reason(issue, reasons)})`];
}

function reason(issue: Issue, reasons: (typeof WORDS)['vi']['reasons']): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? reasons.missing
        : fill(reasons['wrong-type'], { expected: issue.expected });
    case 'too_big':
      return fill(reasons[issue.origin === 'string' ? 'too-long' : 'too-great'], {
        maximum: String(issue.maximum),
      });
    case 'too_small':
      return fill(reasons[issue.origin === 'string' ? 'too-short' : 'too-small'], {
        minimum: String(issue.minimum),
      });
    case 'invalid_value':
      return fill(reasons['one-of'], { values: issue.values.map(String).join(', ') });
    case 'custom':
      return reasons['nothing-said'];
    default:
      return reasons['wrong-form'];
  }
}
