import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** Calls erased in one transaction. */
const BATCH = 50;

/** Erases calls that rested longer than the hotline's retention; those with an open task stay. */
export async function eraseRestedCalls(database: Database, beforeMs: number): Promise<void> {
  for (let more = true; more;) {
    more = await database.write('erase expired', async (db) => {
      const rested = await db
        .selectFrom('calls')
        .select('id')
        .where('touched_ms', '<', beforeMs)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('tasks')
                .select('tasks.id')
                .whereRef('tasks.call_id', '=', 'calls.id')
                .where('tasks.state', '=', 'open'),
            ),
          ),
        )
        .limit(BATCH)
        .execute();
      for (const { id } of rested) await eraseCall(db, id);
      return rested.length === BATCH;
    });
  }
}

/** Feedback carries a citizen's words: it goes with the longest retention of any channel. */
export async function eraseOldFeedback(database: Database, beforeMs: number): Promise<void> {
  await database.write('erase expired', async (db) => {
    await db.deleteFrom('suggestion_feedback').where('at_ms', '<', beforeMs).execute();
  });
}

async function eraseCall(db: Kysely<Tables>, id: string): Promise<void> {
  await db.deleteFrom('suggestion_feedback').where('about', '=', id).execute();
  // That something was owed is counted; of whom and what, nothing stays.
  await db
    .updateTable('tasks')
    .set({ call_id: null, text: '', answer: null, contact: null })
    .where('call_id', '=', id)
    .execute();
  // What was said goes with it (on delete cascade).
  await db.deleteFrom('calls').where('id', '=', id).execute();
}
