import { randomUUID } from 'node:crypto';
import type { Account } from './account.ts';
import { hashOf, newInvitation, newSession, noteOf, toLogin } from './account-parts.ts';
import type { AccountParts } from './account-parts.ts';
import { AccountRefused } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { passwordFault } from './password.ts';

/** What administrators may give, too. */
const LOGIN = /^[a-z0-9][a-z0-9._@-]{2,99}$/u;
const LONGEST_NAME = 100;
/** Conversations at once, until she is asked. */
const FIRST_CAPACITY = 4;

/** Links: the first administrator's, and using any. */
export function createAccepting(
  parts: AccountParts,
): Pick<Accounts, 'inviteFirst' | 'invited' | 'accept'> {
  const { store, now, passwords, sealing } = parts;

  /** Refused while nothing is used up. */
  function requireGood(password: string, login: string): void {
    const fault = passwordFault(password, login);
    if (fault !== undefined) throw new AccountRefused(fault);
  }

  function firstAdministrator(office: string, login: string, name: string): Account {
    return {
      id: randomUUID(),
      login,
      name: name.trim().slice(0, LONGEST_NAME) || login,
      office,
      roles: ['administrator', 'supervisor', 'operator', 'editor'],
      skills: [],
      capacity: FIRST_CAPACITY,
      state: 'active',
    };
  }

  return {
    inviteFirst: async (office) => {
      const at = now();
      const { stored, invitation } = newInvitation({ accountId: null, office }, at);
      const isAdded = await store.addFirstInvitation(stored, {
        at: at.toISOString(),
        accountId: null,
        office,
        action: 'account-invited',
      });
      return isAdded ? invitation : undefined;
    },
    invited: async (token) => {
      const link = await store.findInvitation(hashOf(token), now());
      if (link === undefined) return undefined;
      if (link.stored === undefined) return {};
      const { login, name } = link.stored.account;
      return { login, name };
    },
    accept: async (token, wish) => {
      const tokenHash = hashOf(token);
      const link = await store.findInvitation(tokenHash, now());
      if (link === undefined) throw new AccountRefused('unknown');
      const login = link.stored?.account.login ?? toLogin(wish.login ?? '');
      // A login nobody can have is as little to be had as one that is taken.
      if (link.stored === undefined && !LOGIN.test(login)) throw new AccountRefused('login-taken');
      requireGood(wish.password, login);
      const passwordHash = await passwords.hash(wish.password);
      const account =
        link.stored?.account ?? firstAdministrator(link.office, login, wish.name ?? '');
      const at = now();
      const { stored, session } = newSession(account, at);
      const note = noteOf(account, 'account-accepted', at);
      const entry = { session: stored, tryKey: sealing.loginKey(login), note };
      if (link.stored === undefined) {
        const made = await store.acceptFirst(tokenHash, { account, passwordHash }, entry);
        if (made !== 'done') throw new AccountRefused(made);
      } else if (!(await store.acceptInvitation(tokenHash, passwordHash, entry))) {
        throw new AccountRefused('unknown');
      }
      return session;
    },
  };
}
