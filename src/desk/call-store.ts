import type { Call, Utterance } from './call.ts';
import type { SuggestionFeedback } from './suggestion.ts';

/** A call as it is kept, with what tells newer from older news. */
export interface KeptCall {
  readonly call: Call;
  /** Number of the event its state comes from; −1 before any. */
  readonly stateSeq: number;
  /** When its end became known here; absent while it runs. */
  readonly closedAt?: string;
  /** When anything was last heard of it. */
  readonly touchedAt: string;
}

/** What changes on a call. Absent members stay. */
export interface CallChange {
  readonly values?: Partial<
    Pick<
      Call,
      | 'provider'
      | 'from'
      | 'state'
      | 'startedAt'
      | 'endedAt'
      | 'officerId'
      | 'summary'
      | 'disposition'
    >
  > & { readonly stateSeq?: number; readonly closedAt?: string };
  readonly utterance?: Utterance & {
    /** Of two versions of one utterance the final one holds, else the one with the higher number. */
    readonly seq: number;
  };
}

export type NewCall = Pick<Call, 'id' | 'office' | 'provider' | 'from' | 'state' | 'startedAt'>;

export type CallView = 'mine' | 'open' | 'ended';

/** Keeps calls and what officers did with suggestions. Every member may be called concurrently. */
export interface CallStore {
  /**
   * Changes a call in one transaction. `seq`: does nothing when this event was seen before. `fresh` makes
   * the call when it is unknown; without it an unknown call is undefined. `change` gives undefined to
   * refuse; it may run more than once.
   */
  changeCall(
    key: { readonly id: string; readonly seq?: number; readonly now: Date },
    fresh: NewCall | undefined,
    change: (kept: KeptCall) => CallChange | undefined,
  ): Promise<
    { readonly outcome: 'changed' | 'repeated' | 'refused'; readonly call: Call } | undefined
  >;
  /** With everything said, in the order it was said. Undefined when unknown or of another office. */
  findCall(id: string, office: string): Promise<Call | undefined>;
  /**
   * `mine`: of this officer and not wrapped up; `open`: not ended; `ended`: newest first, without what
   * was said.
   */
  calls(filter: {
    readonly office: string;
    readonly view: CallView;
    readonly officerId: string;
    readonly limit: number;
  }): Promise<readonly Call[]>;
  /** Ends calls of which nothing was heard since; they ended when last heard of. Returns them. */
  endQuietCalls(since: Date, now: Date): Promise<readonly Call[]>;
  addSuggestionFeedback(feedback: SuggestionFeedback): Promise<void>;
  /** Oldest first; `about`: of one hand-off or call. */
  suggestionFeedback(filter: {
    readonly office: string;
    readonly about?: string;
    readonly limit: number;
  }): Promise<readonly SuggestionFeedback[]>;
}
