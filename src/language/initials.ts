import { fold, hasMarks } from './fold.ts';

/**
 * Abbreviations people make up by the first letters of a term ("đkdn", "antt", "mgbđs"), read
 * against the terms of the official names. Keys are initials without marks; values are the most
 * frequent terms with these initials, at most `MEANINGS` each.
 */
export type Initials = ReadonlyMap<string, readonly string[]>;

const SHORTEST = 3;
const LONGEST = 6;
const MEANINGS = 3;
const LEAST_COUNT = 2;
const WORD = /^[\p{L}\p{M}]+$/u;

export function countInitials(): { add(tokens: readonly string[]): void; finish(): Initials } {
  const counts = new Map<string, number>();
  return {
    add(tokens) {
      for (let length = SHORTEST; length <= LONGEST; length += 1) {
        for (let at = 0; at + length <= tokens.length; at += 1) {
          const words = tokens.slice(at, at + length);
          if (!words.every((word) => WORD.test(word))) continue;
          const term = words.join(' ');
          counts.set(term, (counts.get(term) ?? 0) + 1);
        }
      }
    },
    finish() {
      const byKey = new Map<string, { term: string; count: number }[]>();
      for (const [term, count] of counts) {
        if (count < LEAST_COUNT) continue;
        const key = initialsOf(term);
        const list = byKey.get(key) ?? [];
        list.push({ term, count });
        byKey.set(key, list);
      }
      const found = new Map<string, string[]>();
      for (const [key, list] of byKey) {
        list.sort((a, b) => b.count - a.count || (a.term < b.term ? -1 : 1));
        found.set(
          key,
          list.slice(0, MEANINGS).map(({ term }) => term),
        );
      }
      return found;
    },
  };
}

function initialsOf(term: string): string {
  return term
    .split(' ')
    .map((word) => fold(word)[0] ?? '')
    .join('');
}

/** Terms a made-up abbreviation may stand for; those that keep its "đ" and marks come first. */
export function expandInitials(initials: Initials, token: string): readonly string[] {
  if (token.length < SHORTEST || token.length > LONGEST || /[aeiouy\d]/u.test(fold(token)))
    return [];
  const terms = initials.get(fold(token)) ?? [];
  if (!hasMarks(token)) return terms;
  const letters = [...token.normalize('NFC')];
  const keepsMarks = (term: string): boolean =>
    term.split(' ').every((word, at) => letters[at] !== 'đ' || word.startsWith('đ'));
  return terms.filter(keepsMarks);
}
