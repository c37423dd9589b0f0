import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { ContactEvent, ExchangeStore, StoredEvent } from '../conversation/exchange.ts';
import { fit, isoOf, toJson } from './database.ts';
import type { Database } from './database.ts';
import { addDeliveries } from './outbox.ts';
import type { InboundEventRow, Tables } from './tables.ts';

/** What came from the platforms. */
export function createInbox(
  database: Database,
): Pick<ExchangeStore, 'receive' | 'claimEvents' | 'finishEvents' | 'postponeEvents'> {
  return {
    receive: (event, now) =>
      database.write(null, async (db) => {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('inbound_events')
          .values({
            id: randomUUID(),
            platform: event.platform,
            platform_key: keyOf(event.platformId),
            platform_id: fit(event.platformId),
            contact: fit(event.contact ?? ''),
            conversation_id: null,
            happened_ms: event.happenedAtMs,
            received_ms: now.getTime(),
            event: toJson(event.event),
            state: 'open',
            due_ms: now.getTime(),
            attempts: 0,
            reason: null,
          })
          .onConflict((conflict) => conflict.columns(['platform', 'platform_key']).doNothing())
          .executeTakeFirstOrThrow();
        return (numInsertedOrUpdatedRows ?? 0n) > 0n ? 'stored' : 'known';
      }),
    claimEvents: ({ now, settleMs, leaseMs }) =>
      database.write('claim events', async (db) => {
        const nowMs = now.getTime();
        const within = { nowMs, settleMs };
        // Nearly always one of the oldest is due; looking at all only then keeps a long line fast.
        const due =
          (await findDue(db, { ...within, among: OLDEST })) ??
          (await findDue(db, { ...within, among: Number.MAX_SAFE_INTEGER }));
        if (due === undefined) return undefined;
        const rows = await db
          .updateTable('inbound_events')
          .set(({ eb }) => ({ due_ms: nowMs + leaseMs, attempts: eb('attempts', '+', 1) }))
          .where('platform', '=', due.platform)
          .where('contact', '=', due.contact)
          .where('state', '=', 'open')
          .returningAll()
          .execute();
        return rows
          .toSorted(
            (one, two) =>
              one.happened_ms - two.happened_ms ||
              one.received_ms - two.received_ms ||
              (one.platform_id < two.platform_id ? -1 : 1),
          )
          .map(toStoredEvent);
      }),
    finishEvents: ({ events, deliveries }, now) =>
      database.write(null, async (db) => {
        // Without a turn, what is sent proves whether this was done before.
        const open = await finishInbound(db, events, null);
        if (events.length > 0 && open === 0) return;
        await addDeliveries(db, database.dialect, deliveries, { now, conversationId: null });
      }),
    postponeEvents: (ids, { dueAt, mostAttempts, reason }) =>
      ids.length === 0
        ? Promise.resolve()
        : database.write(null, async (db) => {
            const events = db
              .updateTable('inbound_events')
              .where('id', 'in', ids)
              .where('state', '=', 'open');
            await events
              .set({ state: 'dead', reason: fit(reason), due_ms: dueAt.getTime() })
              .where('attempts', '>=', mostAttempts)
              .execute();
            await events.set({ due_ms: dueAt.getTime(), reason: fit(reason) }).execute();
            await forgetPassing(db, ids);
          }),
  };
}

/** Ends open events; returns how many were open. `conversationId` null: found out by the contact. */
export async function finishInbound(
  db: Kysely<Tables>,
  ids: readonly string[],
  conversationId: string | null,
): Promise<number> {
  if (ids.length === 0) return 0;
  const { numUpdatedRows } = await db
    .updateTable('inbound_events')
    .set(({ selectFrom }) => ({
      state: 'done' as const,
      conversation_id:
        conversationId ??
        selectFrom('contacts')
          .select('contacts.conversation_id')
          .whereRef('contacts.platform', '=', 'inbound_events.platform')
          .whereRef('contacts.contact', '=', 'inbound_events.contact'),
    }))
    .where('id', 'in', ids)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  await forgetPassing(db, ids);
  return Number(numUpdatedRows);
}

/**
 * Of an event that has ended: the number, which a request for a person may have needed, and what its
 * recording was fetched by.
 */
async function forgetPassing(db: Kysely<Tables>, ids: readonly string[]): Promise<void> {
  const rows = await db
    .selectFrom('inbound_events')
    .select(['id', 'event'])
    .where('id', 'in', ids)
    .where('state', '!=', 'open')
    .where(({ or, eb }) =>
      or([
        eb('event', 'like', '%"telephone":%'),
        // JSON of our own making: its kind stands first.
        eb('event', 'like', '{"kind":"voice"%'),
      ]),
    )
    .execute();
  for (const { id, event } of rows) {
    const {
      telephone: _,
      reference: __,
      ...rest
    } = JSON.parse(event) as { readonly telephone?: string; readonly reference?: string };
    await db
      .updateTable('inbound_events')
      .set({ event: JSON.stringify(rest) })
      .where('id', '=', id)
      .execute();
  }
}

/** Events looked at first for one that is due. */
const OLDEST = 64;

/**
 * An event whose contact is due as a whole: nothing of it is claimed or put off, and the citizen has
 * stopped writing or written long enough.
 */
async function findDue(
  db: Kysely<Tables>,
  { nowMs, settleMs, among }: { nowMs: number; settleMs: number; among: number },
): Promise<Pick<InboundEventRow, 'platform' | 'contact'> | undefined> {
  const settled = nowMs - settleMs;
  const newestOfContact = (column: 'received_ms' | 'due_ms') =>
    db
      .selectFrom('inbound_events as other')
      .select(({ fn }) => fn.max(`other.${column}`).as('newest'))
      .whereRef('other.platform', '=', sql.ref('one.platform'))
      .whereRef('other.contact', '=', sql.ref('one.contact'))
      .where('other.state', '=', 'open');
  return (
    db
      .selectFrom(
        db
          .selectFrom('inbound_events')
          .select(['platform', 'contact', 'received_ms'])
          .where('state', '=', 'open')
          .where('received_ms', '<=', settled)
          .where('due_ms', '<=', nowMs)
          .orderBy('received_ms')
          .limit(among)
          .as('one'),
      )
      .select(['one.platform', 'one.contact'])
      // As values, not `not exists`: PostgreSQL plans the latter as a join of all with all.
      .where(({ eb, or }) =>
        or([
          eb('one.received_ms', '<=', nowMs - 4 * settleMs),
          eb(newestOfContact('received_ms'), '<=', settled),
        ]),
      )
      .where(newestOfContact('due_ms'), '<=', nowMs)
      .orderBy('one.received_ms')
      .limit(1)
      .executeTakeFirst()
  );
}

export function toStoredEvent(row: InboundEventRow): StoredEvent {
  return {
    id: row.id,
    platform: row.platform,
    platformId: row.platform_id,
    contact: row.contact === '' ? null : row.contact,
    happenedAtMs: row.happened_ms,
    event: JSON.parse(row.event) as ContactEvent,
    receivedAt: isoOf(row.received_ms),
    attempts: row.attempts,
  };
}

function keyOf(platformId: string): string {
  return createHash('sha256').update(platformId).digest('base64url');
}
