/** What was carried over to other desk software; see `migrations.ts` for what a step may be. */
export const HELP_DESK_STEP: readonly string[] = [
  `create table help_desk_links (
    help_desk text not null,
    handoff_id text not null,
    conversation_id text not null references conversations (id) on delete cascade,
    refs text not null,
    through bigint not null,
    state text not null,
    failures bigint not null,
    reason text,
    due_ms bigint not null,
    made_ms bigint not null,
    primary key (help_desk, handoff_id)
  )`,
  `create index help_desk_links_conversation on help_desk_links (conversation_id)`,
  `create table help_desk_refs (
    help_desk text not null,
    name text not null,
    value text not null,
    handoff_id text not null,
    conversation_id text not null references conversations (id) on delete cascade,
    primary key (help_desk, name, value)
  )`,
  `create index help_desk_refs_conversation on help_desk_refs (conversation_id)`,
  `create table help_desk_seen (
    help_desk text not null,
    key text not null,
    seen_ms bigint not null,
    primary key (help_desk, key)
  )`,
  `create index help_desk_seen_at on help_desk_seen (seen_ms)`,
];

export interface HelpDeskTables {
  readonly help_desk_links: HelpDeskLinkRow;
  readonly help_desk_refs: HelpDeskRefRow;
  readonly help_desk_seen: HelpDeskSeenRow;
}

export interface HelpDeskLinkRow {
  help_desk: string;
  handoff_id: string;
  conversation_id: string;
  /** JSON. */
  refs: string;
  through: number;
  state: 'open' | 'closed';
  failures: number;
  reason: string | null;
  /** Not claimed before: the end of the lease or of the rest after a failure. */
  due_ms: number;
  made_ms: number;
}

interface HelpDeskRefRow {
  help_desk: string;
  name: string;
  value: string;
  handoff_id: string;
  conversation_id: string;
}

interface HelpDeskSeenRow {
  help_desk: string;
  key: string;
  seen_ms: number;
}
