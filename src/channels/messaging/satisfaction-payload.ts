import { LEVELS } from './satisfaction-words.ts';
import type { Stars } from './satisfaction-words.ts';

const PRESSED = /^r:([1-5]):([\da-f]{8})$/u;

/** Payload of a button that rates; short, since Zalo shows it to the citizen. */
export function ratingPayload(level: (typeof LEVELS)[number], handoffId: string): string {
  return `r:${level}:${handoffId.slice(0, 8)}`;
}

/** What a button of ours rates; undefined when it is another. */
export function parseRatingPayload(
  payload: string,
): { readonly stars: Stars; readonly handoffBegins: string } | undefined {
  const [, level, handoffBegins] = PRESSED.exec(payload.trim()) ?? [];
  const stars = Number(level) as Stars;
  return handoffBegins === undefined ? undefined : { stars, handoffBegins };
}
