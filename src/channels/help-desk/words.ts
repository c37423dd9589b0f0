import en from '../../../knowledge/help-desk.en.json' with { type: 'json' };
import vi from '../../../knowledge/help-desk.vi.json' with { type: 'json' };

/** What agents of another desk software are told; both languages have the same keys. */
export const HELP_DESK_WORDS: Readonly<Record<'vi' | 'en', typeof vi>> = { vi, en };
