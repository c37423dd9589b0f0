import en from '../../../knowledge/messaging.en.json' with { type: 'json' };
import vi from '../../../knowledge/messaging.vi.json' with { type: 'json' };
import type { Facet } from '../../procedure/guide.ts';

/** What the renderer itself says to citizens, in one language; `{places}` are filled in. */
export interface RenderWords {
  /** Names of facets, short enough for a button of 20 characters. */
  readonly facets: Readonly<Record<Facet, string>>;
  /** The button that asks for an officer; at most 20 characters. */
  readonly person: string;
  /** Under numbered choices. */
  readonly chooseNumber: string;
  /** Under choices that stand on buttons. */
  readonly chooseButton: string;
  /** Where there are no buttons: `{facets}` that may be asked next. */
  readonly askNext: string;
  /** An answer was cut: `{parts}` are left and have buttons. */
  readonly leftButtons: string;
  /** An answer was cut: `{parts}` are left, to be typed. */
  readonly leftTyped: string;
  /** `{count}` lines of the part `{part}` are left; the page of the procedure is in the source. */
  readonly partLeftLink: string;
  /** The same where the source has no address. */
  readonly partLeft: string;
  readonly quoted: string;
}

/** The renderer's words from `knowledge/messaging.*.json`. */
export const RENDER_WORDS: Readonly<Record<'vi' | 'en', RenderWords>> = {
  vi: vi.render,
  en: en.render,
};
