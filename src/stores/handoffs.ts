import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { ConversationStore, Handoff } from '../conversation/conversation.ts';
import { lockConversation } from './conversation-rows.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';
import type { HandoffRow, Tables } from './tables.ts';

/** Requests for a person. */
export function createHandoffs(
  database: Database,
): Pick<
  ConversationStore,
  'requestHandoff' | 'handoffs' | 'openHandoff' | 'addContact' | 'closeHandoff'
> {
  return {
    requestHandoff: ({ conversationId, reason, now }) =>
      database.write(null, async (db) => {
        const { channel } = await lockConversation(db, database.dialect, conversationId);
        return toHandoff(await openOne(db, { conversationId, channel, reason, now }));
      }),
    handoffs: ({ state, limit }) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('handoffs')
          .selectAll()
          .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'open'))
          .orderBy('state', 'desc')
          .orderBy('requested_ms')
          .orderBy('id')
          .limit(limit)
          .execute();
        return rows.map(toHandoff);
      }),
    openHandoff: (conversationId) =>
      database.read(async (db) => {
        const row = await findOpen(db, fit(conversationId));
        return row === undefined ? undefined : toHandoff(row);
      }),
    addContact: (handoffId, contact) =>
      database.write(null, async (db) => {
        await db
          .updateTable('handoffs')
          .set({ contact: fit(contact) })
          .where('id', '=', fit(handoffId))
          .where('state', '=', 'open')
          .execute();
        const row = await find(db, handoffId);
        return row?.state === 'open' ? toHandoff(row) : undefined;
      }),
    closeHandoff: (handoffId, now) =>
      database.write(null, async (db) => {
        await db
          .updateTable('handoffs')
          .set({ state: 'closed', closed_ms: now.getTime() })
          .where('id', '=', fit(handoffId))
          .where('state', '=', 'open')
          .execute();
        const row = await find(db, handoffId);
        return row === undefined ? undefined : toHandoff(row);
      }),
  };
}

/** The open request of a conversation that is locked; made where there is none. */
export async function openOne(
  db: Kysely<Tables>,
  {
    conversationId,
    channel,
    reason,
    now,
  }: Parameters<ConversationStore['requestHandoff']>[0] & Pick<HandoffRow, 'channel'>,
): Promise<HandoffRow> {
  const open = await findOpen(db, conversationId);
  if (open !== undefined) return open;
  const row: HandoffRow = {
    id: randomUUID(),
    conversation_id: conversationId,
    channel,
    reason: fit(reason),
    requested_ms: now.getTime(),
    state: 'open',
    closed_ms: null,
    contact: null,
    office: '',
    officer_id: null,
    officer_name: null,
    team: null,
    assigned_ms: null,
    first_reply_ms: null,
    ending: null,
    priority: 0,
    needs: '[]',
  };
  await db.insertInto('handoffs').values(row).execute();
  return row;
}

export function toHandoff(row: HandoffRow): Handoff {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    channel: row.channel,
    reason: row.reason,
    requestedAt: isoOf(row.requested_ms),
    state: row.state,
    ...(row.closed_ms === null ? {} : { closedAt: isoOf(row.closed_ms) }),
    ...(row.contact === null ? {} : { contact: row.contact }),
  };
}

async function find(db: Kysely<Tables>, id: string): Promise<HandoffRow | undefined> {
  return db.selectFrom('handoffs').selectAll().where('id', '=', fit(id)).executeTakeFirst();
}

async function findOpen(
  db: Kysely<Tables>,
  conversationId: string,
): Promise<HandoffRow | undefined> {
  return db
    .selectFrom('handoffs')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('state', '=', 'open')
    .executeTakeFirst();
}
