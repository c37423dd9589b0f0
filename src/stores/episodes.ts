import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { ConversationStore, Episode } from '../conversation/conversation.ts';
import { lockConversation } from './conversation-rows.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';
import type { EpisodeRow, Tables } from './tables.ts';

/** Who speaks with the citizen, how she rated it, and what she was told of her data. */
export function createEpisodes(
  database: Database,
): Pick<ConversationStore, 'episode' | 'beginEpisode' | 'rate' | 'recordConsent'> {
  const { dialect } = database;
  return {
    episode: (id) =>
      database.read(async (db) => {
        const row = await newest(db, id);
        return row === undefined ? undefined : toEpisode(row);
      }),
    beginEpisode: (id, kind, now) =>
      database.write(null, async (db) => {
        await lockConversation(db, dialect, id);
        return changeEpisode(db, id, kind, now);
      }),
    // A button pressed twice, or another star after all: the last one counts.
    rate: (id, { stars, reason, of }, now) =>
      database.write(null, async (db) => {
        await lockConversation(db, dialect, id);
        const episode = await newest(db, id, of);
        if (episode === undefined) return;
        const rating = {
          stars,
          reason: reason === undefined ? null : fit(reason),
          rated_ms: now.getTime(),
        };
        await db
          .insertInto('ratings')
          .values({ ...rating, episode_id: episode.id, conversation_id: id })
          .onConflict((conflict) => conflict.column('episode_id').doUpdateSet(rating))
          .execute();
      }),
    recordConsent: (id, consent, now) =>
      database.write(null, async (db) => {
        await lockConversation(db, dialect, id);
        await addConsent(db, id, consent, now);
      }),
  };
}

/** Ends the running episode and begins one of this kind, unless it is of this kind already. */
export async function changeEpisode(
  db: Kysely<Tables>,
  conversationId: string,
  kind: Episode['kind'],
  now: Date,
): Promise<Episode> {
  const running = await newest(db, conversationId);
  if (running?.kind === kind) return toEpisode(running);
  if (running !== undefined) {
    await db
      .updateTable('episodes')
      .set({ ended_ms: now.getTime() })
      .where('id', '=', running.id)
      .execute();
  }
  return insert(db, conversationId, kind, now, (running?.position ?? -1) + 1);
}

/** Who speaks in a conversation now. */
export async function runningEpisode(
  db: Kysely<Tables>,
  conversationId: string,
): Promise<EpisodeRow | undefined> {
  return newest(db, conversationId);
}

export async function addConsent(
  db: Kysely<Tables>,
  conversationId: string,
  { kind, version }: Parameters<ConversationStore['recordConsent']>[1],
  now: Date,
): Promise<void> {
  await db
    .insertInto('consents')
    .values({
      id: randomUUID(),
      conversation_id: conversationId,
      kind,
      version: fit(version),
      at_ms: now.getTime(),
    })
    .execute();
}

/** Every conversation begins with the assistant. */
export async function beginFirstEpisode(
  db: Kysely<Tables>,
  conversationId: string,
  now: Date,
): Promise<void> {
  await insert(db, conversationId, 'bot', now, 0);
}

export function toEpisode(row: EpisodeRow): Episode {
  return {
    id: row.id,
    kind: row.kind,
    startedAt: isoOf(row.started_ms),
    ...(row.ended_ms === null ? {} : { endedAt: isoOf(row.ended_ms) }),
  };
}

async function newest(
  db: Kysely<Tables>,
  conversationId: string,
  kind?: Episode['kind'],
): Promise<EpisodeRow | undefined> {
  return db
    .selectFrom('episodes')
    .selectAll()
    .where('conversation_id', '=', fit(conversationId))
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'bot'))
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function insert(
  db: Kysely<Tables>,
  conversationId: string,
  kind: Episode['kind'],
  now: Date,
  position: number,
): Promise<Episode> {
  const row: EpisodeRow = {
    id: randomUUID(),
    conversation_id: conversationId,
    kind,
    started_ms: now.getTime(),
    ended_ms: null,
    position,
  };
  await db.insertInto('episodes').values(row).execute();
  return toEpisode(row);
}
