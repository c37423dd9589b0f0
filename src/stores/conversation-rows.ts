import type { Kysely } from 'kysely';
import type { Answer } from '../conversation/answer.ts';
import type { Conversation, Turn } from '../conversation/conversation.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';
import type { ConversationRow, Tables, TurnRow } from './tables.ts';
import { UnknownConversation } from './unknown-conversation.ts';

/** A conversation is read with so many turns, the newest; export has all. */
const MOST_TURNS = 200;

/** The conversation's row, held against other writers until the transaction ends. */
export async function lockConversation(
  db: Kysely<Tables>,
  dialect: Database['dialect'],
  id: string,
): Promise<ConversationRow> {
  const row = await db
    .selectFrom('conversations')
    .selectAll()
    .where('id', '=', fit(id))
    .$if(dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw new UnknownConversation();
  return row;
}

export async function findRow(
  db: Kysely<Tables>,
  id: string,
): Promise<ConversationRow | undefined> {
  return db.selectFrom('conversations').selectAll().where('id', '=', fit(id)).executeTakeFirst();
}

export async function lastTurns(
  db: Kysely<Tables>,
  id: string,
  most: number = MOST_TURNS,
): Promise<readonly Turn[]> {
  const rows = await db
    .selectFrom('turns')
    .selectAll()
    .where('conversation_id', '=', id)
    .orderBy('turn_index', 'desc')
    .limit(most)
    .execute();
  return rows.reverse().map(toTurn);
}

export function toConversation(row: ConversationRow, turns: readonly Turn[]): Conversation {
  const { id, channel, language, created_ms: createdMs } = row;
  return { id, channel, language, createdAt: isoOf(createdMs), turns };
}

export function toTurn(row: TurnRow): Turn {
  return {
    index: row.turn_index,
    role: row.role,
    text: row.text,
    at: row.at,
    ...(row.client_message_id === null ? {} : { clientMessageId: row.client_message_id }),
    ...(row.answer === null ? {} : { answer: JSON.parse(row.answer) as Answer }),
  };
}
