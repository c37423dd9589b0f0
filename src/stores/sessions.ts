import type { AccountStore } from '../accounts/account-store.ts';
import { ACCOUNTS_LOCK, accountRow, toAccount } from './account-rows.ts';
import { fit } from './database.ts';
import type { Database } from './database.ts';

type Members = 'findSession' | 'touchSession' | 'endSession' | 'sweepAccounts';

/** Who is signed in. */
export function createSessions(database: Database): Pick<AccountStore, Members> {
  return {
    findSession: (tokenHash) =>
      database.read(async (db) => {
        const row = await db
          .selectFrom('sessions')
          .selectAll()
          .where('token_hash', '=', tokenHash)
          .executeTakeFirst();
        const account = row === undefined ? undefined : await accountRow(db, row.account_id);
        if (row === undefined || account?.state !== 'active') return undefined;
        return {
          id: row.id,
          csrfToken: row.csrf_token,
          begunAt: new Date(row.begun_ms),
          usedAt: new Date(row.used_ms),
          account: toAccount(account),
        };
      }),
    touchSession: (id, now) =>
      database.write(null, async (db) => {
        await db
          .updateTable('sessions')
          .set({ used_ms: now.getTime() })
          .where('id', '=', id)
          .where('used_ms', '<', now.getTime())
          .execute();
      }),
    endSession: (id) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        const row = await db
          .deleteFrom('sessions')
          .where('id', '=', fit(id))
          .returning('account_id')
          .executeTakeFirst();
        const account = row === undefined ? undefined : await accountRow(db, row.account_id);
        return account === undefined ? undefined : toAccount(account);
      }),
    sweepAccounts: ({ now, sessionsUsed, sessionsBegun, tries, audit }) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        const nowMs = now.getTime();
        await db
          .deleteFrom('sessions')
          .where((eb) =>
            eb.or([
              eb('used_ms', '<=', sessionsUsed.getTime()),
              eb('begun_ms', '<=', sessionsBegun.getTime()),
            ]),
          )
          .execute();
        await db.deleteFrom('invitations').where('expires_ms', '<=', nowMs).execute();
        await db.deleteFrom('pending_sign_ins').where('expires_ms', '<=', nowMs).execute();
        await db
          .deleteFrom('sign_in_tries')
          .where('last_ms', '<=', tries.getTime())
          .where((eb) =>
            eb.or([eb('locked_until_ms', 'is', null), eb('locked_until_ms', '<=', nowMs)]),
          )
          .execute();
        await db.deleteFrom('audit').where('at_ms', '<', audit.getTime()).execute();
      }),
  };
}
