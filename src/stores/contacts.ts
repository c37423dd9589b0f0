import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { CHANNEL_OF } from '../conversation/exchange.ts';
import type { ContactEvent, ExchangeStore } from '../conversation/exchange.ts';
import { findRow, lastTurns, toConversation } from './conversation-rows.ts';
import { insertConversation } from './conversations.ts';
import { fit } from './database.ts';
import type { Database } from './database.ts';
import type { DeliveryRow, Tables } from './tables.ts';

/** The citizens of the platforms: the conversation each is in, and the proof that a message arrived. */
export function createContacts(
  database: Database,
  now: () => Date,
): Pick<ExchangeStore, 'conversationOfContact' | 'confirmByEcho' | 'lastHeard' | 'backlog'> {
  return {
    /**
     * `isNew` stays true until something was said or sent in the conversation, so that the data
     * notice survives a crash between the first event and its answer.
     */
    conversationOfContact: ({ platform, contact, now: at, restMs }) => {
      const who = fit(contact);
      return database.write(`contact ${platform} ${who}`, async (db) => {
        const known = await db
          .selectFrom('contacts')
          .select('conversation_id')
          .where('platform', '=', platform)
          .where('contact', '=', who)
          .executeTakeFirst();
        const row = known === undefined ? undefined : await findRow(db, known.conversation_id);
        if (row !== undefined && at.getTime() - row.touched_ms <= restMs) {
          const conversation = toConversation(row, await lastTurns(db, row.id));
          return { conversation, isNew: row.next_index === 0 && !(await wasSent(db, row.id)) };
        }
        const conversation = await insertConversation(db, {
          channel: CHANNEL_OF[platform],
          language: 'vi',
          now: at,
        });
        const current = { conversation_id: conversation.id };
        await db
          .insertInto('contacts')
          .values({ platform, contact: who, ...current })
          .onConflict((conflict) => conflict.columns(['platform', 'contact']).doUpdateSet(current))
          .execute();
        return { conversation, isNew: true };
      });
    },
    confirmByEcho: ({ platform, contact, deliveryId, text, platformMessageId }, at) =>
      database.write(null, async (db) => {
        const ofContact = db
          .selectFrom('deliveries')
          .selectAll()
          .where('platform', '=', platform)
          .where('contact', '=', fit(contact));
        if (platformMessageId !== undefined) {
          // A late echo of a message known to be sent proves nothing of the next one with these words.
          const sent = await ofContact
            .where('platform_message_id', '=', fit(platformMessageId))
            .where('state', '=', 'sent')
            .executeTakeFirst();
          if (sent !== undefined) return false;
        }
        const begun = await ofContact
          .where('state', 'in', ['sending', 'waiting'])
          .where('attempts', '>', 0)
          .orderBy('sequence')
          .execute();
        const proven = begun.find((row) =>
          deliveryId === undefined
            ? text !== undefined && carries(JSON.parse(row.body), plain(text))
            : row.id === deliveryId,
        );
        if (proven === undefined) return false;
        await markProven(db, proven, platformMessageId, at);
        return true;
      }),
    lastHeard: (platform, contact) =>
      database.read(async (db) => {
        const { last } = await db
          .selectFrom('inbound_events')
          .select(({ fn }) => fn.max('happened_ms').as('last'))
          .where('platform', '=', platform)
          .where('contact', '=', fit(contact))
          .where(({ or, eb }) =>
            // JSON of our own making: its kind stands first.
            or(HEARD.map((kind) => eb('event', 'like', `{"kind":"${kind}"%`))),
          )
          .executeTakeFirstOrThrow();
        return last === null ? undefined : new Date(last);
      }),
    backlog: () =>
      database.read(async (db) => {
        const events = await db
          .selectFrom('inbound_events')
          .select(({ fn }) => [
            'state',
            fn.countAll().as('count'),
            fn.min('received_ms').as('oldest'),
          ])
          .where('state', '!=', 'done')
          .groupBy('state')
          .execute();
        const deliveries = await db
          .selectFrom('deliveries')
          .select(({ fn }) => [
            'state',
            fn.countAll().as('count'),
            fn.min('created_ms').as('oldest'),
          ])
          .where('state', '!=', 'sent')
          .groupBy('state')
          .execute();
        const count = (rows: readonly { state: string; count: unknown }[], dead: boolean): number =>
          rows
            .filter(({ state }) => (state === 'dead') === dead)
            .reduce((sum, row) => sum + Number(row.count), 0);
        const nowMs = now().getTime();
        const oldest = [...events, ...deliveries]
          .filter(({ state }) => state !== 'dead')
          .map((row) => nowMs - row.oldest);
        return {
          events: count(events, false),
          deliveries: count(deliveries, false),
          deadEvents: count(events, true),
          deadDeliveries: count(deliveries, true),
          oldestMs: Math.max(0, ...oldest),
        };
      }),
  };
}

/** What of a citizen's doings counts as an interaction. */
const HEARD: readonly ContactEvent['kind'][] = ['message', 'voice', 'unreadable', 'started'];

async function wasSent(db: Kysely<Tables>, conversationId: string): Promise<boolean> {
  const row = await db
    .selectFrom('deliveries')
    .select('id')
    .where('conversation_id', '=', conversationId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function markProven(
  db: Kysely<Tables>,
  row: DeliveryRow,
  platformMessageId: string | undefined,
  now: Date,
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({
      state: 'sent',
      due_ms: now.getTime(),
      reason: null,
      platform_message_id:
        platformMessageId === undefined ? sql<null>`platform_message_id` : fit(platformMessageId),
    })
    .where('id', '=', row.id)
    .execute();
}

/** Platforms trim what they repeat. */
const plain = (text: string): string => fit(text).trim();

/** Whether a text stands somewhere in a body as a whole value. */
function carries(body: unknown, text: string): boolean {
  if (typeof body === 'string') return plain(body) === text;
  if (typeof body !== 'object' || body === null) return false;
  return Object.values(body).some((one) => carries(one, text));
}
