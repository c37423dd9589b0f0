import type { Kysely } from 'kysely';
import type { SatisfactionStore } from '../desk/satisfaction-store.ts';
import { findRow, lockConversation } from './conversation-rows.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';
import { finishInbound } from './inbox.ts';
import { addDeliveries } from './outbox.ts';
import type { EpisodeRow, Tables } from './tables.ts';

export function createSatisfaction(database: Database): SatisfactionStore {
  const { dialect } = database;
  return {
    askSatisfaction: ({ id, conversationId }, deliveries, { now, restMs }) =>
      database.write(null, async (db) => {
        // Erased in the meantime.
        if ((await findRow(db, conversationId)) === undefined) return false;
        await lockConversation(db, dialect, conversationId);
        const nowMs = now.getTime();
        const talk = await lastTalk(db, conversationId);
        if (talk === undefined || talk.ended_ms === null) return false;
        if (!(await isServed(db, id, conversationId))) return false;
        if (await isAskedOrRated(db, { id, conversationId, talk, afterMs: nowMs - restMs })) {
          return false;
        }
        await db
          .insertInto('satisfaction_requests')
          .values({
            handoff_id: fit(id),
            conversation_id: fit(conversationId),
            episode_id: talk.id,
            state: 'asked',
            asked_ms: nowMs,
            changed_ms: nowMs,
          })
          .execute();
        await addDeliveries(db, dialect, deliveries, { now, conversationId });
        return true;
      }),
    satisfactionOf: (conversationId, handoffBegins) =>
      database.read(async (db) => {
        const row = await db
          .selectFrom('satisfaction_requests')
          .selectAll()
          .where('conversation_id', '=', fit(conversationId))
          .$if(handoffBegins !== undefined, (query) =>
            query.where('handoff_id', 'like', `${handoffBegins ?? ''}%`),
          )
          .orderBy('asked_ms', 'desc')
          .limit(1)
          .executeTakeFirst();
        if (row === undefined) return undefined;
        const talk = await lastTalk(db, conversationId);
        return {
          handoffId: row.handoff_id,
          state: row.state,
          askedAt: isoOf(row.asked_ms),
          changedAt: isoOf(row.changed_ms),
          isPast: talk?.id !== row.episode_id,
        };
      }),
    answerSatisfaction: (handoffId, { state, stars, reason }, { events, deliveries }, now) =>
      database.write(null, async (db) => {
        const row = await db
          .selectFrom('satisfaction_requests')
          .selectAll()
          .where('handoff_id', '=', fit(handoffId))
          .executeTakeFirst();
        // Erased in the meantime, and the events with it.
        if (row === undefined) return;
        const { conversation_id: conversationId, episode_id: episodeId } = row;
        await lockConversation(db, dialect, conversationId);
        const open = await finishInbound(db, events, conversationId);
        if (events.length > 0 && open === 0) return;
        const why = reason === undefined ? null : fit(reason);
        if (stars !== undefined) {
          const rating = { stars, reason: why, rated_ms: now.getTime() };
          await db
            .insertInto('ratings')
            .values({ ...rating, episode_id: episodeId, conversation_id: conversationId })
            .onConflict((conflict) => conflict.column('episode_id').doUpdateSet(rating))
            .execute();
        } else if (why !== null) {
          await db
            .updateTable('ratings')
            .set({ reason: why })
            .where('episode_id', '=', episodeId)
            .execute();
        }
        await db
          .updateTable('satisfaction_requests')
          .set({ state, changed_ms: now.getTime() })
          .where('handoff_id', '=', row.handoff_id)
          .execute();
        await addDeliveries(db, dialect, deliveries, { now, conversationId });
      }),
  };
}

/** The last stretch in which a person spoke with her. */
async function lastTalk(
  db: Kysely<Tables>,
  conversationId: string,
): Promise<EpisodeRow | undefined> {
  return db
    .selectFrom('episodes')
    .selectAll()
    .where('conversation_id', '=', fit(conversationId))
    .where('kind', '=', 'human')
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Whether an officer spoke and closed it, and she does not wait for one again. */
async function isServed(
  db: Kysely<Tables>,
  handoffId: string,
  conversationId: string,
): Promise<boolean> {
  const rows = await db
    .selectFrom('handoffs')
    .select(['id', 'state', 'ending', 'first_reply_ms'])
    .where('conversation_id', '=', fit(conversationId))
    .where(({ eb, or }) => or([eb('id', '=', fit(handoffId)), eb('state', '=', 'open')]))
    .execute();
  const [row] = rows;
  return (
    rows.length === 1 &&
    row?.id === handoffId &&
    (row.ending === 'resolved' || row.ending === 'returned') &&
    row.first_reply_ms !== null
  );
}

async function isAskedOrRated(
  db: Kysely<Tables>,
  asked: {
    readonly id: string;
    readonly conversationId: string;
    readonly talk: EpisodeRow;
    readonly afterMs: number;
  },
): Promise<boolean> {
  const request = await db
    .selectFrom('satisfaction_requests')
    .select('handoff_id')
    .where(({ eb, and, or }) =>
      or([
        eb('handoff_id', '=', fit(asked.id)),
        and([
          eb('conversation_id', '=', fit(asked.conversationId)),
          eb('asked_ms', '>', asked.afterMs),
        ]),
      ]),
    )
    .executeTakeFirst();
  if (request !== undefined) return true;
  const rating = await db
    .selectFrom('ratings')
    .select('episode_id')
    .where('episode_id', '=', asked.talk.id)
    .executeTakeFirst();
  return rating !== undefined;
}
