import type { Channel } from '../conversation/conversation.ts';
import type { SampleLabels } from '../desk/follow-up-store.ts';
import type { Task, TaskKind } from '../desk/task.ts';

/** What an office owes citizens after the talk; see `migrations.ts` for what a step may be. */
export const FOLLOW_UP_STEP: readonly string[] = [
  `create table tasks (
    id text primary key,
    kind text not null,
    office text not null,
    state text not null,
    created_ms bigint not null,
    due_ms bigint not null,
    owner_id text,
    owner_name text,
    text text not null,
    conversation_id text references conversations (id) on delete set null,
    call_id text,
    channel text,
    contact text,
    answer text,
    answered_ms bigint,
    answered_how text,
    closed_ms bigint,
    origin text unique
  )`,
  `create index tasks_office on tasks (office, state, due_ms)`,
  `create index tasks_conversation on tasks (conversation_id)`,
  `create table canned_replies (
    id text primary key,
    office text not null,
    title text not null,
    text text not null,
    shortcut text,
    language text not null,
    changed_ms bigint not null,
    changed_by text not null
  )`,
  `create unique index canned_replies_shortcut on canned_replies (office, language, shortcut)`,
  `create table samples (
    handoff_id text primary key,
    office text not null,
    conversation_id text not null references conversations (id) on delete cascade,
    subject text not null,
    closed_ms bigint not null,
    drawn_ms bigint not null,
    labelled_ms bigint,
    labelled_by text,
    theme text,
    quality text,
    action text,
    note text
  )`,
  `create index samples_office on samples (office, labelled_ms)`,
  `create index samples_conversation on samples (conversation_id)`,
];

export interface FollowUpTables {
  readonly tasks: TaskRow;
  readonly canned_replies: CannedReplyRow;
  readonly samples: SampleRow;
}

export interface TaskRow {
  id: string;
  kind: TaskKind;
  office: string;
  state: Task['state'];
  created_ms: number;
  due_ms: number;
  owner_id: string | null;
  owner_name: string | null;
  text: string;
  /** Null once the conversation was erased. */
  conversation_id: string | null;
  call_id: string | null;
  channel: Channel | null;
  /** Blank out with the conversation, or when the task is closed. */
  contact: string | null;
  answer: string | null;
  answered_ms: number | null;
  answered_how: 'channel' | 'by-hand' | null;
  closed_ms: number | null;
  /** What it was made from by itself, so that it is made once; null for an officer's own. */
  origin: string | null;
}

export interface CannedReplyRow {
  id: string;
  office: string;
  title: string;
  text: string;
  shortcut: string | null;
  language: 'vi' | 'en';
  changed_ms: number;
  changed_by: string;
}

export interface SampleRow {
  handoff_id: string;
  office: string;
  conversation_id: string;
  subject: string;
  closed_ms: number;
  drawn_ms: number;
  labelled_ms: number | null;
  labelled_by: string | null;
  theme: string | null;
  quality: SampleLabels['quality'] | null;
  action: SampleLabels['action'] | null;
  note: string | null;
}
