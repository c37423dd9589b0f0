import en from '../../../knowledge/messaging.en.json' with { type: 'json' };
import vi from '../../../knowledge/messaging.vi.json' with { type: 'json' };

/** What is said on messaging platforms besides answers; both languages have the same keys. */
export type MessagingWords = typeof vi;

export const MESSAGING_WORDS: Readonly<Record<'vi' | 'en', MessagingWords>> = { vi, en };

/** Puts values into the `{places}` of a text. */
export function fillWords(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/gu, (place, name: string) => String(values[name] ?? place));
}
