import type { Facet } from '../procedure/guide.ts';

/**
 * How an answer ends; a closed set, so that "why did it not answer" is a chart, not a mystery.
 * - `answered`: facts of at least one procedure were given.
 * - `clarify`: one question back, with options.
 * - `handed-off`: passed to a person, with the reason.
 * - `out-of-scope`: not a matter of administrative procedures.
 * - `emergency`: danger to life; only the emergency numbers are given.
 * - `smalltalk`: greeting, thanks, goodbye, who are you.
 * - `refused`: the message is not answered as such (empty, far too long, tries to change the rules).
 */
export const OUTCOMES = [
  'answered',
  'clarify',
  'handed-off',
  'out-of-scope',
  'emergency',
  'smalltalk',
  'refused',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A procedure the search considered, best first. `score` is a probability-like 0–1 share. */
export interface RankedProcedure {
  readonly code: string;
  readonly name: string;
  readonly score: number;
}

/** One choice offered to the citizen; sending its `code` (or number, or label) back selects it. */
export interface AnswerOption {
  readonly code: string;
  readonly label: string;
}

/** Where a stated fact comes from. */
export interface Citation {
  readonly code: string;
  readonly facet: Facet;
  /** Portal page; absent where the record has none. */
  readonly url?: string;
  /** Date of the data: last update of the record, else the day it was read. */
  readonly updatedAt?: string;
  readonly decision?: string;
}

/** A part of an answer a channel can lay out: a heading and lines; `list` lines are bullets. */
export interface AnswerSection {
  readonly facet: Facet;
  readonly procedureCode: string;
  readonly title: string;
  readonly lines: readonly AnswerLine[];
}
export interface AnswerLine {
  readonly style: 'text' | 'bullet' | 'heading' | 'note' | 'quote';
  readonly text: string;
}

/** What a stage did, in plain values; shown to officers, never to citizens. */
export interface TraceStep {
  readonly stage: string;
  readonly ms: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly outcome: Outcome;
  readonly language: 'vi' | 'en';
  /** The opening one or two sentences, fit to be said aloud. */
  readonly gist: string;
  readonly sections: readonly AnswerSection[];
  /** Source line: code, decision, date of the data, portal link. Empty when nothing is cited. */
  readonly source: string;
  /** The whole answer as plain text: gist, sections, options, source. */
  readonly text: string;
  readonly options: readonly AnswerOption[];
  /** Facets worth asking next, as buttons. */
  readonly nextFacets: readonly Facet[];
  readonly citations: readonly Citation[];
  /** Best first, at most 10, also when nothing is answered. */
  readonly procedures: readonly RankedProcedure[];
  readonly answerCodes: readonly string[];
  /** The main facet asked for; null when none applies. */
  readonly facet: Facet | null;
  readonly facets: readonly Facet[];
  /** Probability that the first procedure is the right one, 0–1. */
  readonly confidence: number;
  /** Why the outcome is what it is, a stable machine word ("low-confidence", "asked-for-person"). */
  readonly reason: string;
  readonly trace: readonly TraceStep[];
}
