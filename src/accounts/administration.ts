import { randomUUID } from 'node:crypto';
import type { Account, AuditEntry, SignedIn } from './account.ts';
import { newInvitation, noteOf, toLogin } from './account-parts.ts';
import type { AccountParts } from './account-parts.ts';
import type { AccountChange, StoredAccount } from './account-store.ts';
import { AccountRefused } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { toDetail } from './own-account.ts';

type Members = 'list' | 'create' | 'change' | 'invite' | 'recover' | 'audit';

const MOST_ENTRIES = 500;

/** The accounts of an administrator's own office. Those of others are to her as if they were not. */
export function createAdministration(parts: AccountParts): Pick<Accounts, Members> {
  const { store, now, sealing } = parts;

  async function found({ account }: SignedIn, id: string): Promise<StoredAccount> {
    const stored = await store.accountById(id);
    if (stored?.account.office !== account.office) throw new AccountRefused('unknown');
    return stored;
  }

  return {
    list: async (office) => {
      const all = await store.officeAccounts(office);
      const keyed = all.map((one) => ({ one, key: sealing.loginKey(one.account.login) }));
      const locks = await store.locks(
        keyed.map(({ key }) => key),
        now(),
      );
      return keyed.map(({ one, key }) => toDetail(one, locks.get(key)));
    },
    create: async ({ account: actor }, wish) => {
      const at = now();
      const account: Account = {
        id: randomUUID(),
        login: toLogin(wish.login),
        name: wish.name.trim(),
        office: actor.office,
        roles: [...new Set(wish.roles)],
        skills: [...new Set(wish.skills)],
        capacity: wish.capacity,
        state: 'active',
      };
      const of = { accountId: account.id, office: actor.office };
      const { stored, invitation } = newInvitation(of, at);
      const detail = { roles: account.roles.join(' ') };
      const note = noteOf(actor, 'account-created', at, { subject: account.id, detail });
      if (!(await store.addAccount(account, stored, note))) throw new AccountRefused('login-taken');
      return { account, invitation };
    },
    change: async (actor, id, wish) => {
      const { account: before } = await found(actor, id);
      const { name, roles, skills, capacity, state } = wish;
      const change: AccountChange = {
        ...(name === undefined ? {} : { name: name.trim() }),
        ...(roles === undefined ? {} : { roles: [...new Set(roles)] }),
        ...(skills === undefined ? {} : { skills: [...new Set(skills)] }),
        ...(capacity === undefined ? {} : { capacity }),
        ...(state === undefined ? {} : { state }),
      };
      const detail = differences(before, change);
      if (detail === undefined) return before;
      const note = noteOf(actor.account, 'account-changed', now(), { subject: id, detail });
      const changed = await store.changeAccount(id, actor.account.office, change, note);
      if (typeof changed === 'string') throw new AccountRefused(changed);
      return changed;
    },
    invite: async (actor, id) => {
      const { account } = await found(actor, id);
      const at = now();
      const of = { accountId: account.id, office: account.office };
      const { stored, invitation } = newInvitation(of, at);
      const note = noteOf(actor.account, 'account-invited', at, { subject: account.id });
      if (!(await store.addInvitation(stored, note))) throw new AccountRefused('unknown');
      return invitation;
    },
    recover: async (login) => {
      const found = await store.accountByLogin(toLogin(login));
      if (found === undefined) return undefined;
      const at = now();
      const { id, office } = found.account;
      const { stored, invitation } = newInvitation({ accountId: id, office }, at);
      const note: AuditEntry = {
        at: at.toISOString(),
        accountId: null,
        office,
        action: 'account-invited',
        subject: id,
        detail: { by: 'command' },
      };
      return (await store.addInvitation(stored, note)) ? invitation : undefined;
    },
    audit: (office, { before, limit }) =>
      store.auditPage(office, {
        limit: Math.min(Math.max(Math.trunc(limit), 1), MOST_ENTRIES),
        ...(before === undefined ? {} : { before }),
      }),
  };
}

/** What changes and, but for names, to what; undefined when nothing does. */
function differences(before: Account, change: AccountChange): AuditEntry['detail'] {
  const texts: Record<string, string | number> = {};
  const isOther = (one: readonly string[], two: readonly string[]): boolean =>
    one.toSorted().join(' ') !== two.toSorted().join(' ');
  const { name = before.name, roles, skills, capacity, state } = change;
  if (name !== before.name) texts['name'] = 'changed';
  if (roles !== undefined && isOther(roles, before.roles)) texts['roles'] = roles.join(' ');
  if (skills !== undefined && isOther(skills, before.skills)) texts['skills'] = skills.join(' ');
  if (capacity !== undefined && capacity !== before.capacity) texts['capacity'] = capacity;
  if (state !== undefined && state !== before.state) texts['state'] = state;
  return Object.keys(texts).length === 0 ? undefined : texts;
}
