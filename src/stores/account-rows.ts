import type { Kysely } from 'kysely';
import { z } from 'zod';
import { ROLES } from '../accounts/account.ts';
import type { Account, AuditEntry } from '../accounts/account.ts';
import type { Entry, StoredAccount, StoredInvitation } from '../accounts/account-store.ts';
import { toAuditRow } from './audit-rows.ts';
import { fit, isoOf } from './database.ts';
import type { AccountRow } from './schema-accounts.ts';
import type { Tables } from './tables.ts';

/** Held by whatever changes an account or begins a session: no look of one is old to another. */
export const ACCOUNTS_LOCK = 'accounts';

const rolesSchema = z.array(z.enum(ROLES));
const skillsSchema = z.array(z.string());

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    office: row.office,
    roles: rolesSchema.parse(JSON.parse(row.roles)),
    skills: skillsSchema.parse(JSON.parse(row.skills)),
    capacity: row.capacity,
    state: row.state,
  };
}

export function toStored(row: AccountRow): StoredAccount {
  const { password_hash: passwordHash, second_factor: secondFactor } = row;
  const { second_factor_waiting: secondFactorWaiting, last_sign_in_ms: lastSignInMs } = row;
  return {
    account: toAccount(row),
    ...(passwordHash === null ? {} : { passwordHash }),
    ...(secondFactor === null ? {} : { secondFactor }),
    ...(secondFactorWaiting === null ? {} : { secondFactorWaiting }),
    ...(lastSignInMs === null ? {} : { lastSignInAt: isoOf(lastSignInMs) }),
  };
}

export function toAccountRow(account: Account, passwordHash: string | null): AccountRow {
  return {
    id: account.id,
    login: fit(account.login),
    name: fit(account.name),
    office: account.office,
    roles: JSON.stringify(account.roles),
    skills: JSON.stringify(account.skills.map(fit)),
    capacity: account.capacity,
    state: account.state,
    password_hash: passwordHash,
    second_factor: null,
    second_factor_waiting: null,
    second_factor_step: -1,
    last_sign_in_ms: null,
  };
}

export async function accountRow(db: Kysely<Tables>, id: string): Promise<AccountRow | undefined> {
  return db.selectFrom('accounts').selectAll().where('id', '=', fit(id)).executeTakeFirst();
}

export async function isTaken(db: Kysely<Tables>, login: string): Promise<boolean> {
  const row = await db
    .selectFrom('accounts')
    .select('id')
    .where('login', '=', fit(login))
    .executeTakeFirst();
  return row !== undefined;
}

/** An administrator who has never signed in and has no password may never come. */
export function canAdminister(row: AccountRow): boolean {
  const isReady = row.password_hash !== null || row.last_sign_in_ms !== null;
  return isReady && row.state === 'active' && toAccount(row).roles.includes('administrator');
}

/** Those of an office, or of all, who can sign in and administer. */
export async function administrators(
  db: Kysely<Tables>,
  office?: string,
): Promise<readonly AccountRow[]> {
  const rows = await db
    .selectFrom('accounts')
    .selectAll()
    .where('state', '=', 'active')
    .$if(office !== undefined, (query) => query.where('office', '=', office ?? ''))
    .execute();
  return rows.filter(canAdminister);
}

export async function insertAudit(db: Kysely<Tables>, entry: AuditEntry): Promise<void> {
  await db.insertInto('audit').values(toAuditRow(entry)).execute();
}

export async function insertInvitation(db: Kysely<Tables>, link: StoredInvitation): Promise<void> {
  await db
    .insertInto('invitations')
    .values({
      token_hash: link.tokenHash,
      account_id: link.accountId,
      office: link.office,
      expires_ms: link.expiresAt.getTime(),
    })
    .execute();
}

/** What was begun under the old password or roles: sessions but one, and codes awaited. */
export async function endSignIns(
  db: Kysely<Tables>,
  accountId: string,
  keptSessionId = '',
): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('account_id', '=', accountId)
    .where('id', '!=', keptSessionId)
    .execute();
  await db.deleteFrom('pending_sign_ins').where('account_id', '=', accountId).execute();
}

export async function voidInvitations(db: Kysely<Tables>, accountId: string): Promise<void> {
  await db.deleteFrom('invitations').where('account_id', '=', accountId).execute();
}

/** Begins the session of an account that was found to be let in. */
export async function insertEntry(
  db: Kysely<Tables>,
  { session, tryKey, note }: Entry,
): Promise<void> {
  const atMs = session.at.getTime();
  await db
    .insertInto('sessions')
    .values({
      id: session.id,
      token_hash: session.tokenHash,
      account_id: session.accountId,
      csrf_token: session.csrfToken,
      begun_ms: atMs,
      used_ms: atMs,
    })
    .execute();
  await db
    .updateTable('accounts')
    .set({ last_sign_in_ms: atMs })
    .where('id', '=', session.accountId)
    .execute();
  await db.deleteFrom('sign_in_tries').where('key', '=', tryKey).execute();
  await insertAudit(db, note);
}
