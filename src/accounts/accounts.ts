import type { Account, AuditEntry, AuditLog, Role, SignedIn } from './account.ts';

/** A session that was begun. `token` goes into the cookie and is kept nowhere else. */
export interface NewSession {
  readonly token: string;
  readonly signedIn: SignedIn;
  readonly expiresAt: string;
}

/**
 * How a sign-in went.
 * - `code-needed`: login and password were right; the code of the second factor is asked with `pending`.
 * - `wrong`: told alike for an unknown login, a wrong password, a wrong code and a disabled account.
 * - `locked`: too many wrong tries; nothing is looked at until then.
 */
export type SignInResult =
  | { readonly kind: 'signed-in'; readonly session: NewSession }
  | { readonly kind: 'code-needed'; readonly pending: string }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'locked'; readonly until: string };

/** Why a password is not taken. */
export type PasswordFault = 'too-short' | 'too-long' | 'too-common' | 'like-the-login';

/** Refusals whoever asked can do something about; each has its own text. */
export type AccountRefusal =
  | PasswordFault
  /** No such account in this office, or no such link, or it was used, or it is over. */
  | 'unknown'
  | 'login-taken'
  /** The password or code given beside the wish is wrong. */
  | 'wrong'
  /** The office would have no administrator left. */
  | 'last-administrator';

export class AccountRefused extends Error {
  readonly refusal: AccountRefusal;
  constructor(refusal: AccountRefusal) {
    super(`Refused: ${refusal}.`);
    this.name = 'AccountRefused';
    this.refusal = refusal;
  }
}

/** An account as its administrator and its owner see it. */
export interface AccountDetail extends Account {
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
  readonly lockedUntil?: string;
  readonly lastSignInAt?: string;
}

interface AccountWish {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly skills: readonly string[];
  readonly capacity: number;
}

/** One-time link to choose a password; `token` is kept nowhere in clear. */
export interface Invitation {
  readonly token: string;
  readonly expiresAt: string;
}

/** Officers' accounts. Every member may be called concurrently and over several processes. */
export interface Accounts extends AuditLog {
  /** Login in any case, trimmed. Takes as long for an unknown login as for a known one. */
  signIn(login: string, password: string): Promise<SignInResult>;
  /** A code of the authenticator; each is good once, and `pending` for five minutes and five tries. */
  confirmCode(pending: string, code: string): Promise<SignInResult>;
  /** By an identity provider: only accounts somebody made before, found by login. */
  signInAs(login: string): Promise<SignInResult>;
  /** Whose session it is; prolongs it. Undefined when unknown, over, ended, or the account disabled. */
  find(sessionToken: string): Promise<SignedIn | undefined>;
  signOut(sessionId: string): Promise<void>;

  /** While there is no active administrator: a link for the first one; else undefined. */
  inviteFirst(office: string): Promise<Invitation | undefined>;
  /** Whom a link is for, without using it; `login` undefined for the first administrator, who chooses one. */
  invited(token: string): Promise<{ readonly login?: string; readonly name?: string } | undefined>;
  /** Uses the link: sets the password and ends all other sessions. `login` and `name` for the first administrator. */
  accept(
    token: string,
    wish: { readonly password: string; readonly login?: string; readonly name?: string },
  ): Promise<NewSession>;

  /** Own account. Throw `AccountRefused`. */
  own(accountId: string): Promise<AccountDetail>;
  /** Ends all sessions but the one given. */
  changePassword(
    signedIn: SignedIn,
    passwords: { readonly current: string; readonly next: string },
  ): Promise<void>;
  /** A secret to enter into an authenticator; holds once confirmed by a code. */
  beginSecondFactor(signedIn: SignedIn): Promise<{ readonly secret: string; readonly uri: string }>;
  confirmSecondFactor(signedIn: SignedIn, code: string): Promise<void>;
  removeSecondFactor(signedIn: SignedIn, password: string): Promise<void>;

  /** Administration of the actor's own office. Throw `AccountRefused`; every change is noted in the audit. */
  list(office: string): Promise<readonly AccountDetail[]>;
  create(
    actor: SignedIn,
    wish: AccountWish,
  ): Promise<{ readonly account: Account; readonly invitation: Invitation }>;
  /** Disabling, or taking roles away, ends the account's sessions. */
  change(
    actor: SignedIn,
    id: string,
    wish: Partial<Omit<AccountWish, 'login'>> & { readonly state?: Account['state'] },
  ): Promise<Account>;
  /** A new link; the old password, second factor and lock are gone with its use. */
  invite(actor: SignedIn, id: string): Promise<Invitation>;
  /**
   * A new link for whoever cannot sign in any more, by somebody at the machine itself. Undefined when no
   * active account has this login.
   */
  recover(login: string): Promise<Invitation | undefined>;
  /** Newest first. */
  audit(
    office: string,
    page: { readonly before?: string; readonly limit: number },
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly next?: string }>;
  /** Forgets sessions and links that are over, and audit entries older than two years. */
  sweep(now: Date): Promise<void>;
}
