import { createHash, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Account, SignedIn } from '../../src/accounts/account.ts';
import type { AccountStore } from '../../src/accounts/account-store.ts';
import { AccountRefused } from '../../src/accounts/accounts.ts';
import type { AccountRefusal, Accounts, NewSession } from '../../src/accounts/accounts.ts';
import { createAccounts } from '../../src/accounts/create-accounts.ts';
import type { Passwords } from '../../src/accounts/password.ts';
import { stepAt, totpCode } from '../../src/accounts/totp.ts';
import type { Place } from '../contracts/place.ts';
import { NOW } from '../contracts/samples.ts';

export const PASSWORD = 'tre xanh bên bờ sông';
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Two processes over one database, one clock, hashing that takes no time. */
export interface House {
  readonly accounts: Accounts;
  readonly other: Accounts;
  readonly store: AccountStore;
  /** Hashings so far, of both. */
  hashings(): number;
  now(): Date;
  pass(ms: number): void;
  /** The first administrator. */
  begin(): Promise<NewSession>;
  /** An officer of the administrator's office, who has chosen `PASSWORD`. */
  officer(admin: SignedIn, login: string, roles?: Account['roles']): Promise<NewSession>;
  /** An administrator of another office. */
  foreign(): Promise<SignedIn>;
  /** Turns the second factor on; the secret. */
  secure(signedIn: SignedIn): Promise<Buffer>;
  code(secret: Buffer, steps?: number): string;
  actions(office?: string): Promise<readonly string[]>;
}

export async function createHouse(place: Place): Promise<House> {
  let at = NOW;
  let hashed = 0;
  const digest = (text: string): string =>
    createHash('sha256').update(text.normalize('NFC')).digest('hex');
  const passwords: Passwords = {
    hash: async (password) => {
      hashed += 1;
      return digest(password);
    },
    isRight: async (password, hash) => {
      hashed += 1;
      return digest(password) === hash;
    },
  };
  const secretKey = Buffer.alloc(32, 7);
  const now = (): Date => at;
  const open = (store: AccountStore): Accounts =>
    createAccounts({ store, now, secretKey, office: 'a', passwords });
  const store = await place.open();
  const accounts = open(store);
  const other = open(await place.open());

  const house: House = {
    accounts,
    other,
    store,
    hashings: () => hashed,
    now,
    pass: (ms) => {
      at = new Date(at.getTime() + ms);
    },
    begin: async () => {
      const link = await accounts.inviteFirst('a');
      if (link === undefined) throw new Error('no first link');
      return accounts.accept(link.token, { login: 'lan', name: 'Lan', password: PASSWORD });
    },
    officer: async (admin, login, roles = ['operator']) => {
      const wish = { login, name: login, roles, skills: ['en'], capacity: 3 };
      const { invitation } = await accounts.create(admin, wish);
      return accounts.accept(invitation.token, { password: PASSWORD });
    },
    foreign: async () => {
      const account: Account = {
        id: randomUUID(),
        login: 'bao',
        name: 'Bao',
        office: 'b',
        roles: ['administrator'],
        skills: [],
        capacity: 1,
        state: 'active',
      };
      const link = { tokenHash: 'x', accountId: account.id, office: 'b', expiresAt: at };
      const note = {
        at: at.toISOString(),
        accountId: null,
        office: 'b',
        action: 'account-created',
      };
      await store.addAccount(account, link, note);
      return sessionOf(await accounts.signInAs('bao')).signedIn;
    },
    secure: async (signedIn) => {
      const secret = fromBase32((await accounts.beginSecondFactor(signedIn)).secret);
      await accounts.confirmSecondFactor(signedIn, house.code(secret));
      return secret;
    },
    code: (secret, steps = 0) => totpCode(secret, stepAt(at) + steps),
    actions: async (office = 'a') => {
      const { entries } = await accounts.audit(office, { limit: 100 });
      return entries.map(({ action }) => action).toReversed();
    },
  };
  return house;
}

export function sessionOf(result: Awaited<ReturnType<Accounts['signIn']>>): NewSession {
  if (result.kind !== 'signed-in') throw new Error(`not signed in: ${result.kind}`);
  return result.session;
}

export function pendingOf(result: Awaited<ReturnType<Accounts['signIn']>>): string {
  if (result.kind !== 'code-needed') throw new Error(`no code asked: ${result.kind}`);
  return result.pending;
}

export async function expectRefused(
  doing: Promise<unknown>,
  refusal: AccountRefusal,
): Promise<void> {
  const error: unknown = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AccountRefused);
  expect(error).toMatchObject({ refusal });
}

function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter))
    .map((five) => five.toString(2).padStart(5, '0'))
    .join('');
  const bytes = bits.match(/.{8}/gu) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}
