import { randomBytes } from 'node:crypto';
import { TRIES, noteOf } from './account-parts.ts';
import type { AccountParts } from './account-parts.ts';
import type { StoredAccount } from './account-store.ts';
import { AccountRefused } from './accounts.ts';
import type { AccountDetail, Accounts } from './accounts.ts';
import { passwordFault } from './password.ts';
import { otpauthUri, toBase32, totpStep } from './totp.ts';

type Members =
  | 'own'
  | 'changePassword'
  | 'beginSecondFactor'
  | 'confirmSecondFactor'
  | 'removeSecondFactor';

/** As long as the HMAC (RFC 4226, 4: R6). */
const SECRET_BYTES = 20;

/** What an officer does with her own account. */
export function createOwnAccount(parts: AccountParts): Pick<Accounts, Members> {
  const { store, now, passwords, sealing, issuer } = parts;

  async function stored(id: string): Promise<StoredAccount> {
    const found = await store.accountById(id);
    if (found === undefined) throw new AccountRefused('unknown');
    return found;
  }

  /** The hash the password was right for. Wrong ones count as at the sign-in. */
  async function proved({ account, passwordHash }: StoredAccount, given: string): Promise<string> {
    const at = now();
    const key = sealing.loginKey(account.login);
    const tried = await store.countTry(key, TRIES, at);
    if (tried.kind === 'locked') throw new AccountRefused('wrong');
    if (!(await passwords.isRight(given, passwordHash)) || passwordHash === undefined) {
      if (tried.lockedUntil !== undefined) await store.noteAudit(noteOf(account, 'locked', at));
      throw new AccountRefused('wrong');
    }
    await store.forgetTries(key);
    return passwordHash;
  }

  return {
    own: async (accountId) => {
      const found = await stored(accountId);
      const key = sealing.loginKey(found.account.login);
      return toDetail(found, (await store.locks([key], now())).get(key));
    },
    changePassword: async ({ account, sessionId }, { current, next }) => {
      const found = await stored(account.id);
      const from = await proved(found, current);
      const fault = passwordFault(next, found.account.login);
      if (fault !== undefined) throw new AccountRefused(fault);
      const to = await passwords.hash(next);
      const note = noteOf(found.account, 'password-changed', now());
      const change = { from, to, keptSessionId: sessionId };
      if (!(await store.changePassword(account.id, change, note))) {
        throw new AccountRefused('wrong');
      }
    },
    // One that is there goes by the password first: a stolen session must not replace it.
    beginSecondFactor: async ({ account }) => {
      const secret = randomBytes(SECRET_BYTES);
      const { id, login } = (await stored(account.id)).account;
      if (!(await store.beginSecondFactor(id, sealing.seal(secret, id)))) {
        throw new AccountRefused('wrong');
      }
      return { secret: toBase32(secret), uri: otpauthUri(issuer, login, secret) };
    },
    confirmSecondFactor: async ({ account: { id } }, code) => {
      const { account, secondFactorWaiting: sealed } = await stored(id);
      const at = now();
      if (sealed === undefined) throw new AccountRefused('wrong');
      const step = totpStep(sealing.open(sealed, id), code, at);
      const note = noteOf(account, 'second-factor-added', at);
      if (step === undefined || !(await store.addSecondFactor(id, { sealed, step }, note))) {
        throw new AccountRefused('wrong');
      }
    },
    removeSecondFactor: async ({ account: { id } }, password) => {
      const found = await stored(id);
      const passwordHash = await proved(found, password);
      const note = noteOf(found.account, 'second-factor-removed', now());
      if (!(await store.removeSecondFactor(id, { passwordHash }, note))) {
        throw new AccountRefused('wrong');
      }
    },
  };
}

/** An account as its owner and her administrator see it. */
export function toDetail(found: StoredAccount, lockedUntil: string | undefined): AccountDetail {
  const { account, lastSignInAt } = found;
  return {
    ...account,
    hasPassword: found.passwordHash !== undefined,
    hasSecondFactor: found.secondFactor !== undefined,
    ...(lockedUntil === undefined ? {} : { lockedUntil }),
    ...(lastSignInAt === undefined ? {} : { lastSignInAt }),
  };
}
