import type { Kysely } from 'kysely';
import type { Call, Utterance } from '../desk/call.ts';
import type { CallChange, CallStore, KeptCall, NewCall } from '../desk/call-store.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';
import type { CallRow, CallUtteranceRow } from './schema-calls.ts';
import type { Tables } from './tables.ts';

/** Utterances of one call; whoever sends more has lost its way. */
const MOST_UTTERANCES = 5000;

export function createCallRecords(
  database: Database,
): Pick<CallStore, 'changeCall' | 'findCall' | 'calls' | 'endQuietCalls'> {
  return {
    changeCall: ({ id, seq, now }, fresh, change) =>
      database.write(`call ${id}`, async (db) => {
        const known = await rowOf(db, id);
        if (known === undefined && fresh === undefined) return undefined;
        const row = known ?? toRow(fresh as NewCall, now);
        const before = await utterancesOf(db, [id]);
        if (known === undefined) await db.insertInto('calls').values(row).execute();
        if (seq !== undefined && !(await isNew(db, id, seq, now))) {
          return { outcome: 'repeated', call: toCall(row, before) };
        }
        const changed = change(toKept(row, before));
        if (changed === undefined) return { outcome: 'refused', call: toCall(row, before) };
        const values = {
          ...valuesOf(changed),
          touched_ms: Math.max(row.touched_ms, now.getTime()),
        };
        await db.updateTable('calls').set(values).where('id', '=', id).execute();
        const after = await withUtterance(db, id, before, changed.utterance);
        return { outcome: 'changed', call: toCall({ ...row, ...values }, after) };
      }),
    findCall: (id, office) =>
      database.read(async (db) => {
        const row = await rowOf(db, fit(id));
        if (row === undefined || row.office !== office) return undefined;
        return toCall(row, await utterancesOf(db, [row.id]));
      }),
    calls: ({ office, view, officerId, limit }) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('calls')
          .selectAll()
          .where('office', '=', office)
          .$if(view === 'mine', (query) =>
            query.where('officer_id', '=', officerId).where('disposition', 'is', null),
          )
          .$if(view === 'open', (query) => query.where('state', '!=', 'ended'))
          .$if(view === 'ended', (query) => query.where('state', '=', 'ended'))
          .orderBy('started_ms', 'desc')
          .orderBy('id')
          .limit(limit)
          .execute();
        const said =
          view === 'ended' || rows.length === 0
            ? []
            : await utterancesOf(
                db,
                rows.map(({ id }) => id),
              );
        return rows.map((row) =>
          toCall(
            row,
            said.filter(({ call_id }) => call_id === row.id),
          ),
        );
      }),
    endQuietCalls: (since, now) =>
      database.write('quiet calls', async (db) => {
        const rows = await db
          .selectFrom('calls')
          .selectAll()
          .where('state', '!=', 'ended')
          .where('touched_ms', '<', since.getTime())
          .limit(500)
          .execute();
        for (const { id, touched_ms: ended_ms } of rows) {
          const values = { state: 'ended', ended_ms, closed_ms: now.getTime() } as const;
          await db.updateTable('calls').set(values).where('id', '=', id).execute();
        }
        return rows.map((row) => toCall({ ...row, state: 'ended', ended_ms: row.touched_ms }, []));
      }),
  };
}

async function rowOf(db: Kysely<Tables>, id: string): Promise<CallRow | undefined> {
  return db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst();
}

function utterancesOf(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<readonly CallUtteranceRow[]> {
  return db
    .selectFrom('call_utterances')
    .selectAll()
    .where('call_id', 'in', ids)
    .orderBy('start_ms')
    .orderBy('id')
    .limit(MOST_UTTERANCES * ids.length)
    .execute();
}

async function isNew(db: Kysely<Tables>, id: string, seq: number, now: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('call_events')
    .values({ call_id: id, seq, received_ms: now.getTime() })
    .onConflict((conflict) => conflict.columns(['call_id', 'seq']).doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The utterances with this one put in, where it is no older version of one that is kept. */
async function withUtterance(
  db: Kysely<Tables>,
  callId: string,
  before: readonly CallUtteranceRow[],
  utterance: CallChange['utterance'],
): Promise<readonly CallUtteranceRow[]> {
  if (utterance === undefined) return before;
  const id = fit(utterance.id);
  const known = before.find((one) => one.id === id);
  const final = utterance.final ? 1 : 0;
  if (known !== undefined) {
    const isNewer = final === known.final ? utterance.seq > known.seq : final > known.final;
    if (!isNewer) return before;
  } else if (before.length >= MOST_UTTERANCES) return before;
  const row: CallUtteranceRow = {
    call_id: callId,
    id,
    speaker: utterance.speaker,
    text: fit(utterance.text),
    final,
    start_ms: Math.round(utterance.startMs),
    seq: utterance.seq,
  };
  await db
    .insertInto('call_utterances')
    .values(row)
    .onConflict((conflict) => conflict.columns(['call_id', 'id']).doUpdateSet(row))
    .execute();
  return [...before.filter((one) => one.id !== id), row].sort(
    (a, b) => a.start_ms - b.start_ms || (a.id < b.id ? -1 : 1),
  );
}

function toRow(call: NewCall, now: Date): CallRow {
  return {
    id: call.id,
    office: call.office,
    provider: fit(call.provider),
    caller: fit(call.from),
    state: call.state,
    state_seq: -1,
    started_ms: Date.parse(call.startedAt),
    ended_ms: null,
    closed_ms: null,
    touched_ms: now.getTime(),
    officer_id: null,
    summary: null,
    disposition: null,
  };
}

function valuesOf({ values = {} }: CallChange): Partial<CallRow> {
  const { provider, from, state, stateSeq, startedAt, endedAt, closedAt } = values;
  const { officerId, summary, disposition } = values;
  return {
    ...(provider === undefined ? {} : { provider: fit(provider) }),
    ...(from === undefined ? {} : { caller: fit(from) }),
    ...(state === undefined ? {} : { state }),
    ...(stateSeq === undefined ? {} : { state_seq: stateSeq }),
    ...(startedAt === undefined ? {} : { started_ms: Date.parse(startedAt) }),
    ...(endedAt === undefined ? {} : { ended_ms: Date.parse(endedAt) }),
    ...(closedAt === undefined ? {} : { closed_ms: Date.parse(closedAt) }),
    ...(officerId === undefined ? {} : { officer_id: officerId }),
    ...(summary === undefined ? {} : { summary: fit(summary) }),
    ...(disposition === undefined ? {} : { disposition }),
  };
}

function toKept(row: CallRow, said: readonly CallUtteranceRow[]): KeptCall {
  return {
    call: toCall(row, said),
    stateSeq: row.state_seq,
    touchedAt: isoOf(row.touched_ms),
    ...(row.closed_ms === null ? {} : { closedAt: isoOf(row.closed_ms) }),
  };
}

function toCall(row: CallRow, said: readonly CallUtteranceRow[]): Call {
  return {
    id: row.id,
    office: row.office,
    provider: row.provider,
    from: row.caller,
    state: row.state,
    startedAt: isoOf(row.started_ms),
    utterances: said.map(({ id, speaker, text, final, start_ms }): Utterance => ({
      id,
      speaker,
      text,
      final: final === 1,
      startMs: start_ms,
    })),
    ...(row.ended_ms === null ? {} : { endedAt: isoOf(row.ended_ms) }),
    ...(row.officer_id === null ? {} : { officerId: row.officer_id }),
    ...(row.summary === null ? {} : { summary: row.summary }),
    ...(row.disposition === null ? {} : { disposition: row.disposition }),
  };
}
