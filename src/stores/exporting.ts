import type { Kysely } from 'kysely';
import type { ConversationStore } from '../conversation/conversation.ts';
import { findRow, lastTurns, toConversation } from './conversation-rows.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';
import { toEpisode } from './episodes.ts';
import { toHandoff } from './handoffs.ts';
import { toStoredEvent } from './inbox.ts';
import { toDelivery } from './outbox.ts';
import type { Tables } from './tables.ts';

/** What is kept of a citizen, for her who asks for it. */
export function createExporting(database: Database): Pick<ConversationStore, 'exportConversation'> {
  return { exportConversation: (id) => database.snapshot((db) => exportOne(db, fit(id))) };
}

async function exportOne(
  db: Kysely<Tables>,
  id: string,
): Promise<Record<string, unknown> | undefined> {
  const row = await findRow(db, id);
  if (row === undefined) return undefined;
  const episodes = await db
    .selectFrom('episodes')
    .selectAll()
    .where('conversation_id', '=', id)
    .orderBy('position')
    .execute();
  const handoffs = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('conversation_id', '=', id)
    .orderBy('requested_ms')
    .execute();
  const ratings = await db
    .selectFrom('ratings')
    .selectAll()
    .where('conversation_id', '=', id)
    .orderBy('rated_ms')
    .execute();
  const consents = await db
    .selectFrom('consents')
    .selectAll()
    .where('conversation_id', '=', id)
    .orderBy('at_ms')
    .execute();
  const contacts = await db
    .selectFrom('contacts')
    .select(['platform', 'contact'])
    .where('conversation_id', '=', id)
    .execute();
  const events = await db
    .selectFrom('inbound_events')
    .selectAll()
    .where('conversation_id', '=', id)
    .orderBy('happened_ms')
    .execute();
  const deliveries = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('conversation_id', '=', id)
    .orderBy('sequence')
    .execute();
  return {
    ...toConversation(row, await lastTurns(db, id, Number.MAX_SAFE_INTEGER)),
    lastTurnAt: isoOf(row.touched_ms),
    contacts,
    episodes: episodes.map(toEpisode),
    handoffs: handoffs.map(toHandoff),
    ratings: ratings.map(({ stars, reason, rated_ms: ms }) => ({ stars, reason, at: isoOf(ms) })),
    consents: consents.map(({ kind, version, at_ms: ms }) => ({ kind, version, at: isoOf(ms) })),
    events: events.map(toStoredEvent),
    deliveries: deliveries.map(toDelivery),
  };
}
