import type { Account, AuditEntry } from './account.ts';

/** An account as it is kept. */
export interface StoredAccount {
  readonly account: Account;
  /** A PHC string; none before the first link was used. */
  readonly passwordHash?: string;
  /** Sealed. */
  readonly secondFactor?: string;
  /** Sealed; not confirmed by a code yet. */
  readonly secondFactorWaiting?: string;
  readonly lastSignInAt?: string;
}

/** A session as it is begun. */
export interface StoredSession {
  readonly id: string;
  readonly accountId: string;
  /** SHA-256 of the token. */
  readonly tokenHash: string;
  readonly csrfToken: string;
  readonly at: Date;
}

interface FoundSession {
  readonly id: string;
  readonly csrfToken: string;
  readonly begunAt: Date;
  readonly usedAt: Date;
  readonly account: Account;
}

export interface StoredInvitation {
  readonly tokenHash: string;
  /** Null for the first administrator. */
  readonly accountId: string | null;
  readonly office: string;
  readonly expiresAt: Date;
}

/** `most` tries within `windowMs` lock for `lockMs`. */
export interface TryRule {
  readonly most: number;
  readonly windowMs: number;
  readonly lockMs: number;
}

/** A try is counted before it is looked at, so that many at once are not more than many in turn. */
export type Try =
  | { readonly kind: 'locked'; readonly until: string }
  /** `lockedUntil`: this was the last one; unless it turns out right, nothing is looked at till then. */
  | { readonly kind: 'counted'; readonly lockedUntil?: string };

/** What an administrator may change. */
export type AccountChange = Partial<
  Pick<Account, 'name' | 'roles' | 'skills' | 'capacity' | 'state'>
>;

/** A sign-in that came through: the session is begun, the tries of `tryKey` are forgotten. */
export interface Entry {
  readonly session: StoredSession;
  readonly tryKey: string;
  readonly note: AuditEntry;
}

/** The old side of a compare-and-set: what the caller looked at must still be so. */
interface Seen {
  readonly passwordHash?: string | undefined;
}

/**
 * Keeps officers' accounts. Every member may be called concurrently and over several processes, and
 * is done wholly or not at all, its audit entry with it. Time comes in; rules are the caller's.
 */
export interface AccountStore {
  accountById(id: string): Promise<StoredAccount | undefined>;
  accountByLogin(login: string): Promise<StoredAccount | undefined>;
  /** By login. */
  officeAccounts(office: string): Promise<readonly StoredAccount[]>;
  /** False when the login is taken. */
  addAccount(account: Account, link: StoredInvitation, note: AuditEntry): Promise<boolean>;
  /**
   * Taking roles away ends its sessions, disabling voids its links too. Refuses to leave an office
   * that has an administrator who can sign in without one.
   */
  changeAccount(
    id: string,
    office: string,
    change: AccountChange,
    note: AuditEntry,
  ): Promise<Account | 'unknown' | 'last-administrator'>;
  /** Ends all its sessions but one, and voids its links. False when `from` is no longer the hash. */
  changePassword(
    id: string,
    change: { readonly from: string; readonly to: string; readonly keptSessionId: string },
    note: AuditEntry,
  ): Promise<boolean>;
  /** False when it has a second factor already. */
  beginSecondFactor(id: string, sealed: string): Promise<boolean>;
  /** `step` is used up. False when `sealed` is no longer the one that waits. */
  addSecondFactor(
    id: string,
    added: { readonly sealed: string; readonly step: number },
    note: AuditEntry,
  ): Promise<boolean>;
  /** False when the password was changed meanwhile. */
  removeSecondFactor(id: string, seen: Seen, note: AuditEntry): Promise<boolean>;

  countTry(key: string, rule: TryRule, now: Date): Promise<Try>;
  /** It turned out right: as if no try had been. */
  forgetTries(key: string): Promise<void>;
  /** When the lock of each locked key ends. */
  locks(keys: readonly string[], now: Date): Promise<ReadonlyMap<string, string>>;

  /** False when the account was disabled meanwhile, or `seen` is no longer so. */
  enter(entry: Entry, seen: Seen): Promise<boolean>;
  /** Waits for the code; takes back the one try that was counted at `at`. False as `enter`. */
  awaitCode(
    pending: { readonly tokenHash: string; readonly accountId: string; readonly expiresAt: Date },
    tried: { readonly key: string; readonly at: Date },
    seen: Seen,
  ): Promise<boolean>;
  /** Who waits; counts the try. Undefined when unknown, over, or tried `most` times. */
  tryCode(tokenHash: string, most: number, now: Date): Promise<StoredAccount | undefined>;
  /** Uses up the pending sign-in and the step. False when either is used up, or as `enter`. */
  enterByCode(
    entry: Entry,
    code: { readonly tokenHash: string; readonly sealed: string; readonly step: number },
  ): Promise<boolean>;

  /** Only of active accounts. */
  findSession(tokenHash: string): Promise<FoundSession | undefined>;
  touchSession(id: string, now: Date): Promise<void>;
  /** Whose it was; undefined when it was over. */
  endSession(id: string): Promise<Account | undefined>;

  /** Voids older ones of the same account. False when the account is not active in this office. */
  addInvitation(link: StoredInvitation, note: AuditEntry): Promise<boolean>;
  /** Voids older first links. False when an administrator can sign in, in whatever office. */
  addFirstInvitation(link: StoredInvitation, note: AuditEntry): Promise<boolean>;
  /** With its account; of an active account, or the first administrator's. */
  findInvitation(
    tokenHash: string,
    now: Date,
  ): Promise<(StoredInvitation & { readonly stored?: StoredAccount }) | undefined>;
  /** Uses the link, forgets second factor, other sessions and links. False when it was used. */
  acceptInvitation(tokenHash: string, passwordHash: string, entry: Entry): Promise<boolean>;
  /** Uses the link and makes the account. A login that is taken leaves the link as it was. */
  acceptFirst(
    tokenHash: string,
    made: { readonly account: Account; readonly passwordHash: string },
    entry: Entry,
  ): Promise<'done' | 'unknown' | 'login-taken'>;

  noteAudit(entry: AuditEntry): Promise<void>;
  /** Newest first, from after the entry `before` is of. */
  auditPage(
    office: string,
    page: { readonly before?: string; readonly limit: number },
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly next?: string }>;

  /** Forgets what lies before; tries and links that are over `now`. */
  sweepAccounts(before: {
    readonly now: Date;
    readonly sessionsUsed: Date;
    readonly sessionsBegun: Date;
    readonly tries: Date;
    readonly audit: Date;
  }): Promise<void>;
}
