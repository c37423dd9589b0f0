import type { Kysely } from 'kysely';
import type { AccountStore } from '../accounts/account-store.ts';
import {
  ACCOUNTS_LOCK,
  accountRow,
  administrators,
  endSignIns,
  insertAudit,
  insertEntry,
  insertInvitation,
  isTaken,
  toAccountRow,
  toStored,
  voidInvitations,
} from './account-rows.ts';
import type { Database } from './database.ts';
import type { InvitationRow } from './schema-accounts.ts';
import type { Tables } from './tables.ts';

type Members =
  | 'addInvitation'
  | 'addFirstInvitation'
  | 'findInvitation'
  | 'acceptInvitation'
  | 'acceptFirst';

/** Links to choose a password. */
export function createInvitations(database: Database): Pick<AccountStore, Members> {
  return {
    addInvitation: (link, note) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        const row = await accountRow(db, link.accountId ?? '');
        if (row?.office !== link.office || row.state !== 'active') return false;
        await voidInvitations(db, row.id);
        await insertInvitation(db, link);
        await insertAudit(db, note);
        return true;
      }),
    addFirstInvitation: (link, note) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        await voidFirst(db);
        if ((await administrators(db)).length > 0) return false;
        await insertInvitation(db, link);
        await insertAudit(db, note);
        return true;
      }),
    findInvitation: (tokenHash, now) =>
      database.read(async (db) => {
        const link = await linkRow(db, tokenHash, now);
        if (link === undefined) return undefined;
        const { office, account_id: accountId } = link;
        const found = { tokenHash, office, accountId, expiresAt: new Date(link.expires_ms) };
        if (accountId === null) {
          return (await administrators(db)).length > 0 ? undefined : found;
        }
        const row = await accountRow(db, accountId);
        return row?.state === 'active' ? { ...found, stored: toStored(row) } : undefined;
      }),
    acceptInvitation: (tokenHash, passwordHash, entry) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        const { accountId, at } = entry.session;
        const link = await linkRow(db, tokenHash, at);
        const row = await accountRow(db, accountId);
        if (link?.account_id !== accountId || row?.state !== 'active') return false;
        await db
          .updateTable('accounts')
          .set({
            password_hash: passwordHash,
            second_factor: null,
            second_factor_waiting: null,
          })
          .where('id', '=', accountId)
          .execute();
        await endSignIns(db, accountId);
        await voidInvitations(db, accountId);
        await insertEntry(db, entry);
        return true;
      }),
    acceptFirst: (tokenHash, { account, passwordHash }, entry) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        const link = await linkRow(db, tokenHash, entry.session.at);
        if (link === undefined || link.account_id !== null) return 'unknown';
        if ((await administrators(db)).length > 0) return 'unknown';
        if (await isTaken(db, account.login)) return 'login-taken';
        await voidFirst(db);
        await db.insertInto('accounts').values(toAccountRow(account, passwordHash)).execute();
        await insertEntry(db, entry);
        return 'done';
      }),
  };
}

async function linkRow(
  db: Kysely<Tables>,
  tokenHash: string,
  now: Date,
): Promise<InvitationRow | undefined> {
  return db
    .selectFrom('invitations')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_ms', '>', now.getTime())
    .executeTakeFirst();
}

async function voidFirst(db: Kysely<Tables>): Promise<void> {
  await db.deleteFrom('invitations').where('account_id', 'is', null).execute();
}
