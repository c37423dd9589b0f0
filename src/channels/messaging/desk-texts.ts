import en from '../../../knowledge/desk.en.json' with { type: 'json' };
import vi from '../../../knowledge/desk.vi.json' with { type: 'json' };
import type { DeskTexts } from '../../desk/wait-text.ts';

/** What citizens are told of the desk; both languages have the same keys. */
export const DESK_TEXTS: Readonly<Record<'vi' | 'en', DeskTexts>> = { vi, en };
