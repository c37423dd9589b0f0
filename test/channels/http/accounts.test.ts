import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHmac } from 'node:crypto';
import { createAccounts } from '../../../src/accounts/create-accounts.ts';
import type { Accounts } from '../../../src/accounts/accounts.ts';
import { createAssistant } from '../../../src/assistant.ts';
import { createAccountAdminRouter } from '../../../src/channels/http/account-admin-router.ts';
import { createAccountRouter, nextPage } from '../../../src/channels/http/account-router.ts';
import { createAccountSignIn } from '../../../src/channels/http/account-sign-in.ts';
import { createApp } from '../../../src/channels/http/app.ts';
import { UNBUILT } from '../../../src/channels/http/assets.ts';
import { createConsoleRouter } from '../../../src/channels/http/console-router.ts';
import { createFollowUpRouter } from '../../../src/channels/http/desk-follow-up-router.ts';
import { listen } from '../../../src/channels/http/listen.ts';
import type { Listening } from '../../../src/channels/http/listen.ts';
import { createSettingOf } from '../../../src/channels/http/page-router.ts';
import { createRateLimit } from '../../../src/channels/http/rate-limit.ts';
import { createTokenSignIn } from '../../../src/channels/http/sign-in.ts';
import { WORDS } from '../../../src/channels/http/words.ts';
import { createLog } from '../../../src/log.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import { createScriptedMeans } from '../../journeys/scripted-means.ts';

const OFFICE = 'ward-1';
const SKILLS = [{ id: 'dat-dai', vi: 'Đất đai', en: 'Land' }];
const PASSWORD = 'mot hai ba bon nam sau';

