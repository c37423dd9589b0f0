import type { Call, Disposition, Utterance } from '../desk/call.ts';
import type { FeedbackKind } from '../desk/suggestion.ts';

/** Calls and what officers did with suggestions; see `migrations.ts` for what a step may be. */
export const CALLS_STEP: readonly string[] = [
  `create table calls (
    id text primary key,
    office text not null,
    provider text not null,
    caller text not null,
    state text not null,
    state_seq bigint not null,
    started_ms bigint not null,
    ended_ms bigint,
    closed_ms bigint,
    touched_ms bigint not null,
    officer_id text,
    summary text,
    disposition text
  )`,
  `create index calls_office on calls (office, state, started_ms)`,
  `create index calls_touched on calls (touched_ms)`,
  `create table call_events (
    call_id text not null references calls (id) on delete cascade,
    seq bigint not null,
    received_ms bigint not null,
    primary key (call_id, seq)
  )`,
  `create table call_utterances (
    call_id text not null references calls (id) on delete cascade,
    id text not null,
    speaker text not null,
    text text not null,
    final bigint not null,
    start_ms bigint not null,
    seq bigint not null,
    primary key (call_id, id)
  )`,
  `create table suggestion_feedback (
    id text primary key,
    suggestion_id text not null,
    procedure_code text not null,
    kind text not null,
    about text not null,
    question text not null,
    facet text,
    note text,
    by_id text not null,
    office text not null,
    at_ms bigint not null
  )`,
  `create index suggestion_feedback_about on suggestion_feedback (about)`,
  `create index suggestion_feedback_office on suggestion_feedback (office, at_ms)`,
];

export interface CallTables {
  readonly calls: CallRow;
  readonly call_events: CallEventRow;
  readonly call_utterances: CallUtteranceRow;
  readonly suggestion_feedback: SuggestionFeedbackRow;
}

export interface CallRow {
  id: string;
  office: string;
  provider: string;
  /** Masked. */
  caller: string;
  state: Call['state'];
  /** Number of the event the state comes from. */
  state_seq: number;
  started_ms: number;
  ended_ms: number | null;
  /** When the end became known here. */
  closed_ms: number | null;
  touched_ms: number;
  officer_id: string | null;
  summary: string | null;
  disposition: Disposition | null;
}

/** Only that it was seen. */
interface CallEventRow {
  call_id: string;
  seq: number;
  received_ms: number;
}

export interface CallUtteranceRow {
  call_id: string;
  id: string;
  speaker: Utterance['speaker'];
  text: string;
  final: number;
  /** Since the call began. */
  start_ms: number;
  seq: number;
}

interface SuggestionFeedbackRow {
  id: string;
  suggestion_id: string;
  procedure_code: string;
  kind: FeedbackKind;
  about: string;
  question: string;
  facet: string | null;
  note: string | null;
  by_id: string;
  office: string;
  at_ms: number;
}
