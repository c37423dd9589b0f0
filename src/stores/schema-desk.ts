import type { HandoffStep, PresenceState } from '../desk/desk.ts';

/** The desk: owners of hand-offs, presence, notes, notices; see `migrations.ts` for what a step may be. */
export const DESK_STEP: readonly string[] = [
  `alter table handoffs add column office text not null default ''`,
  `alter table handoffs add column officer_id text`,
  `alter table handoffs add column officer_name text`,
  `alter table handoffs add column team text`,
  `alter table handoffs add column assigned_ms bigint`,
  `alter table handoffs add column first_reply_ms bigint`,
  `alter table handoffs add column ending text`,
  `alter table handoffs add column priority bigint not null default 0`,
  `create index handoffs_queue on handoffs (office, state, priority, requested_ms)`,
  `create table handoff_steps (
    id text primary key,
    handoff_id text not null,
    conversation_id text not null references conversations (id) on delete cascade,
    at_ms bigint not null,
    position bigint not null,
    kind text not null,
    by_name text,
    to_name text,
    note text
  )`,
  `create index handoff_steps_handoff on handoff_steps (handoff_id, position)`,
  `create index handoff_steps_conversation on handoff_steps (conversation_id)`,
  `create table desk_notes (
    id text primary key,
    handoff_id text not null,
    conversation_id text not null references conversations (id) on delete cascade,
    at_ms bigint not null,
    by_id text not null,
    by_name text not null,
    text text not null
  )`,
  `create index desk_notes_handoff on desk_notes (handoff_id, at_ms)`,
  `create index desk_notes_conversation on desk_notes (conversation_id)`,
  `create table desk_presence (
    officer_id text primary key,
    name text not null,
    office text not null,
    skills text not null,
    capacity bigint not null,
    state text not null,
    seen_ms bigint not null
  )`,
  `create table desk_notices (
    id text primary key,
    office text not null,
    at_ms bigint not null,
    by_name text not null,
    text text not null,
    until_ms bigint
  )`,
];

/** What an officer should be able to do to serve it. */
export const DESK_NEEDS_STEP: readonly string[] = [
  `alter table handoffs add column needs text not null default '[]'`,
];

/** What other processes changed is looked for by its moment. */
export const DESK_CHANGES_STEP: readonly string[] = [
  `create index handoff_steps_at on handoff_steps (at_ms)`,
];

export interface DeskTables {
  readonly handoff_steps: HandoffStepRow;
  readonly desk_notes: DeskNoteRow;
  readonly desk_presence: PresenceRow;
  readonly desk_notices: NoticeRow;
}

interface HandoffStepRow {
  id: string;
  handoff_id: string;
  conversation_id: string;
  at_ms: number;
  /** Order within the hand-off, from 0. */
  position: number;
  kind: HandoffStep['kind'];
  by_name: string | null;
  to_name: string | null;
  note: string | null;
}

export interface DeskNoteRow {
  id: string;
  handoff_id: string;
  conversation_id: string;
  at_ms: number;
  by_id: string;
  by_name: string;
  text: string;
}

export interface PresenceRow {
  officer_id: string;
  name: string;
  office: string;
  /** JSON. */
  skills: string;
  capacity: number;
  state: PresenceState;
  seen_ms: number;
}

export interface NoticeRow {
  id: string;
  office: string;
  at_ms: number;
  by_name: string;
  text: string;
  until_ms: number | null;
}
