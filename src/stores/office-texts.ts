import { sql } from 'kysely';
import type { CannedReply, FollowUpStore, Sample } from '../desk/follow-up-store.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';
import type { CannedReplyRow, SampleRow } from './schema-follow-up.ts';

/** Ready-made replies of an office. */
export function createCannedReplies(
  database: Database,
): Pick<FollowUpStore, 'cannedReplies' | 'saveCannedReply' | 'removeCannedReply'> {
  return {
    cannedReplies: (office) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('canned_replies')
          .selectAll()
          .where('office', '=', office)
          .orderBy('title')
          .orderBy('id')
          .execute();
        return rows.map(toReply);
      }),
    saveCannedReply: (reply, { id: by, now }) =>
      database.write(`canned ${reply.office}`, async (db) => {
        const row: CannedReplyRow = {
          id: reply.id,
          office: reply.office,
          title: fit(reply.title),
          text: fit(reply.text),
          shortcut: reply.shortcut === undefined ? null : fit(reply.shortcut),
          language: reply.language,
          changed_ms: now.getTime(),
          changed_by: by,
        };
        const taken = await db
          .selectFrom('canned_replies')
          .select('id')
          .where('office', '=', row.office)
          .where('language', '=', row.language)
          .where('shortcut', '=', row.shortcut)
          .where('id', '!=', row.id)
          .executeTakeFirst();
        if (row.shortcut !== null && taken !== undefined) return undefined;
        const { id, office: _, ...values } = row;
        const { numUpdatedRows } = await db
          .updateTable('canned_replies')
          .set(values)
          .where('id', '=', id)
          .where('office', '=', row.office)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) await db.insertInto('canned_replies').values(row).execute();
        return toReply(row);
      }),
    removeCannedReply: (id, office) =>
      database.write(null, async (db) => {
        const { numDeletedRows } = await db
          .deleteFrom('canned_replies')
          .where('id', '=', fit(id))
          .where('office', '=', office)
          .executeTakeFirstOrThrow();
        return numDeletedRows > 0n;
      }),
  };
}

/** Closed conversations drawn for looking at. */
export function createSamples(
  database: Database,
): Pick<FollowUpStore, 'addSamples' | 'samples' | 'labelSample' | 'sampleFigures'> {
  return {
    addSamples: (candidates, now) =>
      database.write('samples', async (db) => {
        let added = 0;
        for (const one of candidates) {
          const known = await db
            .selectFrom('samples')
            .select('handoff_id')
            .where('handoff_id', '=', one.handoffId)
            .executeTakeFirst();
          const kept = await db
            .selectFrom('conversations')
            .select('id')
            .where('id', '=', one.conversationId)
            .executeTakeFirst();
          if (known !== undefined || kept === undefined) continue;
          added += 1;
          await db
            .insertInto('samples')
            .values({
              handoff_id: one.handoffId,
              office: one.office,
              conversation_id: one.conversationId,
              subject: fit(one.subject),
              closed_ms: Date.parse(one.closedAt),
              drawn_ms: now.getTime(),
              labelled_ms: null,
              labelled_by: null,
              theme: null,
              quality: null,
              action: null,
              note: null,
            })
            .execute();
        }
        return added;
      }),
    samples: ({ office, state, limit }) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('samples')
          .selectAll()
          .where('office', '=', office)
          .where('labelled_ms', state === 'labelled' ? 'is not' : 'is', null)
          .orderBy('drawn_ms', 'desc')
          .orderBy('handoff_id')
          .limit(limit)
          .execute();
        return rows.map(toSample);
      }),
    labelSample: (handoffId, office, labels, { id, now }) =>
      database.write(`sample ${handoffId}`, async (db) => {
        const row = await db
          .selectFrom('samples')
          .selectAll()
          .where('handoff_id', '=', fit(handoffId))
          .where('office', '=', office)
          .executeTakeFirst();
        if (row === undefined) return undefined;
        const values = {
          theme: fit(labels.theme),
          quality: labels.quality,
          action: labels.action,
          note: labels.note === undefined ? null : fit(labels.note),
          labelled_ms: now.getTime(),
          labelled_by: id,
        };
        await db
          .updateTable('samples')
          .set(values)
          .where('handoff_id', '=', row.handoff_id)
          .execute();
        return toSample({ ...row, ...values });
      }),
    sampleFigures: (office) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('samples')
          .select(['theme', 'quality', 'action'])
          .select(sql<number>`count(*)`.as('count'))
          .where('office', '=', office)
          .where('labelled_ms', 'is not', null)
          .groupBy(['theme', 'quality', 'action'])
          .execute();
        return rows.map(({ theme, quality, action, count }) => ({
          theme: theme ?? '',
          quality: quality ?? '',
          action: action ?? '',
          count: Number(count),
        }));
      }),
  };
}

function toReply(row: CannedReplyRow): CannedReply {
  const { id, office, title, text, shortcut, language } = row;
  return { id, office, title, text, language, ...(shortcut === null ? {} : { shortcut }) };
}

function toSample(row: SampleRow): Sample {
  const { theme, quality, action, note } = row;
  return {
    handoffId: row.handoff_id,
    subject: row.subject,
    closedAt: isoOf(row.closed_ms),
    ...(theme === null || quality === null || action === null
      ? {}
      : { labels: { theme, quality, action, ...(note === null ? {} : { note }) } }),
  };
}
