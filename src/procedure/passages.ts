import type { Facet } from './guide.ts';
import type { Procedure } from './procedure.ts';

/** A stretch of a record that can be quoted as it stands. */
export interface Passage {
  readonly facet: Facet;
  readonly text: string;
}

const LONGEST = 420;

/** Sentences of a record that say more than its figures: steps, requirements, notes, fee texts. */
export function passagesOf(procedure: Procedure): Passage[] {
  const passages: Passage[] = [];
  const seen = new Set<string>();
  const add = (facet: Facet, text: string | undefined): void => {
    for (const sentence of splitSentences(text ?? '')) {
      const key = sentence.toLowerCase();
      if (seen.has(key)) continue;
      seen.add(key);
      passages.push({ facet, text: sentence });
    }
  };
  for (const one of procedure.cases) {
    for (const item of one.items) add('dossier', item.name);
  }
  for (const step of procedure.steps) add('how', step);
  add('conditions', procedure.requirements);
  for (const submission of procedure.submissions) {
    add('how', submission.note);
    for (const fee of submission.fees) {
      add('fee', fee.stated);
      add('fee', fee.condition);
    }
    for (const duration of submission.durations) add('time', duration.stated);
  }
  for (const result of procedure.results) add('result', result);
  return passages;
}

/** Sentences of at least a few words; very long ones are split at semicolons, never inside a clause. */
function splitSentences(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?;])\s+(?=[\p{Lu}+\-*(])/u)
    .flatMap((part) => (part.length > LONGEST ? part.split(/(?<=;)\s+/u) : [part]))
    .map((part) => part.replace(/^[\s\-+*•.]+/u, '').trim())
    .filter((part) => part.length >= 20 && part.length <= LONGEST * 2);
}
