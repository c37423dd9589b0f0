import type { Account, AuditEntry } from './account.ts';
import {
  PENDING,
  SESSION,
  TRIES,
  hashOf,
  newSession,
  newToken,
  noteOf,
  toLogin,
} from './account-parts.ts';
import type { AccountParts } from './account-parts.ts';
import type { Try } from './account-store.ts';
import type { Accounts, SignInResult } from './accounts.ts';
import { totpStep } from './totp.ts';

type Members = 'signIn' | 'confirmCode' | 'signInAs' | 'find' | 'signOut';

const WRONG: SignInResult = { kind: 'wrong' };

/** From a login to a session, and while it lasts. */
export function createSigningIn(parts: AccountParts): Pick<Accounts, Members> {
  const { store, now, passwords, sealing, office } = parts;

  /** Whoever it was about; a login is never noted: people type passwords there. */
  async function refuse(
    of: Account | undefined,
    at: Date,
    tried: Try & { readonly kind: 'counted' },
  ): Promise<SignInResult> {
    const { lockedUntil: until } = tried;
    const entry = (action: string): AuditEntry => ({
      at: at.toISOString(),
      accountId: null,
      office: of?.office ?? office,
      action,
      ...(of === undefined ? {} : { subject: of.id }),
    });
    await store.noteAudit(entry('sign-in-refused'));
    if (until === undefined) return WRONG;
    await store.noteAudit(entry('locked'));
    return { kind: 'locked', until };
  }

  return {
    signIn: async (given, password) => {
      const at = now();
      const login = toLogin(given);
      const tryKey = sealing.loginKey(login);
      const tried = await store.countTry(tryKey, TRIES, at);
      if (tried.kind === 'locked') return tried;
      // The same steps for a login nobody has: counted, looked up, hashed, noted.
      const found = await store.accountByLogin(login);
      const seen = { passwordHash: found?.passwordHash };
      const isRight = await passwords.isRight(password, seen.passwordHash);
      if (found === undefined || !isRight || found.account.state !== 'active') {
        return refuse(found?.account, at, tried);
      }
      const { account } = found;
      if (found.secondFactor !== undefined) {
        const pending = newToken();
        const expiresAt = new Date(at.getTime() + PENDING.lifeMs);
        const isAwaited = await store.awaitCode(
          { tokenHash: hashOf(pending), accountId: account.id, expiresAt },
          { key: tryKey, at },
          seen,
        );
        return isAwaited ? { kind: 'code-needed', pending } : refuse(account, at, tried);
      }
      const { stored, session } = newSession(account, at);
      const note = noteOf(account, 'sign-in', at, { detail: { by: 'password' } });
      const isIn = await store.enter({ session: stored, tryKey, note }, seen);
      return isIn ? { kind: 'signed-in', session } : refuse(account, at, tried);
    },
    confirmCode: async (pending, code) => {
      const at = now();
      const tokenHash = hashOf(pending);
      const found = await store.tryCode(tokenHash, PENDING.mostTries, at);
      if (found === undefined) return WRONG;
      const { account, secondFactor: sealed } = found;
      const tryKey = sealing.loginKey(account.login);
      const tried = await store.countTry(tryKey, TRIES, at);
      if (tried.kind === 'locked') return tried;
      if (sealed === undefined) return refuse(account, at, tried);
      const step = totpStep(sealing.open(sealed, account.id), code, at);
      if (step === undefined) return refuse(account, at, tried);
      const { stored, session } = newSession(account, at);
      const note = noteOf(account, 'sign-in', at, { detail: { by: 'password-and-code' } });
      const entry = { session: stored, tryKey, note };
      const isIn = await store.enterByCode(entry, { tokenHash, sealed, step });
      return isIn ? { kind: 'signed-in', session } : refuse(account, at, tried);
    },
    // The provider asked for password and code and counted wrong ones; it is not our lock.
    signInAs: async (given) => {
      const at = now();
      const login = toLogin(given);
      const found = await store.accountByLogin(login);
      if (found?.account.state !== 'active') {
        return refuse(found?.account, at, { kind: 'counted' });
      }
      const { account } = found;
      const { stored, session } = newSession(account, at);
      const note = noteOf(account, 'sign-in', at, { detail: { by: 'identity-provider' } });
      const entry = { session: stored, tryKey: sealing.loginKey(login), note };
      return (await store.enter(entry, {}))
        ? { kind: 'signed-in', session }
        : refuse(account, at, { kind: 'counted' });
    },
    find: async (token) => {
      const at = now();
      const found = await store.findSession(hashOf(token));
      if (found === undefined) return undefined;
      const { id, csrfToken, account, begunAt, usedAt } = found;
      const unusedMs = at.getTime() - usedAt.getTime();
      if (unusedMs >= SESSION.unusedMs) return undefined;
      if (at.getTime() - begunAt.getTime() >= SESSION.wholeMs) return undefined;
      if (unusedMs >= SESSION.touchMs) await store.touchSession(id, at);
      return { account, sessionId: id, csrfToken };
    },
    signOut: async (sessionId) => {
      const account = await store.endSession(sessionId);
      if (account !== undefined) await store.noteAudit(noteOf(account, 'signed-out', now()));
    },
  };
}
