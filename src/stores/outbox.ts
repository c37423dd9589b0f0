import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Delivery, ExchangeStore, NewDelivery } from '../conversation/exchange.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';
import type { DeliveryRow, Tables } from './tables.ts';

/** What goes to the platforms. */
export function createOutbox(
  database: Database,
): Pick<
  ExchangeStore,
  'claimDeliveries' | 'markSent' | 'postponeDelivery' | 'buryDelivery' | 'deadDeliveries' | 'resend'
> {
  return {
    claimDeliveries: ({ now, leaseMs, limit, platforms }) =>
      platforms.length === 0 || limit < 1
        ? Promise.resolve([])
        : database.write('claim deliveries', async (db) => {
            const nowMs = now.getTime();
            const due = db
              .selectFrom('deliveries as one')
              .select('one.id')
              .where('one.state', 'in', ['waiting', 'sending'])
              .where('one.due_ms', '<=', nowMs)
              .where('one.platform', 'in', platforms)
              // As a value, not `not exists`: PostgreSQL plans the latter as a join of all with all.
              .where('one.sequence', '=', ({ selectFrom }) =>
                selectFrom('deliveries as first')
                  .select(({ fn }) => fn.min('first.sequence').as('sequence'))
                  .whereRef('first.platform', '=', 'one.platform')
                  .whereRef('first.contact', '=', 'one.contact')
                  .where('first.state', 'in', ['waiting', 'sending']),
              )
              .orderBy('one.due_ms')
              .limit(limit);
            const rows = await db
              .updateTable('deliveries')
              .set(({ eb }) => ({
                uncertain: sql<number>`case when state = 'sending' then 1 else uncertain end`,
                // What it waited for was before the send that was cut off.
                reason: sql<string | null>`case when state = 'sending' then null else reason end`,
                state: 'sending' as const,
                due_ms: nowMs + leaseMs,
                attempts: eb('attempts', '+', 1),
              }))
              .where('id', 'in', due)
              .returningAll()
              .execute();
            return rows
              .toSorted(
                (one, two) =>
                  one.created_ms - two.created_ms || (one.contact < two.contact ? -1 : 1),
              )
              .map((row) => toDelivery(row));
          }),
    markSent: (id, platformMessageId, now) =>
      database.write(null, async (db) => {
        const delivery = db.updateTable('deliveries').where('id', '=', fit(id));
        await delivery
          .set({ state: 'sent', due_ms: now.getTime(), reason: null })
          .where('state', '!=', 'sent')
          .execute();
        if (platformMessageId === undefined) return;
        await delivery.set({ platform_message_id: fit(platformMessageId) }).execute();
      }),
    postponeDelivery: (id, { dueAt, reason, uncertain }) =>
      database.write(null, async (db) => {
        await db
          .updateTable('deliveries')
          .set({
            state: 'waiting',
            due_ms: dueAt.getTime(),
            reason: fit(reason),
            ...(uncertain === true ? { uncertain: 1 } : {}),
          })
          .where('id', '=', fit(id))
          // An echo may have proven it sent in the meantime.
          .where('state', 'in', ['waiting', 'sending'])
          .execute();
      }),
    buryDelivery: (id, reason, now) =>
      database.write(null, async (db) => {
        await db
          .updateTable('deliveries')
          .set({ state: 'dead', due_ms: now.getTime(), reason: fit(reason) })
          .where('id', '=', fit(id))
          .where('state', 'in', ['waiting', 'sending'])
          .execute();
      }),
    deadDeliveries: (limit) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('deliveries')
          .selectAll()
          .where('state', '=', 'dead')
          .orderBy('due_ms', 'desc')
          .orderBy('sequence', 'desc')
          .limit(limit)
          .execute();
        return rows.map(toDelivery);
      }),
    resend: (id, now) =>
      database.write(null, async (db) => {
        const { numUpdatedRows } = await db
          .updateTable('deliveries')
          .set({ state: 'waiting', due_ms: now.getTime(), attempts: 0, uncertain: 0, reason: null })
          .where('id', '=', fit(id))
          .where('state', '=', 'dead')
          .executeTakeFirstOrThrow();
        return numUpdatedRows > 0n;
      }),
  };
}

/** Puts deliveries in line. `conversationId` null: the one each contact is in. */
export async function addDeliveries(
  db: Kysely<Tables>,
  dialect: Database['dialect'],
  deliveries: readonly NewDelivery[],
  { now, conversationId }: { readonly now: Date; readonly conversationId: string | null },
): Promise<void> {
  for (const { platform, contact, body, author } of deliveries) {
    const to = fit(contact);
    if (dialect === 'postgres') {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`line ${platform} ${to}`}, 0))`.execute(
        db,
      );
    }
    await db
      .insertInto('deliveries')
      .values(({ selectFrom, fn, val }) => ({
        id: randomUUID(),
        platform,
        contact: to,
        conversation_id:
          conversationId ??
          selectFrom('contacts')
            .select('contacts.conversation_id')
            .where('contacts.platform', '=', platform)
            .where('contacts.contact', '=', to),
        sequence: selectFrom('deliveries as earlier')
          .select(fn.coalesce(sql<number>`max(earlier.sequence) + 1`, val(0)).as('next'))
          .where('earlier.platform', '=', platform)
          .where('earlier.contact', '=', to),
        author,
        body: JSON.stringify(body),
        state: 'waiting' as const,
        due_ms: now.getTime(),
        created_ms: now.getTime(),
        attempts: 0,
        uncertain: 0,
        reason: null,
        platform_message_id: null,
      }))
      .execute();
  }
}

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    platform: row.platform,
    contact: row.contact,
    body: JSON.parse(row.body) as unknown,
    author: row.author,
    sequence: row.sequence,
    state: row.state,
    attempts: row.attempts,
    uncertain: row.uncertain === 1,
    createdAt: isoOf(row.created_ms),
    dueAt: isoOf(row.due_ms),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.platform_message_id === null ? {} : { platformMessageId: row.platform_message_id }),
  };
}
