import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Conversation, ConversationStore, Turn } from '../conversation/conversation.ts';
import {
  findRow,
  lastTurns,
  lockConversation,
  toConversation,
  toTurn,
} from './conversation-rows.ts';
import { fit } from './database.ts';
import type { Database } from './database.ts';
import { addConsent, beginFirstEpisode, runningEpisode } from './episodes.ts';
import { openOne } from './handoffs.ts';
import { finishInbound } from './inbox.ts';
import { addDeliveries } from './outbox.ts';
import type { ConversationRow, Tables, TurnRow } from './tables.ts';

/** The conversations themselves: create, find, append. */
export function createConversations(
  database: Database,
  now: () => Date,
): Pick<ConversationStore, 'create' | 'find' | 'append'> {
  return {
    create: (options) => database.write(null, (db) => insertConversation(db, options)),
    find: (id) =>
      database.read(async (db) => {
        const row = await findRow(db, id);
        return row === undefined ? undefined : toConversation(row, await lastTurns(db, id));
      }),
    append: (id, turns, alongside) =>
      database.write(null, async (db) => {
        const row = await lockConversation(db, database.dialect, id);
        const finish = (events: readonly string[]) => finishInbound(db, events, id);
        const earlier = await sameMessage(db, id, turns[0]?.clientMessageId);
        if (earlier !== undefined) {
          // The events came a second time: answered before, and so done.
          await finish(alongside?.events ?? []);
          return earlier;
        }
        const at = now();
        // An answer made before an officer took over is dropped: one speaks, never both.
        const isOwned = (await runningEpisode(db, id))?.kind === 'human';
        const kept = isOwned ? turns.filter(({ role }) => role !== 'assistant') : turns;
        const added = kept.map((turn, offset): Turn => ({
          ...turn,
          text: fit(turn.text),
          index: row.next_index + offset,
        }));
        if (added.length > 0) {
          await db
            .insertInto('turns')
            .values(added.map((turn) => toTurnRow(id, turn)))
            .execute();
        }
        await db
          .updateTable('conversations')
          .set({ next_index: row.next_index + added.length, touched_ms: at.getTime() })
          .where('id', '=', id)
          .execute();
        await finish(alongside?.events ?? []);
        // With a dropped answer goes what would have come of it.
        if (kept.length === turns.length) {
          await addDeliveries(db, database.dialect, alongside?.deliveries ?? [], {
            now: at,
            conversationId: id,
          });
          if (alongside?.handoff !== undefined) {
            const { reason } = alongside.handoff;
            await openOne(db, { conversationId: id, channel: row.channel, reason, now: at });
          }
        }
        return added;
      }),
  };
}

/** Writes an empty conversation and its first episode. */
export async function insertConversation(
  db: Kysely<Tables>,
  { channel, language, now, noticeVersion }: Parameters<ConversationStore['create']>[0],
): Promise<Conversation> {
  const row: ConversationRow = {
    id: randomUUID(),
    channel,
    language,
    created_ms: now.getTime(),
    touched_ms: now.getTime(),
    next_index: 0,
  };
  await db.insertInto('conversations').values(row).execute();
  await beginFirstEpisode(db, row.id, now);
  if (noticeVersion !== undefined) {
    await addConsent(db, row.id, { kind: 'notice-shown', version: noticeVersion }, now);
  }
  return toConversation(row, []);
}

/** The turns a message with this id made before: its own and the answers up to the next message. */
async function sameMessage(
  db: Kysely<Tables>,
  id: string,
  clientMessageId: string | undefined,
): Promise<readonly Turn[] | undefined> {
  if (clientMessageId === undefined) return undefined;
  const turns = db.selectFrom('turns').where('conversation_id', '=', id);
  const own = await turns
    .select('turn_index')
    .where('client_message_id', '=', fit(clientMessageId))
    .executeTakeFirst();
  if (own === undefined) return undefined;
  const next = await turns
    .select((select) => select.fn.min('turn_index').as('index'))
    .where('turn_index', '>', own.turn_index)
    .where('role', '=', 'citizen')
    .executeTakeFirst();
  const rows = await turns
    .selectAll()
    .where('turn_index', '>=', own.turn_index)
    .where('turn_index', '<', next?.index ?? Number.MAX_SAFE_INTEGER)
    .orderBy('turn_index')
    .execute();
  return rows.map(toTurn);
}

function toTurnRow(conversationId: string, turn: Turn): TurnRow {
  return {
    conversation_id: conversationId,
    turn_index: turn.index,
    role: turn.role,
    text: turn.text,
    at: turn.at,
    client_message_id: turn.clientMessageId === undefined ? null : fit(turn.clientMessageId),
    answer: turn.answer === undefined ? null : JSON.stringify(turn.answer),
  };
}
