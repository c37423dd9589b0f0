import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccounts } from '../../../src/accounts/create-accounts.ts';
import { createAccountSignIn } from '../../../src/channels/http/account-sign-in.ts';
import { createApp } from '../../../src/channels/http/app.ts';
import { UNBUILT } from '../../../src/channels/http/assets.ts';
import { createCookieKey } from '../../../src/channels/http/cookie-key.ts';
import { listen } from '../../../src/channels/http/listen.ts';
import type { Listening } from '../../../src/channels/http/listen.ts';
import { createOidc } from '../../../src/channels/http/oidc.ts';
import { createOidcRouter } from '../../../src/channels/http/oidc-router.ts';
import { createSettingOf } from '../../../src/channels/http/page-router.ts';
import { createRateLimit } from '../../../src/channels/http/rate-limit.ts';
import { createTokenSignIn } from '../../../src/channels/http/sign-in.ts';
import { createAssistant } from '../../../src/assistant.ts';
import { WORDS } from '../../../src/channels/http/words.ts';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { openFakeIdentityProvider } from '../../fakes/fake-identity-provider.ts';
import type { FakeIdentityProvider } from '../../fakes/fake-identity-provider.ts';
import { createScriptedMeans } from '../../journeys/scripted-means.ts';

const OFFICE = 'ward-1';
const LAN = { email: 'lan@xa.gov.vn', email_verified: true };

describe('signing in at the office’s identity provider', () => {
  let provider: FakeIdentityProvider;
  let store: Store;
  let listening: Listening;
  let url: string;
  beforeEach(async () => {
    provider = await openFakeIdentityProvider();
    store = await openStore({});
    const now = (): Date => new Date();
    const accounts = createAccounts({ store, office: OFFICE, secretKey: Buffer.alloc(32, 7), now });
    const { token = '' } = (await accounts.inviteFirst(OFFICE)) ?? {};
    const password = 'mot hai ba bon nam sau';
    await accounts.accept(token, { password, login: LAN.email, name: 'Lan' });
    const means = createScriptedMeans();
    const { vi, en } = WORDS;
    const signIn = createAccountSignIn(
      accounts,
      createTokenSignIn({ officerToken: undefined, office: OFFICE }),
    );
    const app = createApp({
      assistant: createAssistant({
        means,
        store,
        personMessage: { vi: vi.chat.personMessage, en: en.chat.personMessage },
        facetNames: { vi: vi.chat.facets, en: en.chat.facets },
      }),
      assets: UNBUILT,
      log: createLog('silent'),
      config: { office: {}, trustProxy: false, rateLimitPerMinute: 0 },
      routers: [
        createOidcRouter({
          oidc: createOidc({
            issuer: provider.issuer,
            clientId: 'hoi-mot-cua',
            clientSecret: 'secret of the tests',
            loginClaim: 'email',
          }),
          accounts,
          signIn,
          settingOf: createSettingOf({ assets: UNBUILT, knowledge: means.knowledge, office: {} }),
          rateLimit: createRateLimit({ perMinute: 60 }),
          cookieKey: createCookieKey('key of the tests'),
          publicUrl: undefined,
          log: createLog('silent'),
        }),
      ],
    });
    listening = await listen(app, 0, '127.0.0.1');
    url = `http://127.0.0.1:${listening.port}`;
  });
  afterEach(async () => {
    await listening.close();
    await provider.close();
    await store.close();
  });

  const cookiesOf = (response: Response): string =>
    response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  /** Out to the provider and back, by hand; `bent` changes the way back. */
  async function signIn(
    next = '/ban-lam-viec',
    bent: (back: URL, cookie: string) => { readonly back: URL; readonly cookie: string } = (
      back,
      cookie,
    ) => ({ back, cookie }),
  ): Promise<Response> {
    const out = await fetch(`${url}/dang-nhap/co-quan?tiep=${encodeURIComponent(next)}`, {
      redirect: 'manual',
    });
    const at = await fetch(out.headers.get('location') ?? '', { redirect: 'manual' });
    const { back, cookie } = bent(new URL(at.headers.get('location') ?? ''), cookiesOf(out));
    return fetch(back, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });
  }

  it('begins a session of the account with that address, and leads on', async () => {
    provider.say({ claims: LAN });
    const done = await signIn('/ban-lam-viec/viec');
    expect(done.status).toBe(303);
    expect(done.headers.get('location')).toBe('/ban-lam-viec/viec');
    expect(cookiesOf(done)).toContain('hmc-officer=');
  });

  it('lets nobody in who has no account here', async () => {
    provider.say({ claims: { email: 'hoa@xa.gov.vn', email_verified: true } });
    const refused = await signIn();
    expect(refused.status).toBe(401);
    expect(await refused.text()).toContain('hoa@xa.gov.vn');
    expect(cookiesOf(refused)).not.toContain('hmc-officer=');
  });

  it.each([
    ['an address nobody verified', { claims: { ...LAN, email_verified: false } }],
    ['no address at all', { claims: { email_verified: true } }],
    ['a nonce of another sign-in', { claims: LAN, forged: { nonce: 'other' } }],
    ['a token for somebody else', { claims: LAN, forged: { aud: 'other' } }],
    ['a token of another issuer', { claims: LAN, forged: { iss: 'https://evil.example' } }],
    ['a token that is over', { claims: LAN, forged: { exp: 1 } }],
    ['a signature by a strange key', { claims: LAN, strangeKey: true }],
  ])('refuses %s', async (_name, saying) => {
    provider.say(saying);
    const refused = await signIn();
    expect(refused.status).toBe(401);
    expect(cookiesOf(refused)).not.toContain('hmc-officer=');
  });

  it.each([
    [
      'another state',
      (back: URL, cookie: string) => {
        back.searchParams.set('state', 'forged');
        return { back, cookie };
      },
    ],
    ['no cookie', (back: URL) => ({ back, cookie: '' })],
    ['a forged cookie', (back: URL) => ({ back, cookie: 'hmc-oidc=e30.AAAA' })],
  ])('refuses a way back with %s', async (_name, bent) => {
    provider.say({ claims: LAN });
    expect((await signIn('/ban-lam-viec', bent)).status).toBe(401);
  });

  it('takes a code once', async () => {
    provider.say({ claims: LAN });
    let again: { back: URL; cookie: string } | undefined;
    await signIn('/ban-lam-viec', (back, cookie) => (again = { back, cookie }));
    const { back = new URL(url), cookie = '' } = again ?? {};
    expect((await fetch(back, { redirect: 'manual', headers: { cookie } })).status).toBe(401);
  });

  it('says so politely while the provider is away', async () => {
    await provider.close();
    const out = await fetch(`${url}/dang-nhap/co-quan`, { redirect: 'manual' });
    expect(out.headers.get('location')).toBe('/dang-nhap?loi=co-quan');
  });
});
