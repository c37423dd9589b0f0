import type { AccountStore } from '../accounts/account-store.ts';
import { insertAudit } from './account-rows.ts';
import { toAuditEntry } from './audit-rows.ts';
import { fit } from './database.ts';
import type { Database } from './database.ts';

/** What was done, by whom. */
export function createAudit(database: Database): Pick<AccountStore, 'noteAudit' | 'auditPage'> {
  return {
    noteAudit: (entry) => database.write(null, (db) => insertAudit(db, entry)),
    auditPage: (office, { before, limit }) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('audit')
          .selectAll()
          .where('office', '=', fit(office))
          .$if(before !== undefined, (query) => query.where('id', '<', fit(before ?? '')))
          .orderBy('id', 'desc')
          // One more tells whether there is a next page.
          .limit(limit + 1)
          .execute();
        const shown = rows.slice(0, limit);
        const last = shown.at(-1);
        return {
          entries: shown.map(toAuditEntry),
          ...(rows.length > limit && last !== undefined ? { next: last.id } : {}),
        };
      }),
  };
}
