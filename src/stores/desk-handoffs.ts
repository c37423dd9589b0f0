import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { CHANNELS } from '../conversation/conversation.ts';
import type { HandoffFilter, HandoffView } from '../desk/desk.ts';
import type { Changed, DeskStore, OwnedBy } from '../desk/desk-store.ts';
import { lockConversation, toTurn } from './conversation-rows.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';
import { addStep, toDeskHandoff } from './desk-rows.ts';
import { changeEpisode } from './episodes.ts';
import { addDeliveries } from './outbox.ts';
import type { HandoffRow, Tables } from './tables.ts';

type Members =
  | 'deskHandoff'
  | 'deskHandoffOf'
  | 'deskHandoffs'
  | 'queue'
  | 'ownedHandoffs'
  | 'changedHandoffs'
  | 'changeHandoff'
  | 'sayAsOfficer'
  | 'handoffSteps'
  | 'serviceTimes';

/** Hand-offs as the desk works on them: a row without office belongs to whichever desk looks. */
export function createDeskHandoffs(database: Database): Pick<DeskStore, Members> {
  const { dialect } = database;
  return {
    deskHandoff: (id, office) =>
      database.read(async (db) => {
        const row = await find(db, id, office);
        return row && toDeskHandoff(db, row);
      }),
    deskHandoffOf: (conversationId) =>
      database.read(async (db) => {
        const row = await db
          .selectFrom('handoffs')
          .selectAll()
          .where('conversation_id', '=', fit(conversationId))
          .orderBy('requested_ms', 'desc')
          .orderBy('state', 'desc')
          .limit(1)
          .executeTakeFirst();
        return row && toDeskHandoff(db, row);
      }),
    deskHandoffs: (filter) =>
      database.read(async (db) => {
        const rows = await page(db, filter);
        const found = await Promise.all(
          rows.slice(0, filter.limit).map((row) => toDeskHandoff(db, row)),
        );
        const handoffs = found.flatMap((one) => one ?? []);
        const last = rows[filter.limit - 1];
        const counts = await countViews(db, filter);
        return {
          handoffs,
          counts,
          ...(rows.length > filter.limit && last !== undefined ? { next: cursorOf(last) } : {}),
        };
      }),
    queue: (office) =>
      database.read(async (db) => {
        const rows = await ofOffice(db, office)
          .select('id')
          .where('state', '=', 'open')
          .where('officer_id', 'is', null)
          .orderBy('priority', 'desc')
          .orderBy('requested_ms')
          .orderBy('id')
          .execute();
        return rows.map(({ id }) => id);
      }),
    ownedHandoffs: (office, limit) =>
      database.read(async (db) => {
        const rows = await ofOffice(db, office)
          .selectAll()
          .where('state', '=', 'open')
          .where('officer_id', 'is not', null)
          .orderBy('assigned_ms')
          .limit(limit)
          .execute();
        const found = await Promise.all(rows.map((row) => toDeskHandoff(db, row)));
        return found.flatMap((one) => one ?? []);
      }),
    changedHandoffs: (office, since, limit) =>
      database.read(async (db) => {
        const sinceMs = since.getTime();
        const rows = await ofOffice(db, office)
          .selectAll()
          .where(({ eb, or, and }) =>
            or([
              eb(
                'id',
                'in',
                db.selectFrom('handoff_steps').select('handoff_id').where('at_ms', '>=', sinceMs),
              ),
              and([
                eb('state', '=', 'open'),
                eb(
                  'conversation_id',
                  'in',
                  db
                    .selectFrom('conversations')
                    .select('id')
                    // By channel, as the index is.
                    .where('channel', 'in', CHANNELS)
                    .where('touched_ms', '>=', sinceMs),
                ),
              ]),
            ]),
          )
          .limit(limit)
          .execute();
        const found = await Promise.all(rows.map((row) => toDeskHandoff(db, row)));
        return found.flatMap((one) => one ?? []);
      }),
    changeHandoff: (id, office, ownedBy, change, now) =>
      database.write(null, async (db) => {
        const row = await lock(db, dialect, id, office);
        if (row === undefined) return { kind: 'unknown' };
        const refused = refusal(row, ownedBy);
        if (refused !== undefined) return refused;
        const { owner, team, ending, priority, needs, step } = change;
        const nowMs = now.getTime();
        const values: Partial<HandoffRow> = {
          office: change.office ?? (row.office === '' ? office : row.office),
          ...(owner === undefined
            ? {}
            : {
                officer_id: owner?.id ?? null,
                officer_name: owner === null ? null : fit(owner.name),
                assigned_ms: owner === null ? null : nowMs,
              }),
          ...(team === undefined ? {} : { team: team === null ? null : fit(team) }),
          ...(priority === undefined ? {} : { priority }),
          ...(needs === undefined ? {} : { needs: JSON.stringify(needs) }),
          ...(ending === undefined ? {} : { ending, state: 'closed' as const, closed_ms: nowMs }),
        };
        await db.updateTable('handoffs').set(values).where('id', '=', row.id).execute();
        if (owner !== undefined || ending !== undefined) {
          const speaks = owner == null || ending !== undefined ? 'bot' : 'human';
          await changeEpisode(db, row.conversation_id, speaks, now);
        }
        if (step !== undefined) await addStep(db, row, step, now);
        const handoff = await toDeskHandoff(db, { ...row, ...values });
        return handoff === undefined ? { kind: 'unknown' } : { kind: 'changed', handoff };
      }),
    sayAsOfficer: (id, office, officerId, { turn, deliveries }, now) =>
      database.write(null, async (db) => {
        const row = await lock(db, dialect, id, office);
        if (row === undefined) return { kind: 'unknown' };
        const same = await db
          .selectFrom('turns')
          .selectAll()
          .where('conversation_id', '=', row.conversation_id)
          .where('client_message_id', '=', fit(turn.clientMessageId ?? ''))
          .executeTakeFirst();
        if (same !== undefined) return { kind: 'said', turn: toTurn(same) };
        const refused = refusal(row, { officerId });
        if (refused !== undefined) return refused;
        const conversation = await lockConversation(db, dialect, row.conversation_id);
        const written = { ...turn, text: fit(turn.text), index: conversation.next_index };
        await db
          .insertInto('turns')
          .values({
            conversation_id: conversation.id,
            turn_index: written.index,
            role: written.role,
            text: written.text,
            at: written.at,
            client_message_id: fit(turn.clientMessageId ?? ''),
            answer: null,
          })
          .execute();
        await db
          .updateTable('conversations')
          .set({ next_index: written.index + 1, touched_ms: now.getTime() })
          .where('id', '=', conversation.id)
          .execute();
        await db
          .updateTable('handoffs')
          .set({ first_reply_ms: row.first_reply_ms ?? now.getTime() })
          .where('id', '=', row.id)
          .execute();
        await addDeliveries(db, dialect, deliveries, { now, conversationId: conversation.id });
        return { kind: 'said', turn: written };
      }),
    handoffSteps: (id) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('handoff_steps')
          .selectAll()
          .where('handoff_id', '=', fit(id))
          .orderBy('position')
          .execute();
        return rows.map(({ at_ms: ms, kind, by_name: by, to_name: to, note }) => ({
          at: isoOf(ms),
          kind,
          ...(by === null ? {} : { byName: by }),
          ...(to === null ? {} : { toName: to }),
          ...(note === null ? {} : { note }),
        }));
      }),
    serviceTimes: (office, limit) =>
      database.read(async (db) => {
        const rows = await ofOffice(db, office)
          .select(['assigned_ms', 'closed_ms'])
          .where('state', '=', 'closed')
          .where('assigned_ms', 'is not', null)
          .where('closed_ms', 'is not', null)
          .orderBy('closed_ms', 'desc')
          .limit(limit)
          .execute();
        return rows.map((row) => (row.closed_ms ?? 0) - (row.assigned_ms ?? 0));
      }),
  };
}