describe('signing in and accounts over HTTP', () => {
  let store: Store;
  let accounts: Accounts;
  let listening: Listening;
  let url: string;
  let clockMs: number;
  const now = (): Date => new Date(clockMs);
  beforeEach(async () => {
    clockMs = Date.parse('2026-11-23T08:00:00+07:00');
    store = await openStore({ now });
    accounts = createAccounts({ store, office: OFFICE, secretKey: Buffer.alloc(32, 7), now });
    const means = createScriptedMeans();
    const { vi, en } = WORDS;
    const assistant = createAssistant({
      means,
      store,
      now,
      personMessage: { vi: vi.chat.personMessage, en: en.chat.personMessage },
      facetNames: { vi: vi.chat.facets, en: en.chat.facets },
    });
    const signIn = createAccountSignIn(
      accounts,
      createTokenSignIn({ officerToken: 'a token of the tests', office: OFFICE }),
    );
    const settingOf = createSettingOf({ assets: UNBUILT, knowledge: means.knowledge, office: {} });
    const rateLimit = createRateLimit({ perMinute: 60 });
    const app = createApp({
      assistant,
      assets: UNBUILT,
      log: createLog('silent'),
      config: { office: {}, trustProxy: false, rateLimitPerMinute: 0 },
      routers: [
        createAccountRouter({ accounts, signIn, settingOf, rateLimit, hasOidc: false }),
        createAccountAdminRouter({ accounts, signIn, settingOf, skills: SKILLS }),
        createConsoleRouter({ signIn, assets: UNBUILT, skills: SKILLS }),
        createFollowUpRouter({
          signIn,
          desk: { list: async () => ({ handoffs: [], counts: {} as never }) },
          followUp: {} as never,
          store,
          audit: accounts,
          now,
        }),
      ],
    });
    listening = await listen(app, 0, '127.0.0.1');
    url = `http://127.0.0.1:${listening.port}`;
  });
  afterEach(async () => {
    await listening.close();
    await store.close();
  });

  /** A browser: keeps its cookie, follows nothing. */
  function browser() {
    let cookie = '';
    async function go(
      path: string,
      form?: Record<string, string>,
      headers: Record<string, string> = {},
    ) {
      const response = await fetch(url + path, {
        redirect: 'manual',
        method: form === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'text/html',
          'accept-language': 'vi',
          cookie,
          ...(form === undefined ? {} : { origin: url }),
          ...headers,
        },
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      });
      for (const line of response.headers.getSetCookie()) {
        if (line.startsWith('hmc-officer=')) cookie = line.split(';')[0] ?? '';
      }
      const text = await response.text();
      return {
        status: response.status,
        text,
        to: response.headers.get('location') ?? '',
        setCookie: response.headers.getSetCookie().join('\n'),
        csrf: /name="csrf" value="([^"]+)"/u.exec(text)?.[1] ?? '',
      };
    }
    return { go, cookie: () => cookie };
  }

  async function administrator() {
    const { token = '' } = (await accounts.inviteFirst(OFFICE)) ?? {};
    const one = browser();
    const wish = { token, password: PASSWORD, again: PASSWORD, login: 'lan', name: 'Lan' };
    expect((await one.go('/loi-moi', wish)).status).toBe(303);
    return one;
  }

  it('begins with no account, and one link makes the first administrator', async () => {
    const { token = '' } = (await accounts.inviteFirst(OFFICE)) ?? {};
    const one = browser();
    const page = await one.go(`/loi-moi?ma=${token}`);
    expect(page.status).toBe(200);
    const wish = { token, login: 'lan', name: 'Lan', password: PASSWORD, again: PASSWORD };
    expect((await one.go('/loi-moi', { ...wish, again: 'x' })).status).toBe(422);
    expect((await one.go('/loi-moi', { ...wish, password: 'ngan', again: 'ngan' })).status).toBe(
      422,
    );
    const done = await one.go('/loi-moi', wish);
    expect(done).toMatchObject({ status: 303, to: '/tai-khoan' });
    expect(done.setCookie).toMatch(/hmc-officer=[^;]+;.*HttpOnly; SameSite=Lax/u);
    expect((await browser().go(`/loi-moi?ma=${token}`)).status).toBe(404);
    expect(await accounts.inviteFirst(OFFICE)).toBeUndefined();
    expect((await one.go('/tai-khoan')).text).toContain('lan');
  });

  it('says the same of an unknown login and of a wrong password, and locks after five', async () => {
    await administrator();
    const one = browser();
    const tryIt = (login: string, password: string) =>
      one.go('/dang-nhap', { login, password, next: '' });
    const unknown = await tryIt('nobody', 'wrong wrong wrong');
    const wrong = await tryIt('lan', 'wrong wrong wrong');
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    expect(unknown.text.replaceAll('nobody', 'lan')).toBe(wrong.text);
    for (let at = 0; at < 4; at += 1) await tryIt('lan', 'wrong wrong wrong');
    const locked = await tryIt('LAN', PASSWORD);
    expect(locked.status).toBe(401);
    expect(locked.text).toContain('08:15');
    clockMs += 16 * 60_000;
    expect((await tryIt(' LAN ', PASSWORD)).status).toBe(303);
  });

  it('never leads to another site after signing in', () => {
    for (const bad of [
      '//evil.example',
      'https://evil.example',
      '/\\evil',
      '/ban-lam-viec//x',
      '/thu-tuc',
      7,
    ]) {
      expect(nextPage(bad)).toBe('/ban-lam-viec');
    }
    expect(nextPage('/ban-lam-viec/cuoc-goi?xem=mine')).toBe('/ban-lam-viec/cuoc-goi?xem=mine');
  });

  it('refuses a forged, an ended and a disabled session', async () => {
    const one = await administrator();
    const api = (cookie: string) =>
      fetch(`${url}/api/desk/v1/tasks`, { headers: { cookie, accept: 'application/json' } });
    expect((await api(one.cookie())).status).toBe(200);
    expect((await api(`${one.cookie()}x`)).status).toBe(401);
    expect((await api('hmc-officer=forged')).status).toBe(401);
    const { csrf } = await one.go('/tai-khoan');
    const before = one.cookie();
    expect((await one.go('/dang-xuat', { csrf })).to).toBe('/dang-nhap?xong=ra');
    expect((await api(before)).status).toBe(401);
  });

  it('takes nothing that changes without the session’s token, nor from another site', async () => {
    const one = await administrator();
    const { csrf } = await one.go('/tai-khoan');
    const post = (headers: Record<string, string>) =>
      fetch(`${url}/api/desk/v1/canned-replies`, {
        method: 'POST',
        headers: { cookie: one.cookie(), 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ title: 'a', text: 'b', language: 'vi' }),
      });
    expect((await post({})).status).toBe(403);
    expect((await post({ 'x-csrf-token': 'forged' })).status).toBe(403);
    expect((await post({ 'x-csrf-token': csrf, origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ 'x-csrf-token': csrf, origin: url })).status).toBe(200);
    expect((await one.go('/tai-khoan/hai-buoc', { csrf: 'forged' })).status).toBe(403);
    const foreign = { origin: 'https://evil.example' };
    expect((await one.go('/dang-xuat', { csrf }, foreign)).status).toBe(403);
  });

  it('asks for a code once the second factor is on, and takes each code once', async () => {
    const one = await administrator();
    const { csrf } = await one.go('/tai-khoan');
    const page = await one.go('/tai-khoan/hai-buoc', { csrf });
    const secret = (/<code>([A-Z2-7 ]+)<\/code>/u.exec(page.text)?.[1] ?? '').replaceAll(' ', '');
    expect((await one.go('/tai-khoan/hai-buoc/xac-nhan', { csrf, code: '000000' })).status).toBe(
      422,
    );
    const confirmed = await one.go('/tai-khoan/hai-buoc/xac-nhan', {
      csrf,
      code: codeOf(secret, clockMs),
    });
    expect(confirmed.to).toBe('/tai-khoan?xong=secondDone');
    const two = browser();
    const asked = await two.go('/dang-nhap', { login: 'lan', password: PASSWORD, next: '' });
    const pending = /name="pending" value="([^"]+)"/u.exec(asked.text)?.[1] ?? '';
    expect(pending).not.toBe('');
    expect((await two.go('/tai-khoan')).status).toBe(303);
    clockMs += 60_000;
    const code = codeOf(secret, clockMs);
    const enter = () =>
      two.go('/dang-nhap/ma', { pending, code: `${code.slice(0, 3)} ${code.slice(3)}`, next: '' });
    expect(await enter()).toMatchObject({ status: 303, to: '/ban-lam-viec' });
    expect((await enter()).status).toBe(401);
  });

  it('lets an administrator make, change and disable accounts of her office, and notes it', async () => {
    const one = await administrator();
    const list = await one.go('/quan-tri/tai-khoan');
    const { csrf } = list;
    const wish = {
      csrf,
      login: 'Hoa',
      name: '<b>Hoa</b>',
      'role-operator': '1',
      'skill-dat-dai': '1',
      capacity: '3',
    };
    const made = await one.go('/quan-tri/tai-khoan', wish);
    expect(made.status).toBe(200);
    expect(made.text).toContain('&lt;b&gt;Hoa');
    const link = /\/loi-moi\?ma=[\w%-]+/u.exec(made.text)?.[0] ?? '';
    const token = decodeURIComponent(link.split('=')[1] ?? '');
    expect((await one.go('/quan-tri/tai-khoan', wish)).status).toBe(422);

    const hoa = browser();
    expect((await hoa.go(link)).status).toBe(200);
    await hoa.go('/loi-moi', { token, password: PASSWORD, again: PASSWORD });
    expect((await hoa.go('/quan-tri/tai-khoan')).status).toBe(403);
    expect((await hoa.go('/ban-lam-viec')).status).toBe(200);

    const id = /\/quan-tri\/tai-khoan\/([\w-]+)"\s+aria-label="Sửa &lt;b&gt;/u.exec(
      (await one.go('/quan-tri/tai-khoan')).text,
    )?.[1];
    const off = { csrf, name: 'Hoa', 'role-operator': '1', capacity: '3', state: 'disabled' };
    expect((await one.go(`/quan-tri/tai-khoan/${id}`, off)).status).toBe(200);
    expect((await hoa.go('/ban-lam-viec')).status).toBe(303);
    expect(
      (await hoa.go('/dang-nhap', { login: 'hoa', password: PASSWORD, next: '' })).status,
    ).toBe(401);

    const audit = (await one.go('/quan-tri/nhat-ky')).text;
    for (const done of ['Tạo tài khoản', 'Sửa tài khoản', 'Đăng nhập'])
      expect(audit).toContain(done);
    expect(audit).not.toContain(PASSWORD);
  });

  it('keeps the last administrator', async () => {
    const one = await administrator();
    const page = await one.go('/quan-tri/tai-khoan');
    const id = /\/quan-tri\/tai-khoan\/([\w-]+)"/u.exec(page.text)?.[1];
    const wish = {
      csrf: page.csrf,
      name: 'Lan',
      'role-operator': '1',
      capacity: '4',
      state: 'active',
    };
    const refused = await one.go(`/quan-tri/tai-khoan/${id}`, wish);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('quản trị viên cuối cùng');
  });

  it('changes a password, and signs other sessions out', async () => {
    const one = await administrator();
    const two = browser();
    await two.go('/dang-nhap', { login: 'lan', password: PASSWORD, next: '' });
    const { csrf } = await one.go('/tai-khoan');
    const next = 'bay tam chin muoi mot';
    const change = (current: string, again: string) =>
      one.go('/tai-khoan/mat-khau', { csrf, current, next, again });
    expect((await change('wrong wrong wrong', next)).status).toBe(422);
    expect((await change(PASSWORD, 'other')).status).toBe(422);
    expect((await change(PASSWORD, next)).to).toBe('/tai-khoan?xong=changed');
    expect((await one.go('/tai-khoan')).status).toBe(200);
    expect((await two.go('/tai-khoan')).status).toBe(303);
  });
});

/** What an authenticator shows (RFC 6238), computed apart from the code under test. */
function codeOf(secret: string, atMs: number): string {
  const bits = [...secret]
    .map((letter) =>
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
    )
    .join('');
  const key = Buffer.from((bits.match(/.{8}/gu) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
