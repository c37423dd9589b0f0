import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  HOUR_MS,
  MINUTE_MS,
  PASSWORD,
  createHouse,
  expectRefused,
  pendingOf,
  sessionOf,
} from '../accounts/house.ts';
import type { House } from '../accounts/house.ts';
import type { NewSession } from '../../src/accounts/accounts.ts';
import type { Place, Site } from './place.ts';

const WRONG = { kind: 'wrong' };

/** What signing in promises, whatever the accounts are kept in. */
export function testSigningIn(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} lets officers in`, () => {
    let place: Place;
    let house: House;
    let first: NewSession;
    beforeEach(async () => {
      place = await site.place();
      house = await createHouse(place);
      first = await house.begin();
    });
    afterEach(() => place.remove());

    const wrongly = (login: string) => house.accounts.signIn(login, 'not the password');

    it('signs in by login in any case and password in any form', async () => {
      const { token, signedIn, expiresAt } = sessionOf(
        await house.accounts.signIn(' LAN ', PASSWORD.normalize('NFD')),
      );
      expect(signedIn.account).toMatchObject({ login: 'lan', office: 'a', state: 'active' });
      expect(Date.parse(expiresAt)).toBe(house.now().getTime() + 12 * HOUR_MS);
      expect(await house.other.find(token)).toEqual(signedIn);
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
      const detail = await house.accounts.own(signedIn.account.id);
      expect(detail).toMatchObject({ hasPassword: true, hasSecondFactor: false });
      expect(detail.lastSignInAt).toBe(house.now().toISOString());
    });

    it('keeps no token, no password and no login of a refused sign-in', async () => {
      const { token } = sessionOf(await house.accounts.signIn('lan', PASSWORD));
      await house.accounts.signIn('my-secret-typed-here', 'x');
      const contents = await place.contents();
      for (const secret of [token, PASSWORD, 'my-secret-typed-here']) {
        expect(contents).not.toContain(secret);
      }
    });

    it('finds nobody by a forged token', async () => {
      expect(await house.accounts.find('')).toBeUndefined();
      expect(await house.accounts.find(`${first.token.slice(0, -1)}_`)).toBeUndefined();
      expect(await house.accounts.find(first.signedIn.sessionId)).toBeUndefined();
    });

    it('ends a session two hours after its last use', async () => {
      house.pass(2 * HOUR_MS - 1);
      expect(await house.accounts.find(first.token)).toBeDefined();
      house.pass(2 * HOUR_MS - 1);
      expect(await house.other.find(first.token)).toBeDefined();
      house.pass(2 * HOUR_MS);
      expect(await house.accounts.find(first.token)).toBeUndefined();
    });

    it('ends a session twelve hours after it began, however much it is used', async () => {
      for (let hour = 0; hour < 11; hour += 1) {
        house.pass(HOUR_MS);
        expect(await house.accounts.find(first.token)).toBeDefined();
      }
      house.pass(HOUR_MS);
      expect(await house.accounts.find(first.token)).toBeUndefined();
    });

    it('writes the last use once a minute', async () => {
      const begun = await place.contents();
      house.pass(MINUTE_MS - 1);
      await house.accounts.find(first.token);
      expect(await place.contents()).toBe(begun);
      house.pass(1);
      await house.accounts.find(first.token);
      expect(await place.contents()).not.toBe(begun);
    });

    it('ends a session that is signed out, and only that', async () => {
      const again = sessionOf(await house.accounts.signIn('lan', PASSWORD));
      await house.accounts.signOut(first.signedIn.sessionId);
      await house.accounts.signOut(first.signedIn.sessionId);
      expect(await house.other.find(first.token)).toBeUndefined();
      expect(await house.other.find(again.token)).toBeDefined();
      expect((await house.actions()).filter((one) => one === 'signed-out')).toHaveLength(1);
    });

    it('tells an unknown login, a wrong password and a disabled account alike', async () => {
      const officer = await house.officer(first.signedIn, 'minh');
      await house.accounts.create(first.signedIn, {
        login: 'invited',
        name: 'x',
        roles: [],
        skills: [],
        capacity: 1,
      });
      await house.accounts.change(first.signedIn, officer.signedIn.account.id, {
        state: 'disabled',
      });
      for (const [login, password] of [
        ['nobody', PASSWORD],
        ['lan', 'wrong'],
        ['minh', PASSWORD],
        ['invited', ''],
      ] as const) {
        const before = house.hashings();
        const { length } = await house.actions();
        expect(await house.accounts.signIn(login, password)).toEqual(WRONG);
        expect(house.hashings() - before).toBe(1);
        expect((await house.actions()).slice(length)).toEqual(['sign-in-refused']);
      }
    });

    it.each(['lan', 'nobody'])('locks %s after five wrong tries for 15 minutes', async (login) => {
      const { accounts, other } = house;
      for (const one of [accounts, other, accounts, other]) {
        expect(await one.signIn(login, 'wrong')).toEqual(WRONG);
      }
      const until = new Date(house.now().getTime() + 15 * MINUTE_MS).toISOString();
      expect(await wrongly(login)).toEqual({ kind: 'locked', until });
      const before = house.hashings();
      expect(await other.signIn(login, PASSWORD)).toEqual({ kind: 'locked', until });
      expect(house.hashings()).toBe(before);
      expect((await house.actions()).at(-1)).toBe('locked');
      house.pass(15 * MINUTE_MS - 1);
      expect((await accounts.signIn(login, PASSWORD)).kind).toBe('locked');
      house.pass(1);
      const after = await accounts.signIn(login, PASSWORD);
      expect(after.kind).toBe(login === 'lan' ? 'signed-in' : 'wrong');
    });

    it('shows the lock to the owner and her administrator', async () => {
      for (let tries = 0; tries < 5; tries += 1) await wrongly('lan');
      const lockedUntil = new Date(house.now().getTime() + 15 * MINUTE_MS).toISOString();
      const { id } = first.signedIn.account;
      expect(await house.accounts.own(id)).toMatchObject({ lockedUntil });
      expect(await house.accounts.list('a')).toMatchObject([{ id, lockedUntil }]);
      expect(await house.accounts.find(first.token)).toBeDefined();
      house.pass(15 * MINUTE_MS);
      expect(await house.accounts.own(id)).not.toHaveProperty('lockedUntil');
    });

    it('locks over two processes, however many try at once', async () => {
      const before = house.hashings();
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? house.accounts : house.other).signIn('lan', `wrong ${index}`),
        ),
      );
      expect(house.hashings() - before).toBe(5);
      expect(results.filter(({ kind }) => kind === 'wrong')).toHaveLength(4);
      expect(results.filter(({ kind }) => kind === 'locked')).toHaveLength(16);
    });

    it('forgets wrong tries by a right one, and after 15 minutes', async () => {
      for (let tries = 0; tries < 4; tries += 1) await wrongly('lan');
      sessionOf(await house.accounts.signIn('lan', PASSWORD));
      for (let tries = 0; tries < 4; tries += 1) expect(await wrongly('lan')).toEqual(WRONG);
      house.pass(15 * MINUTE_MS);
      for (let tries = 0; tries < 4; tries += 1) expect(await wrongly('lan')).toEqual(WRONG);
    });

    it('lets in whom an identity provider names, of those somebody made', async () => {
      const { signedIn } = sessionOf(await house.accounts.signInAs(' Lan'));
      expect(signedIn.account.login).toBe('lan');
      expect(await house.accounts.signInAs('nobody')).toEqual(WRONG);
      const { signedIn: minh } = await house.officer(first.signedIn, 'minh');
      await house.accounts.change(first.signedIn, minh.account.id, { state: 'disabled' });
      expect(await house.accounts.signInAs('minh')).toEqual(WRONG);
    });

    it('asks for a code where there is a second factor, and takes each once', async () => {
      const secret = await house.secure(first.signedIn);
      const asked = pendingOf(await house.accounts.signIn('lan', PASSWORD));
      // The code that turned it on was seen.
      expect(await house.accounts.confirmCode(asked, house.code(secret))).toEqual(WRONG);
      house.pass(30_000);
      const code = house.code(secret);
      const { signedIn } = sessionOf(await house.other.confirmCode(asked, code));
      expect(signedIn.account.login).toBe('lan');
      expect(await house.accounts.confirmCode(asked, house.code(secret, 1))).toEqual(WRONG);
      const again = pendingOf(await house.accounts.signIn('lan', PASSWORD));
      expect(await house.accounts.confirmCode(again, code)).toEqual(WRONG);
      expect(await house.accounts.confirmCode(again, house.code(secret, -1))).toEqual(WRONG);
      sessionOf(await house.accounts.confirmCode(again, house.code(secret, 1)));
      expect(await place.contents()).not.toContain(secret.toString('base64url'));
    });

    it('takes a code once, of two processes that come at the same moment', async () => {
      const secret = await house.secure(first.signedIn);
      house.pass(30_000);
      const asked = [
        pendingOf(await house.accounts.signIn('lan', PASSWORD)),
        pendingOf(await house.other.signIn('lan', PASSWORD)),
      ] as const;
      const code = house.code(secret);
      const results = await Promise.all([
        house.accounts.confirmCode(asked[0], code),
        house.other.confirmCode(asked[1], code),
      ]);
      expect(results.map(({ kind }) => kind).toSorted()).toEqual(['signed-in', 'wrong']);
    });

    it('uses up a sign-in that waits, though two right codes come at once', async () => {
      const secret = await house.secure(first.signedIn);
      house.pass(MINUTE_MS);
      const asked = pendingOf(await house.accounts.signIn('lan', PASSWORD));
      const results = await Promise.all([
        house.accounts.confirmCode(asked, house.code(secret)),
        house.other.confirmCode(asked, house.code(secret, 1)),
      ]);
      expect(results.map(({ kind }) => kind).toSorted()).toEqual(['signed-in', 'wrong']);
    });

    it('lets nobody in by what was changed while she came', async () => {
      const { account } = first.signedIn;
      const session = {
        id: 's',
        accountId: account.id,
        tokenHash: 'h',
        csrfToken: 'c',
        at: house.now(),
      };
      const at = house.now().toISOString();
      const note = { at, accountId: account.id, office: 'a', action: 'sign-in' };
      const entry = { session, tryKey: 'k', note };
      expect(await house.store.enter(entry, { passwordHash: 'older' })).toBe(false);
      const pending = { tokenHash: 'p', accountId: account.id, expiresAt: new Date(8e15) };
      const tried = { key: 'k', at: house.now() };
      expect(await house.store.awaitCode(pending, tried, { passwordHash: 'older' })).toBe(false);
      await house.store.awaitCode(pending, tried, {});
      for (let tries = 0; tries < 5; tries += 1) {
        expect(await house.store.tryCode('p', 5, house.now())).toMatchObject({ account });
      }
      expect(await house.store.tryCode('p', 5, house.now())).toBeUndefined();

      const secret = await house.secure(first.signedIn);
      house.pass(MINUTE_MS);
      const asked = pendingOf(await house.accounts.signIn('lan', PASSWORD));
      const passwords = { current: PASSWORD, next: `${PASSWORD} xa` };
      await house.other.changePassword(first.signedIn, passwords);
      expect(await house.accounts.confirmCode(asked, house.code(secret))).toEqual(WRONG);
    });

    it('asks for the code five minutes long', async () => {
      const secret = await house.secure(first.signedIn);
      const asked = pendingOf(await house.accounts.signIn('lan', PASSWORD));
      house.pass(5 * MINUTE_MS);
      expect(await house.accounts.confirmCode(asked, house.code(secret))).toEqual(WRONG);
      expect(await house.accounts.confirmCode('forged', house.code(secret))).toEqual(WRONG);
    });

    it('counts wrong codes, though the password was right in between', async () => {
      await house.secure(first.signedIn);
      house.pass(MINUTE_MS);
      for (let tries = 0; tries < 5; tries += 1) {
        const asked = pendingOf(await house.accounts.signIn('lan', PASSWORD));
        const { kind } = await house.accounts.confirmCode(asked, 'wrong!');
        expect(kind).toBe(tries < 4 ? 'wrong' : 'locked');
      }
      expect((await house.accounts.signIn('lan', PASSWORD)).kind).toBe('locked');
    });

    it('takes the second factor away by the password only', async () => {
      const secret = await house.secure(first.signedIn);
      await expectRefused(house.accounts.beginSecondFactor(first.signedIn), 'wrong');
      await expectRefused(house.accounts.removeSecondFactor(first.signedIn, 'x'), 'wrong');
      pendingOf(await house.accounts.signIn('lan', PASSWORD));
      await house.accounts.removeSecondFactor(first.signedIn, PASSWORD);
      sessionOf(await house.accounts.signIn('lan', PASSWORD));
      await expectRefused(
        house.accounts.confirmSecondFactor(first.signedIn, house.code(secret)),
        'wrong',
      );
      expect(await house.actions()).toEqual(
        expect.arrayContaining(['second-factor-added', 'second-factor-removed']),
      );
    });
  });
}
