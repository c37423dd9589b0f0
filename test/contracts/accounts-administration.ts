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
import type { Place, Site } from './place.ts';
import { DAY_MS } from './samples.ts';

const NEXT = 'mưa rơi trên mái ngói';
const WISH = {
  login: 'Minh',
  name: ' Minh ',
  roles: ['operator'],
  skills: [],
  capacity: 3,
} as const;

/** What the administration of accounts promises, whatever they are kept in. */
export function testAdministration(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} keeps officers' accounts`, () => {
    let place: Place;
    let house: House;
    beforeEach(async () => {
      place = await site.place();
      house = await createHouse(place);
    });
    afterEach(() => place.remove());

    it('begins with one link, until there is an administrator', async () => {
      const older = await house.accounts.inviteFirst('a');
      const link = await house.other.inviteFirst('a');
      if (older === undefined || link === undefined) throw new Error('no link');
      expect(await house.accounts.invited(older.token)).toBeUndefined();
      expect(await house.accounts.invited(link.token)).toEqual({});
      const wish = { login: 'Lan', name: 'Lan', password: PASSWORD };
      await expectRefused(house.accounts.accept(older.token, wish), 'unknown');
      await expectRefused(house.accounts.accept(link.token, { ...wish, login: '' }), 'login-taken');
      const { token, signedIn } = await house.accounts.accept(link.token, wish);
      expect(signedIn.account).toMatchObject({
        login: 'lan',
        name: 'Lan',
        office: 'a',
        roles: ['administrator', 'supervisor', 'operator', 'editor'],
      });
      expect(await house.accounts.find(token)).toEqual(signedIn);
      expect(await house.accounts.invited(link.token)).toBeUndefined();
      await expectRefused(house.accounts.accept(link.token, wish), 'unknown');
      expect(await house.accounts.inviteFirst('a')).toBeUndefined();
      expect(await house.accounts.inviteFirst('b')).toBeUndefined();
    });

    it('makes one account of two that use the first link at once', async () => {
      const link = await house.accounts.inviteFirst('a');
      const results = await Promise.allSettled(
        [house.accounts, house.other].map((one, index) =>
          one.accept(link?.token ?? '', { login: `lan${index}`, password: PASSWORD }),
        ),
      );
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await house.accounts.list('a')).toHaveLength(1);
    });

    it('lets one of two use a link at once', async () => {
      const admin = await house.begin();
      const { invitation } = await house.accounts.create(admin.signedIn, WISH);
      const results = await Promise.allSettled(
        [house.accounts, house.other].map((one) =>
          one.accept(invitation.token, { password: PASSWORD }),
        ),
      );
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect((await house.actions()).filter((one) => one === 'account-accepted')).toHaveLength(2);
    });

    it('gives a link of 48 hours, once, and the newest only', async () => {
      const { signedIn: admin } = await house.begin();
      const { account, invitation } = await house.accounts.create(admin, WISH);
      expect(account).toMatchObject({ login: 'minh', name: 'Minh', office: 'a', state: 'active' });
      expect(await house.accounts.invited(invitation.token)).toEqual({
        login: 'minh',
        name: 'Minh',
      });
      expect(await place.contents()).not.toContain(invitation.token);
      const newer = await house.accounts.invite(admin, account.id);
      expect(await house.accounts.invited(invitation.token)).toBeUndefined();
      await expectRefused(house.accounts.accept(newer.token, { password: 'short' }), 'too-short');
      house.pass(48 * HOUR_MS - 1);
      expect(await house.accounts.invited(newer.token)).toBeDefined();
      house.pass(1);
      expect(await house.accounts.invited(newer.token)).toBeUndefined();
      await expectRefused(house.accounts.accept(newer.token, { password: PASSWORD }), 'unknown');
      await expectRefused(house.accounts.create(admin, WISH), 'login-taken');
    });

    it('forgets password, second factor, lock and sessions when a new link is used', async () => {
      const { signedIn: admin } = await house.begin();
      const before = await house.officer(admin, 'minh');
      const { id } = before.signedIn.account;
      await house.secure(before.signedIn);
      const pending = pendingOf(await house.accounts.signIn('minh', PASSWORD));
      const link = await house.accounts.invite(admin, id);
      expect(await house.accounts.find(before.token)).toBeDefined();
      for (let tries = 0; tries < 5; tries += 1) await house.accounts.signIn('minh', 'wrong');
      const after = await house.other.accept(link.token, { password: NEXT });
      expect(await house.accounts.find(before.token)).toBeUndefined();
      expect(await house.accounts.find(after.token)).toBeDefined();
      const detail = await house.accounts.own(id);
      expect(detail.hasSecondFactor).toBe(false);
      expect(detail).not.toHaveProperty('lockedUntil');
      expect(await house.accounts.confirmCode(pending, '123456')).toEqual({ kind: 'wrong' });
      expect(await house.accounts.signIn('minh', PASSWORD)).toEqual({ kind: 'wrong' });
      sessionOf(await house.accounts.signIn('minh', NEXT));
    });

    it('changes an own password and ends the other sessions', async () => {
      const { signedIn, token } = await house.begin();
      const elsewhere = sessionOf(await house.other.signIn('lan', PASSWORD));
      const { accounts } = house;
      const change = (current: string, next: string) =>
        accounts.changePassword(signedIn, { current, next });
      await expectRefused(change('wrong', NEXT), 'wrong');
      await expectRefused(change(PASSWORD, 'lan lan lan lan'), 'like-the-login');
      await change(PASSWORD, NEXT);
      expect(await accounts.find(token)).toBeDefined();
      expect(await accounts.find(elsewhere.token)).toBeUndefined();
      expect(await accounts.signIn('lan', PASSWORD)).toEqual({ kind: 'wrong' });
      sessionOf(await accounts.signIn('lan', NEXT));
      for (let tries = 0; tries < 5; tries += 1) await expectRefused(change('x', NEXT), 'wrong');
      expect((await accounts.signIn('lan', NEXT)).kind).toBe('locked');
      await expectRefused(change(NEXT, PASSWORD), 'wrong');
    });

    it('ends the sessions of whom is disabled or loses a role', async () => {
      const { signedIn: admin } = await house.begin();
      const { accounts } = house;
      let { token, signedIn } = await house.officer(admin, 'minh', ['operator', 'editor']);
      const { id } = signedIn.account;
      const more = await accounts.change(admin, id, {
        roles: ['operator', 'editor', 'leader'],
        name: 'Minh An',
        skills: ['en'],
        capacity: 5,
      });
      expect(more).toMatchObject({ name: 'Minh An', capacity: 5, skills: ['en'] });
      expect((await accounts.find(token))?.account).toEqual(more);
      await accounts.change(admin, id, { roles: ['leader'] });
      expect(await accounts.find(token)).toBeUndefined();
      ({ token } = sessionOf(await accounts.signIn('minh', PASSWORD)));
      const link = await accounts.invite(admin, id);
      await accounts.change(admin, id, { state: 'disabled' });
      expect(await house.other.find(token)).toBeUndefined();
      expect(await accounts.invited(link.token)).toBeUndefined();
      await expectRefused(accounts.invite(admin, id), 'unknown');
      await accounts.change(admin, id, { state: 'active' });
      expect(await house.other.find(token)).toBeUndefined();
      expect(await accounts.invited(link.token)).toBeUndefined();
      sessionOf(await accounts.signIn('minh', PASSWORD));
    });

    it('leaves an office its last administrator, of two that go at once too', async () => {
      const { signedIn: lan } = await house.begin();
      const { accounts, other } = house;
      const leave = { roles: ['operator'] } as const;
      await expectRefused(accounts.change(lan, lan.account.id, leave), 'last-administrator');
      await expectRefused(
        accounts.change(lan, lan.account.id, { state: 'disabled' }),
        'last-administrator',
      );
      // One who was never able to come does not count, nor one of another office.
      const wish = { ...WISH, roles: ['administrator'] } as const;
      const { account, invitation } = await accounts.create(lan, wish);
      await house.foreign();
      await expectRefused(accounts.change(lan, lan.account.id, leave), 'last-administrator');
      const { signedIn: minh } = await accounts.accept(invitation.token, { password: PASSWORD });
      const results = await Promise.allSettled([
        accounts.change(lan, account.id, { state: 'disabled' }),
        other.change(minh, lan.account.id, { state: 'disabled' }),
      ]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await accounts.inviteFirst('a')).toBeUndefined();
    });

    it('hides the accounts and the audit of an office from another', async () => {
      const { signedIn: lan } = await house.begin();
      const bao = await house.foreign();
      const { accounts } = house;
      const { id } = lan.account;
      expect((await accounts.list('b')).map(({ login }) => login)).toEqual(['bao']);
      expect((await accounts.list('a')).map(({ login }) => login)).toEqual(['lan']);
      await expectRefused(accounts.change(bao, id, { state: 'disabled' }), 'unknown');
      await expectRefused(accounts.change(bao, 'no such', { name: 'x' }), 'unknown');
      await expectRefused(accounts.invite(bao, id), 'unknown');
      await expectRefused(accounts.own('no such'), 'unknown');
      expect((await accounts.create(bao, WISH)).account.office).toBe('b');
      expect(await house.actions('b')).toEqual(['account-created', 'sign-in', 'account-created']);
      expect(await house.actions('a')).toEqual(['account-invited', 'account-accepted']);
    });

    it('tells what was done, newest first, page by page', async () => {
      const { signedIn: admin } = await house.begin();
      const { signedIn } = await house.officer(admin, 'minh');
      const { accounts } = house;
      const { id } = signedIn.account;
      await accounts.change(admin, id, { capacity: 9, name: 'minh' });
      await accounts.change(admin, id, { capacity: 9 });
      house.pass(MINUTE_MS);
      await accounts.note({
        at: house.now().toISOString(),
        accountId: id,
        office: 'a',
        action: 'handoff-claimed',
        subject: 'h1',
        detail: { waited: 3, first: true },
      });
      const seen: string[] = [];
      let before: string | undefined;
      do {
        const page = await accounts.audit('a', { limit: 2, ...(before && { before }) });
        expect(page.entries.length).toBeLessThanOrEqual(2);
        seen.push(...page.entries.map(({ action }) => action));
        before = page.next;
      } while (before !== undefined);
      expect(seen).toEqual([
        'handoff-claimed',
        'account-changed',
        'account-accepted',
        'account-created',
        'account-accepted',
        'account-invited',
      ]);
      const { entries } = await accounts.audit('a', { limit: 2 });
      expect(entries).toMatchObject([
        { accountId: id, subject: 'h1', detail: { waited: 3, first: true } },
        { accountId: admin.account.id, subject: id, detail: { capacity: 9 } },
      ]);
    });

    it('forgets what is over', async () => {
      const { token, signedIn } = await house.begin();
      const { accounts } = house;
      await accounts.create(signedIn, WISH);
      await accounts.signIn('nobody', 'x');
      await house.secure(signedIn);
      await accounts.signIn('lan', PASSWORD);
      await accounts.sweep(house.now());
      expect(await accounts.find(token)).toBeDefined();
      expect(await house.actions()).not.toEqual([]);
      house.pass(3 * DAY_MS);
      await accounts.sweep(house.now());
      const rows = new Map(JSON.parse(await place.contents()) as [string, unknown[]][]);
      for (const table of ['sessions', 'invitations', 'pending_sign_ins', 'sign_in_tries']) {
        expect([table, rows.get(table)]).toEqual([table, []]);
      }
      expect(await house.actions()).not.toEqual([]);
      house.pass(2 * 365 * DAY_MS);
      await accounts.sweep(house.now());
      expect(await house.actions()).toEqual([]);
      expect(await accounts.list('a')).toHaveLength(2);
    });
  });
}
