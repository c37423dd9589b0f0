import type { SatisfactionState } from '../desk/satisfaction-store.ts';

/** How citizens were asked how they were served; see `migrations.ts` for what a step may be. */
export const SATISFACTION_STEP: readonly string[] = [
  `create table satisfaction_requests (
    handoff_id text primary key,
    conversation_id text not null references conversations (id) on delete cascade,
    episode_id text not null,
    state text not null,
    asked_ms bigint not null,
    changed_ms bigint not null
  )`,
  `create index satisfaction_requests_conversation on satisfaction_requests (conversation_id, asked_ms)`,
];

export interface SatisfactionTables {
  readonly satisfaction_requests: SatisfactionRequestRow;
}

interface SatisfactionRequestRow {
  handoff_id: string;
  conversation_id: string;
  /** The talk that is rated. */
  episode_id: string;
  state: SatisfactionState;
  asked_ms: number;
  changed_ms: number;
}
