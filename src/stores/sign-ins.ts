import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { AccountStore } from '../accounts/account-store.ts';
import { ACCOUNTS_LOCK, accountRow, insertEntry, toStored } from './account-rows.ts';
import { isoOf } from './database.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

type Members =
  | 'countTry'
  | 'forgetTries'
  | 'locks'
  | 'enter'
  | 'awaitCode'
  | 'tryCode'
  | 'enterByCode';

const triedSchema = z.array(z.number());

/** Tries, and the way from a password to a session. */
export function createSignIns(database: Database): Pick<AccountStore, Members> {
  return {
    countTry: (key, { most, windowMs, lockMs }, now) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        const nowMs = now.getTime();
        const row = await triesOf(db, key);
        const lockedMs = row?.lockedUntilMs ?? 0;
        if (lockedMs > nowMs) return { kind: 'locked', until: isoOf(lockedMs) };
        const recent = (row?.tried ?? []).filter((ms) => ms > nowMs - windowMs);
        const tried = [...recent, nowMs];
        const locks = tried.length >= most;
        const lockedUntilMs = locks ? nowMs + lockMs : null;
        // A list that led to a lock has done its work when the lock ends.
        await keepTries(db, key, { tried, lockedUntilMs });
        return lockedUntilMs === null
          ? { kind: 'counted' }
          : { kind: 'counted', lockedUntil: isoOf(lockedUntilMs) };
      }),
    forgetTries: (key) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        await db.deleteFrom('sign_in_tries').where('key', '=', key).execute();
      }),
    locks: (keys, now) =>
      database.read(async (db) => {
        if (keys.length === 0) return new Map();
        const rows = await db
          .selectFrom('sign_in_tries')
          .select(['key', 'locked_until_ms'])
          .where('key', 'in', keys)
          .where('locked_until_ms', '>', now.getTime())
          .execute();
        return new Map(rows.map((row) => [row.key, isoOf(row.locked_until_ms ?? 0)]));
      }),
    enter: (entry, { passwordHash }) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        if (!(await isStill(db, entry.session.accountId, passwordHash))) return false;
        await insertEntry(db, entry);
        return true;
      }),
    awaitCode: ({ tokenHash, accountId, expiresAt }, { key, at }, { passwordHash }) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        if (!(await isStill(db, accountId, passwordHash))) return false;
        await db
          .insertInto('pending_sign_ins')
          .values({
            token_hash: tokenHash,
            account_id: accountId,
            expires_ms: expiresAt.getTime(),
            tries: 0,
          })
          .execute();
        const row = await triesOf(db, key);
        const index = row?.tried.lastIndexOf(at.getTime()) ?? -1;
        // Wrong codes go on counting: whoever knows the password must not begin anew with it.
        if (row !== undefined && index >= 0) {
          await keepTries(db, key, { tried: row.tried.toSpliced(index, 1), lockedUntilMs: null });
        }
        return true;
      }),
    tryCode: (tokenHash, most, now) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        const row = await db
          .updateTable('pending_sign_ins')
          .set(({ eb }) => ({ tries: eb('tries', '+', 1) }))
          .where('token_hash', '=', tokenHash)
          .where('expires_ms', '>', now.getTime())
          .where('tries', '<', most)
          .returning('account_id')
          .executeTakeFirst();
        const account = row === undefined ? undefined : await accountRow(db, row.account_id);
        return account?.state === 'active' ? toStored(account) : undefined;
      }),
    enterByCode: (entry, { tokenHash, sealed, step }) =>
      database.write(ACCOUNTS_LOCK, async (db) => {
        const { accountId } = entry.session;
        const row = await accountRow(db, accountId);
        const isSame = row?.state === 'active' && row.second_factor === sealed;
        if (!isSame || row.second_factor_step >= step) return false;
        const used = await db
          .deleteFrom('pending_sign_ins')
          .where('token_hash', '=', tokenHash)
          .where('account_id', '=', accountId)
          .executeTakeFirst();
        if (used.numDeletedRows === 0n) return false;
        await db
          .updateTable('accounts')
          .set({ second_factor_step: step })
          .where('id', '=', accountId)
          .execute();
        await insertEntry(db, entry);
        return true;
      }),
  };
}

interface Tries {
  readonly tried: readonly number[];
  readonly lockedUntilMs: number | null;
}

async function triesOf(db: Kysely<Tables>, key: string): Promise<Tries | undefined> {
  const row = await db
    .selectFrom('sign_in_tries')
    .selectAll()
    .where('key', '=', key)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { tried: triedSchema.parse(JSON.parse(row.tried)), lockedUntilMs: row.locked_until_ms };
}

async function keepTries(
  db: Kysely<Tables>,
  key: string,
  { tried, lockedUntilMs }: Tries,
): Promise<void> {
  const values = {
    tried: JSON.stringify(tried),
    last_ms: tried.at(-1) ?? 0,
    locked_until_ms: lockedUntilMs,
  };
  await db
    .insertInto('sign_in_tries')
    .values({ key, ...values })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
    .execute();
}

/** Whether the account is still what was looked at. */
async function isStill(
  db: Kysely<Tables>,
  accountId: string,
  passwordHash: string | undefined,
): Promise<boolean> {
  const row = await accountRow(db, accountId);
  if (row?.state !== 'active') return false;
  return passwordHash === undefined || row.password_hash === passwordHash;
}