/** Rows of an office, and those that came before any desk looked at them. */
function ofOffice(db: Kysely<Tables>, office: string) {
  return db.selectFrom('handoffs').where('office', 'in', [office, '']);
}

function find(db: Kysely<Tables>, id: string, office: string): Promise<HandoffRow | undefined> {
  return ofOffice(db, office).selectAll().where('id', '=', fit(id)).executeTakeFirst();
}

async function lock(
  db: Kysely<Tables>,
  dialect: Database['dialect'],
  id: string,
  office: string,
): Promise<HandoffRow | undefined> {
  return ofOffice(db, office)
    .selectAll()
    .where('id', '=', fit(id))
    .$if(dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
}

function refusal(
  row: HandoffRow,
  ownedBy: OwnedBy,
): Exclude<Changed, { readonly kind: 'changed' }> | undefined {
  if (row.state === 'closed') return { kind: 'closed' };
  if (ownedBy === 'anybody') return undefined;
  const right =
    ownedBy === 'nobody' ? row.officer_id === null : row.officer_id === ownedBy.officerId;
  return right ? undefined : { kind: 'owned', ownerName: row.officer_name ?? undefined };
}

function inView(db: Kysely<Tables>, { office, officerId }: HandoffFilter, view: HandoffView) {
  const rows = ofOffice(db, office);
  switch (view) {
    case 'mine':
      return rows.where('state', '=', 'open').where('officer_id', '=', officerId);
    case 'waiting':
      return rows.where('state', '=', 'open').where('officer_id', 'is', null);
    case 'all':
      return rows.where('state', '=', 'open');
    case 'closed':
      return rows.where('state', '=', 'closed');
  }
}

async function page(db: Kysely<Tables>, filter: HandoffFilter): Promise<HandoffRow[]> {
  const { channel, skill, text, after, limit, view } = filter;
  const [afterMs = '', afterId = ''] = after?.split('~') ?? [];
  const isClosed = view === 'closed';
  const order = isClosed ? 'closed_ms' : 'requested_ms';
  return inView(db, filter, view)
    .selectAll()
    .$if(channel !== undefined, (query) => query.where('channel', '=', channel ?? 'web'))
    .$if(skill !== undefined, (query) => query.where('team', '=', skill ?? ''))
    .$if(text !== undefined, (query) => query.where('reason', 'like', `%${text ?? ''}%`))
    .$if(after !== undefined, (query) =>
      query.where(({ eb, or, and }) =>
        or([
          eb(order, isClosed ? '<' : '>', Number(afterMs)),
          and([eb(order, '=', Number(afterMs)), eb('id', '>', afterId)]),
        ]),
      ),
    )
    .orderBy(order, isClosed ? 'desc' : 'asc')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
}

function cursorOf(row: HandoffRow): string {
  return `${row.closed_ms ?? row.requested_ms}~${row.id}`;
}

async function countViews(
  db: Kysely<Tables>,
  { office, officerId }: HandoffFilter,
): Promise<Record<HandoffView, number>> {
  const counts = await ofOffice(db, office)
    .select([
      sql<number>`sum(case when state = 'open' and officer_id = ${officerId} then 1 else 0 end)`.as(
        'mine',
      ),
      sql<number>`sum(case when state = 'open' and officer_id is null then 1 else 0 end)`.as(
        'waiting',
      ),
      sql<number>`sum(case when state = 'open' then 1 else 0 end)`.as('all'),
      sql<number>`sum(case when state = 'closed' then 1 else 0 end)`.as('closed'),
    ])
    .executeTakeFirst();
  return {
    mine: Number(counts?.mine ?? 0),
    waiting: Number(counts?.waiting ?? 0),
    all: Number(counts?.all ?? 0),
    closed: Number(counts?.closed ?? 0),
  };
}
