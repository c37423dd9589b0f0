import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Note, Presence } from '../desk/desk.ts';
import type { DeskStore } from '../desk/desk-store.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';
import type { DeskNoteRow, NoticeRow, PresenceRow } from './schema-desk.ts';

type Members =
  | 'contactOf'
  | 'ratingOf'
  | 'addNote'
  | 'handoffNotes'
  | 'setPresence'
  | 'officePresences'
  | 'addNotice'
  | 'officeNotices';

const skillsSchema = z.array(z.string());

/** Who is at the desk, and what officers tell each other. */
export function createDeskPeople(database: Database): Pick<DeskStore, Members> {
  return {
    contactOf: (conversationId) =>
      database.read((db) =>
        db
          .selectFrom('contacts')
          .select(['platform', 'contact'])
          .where('conversation_id', '=', fit(conversationId))
          .executeTakeFirst(),
      ),
    ratingOf: (conversationId) =>
      database.read(async (db) => {
        const row = await db
          .selectFrom('ratings')
          .innerJoin('episodes', 'episodes.id', 'ratings.episode_id')
          .select(['ratings.stars', 'ratings.reason', 'ratings.rated_ms'])
          .where('ratings.conversation_id', '=', fit(conversationId))
          .where('episodes.kind', '=', 'human')
          .orderBy('ratings.rated_ms', 'desc')
          .executeTakeFirst();
        if (row === undefined) return undefined;
        const { stars, reason, rated_ms: ratedMs } = row;
        return { stars, at: isoOf(ratedMs), ...(reason === null ? {} : { reason }) };
      }),
    addNote: ({ id, conversationId }, { byId, byName, text }, now) =>
      database.write(null, async (db) => {
        const row: DeskNoteRow = {
          id: randomUUID(),
          handoff_id: id,
          conversation_id: conversationId,
          at_ms: now.getTime(),
          by_id: byId,
          by_name: fit(byName),
          text: fit(text),
        };
        await db.insertInto('desk_notes').values(row).execute();
        return toNote(row);
      }),
    handoffNotes: (id) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('desk_notes')
          .selectAll()
          .where('handoff_id', '=', fit(id))
          .orderBy('at_ms')
          .orderBy('id')
          .execute();
        return rows.map(toNote);
      }),
    setPresence: ({ officerId, name, office, skills, capacity, state }, now) =>
      database.write(null, async (db) => {
        const row: PresenceRow = {
          officer_id: fit(officerId),
          name: fit(name),
          office: fit(office),
          skills: JSON.stringify(skills),
          capacity,
          state,
          seen_ms: now.getTime(),
        };
        const { officer_id: _, ...values } = row;
        await db
          .insertInto('desk_presence')
          .values(row)
          .onConflict((conflict) => conflict.column('officer_id').doUpdateSet(values))
          .execute();
        const { load } = await db
          .selectFrom('handoffs')
          .select(({ fn }) => fn.countAll<number>().as('load'))
          .where('officer_id', '=', row.officer_id)
          .where('state', '=', 'open')
          .executeTakeFirstOrThrow();
        return toPresence(row, Number(load));
      }),
    officePresences: (office) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('desk_presence')
          .selectAll()
          .where('office', '=', fit(office))
          .orderBy('name')
          .execute();
        const loads = await db
          .selectFrom('handoffs')
          .select(({ fn }) => ['officer_id', fn.countAll<number>().as('load')])
          .where('state', '=', 'open')
          .where('officer_id', 'is not', null)
          .groupBy('officer_id')
          .execute();
        return rows.map((row) =>
          toPresence(
            row,
            Number(loads.find(({ officer_id: id }) => id === row.officer_id)?.load ?? 0),
          ),
        );
      }),
    addNotice: ({ office, byName, text }, until, now) =>
      database.write(null, async (db) => {
        const row: NoticeRow = {
          id: randomUUID(),
          office: fit(office),
          at_ms: now.getTime(),
          by_name: fit(byName),
          text: fit(text),
          until_ms: until?.getTime() ?? null,
        };
        await db.insertInto('desk_notices').values(row).execute();
        return toNotice(row);
      }),
    officeNotices: (office, now) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('desk_notices')
          .selectAll()
          .where('office', '=', fit(office))
          .where(({ eb, or }) =>
            or([eb('until_ms', 'is', null), eb('until_ms', '>', now.getTime())]),
          )
          .orderBy('at_ms', 'desc')
          .limit(20)
          .execute();
        return rows.map(toNotice);
      }),
  };
}

function toNote(row: DeskNoteRow): Note {
  const { id, at_ms: ms, by_id: byId, by_name: byName, text } = row;
  return { id, at: isoOf(ms), byId, byName, text };
}

export function toPresence(row: PresenceRow, load: number): Presence {
  return {
    officerId: row.officer_id,
    name: row.name,
    office: row.office,
    skills: skillsSchema.parse(JSON.parse(row.skills)),
    capacity: row.capacity,
    state: row.state,
    load,
    seenAt: isoOf(row.seen_ms),
  };
}

function toNotice(row: NoticeRow) {
  const { id, at_ms: ms, by_name: byName, text, until_ms: untilMs } = row;
  return {
    id,
    at: isoOf(ms),
    byName,
    text,
    ...(untilMs === null ? {} : { until: isoOf(untilMs) }),
  };
}
