import en from '../../../knowledge/desk-officers.en.json' with { type: 'json' };
import vi from '../../../knowledge/desk-officers.vi.json' with { type: 'json' };
import type { Language } from './words.ts';

/** What officers are told by the desk's API; both languages have the same keys. */
type DeskWords = typeof vi;

export const DESK_WORDS: Readonly<Record<Language, DeskWords>> = { vi, en };
