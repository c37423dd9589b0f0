import en from '../../knowledge/calls.en.json' with { type: 'json' };
import vi from '../../knowledge/calls.vi.json' with { type: 'json' };

/** What is read aloud, sent along and summed up of calls; both languages have the same keys. */
export type CallWords = typeof vi;

export const CALL_WORDS: Readonly<Record<'vi' | 'en', CallWords>> = { vi, en };
