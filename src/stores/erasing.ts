import type { Kysely } from 'kysely';
import { CHANNELS } from '../conversation/conversation.ts';
import type { ConversationStore } from '../conversation/conversation.ts';
import { CHANNEL_OF, PLATFORMS } from '../conversation/exchange.ts';
import { eraseOldFeedback, eraseRestedCalls } from './calls-erasing.ts';
import { lockConversation } from './conversation-rows.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';
import { UnknownConversation } from './unknown-conversation.ts';

/** Platforms redeliver for at most 36 hours (Messenger); the bare keys of events stay longer. */
const KEYS_MS = 7 * 86_400_000;
const BUCKETS_MS = 86_400_000;
/** Conversations erased in one transaction. */
const BATCH = 50;

/** The end of keeping: on request, and when a conversation has rested too long. */
export function createErasing(
  database: Database,
): Pick<ConversationStore, 'erase' | 'eraseExpired'> {
  return {
    erase: (id) =>
      database.write(null, async (db) => {
        try {
          await lockConversation(db, database.dialect, id);
        } catch (error) {
          if (error instanceof UnknownConversation) return false;
          throw error;
        }
        await eraseOne(db, id);
        return true;
      }),
    eraseExpired: async (now, retentionDays) => {
      let erased = 0;
      const endOf = (days: number) => now.getTime() - days * 86_400_000;
      for (const channel of CHANNELS) {
        const before = endOf(retentionDays[channel]);
        for (let more = true; more;) {
          const gone = await database.write('erase expired', async (db) => {
            const rested = await restedBefore(db, channel, before);
            for (const { id } of rested) await eraseOne(db, id);
            return rested.length;
          });
          erased += gone;
          more = gone === BATCH;
        }
      }
      await eraseRestedCalls(database, endOf(retentionDays.hotline));
      await eraseOldFeedback(database, endOf(Math.max(...Object.values(retentionDays))));
      for (const platform of PLATFORMS) {
        const before = endOf(retentionDays[CHANNEL_OF[platform]]);
        await database.write('erase expired', async (db) => {
          await blankEvents(db)
            .where('platform', '=', platform)
            .where('received_ms', '<', before)
            .where('event', '!=', BLANK_EVENT)
            .execute();
          await db
            .deleteFrom('deliveries')
            .where('platform', '=', platform)
            .where('created_ms', '<', before)
            .execute();
        });
      }
      await database.write('erase expired', async (db) => {
        await db
          .deleteFrom('inbound_events')
          .where('event', '=', BLANK_EVENT)
          .where('received_ms', '<', now.getTime() - KEYS_MS)
          .execute();
        await db
          .deleteFrom('buckets')
          .where('at_ms', '<', now.getTime() - BUCKETS_MS)
          .execute();
      });
      return erased;
    },
  };
}

/** Conversations with an open request for a person or an open task stay: neither is ever lost. */
async function restedBefore(
  db: Kysely<Tables>,
  channel: (typeof CHANNELS)[number],
  beforeMs: number,
): Promise<readonly { id: string }[]> {
  return db
    .selectFrom('conversations')
    .select('id')
    .where('channel', '=', channel)
    .where('touched_ms', '<', beforeMs)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('handoffs')
            .select('handoffs.id')
            .whereRef('handoffs.conversation_id', '=', 'conversations.id')
            .where('handoffs.state', '=', 'open'),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('tasks')
            .select('tasks.id')
            .whereRef('tasks.conversation_id', '=', 'conversations.id')
            .where('tasks.state', '=', 'open'),
        ),
      ),
    )
    .limit(BATCH)
    .execute();
}

const BLANK_EVENT = '{"kind":"other","name":"erased"}';

/** Leaves of events only the hash that tells a redelivery. */
function blankEvents(db: Kysely<Tables>) {
  return db.updateTable('inbound_events').set({
    platform_id: '',
    contact: '',
    conversation_id: null,
    happened_ms: 0,
    event: BLANK_EVENT,
    state: 'done',
    reason: null,
  });
}

async function eraseOne(db: Kysely<Tables>, id: string): Promise<void> {
  const contacts = await db
    .selectFrom('contacts')
    .selectAll()
    .where('conversation_id', '=', id)
    .execute();
  await blankEvents(db).where('conversation_id', '=', id).execute();
  await db.deleteFrom('deliveries').where('conversation_id', '=', id).execute();
  for (const { platform, contact } of contacts) {
    // What belongs to no conversation belongs to the one the contact is in, save what still waits
    // for its answer: it was written after, or is the very request to erase.
    await blankEvents(db)
      .where('platform', '=', platform)
      .where('contact', '=', contact)
      .where('conversation_id', 'is', null)
      .where('state', '!=', 'open')
      .execute();
    await db
      .deleteFrom('deliveries')
      .where('platform', '=', platform)
      .where('contact', '=', contact)
      .where('conversation_id', 'is', null)
      .execute();
  }
  // That something was owed is counted; of whom and what, nothing stays.
  await db
    .updateTable('tasks')
    .set({ conversation_id: null, text: '', answer: null, contact: null })
    .where('conversation_id', '=', id)
    .execute();
  await db
    .deleteFrom('suggestion_feedback')
    .where('about', 'in', (query) =>
      query.selectFrom('handoffs').select('handoffs.id').where('conversation_id', '=', id),
    )
    .execute();
  // Everything else goes with it (on delete cascade).
  await db.deleteFrom('conversations').where('id', '=', id).execute();
}
