import en from '../../../knowledge/accounts.en.json' with { type: 'json' };
import vi from '../../../knowledge/accounts.vi.json' with { type: 'json' };
import type { Language } from './words.ts';

/** What the pages of accounts say; both languages have the same keys. */
export type AccountWords = typeof vi;

export const ACCOUNT_WORDS: Readonly<Record<Language, AccountWords>> = { vi, en };
