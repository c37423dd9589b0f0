import en from '../../../knowledge/pages.en.json' with { type: 'json' };
import vi from '../../../knowledge/pages.vi.json' with { type: 'json' };

/** What the pages and errors say; both languages have the same keys, which the compiler checks. */
export type Words = typeof vi;
export type Language = 'vi' | 'en';

export const WORDS: Readonly<Record<Language, Words>> = { vi, en };

/** Puts values into the `{places}` of a text. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/gu, (place, name: string) => String(values[name] ?? place));
}
