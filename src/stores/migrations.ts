import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { ACCOUNTS_STEP, OFFICERS_STEP } from './schema-accounts.ts';
import { CALLS_STEP } from './schema-calls.ts';
import { DESK_CHANGES_STEP, DESK_NEEDS_STEP, DESK_STEP } from './schema-desk.ts';
import { FIGURES_STEP } from './schema-figures.ts';
import { FOLLOW_UP_STEP } from './schema-follow-up.ts';
import { HELP_DESK_STEP } from './schema-help-desk.ts';
import { SATISFACTION_STEP } from './schema-satisfaction.ts';
import type { Tables } from './tables.ts';

/**
 * The schema's steps, forward only: a step that was released is never changed, a new one is added at
 * the end. Each is SQL both databases take. `bigint` is 64 bits in both; `double precision` too.
 */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table conversations (
      id text primary key,
      channel text not null,
      language text not null,
      created_ms bigint not null,
      touched_ms bigint not null,
      next_index bigint not null
    )`,
    `create index conversations_touched on conversations (channel, touched_ms)`,
    `create table episodes (
      id text primary key,
      conversation_id text not null references conversations (id) on delete cascade,
      kind text not null,
      started_ms bigint not null,
      ended_ms bigint,
      position bigint not null,
      unique (conversation_id, position)
    )`,
    `create table turns (
      conversation_id text not null references conversations (id) on delete cascade,
      turn_index bigint not null,
      role text not null,
      text text not null,
      at text not null,
      client_message_id text,
      answer text,
      primary key (conversation_id, turn_index),
      unique (conversation_id, client_message_id)
    )`,
    `create table handoffs (
      id text primary key,
      conversation_id text not null references conversations (id) on delete cascade,
      channel text not null,
      reason text not null,
      requested_ms bigint not null,
      state text not null,
      closed_ms bigint,
      contact text
    )`,
    `create index handoffs_conversation on handoffs (conversation_id)`,
    `create index handoffs_state on handoffs (state, requested_ms)`,
    `create unique index handoffs_open on handoffs (conversation_id) where state = 'open'`,
    `create table ratings (
      episode_id text primary key references episodes (id) on delete cascade,
      conversation_id text not null references conversations (id) on delete cascade,
      stars bigint not null,
      reason text,
      rated_ms bigint not null
    )`,
    `create index ratings_conversation on ratings (conversation_id)`,
    `create table consents (
      id text primary key,
      conversation_id text not null references conversations (id) on delete cascade,
      kind text not null,
      version text not null,
      at_ms bigint not null
    )`,
    `create index consents_conversation on consents (conversation_id)`,
    `create table contacts (
      platform text not null,
      contact text not null,
      conversation_id text not null references conversations (id) on delete cascade,
      primary key (platform, contact)
    )`,
    `create index contacts_conversation on contacts (conversation_id)`,
    `create table inbound_events (
      id text primary key,
      platform text not null,
      platform_key text not null,
      platform_id text not null,
      contact text not null,
      conversation_id text,
      happened_ms bigint not null,
      received_ms bigint not null,
      event text not null,
      state text not null,
      due_ms bigint not null,
      attempts bigint not null,
      reason text,
      unique (platform, platform_key)
    )`,
    `create index inbound_events_due on inbound_events (state, received_ms)`,
    `create index inbound_events_contact on inbound_events (platform, contact, state)`,
    `create index inbound_events_conversation on inbound_events (conversation_id)`,
    `create table deliveries (
      id text primary key,
      platform text not null,
      contact text not null,
      conversation_id text,
      sequence bigint not null,
      author text not null,
      body text not null,
      state text not null,
      due_ms bigint not null,
      created_ms bigint not null,
      attempts bigint not null,
      uncertain bigint not null,
      reason text,
      platform_message_id text,
      unique (platform, contact, sequence)
    )`,
    `create index deliveries_due on deliveries (state, due_ms)`,
    `create index deliveries_contact on deliveries (platform, contact, state, sequence)`,
    `create index deliveries_conversation on deliveries (conversation_id)`,
    `create table buckets (
      key text primary key,
      tokens double precision not null,
      at_ms bigint not null
    )`,
    `create index buckets_at on buckets (at_ms)`,
    `create table platform_tokens (
      platform text primary key,
      tokens text,
      locked_by text,
      locked_until_ms bigint not null
    )`,
  ],
  ACCOUNTS_STEP,
  DESK_STEP,
  CALLS_STEP,
  FOLLOW_UP_STEP,
  HELP_DESK_STEP,
  DESK_NEEDS_STEP,
  OFFICERS_STEP,
  FIGURES_STEP,
  SATISFACTION_STEP,
  DESK_CHANGES_STEP,
];

/** The schema this program works with. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings the schema up to date; of several processes that start together one does so and the others
 * wait. Throws when the database was made by a newer program.
 */
export async function migrate(database: Database, upTo: number = SCHEMA_VERSION): Promise<void> {
  // Looking first lets a database that is up to date open even when it cannot be written.
  if ((await readVersion(database)) === upTo) return;
  await database.write('migrations', async (db) => {
    await sql`create table if not exists schema_version (version bigint primary key)`.execute(db);
    const version = await versionIn(db);
    for (let next = version; next < upTo; next += 1) {
      for (const step of MIGRATIONS[next] ?? []) await sql.raw(step).execute(db);
      await sql`insert into schema_version (version) values (${next + 1})`.execute(db);
    }
  });
}

/** Steps done so far, 0 for an empty database. Throws when the database is newer than the program. */
export async function readVersion(database: Database): Promise<number> {
  const version = await database.read(async (db) => {
    const { rows } = await (
      database.dialect === 'sqlite'
        ? sql`select name from sqlite_master where name = 'schema_version'`
        : sql`select 1 where to_regclass('schema_version') is not null`
    ).execute(db);
    return rows.length > 0 ? versionIn(db) : 0;
  });
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `The database has schema ${version}, this program knows ${SCHEMA_VERSION}. Start the newer program, or restore a backup into an empty database.`,
    );
  }
  return version;
}

async function versionIn(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ version: number | null }>`
    select max(version) as version from schema_version`.execute(db);
  return rows[0]?.version ?? 0;
}
