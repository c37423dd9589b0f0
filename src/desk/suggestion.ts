import type { Facet } from '../procedure/guide.ts';

/** A line of a card that answers, copied from the record. */
interface SuggestedField {
  readonly facet: Facet;
  readonly title: string;
  readonly lines: readonly string[];
}

/**
 * A suggested answer for one message of a citizen: a procedure and exactly the fields that answer.
 * Silence is better than a weak card: below the floor of its channel none is made.
 */
export interface SuggestionCard {
  /** Stable for the same message and procedure, so that a card updates in place. */
  readonly id: string;
  readonly rank: 1 | 2 | 3;
  readonly procedureCode: string;
  readonly procedureName: string;
  /** 0–1, the calibrated probability that this is the procedure asked for. */
  readonly confidence: number;
  /** The word for it: `sure`, `likely`, `possible`. */
  readonly sureness: 'sure' | 'likely' | 'possible';
  readonly facets: readonly Facet[];
  readonly fields: readonly SuggestedField[];
  /** The whole reply as it would be sent: complete sentences in the citizen's language. */
  readonly reply: string;
  /** At most two sentences to read aloud. */
  readonly script: string;
  /** Papers to send by SMS or Zalo; empty where the question is not about papers. */
  readonly checklist: readonly string[];
  /** Source line: code, decision, date of the data, link. */
  readonly source: string;
  readonly url?: string;
  readonly updatedAt?: string;
}

/** Cards for one message, best first; `forTurn` is the index of the citizen's turn or the id of the utterance. */
export interface Suggestions {
  readonly forTurn: string;
  readonly question: string;
  readonly cards: readonly SuggestionCard[];
  readonly tookMs: number;
  /** What the assistant understood, in machine words; the console words it. */
  readonly understood: {
    readonly outcome: string;
    readonly reason: string;
    readonly confidence: number;
  };
}

/** What an officer did with a card; feeds learning. */
export const FEEDBACK_KINDS = [
  'shown',
  'inserted',
  'edited',
  'sent',
  'copied',
  'read-aloud',
  'not-this',
  'wrong-figure',
] as const;
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number];

export interface SuggestionFeedback {
  readonly suggestionId: string;
  readonly procedureCode: string;
  readonly kind: FeedbackKind;
  /** Handoff or call it was about. */
  readonly about: string;
  /** Masked words of the citizen the card answered; learning reads them. */
  readonly question: string;
  /** With `wrong-figure`: which facet; with `edited`: nothing, the sent text is the turn. */
  readonly facet?: Facet;
  readonly note?: string;
  readonly byId: string;
  readonly office: string;
  readonly at: string;
}

/**
 * Why a draft should be looked at again before it is sent. Warnings, never a lock.
 * - `figure-not-in-record`: a sum, number of days, date or count that no cited record states.
 * - `promise`: an outcome or a date promised on the office's behalf.
 * - `too-long`, `window`: the channel would cut or refuse it.
 * - `personal-data`: it repeats what should not be repeated.
 */
export interface DraftWarning {
  readonly kind: 'figure-not-in-record' | 'promise' | 'too-long' | 'window' | 'personal-data';
  /** The words it is about. */
  readonly excerpt: string;
  /** Where they stand in the draft, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** For `too-long`: the most; for `window`: when it ends. */
  readonly limit?: string;
}
