import type { StoredEvent } from '../conversation/exchange.ts';
import { fit } from './database.ts';
import type { Database } from './database.ts';
import { toStoredEvent } from './inbox.ts';

/** What only an operator asks of the store. */
export interface Upkeep {
  /** Events that failed too often, newest first, each with the reason of the last failure. */
  deadEvents(limit: number): Promise<readonly (StoredEvent & { readonly reason: string | null })[]>;
  /** Lets a dead event be processed again. False when there is no such dead event. */
  retryEvent(id: string, now: Date): Promise<boolean>;
}

export function createUpkeep(database: Database): Upkeep {
  return {
    deadEvents: (limit) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('inbound_events')
          .selectAll()
          .where('state', '=', 'dead')
          .orderBy('received_ms', 'desc')
          .limit(limit)
          .execute();
        return rows.map((row) => ({ ...toStoredEvent(row), reason: row.reason }));
      }),
    retryEvent: (id, now) =>
      database.write(null, async (db) => {
        const { numUpdatedRows } = await db
          .updateTable('inbound_events')
          .set({ state: 'open', due_ms: now.getTime(), attempts: 0, reason: null })
          .where('id', '=', fit(id))
          .where('state', '=', 'dead')
          .executeTakeFirstOrThrow();
        return numUpdatedRows > 0n;
      }),
  };
}
