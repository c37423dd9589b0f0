import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { percentile } from '../desk/overview.ts';
import type { Overview, OverviewStore } from '../desk/overview.ts';
import { SILENT_MS } from '../desk/queue.ts';
import type { Database } from './database.ts';
import { toPresence } from './desk-people.ts';
import type { Tables } from './tables.ts';

/** Of so many of today's, the last, medians and percentiles are made. */
const MOST_SAMPLES = 2000;

const waits = sql<number>`sum(case when officer_id is null then 1 else 0 end)`;
const owned = sql<number>`sum(case when officer_id is null then 0 else 1 end)`;

/** The figures of a desk: counted in the database, so that a long queue costs no more than a short one. */
export function createDeskFigures(database: Database): OverviewStore {
  return {
    deskFigures: (office, from, now) =>
      database.read(async (db) => {
        const fromMs = from.getTime();
        const perChannel = await openPerChannel(db, office);
        const served = await servedSince(db, office, fromMs);
        const waited = served.map(({ requested, assigned, replied }) =>
          // Given on after the first words: she had stopped waiting by then.
          Math.max(0, Math.min(assigned, replied ?? assigned) - requested),
        );
        const sum = (of: 'waiting' | 'assigned') =>
          perChannel.reduce((all, one) => all + one[of], 0);
        const oldest = perChannel.map((one) => one.oldest).filter((ms) => ms !== null);
        return {
          waiting: sum('waiting'),
          oldestWaitMs:
            oldest.length === 0 ? null : Math.max(0, now.getTime() - Math.min(...oldest)),
          assigned: sum('assigned'),
          perOfficer: await perOfficer(db, { office, fromMs, nowMs: now.getTime() }, served),
          perChannel: perChannel.map(({ channel, waiting, assigned }) => ({
            channel,
            waiting,
            assigned,
          })),
          waitP50Ms: percentile(waited, 0.5),
          waitP90Ms: percentile(waited, 0.9),
          ratings: await ratingsSince(db, office, fromMs),
        };
      }),
  };
}

/** Rows of an office, and those that came before any desk looked at them. */
function ofOffice(db: Kysely<Tables>, office: string) {
  return db.selectFrom('handoffs').where('office', 'in', [office, '']);
}

async function openPerChannel(db: Kysely<Tables>, office: string) {
  const rows = await ofOffice(db, office)
    .select([
      'channel',
      waits.as('waiting'),
      owned.as('assigned'),
      sql<number | null>`min(case when officer_id is null then requested_ms end)`.as('oldest'),
    ])
    .where('state', '=', 'open')
    .groupBy('channel')
    .orderBy('channel')
    .execute();
  return rows.map(({ channel, waiting, assigned, oldest }) => ({
    channel,
    waiting: Number(waiting),
    assigned: Number(assigned),
    oldest: oldest === null ? null : Number(oldest),
  }));
}

interface Served {
  readonly officerId: string | null;
  readonly requested: number;
  readonly assigned: number;
  readonly replied: number | null;
}

async function servedSince(
  db: Kysely<Tables>,
  office: string,
  fromMs: number,
): Promise<readonly Served[]> {
  const rows = await ofOffice(db, office)
    .select(['officer_id', 'requested_ms', 'assigned_ms', 'first_reply_ms'])
    .where('assigned_ms', '>=', fromMs)
    .orderBy('assigned_ms', 'desc')
    .limit(MOST_SAMPLES)
    .execute();
  return rows.map((row) => ({
    officerId: row.officer_id,
    requested: row.requested_ms,
    assigned: row.assigned_ms ?? row.requested_ms,
    replied: row.first_reply_ms,
  }));
}

async function perOfficer(
  db: Kysely<Tables>,
  { office, fromMs, nowMs }: { office: string; fromMs: number; nowMs: number },
  served: readonly Served[],
): Promise<Overview['perOfficer']> {
  const presences = await db
    .selectFrom('desk_presence')
    .selectAll()
    .where('office', '=', office)
    .orderBy('name')
    .orderBy('officer_id')
    .execute();
  const loads = await ofOffice(db, office)
    .select(({ fn }) => ['officer_id', fn.countAll<number>().as('count')])
    .where('state', '=', 'open')
    .where('officer_id', 'is not', null)
    .groupBy('officer_id')
    .execute();
  const closed = await ofOffice(db, office)
    .select(({ fn }) => ['officer_id', fn.countAll<number>().as('count')])
    .where('closed_ms', '>=', fromMs)
    .where('officer_id', 'is not', null)
    .groupBy('officer_id')
    .execute();
  const loadOf = countsOf(loads);
  const closedBy = countsOf(closed);
  return presences.flatMap((row) => {
    const load = loadOf.get(row.officer_id) ?? 0;
    const closedToday = closedBy.get(row.officer_id) ?? 0;
    const isSilent = nowMs - row.seen_ms > SILENT_MS;
    if (isSilent && row.seen_ms < fromMs && load + closedToday === 0) return [];
    const replies = served
      .filter(({ officerId }) => officerId === row.officer_id)
      .flatMap(({ assigned, replied }) =>
        // Before she had it, somebody else had spoken.
        replied === null || replied < assigned ? [] : [replied - assigned],
      );
    const presence = toPresence(isSilent ? { ...row, state: 'offline' } : row, load);
    return [{ presence, load, closedToday, medianFirstReplyMs: percentile(replies, 0.5) }];
  });
}

function countsOf(
  rows: readonly { readonly officer_id: string | null; readonly count: number }[],
): ReadonlyMap<string | null, number> {
  return new Map(rows.map(({ officer_id: id, count }) => [id, Number(count)]));
}

async function ratingsSince(
  db: Kysely<Tables>,
  office: string,
  fromMs: number,
): Promise<Overview['ratings']> {
  const rows = await db
    .selectFrom('ratings')
    .innerJoin('episodes', 'episodes.id', 'ratings.episode_id')
    .select(({ fn }) => ['ratings.stars', fn.countAll<number>().as('count')])
    .where('ratings.rated_ms', '>=', fromMs)
    .where('episodes.kind', '=', 'human')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('handoffs')
          .select('handoffs.id')
          .whereRef('handoffs.conversation_id', '=', 'ratings.conversation_id')
          .whereRef('handoffs.assigned_ms', '<=', 'ratings.rated_ms')
          .where('handoffs.office', 'in', [office, '']),
      ),
    )
    .groupBy('ratings.stars')
    .execute();
  const distribution = [1, 2, 3, 4, 5].map((stars) =>
    Number(rows.find((row) => row.stars === stars)?.count ?? 0),
  );
  const count = distribution.reduce((all, one) => all + one, 0);
  const stars = distribution.reduce((all, one, at) => all + one * (at + 1), 0);
  return { count, mean: count === 0 ? null : stars / count, distribution };
}
