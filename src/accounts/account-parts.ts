import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Account, AuditEntry, SignedIn } from './account.ts';
import type { AccountStore, StoredInvitation, StoredSession, TryRule } from './account-store.ts';
import type { Invitation, NewSession } from './accounts.ts';
import type { Passwords } from './password.ts';
import type { Sealing } from './sealing.ts';

/** What everything about accounts is made of. */
export interface AccountParts {
  readonly store: AccountStore;
  readonly now: () => Date;
  readonly passwords: Passwords;
  readonly sealing: Sealing;
  /** Whose audit refused sign-ins of unknown logins stand in. */
  readonly office: string;
  /** What an authenticator calls this server. */
  readonly issuer: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A session ends when it was not used for `unusedMs`, and `wholeMs` after it began. */
export const SESSION = { unusedMs: 2 * HOUR_MS, wholeMs: 12 * HOUR_MS, touchMs: MINUTE_MS };
export const TRIES: TryRule = { most: 5, windowMs: 15 * MINUTE_MS, lockMs: 15 * MINUTE_MS };
export const PENDING = { lifeMs: 5 * MINUTE_MS, mostTries: 5 };
const INVITATION_MS = 48 * HOUR_MS;
const TOKEN_BYTES = 32;

/** What is looked up with, and kept instead of the token; one that leaks opens nothing. */
export const hashOf = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** As logins are kept; the store composes them. */
export const toLogin = (given: string): string => given.trim().normalize('NFC').toLowerCase();

/** A session of this account, for the store and for the caller. */
export function newSession(
  account: Account,
  at: Date,
): { readonly stored: StoredSession; readonly session: NewSession } {
  const token = newToken();
  const stored = {
    id: randomUUID(),
    accountId: account.id,
    tokenHash: hashOf(token),
    csrfToken: newToken(),
    at,
  };
  const signedIn: SignedIn = { account, sessionId: stored.id, csrfToken: stored.csrfToken };
  const expiresAt = new Date(at.getTime() + SESSION.wholeMs).toISOString();
  return { stored, session: { token, signedIn, expiresAt } };
}

/** A link, for the store and for the caller. */
export function newInvitation(
  of: { readonly accountId: string | null; readonly office: string },
  at: Date,
): { readonly stored: StoredInvitation; readonly invitation: Invitation } {
  const token = newToken();
  const expiresAt = new Date(at.getTime() + INVITATION_MS);
  return {
    stored: { ...of, tokenHash: hashOf(token), expiresAt },
    invitation: { token, expiresAt: expiresAt.toISOString() },
  };
}

/** An entry of somebody signed in about an account, herself where no other is named. */
export function noteOf(
  by: Account,
  action: string,
  at: Date,
  more: Pick<AuditEntry, 'subject' | 'detail'> = {},
): AuditEntry {
  return {
    at: at.toISOString(),
    accountId: by.id,
    office: by.office,
    action,
    subject: by.id,
    ...more,
  };
}
