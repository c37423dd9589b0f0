import type { Account } from '../accounts/account.ts';

/** Released empty before there were accounts; what they need is `OFFICERS_STEP`. */
export const ACCOUNTS_STEP: readonly string[] = [];

/** Officers' accounts, their sessions and the audit; see `migrations.ts` for what a step may be. */
export const OFFICERS_STEP: readonly string[] = [
  `create table accounts (
    id text primary key,
    login text not null unique,
    name text not null,
    office text not null,
    roles text not null,
    skills text not null,
    capacity bigint not null,
    state text not null,
    password_hash text,
    second_factor text,
    second_factor_waiting text,
    second_factor_step bigint not null,
    last_sign_in_ms bigint
  )`,
  `create index accounts_office on accounts (office)`,
  `create table sessions (
    id text primary key,
    token_hash text not null unique,
    account_id text not null references accounts (id) on delete cascade,
    csrf_token text not null,
    begun_ms bigint not null,
    used_ms bigint not null
  )`,
  `create index sessions_account on sessions (account_id)`,
  `create index sessions_used on sessions (used_ms)`,
  `create table invitations (
    token_hash text primary key,
    account_id text references accounts (id) on delete cascade,
    office text not null,
    expires_ms bigint not null
  )`,
  `create index invitations_account on invitations (account_id)`,
  `create table pending_sign_ins (
    token_hash text primary key,
    account_id text not null references accounts (id) on delete cascade,
    expires_ms bigint not null,
    tries bigint not null
  )`,
  `create index pending_sign_ins_account on pending_sign_ins (account_id)`,
  `create table sign_in_tries (
    key text primary key,
    tried text not null,
    last_ms bigint not null,
    locked_until_ms bigint
  )`,
  `create index sign_in_tries_last on sign_in_tries (last_ms)`,
  `create table audit (
    id text primary key,
    at_ms bigint not null,
    account_id text,
    office text not null,
    action text not null,
    subject text,
    detail text
  )`,
  `create index audit_office on audit (office, id)`,
  `create index audit_at on audit (at_ms)`,
];

export interface AccountTables {
  readonly accounts: AccountRow;
  readonly sessions: SessionRow;
  readonly invitations: InvitationRow;
  readonly pending_sign_ins: PendingSignInRow;
  readonly sign_in_tries: SignInTriesRow;
  readonly audit: AuditRow;
}

export interface AccountRow {
  id: string;
  login: string;
  name: string;
  office: string;
  /** JSON list. */
  roles: string;
  /** JSON list. */
  skills: string;
  capacity: number;
  state: Account['state'];
  password_hash: string | null;
  /** Sealed, as the one that waits for its first code. */
  second_factor: string | null;
  second_factor_waiting: string | null;
  /** The last step whose code was used; -1 before the first. */
  second_factor_step: number;
  last_sign_in_ms: number | null;
}

interface SessionRow {
  id: string;
  token_hash: string;
  account_id: string;
  csrf_token: string;
  begun_ms: number;
  used_ms: number;
}

/** Gone once it was used or a newer one was made. */
export interface InvitationRow {
  token_hash: string;
  /** Null for the first administrator's. */
  account_id: string | null;
  office: string;
  expires_ms: number;
}

/** Password right, code awaited. */
interface PendingSignInRow {
  token_hash: string;
  account_id: string;
  expires_ms: number;
  tries: number;
}

/** Of a login, whether there is an account or not. */
interface SignInTriesRow {
  /** Keyed hash of the login. */
  key: string;
  /** JSON list of ms, oldest first. */
  tried: string;
  last_ms: number;
  locked_until_ms: number | null;
}

export interface AuditRow {
  /** Sorts by time. */
  id: string;
  at_ms: number;
  account_id: string | null;
  office: string;
  action: string;
  subject: string | null;
  /** JSON. */
  detail: string | null;
}
