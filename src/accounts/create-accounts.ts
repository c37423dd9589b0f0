import { createAccepting } from './accepting.ts';
import { SESSION, TRIES } from './account-parts.ts';
import type { AccountStore } from './account-store.ts';
import type { Accounts } from './accounts.ts';
import { createAdministration } from './administration.ts';
import { createOwnAccount } from './own-account.ts';
import { createPasswords } from './password.ts';
import type { Passwords } from './password.ts';
import { createSealing } from './sealing.ts';
import { createSigningIn } from './signing-in.ts';

export interface AccountsOptions {
  readonly store: AccountStore;
  readonly now: () => Date;
  /** 32 bytes, the same in all processes; without them every second factor is lost. */
  readonly secretKey: Buffer;
  /** Whose audit refused sign-ins of unknown logins stand in. */
  readonly office: string;
  /** What an authenticator calls this server. */
  readonly issuer?: string;
  readonly passwords?: Passwords;
}

const YEAR_MS = 365 * 86_400_000;
const AUDIT_MS = 2 * YEAR_MS;

/** Throws when the secret key is not 32 bytes. */
export function createAccounts(options: AccountsOptions): Accounts {
  const { store, now, office, secretKey } = options;
  const { issuer = 'Hoi Mot Cua', passwords = createPasswords() } = options;
  const parts = { store, now, office, issuer, passwords, sealing: createSealing(secretKey) };
  return {
    ...createSigningIn(parts),
    ...createAccepting(parts),
    ...createOwnAccount(parts),
    ...createAdministration(parts),
    note: (entry) => store.noteAudit(entry),
    sweep: (at) => {
      const before = (ms: number): Date => new Date(at.getTime() - ms);
      return store.sweepAccounts({
        now: at,
        sessionsUsed: before(SESSION.unusedMs),
        sessionsBegun: before(SESSION.wholeMs),
        tries: before(TRIES.windowMs),
        audit: before(AUDIT_MS),
      });
    },
  };
}
