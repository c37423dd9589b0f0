import type { AuditEntry } from '../accounts/account.ts';
import type { AccountChange, AccountStore } from '../accounts/account-store.ts';
import {
  ACCOUNTS_LOCK,
  accountRow,
  administrators,
  canAdminister,
  endSignIns,
  insertAudit,
  insertInvitation,
  isTaken,
  toAccount,
  toAccountRow,
  toStored,
  voidInvitations,
} from './account-rows.ts';
import { fit } from './database.ts';
import type { Database } from './database.ts';
import type { AccountRow } from './schema-accounts.ts';

type Members =
  | 'accountById'
  | 'accountByLogin'
  | 'officeAccounts'
  | 'addAccount'
  | 'changeAccount'
  | 'changePassword'
  | 'beginSecondFactor'
  | 'addSecondFactor'
  | 'removeSecondFactor';

/** Who may sign in, and with what. */
export function createAccountRecords(database: Database): Pick<AccountStore, Members> {
  /** Changes an account where what the caller saw of it is still so. */
  const change = (
    id: string,
    values: Partial<AccountRow>,
    isSo: (row: AccountRow) => boolean,
    { note, keptSessionId }: { note?: AuditEntry; keptSessionId?: string } = {},
  ): Promise<boolean> =>
    database.write(ACCOUNTS_LOCK, async (db) => {
      const row = await accountRow(db, id);
      if (row === undefined || !isSo(row)) return false;
      await db.updateTable('accounts').set(values).where('id', '=', row.id).execute();
      if (keptSessionId !== undefined) {
        await endSignIns(db, row.id, keptSessionId);
        await voidInvitations(db, row.id);
      }
      if (note !== undefined) await insertAudit(db, note);
      return true;
    });

  return {
    accountById: (id) =>
      database.read(async (db) => {
        const row = await accountRow(db, id);
        return row === undefined ? undefined : toStored(row);
      }),
    accountByLogin: (login) =>
      database.read(async (db) => {
        const row = await db
          .selectFrom('accounts')
          .selectAll()
          .where('login', '=', fit(login))
          .executeTakeFirst();
        return row === undefined ? undefined : toStored(row);
      }),
    officeAccounts: (office) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('accounts')
          .selectAll()
          .where('office', '=', fit(office))
          .orderBy('login')
          .execute();
        return rows.map(toStored);
      }),
    addAccount: (account, link, note) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        if (await isTaken(db, account.login)) return false;
        await db.insertInto('accounts').values(toAccountRow(account, null)).execute();
        await insertInvitation(db, link);
        await insertAudit(db, note);
        return true;
      }),
    changeAccount: (id, office, wish, note) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        const row = await accountRow(db, id);
        if (row === undefined || row.office !== office) return 'unknown';
        const next = { ...row, ...changedValues(wish) };
        if (canAdminister(row) && !canAdminister(next)) {
          const others = (await administrators(db, office)).filter((one) => one.id !== row.id);
          if (others.length === 0) return 'last-administrator';
        }
        await db.updateTable('accounts').set(next).where('id', '=', row.id).execute();
        const { roles } = toAccount(next);
        const isDisabled = next.state === 'disabled';
        const hasLost = toAccount(row).roles.some((role) => !roles.includes(role));
        if (isDisabled || hasLost) await endSignIns(db, row.id);
        if (isDisabled) await voidInvitations(db, row.id);
        await insertAudit(db, note);
        return toAccount(next);
      }),
    changePassword: (id, { from, to, keptSessionId }, note) =>
      change(id, { password_hash: to }, (row) => row.password_hash === from, {
        note,
        keptSessionId,
      }),
    beginSecondFactor: (id, sealed) =>
      change(id, { second_factor_waiting: sealed }, (row) => row.second_factor === null),
    addSecondFactor: (id, { sealed, step }, note) =>
      change(
        id,
        { second_factor: sealed, second_factor_waiting: null, second_factor_step: step },
        (row) => row.second_factor === null && row.second_factor_waiting === sealed,
        { note },
      ),
    removeSecondFactor: (id, { passwordHash }, note) =>
      change(
        id,
        { second_factor: null, second_factor_waiting: null },
        (row) => row.password_hash === passwordHash,
        { note },
      ),
  };
}

function changedValues({
  name,
  roles,
  skills,
  capacity,
  state,
}: AccountChange): Partial<AccountRow> {
  return {
    ...(name === undefined ? {} : { name: fit(name) }),
    ...(roles === undefined ? {} : { roles: JSON.stringify(roles) }),
    ...(skills === undefined ? {} : { skills: JSON.stringify(skills.map(fit)) }),
    ...(capacity === undefined ? {} : { capacity }),
    ...(state === undefined ? {} : { state }),
  };
}
