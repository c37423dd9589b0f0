import { randomUUID } from 'node:crypto';
import { facetSchema } from '../procedure/guide.ts';
import type { CallStore } from '../desk/call-store.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';

export function createSuggestionFeedback(
  database: Database,
): Pick<CallStore, 'addSuggestionFeedback' | 'suggestionFeedback'> {
  return {
    addSuggestionFeedback: (feedback) =>
      database.write(null, async (db) => {
        await db
          .insertInto('suggestion_feedback')
          .values({
            id: randomUUID(),
            suggestion_id: fit(feedback.suggestionId),
            procedure_code: fit(feedback.procedureCode),
            kind: feedback.kind,
            about: fit(feedback.about),
            question: fit(feedback.question),
            facet: feedback.facet ?? null,
            note: feedback.note === undefined ? null : fit(feedback.note),
            by_id: feedback.byId,
            office: feedback.office,
            at_ms: Date.parse(feedback.at),
          })
          .execute();
      }),
    suggestionFeedback: ({ office, about, limit }) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('suggestion_feedback')
          .selectAll()
          .where('office', '=', office)
          .$if(about !== undefined, (query) => query.where('about', '=', fit(about ?? '')))
          .orderBy('at_ms')
          .orderBy('id')
          .limit(limit)
          .execute();
        return rows.map((row) => ({
          suggestionId: row.suggestion_id,
          procedureCode: row.procedure_code,
          kind: row.kind,
          about: row.about,
          question: row.question,
          byId: row.by_id,
          office: row.office,
          at: isoOf(row.at_ms),
          ...(row.facet === null ? {} : { facet: facetSchema.parse(row.facet) }),
          ...(row.note === null ? {} : { note: row.note }),
        }));
      }),
  };
}
