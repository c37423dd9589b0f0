import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCookieKey, loadCookieKey } from '../../../src/channels/http/cookie-key.ts';
import { BIRTH } from '../../journeys/scripted-means.ts';
import { cookieOf, openConversation, post, serve } from './serve.ts';
import type { Served } from './serve.ts';

let site: Served;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

const idOf = (messages: string): string => messages.split('/').at(-2) ?? '';
const page = async (cookie: string, path = '/') =>
  (await fetch(site.url + path, { headers: { cookie } })).text();

async function begun(): Promise<string> {
  const messages = await openConversation(site.url);
  await post(messages, { clientMessageId: 'a', text: BIRTH });
  return idOf(messages);
}

describe('the cookie of a conversation', () => {
  it('goes on with the conversation when it comes back as it was given', async () => {
    expect(await page(cookieOf(await begun()))).toContain('hmc-turn-citizen');
  });

  it.each([
    ['of the old kind, without signature', (id: string) => id],
    [
      'signed by another key',
      (id: string) => createCookieKey('other').sign('hmc-conversation', id),
    ],
    [
      'signed for another use',
      (id: string) => createCookieKey('the secret of the tests').sign('x', id),
    ],
    ['whose signature was cut', (id: string) => cookieOf(id).split('=')[1]!.slice(0, -2)],
    ['that is empty', () => ''],
    ['that is nothing but dots', () => '.'.repeat(60)],
  ])('is taken for none: one %s', async (_name, forge) => {
    const id = await begun();
    expect(await page(`hmc-conversation=${forge(id)}`)).not.toContain('hmc-turn-citizen');
  });

  it('with the id of another conversation under the same signature is taken for none', async () => {
    const [mine, other] = [await begun(), await begun()];
    expect(await page(cookieOf(mine).replace(mine, other))).not.toContain('hmc-turn-citizen');
  });

  it('lasts as long as the conversation is kept, out of the reach of script and other sites', async () => {
    const response = await fetch(site.url, { headers: { cookie: cookieOf(await begun()) } });
    const line = response.headers.getSetCookie().find((one) => one.includes('conversation')) ?? '';
    expect(line).toMatch(/Max-Age=2592000;/u);
    expect(line).toMatch(/HttpOnly; SameSite=Lax/u);
    const secure = await fetch(site.url, {
      headers: { cookie: cookieOf(await begun()), 'x-forwarded-proto': 'https' },
    });
    expect(secure.headers.getSetCookie().join()).toContain('Secure');
  });

  it('of a kiosk ends with its browser', async () => {
    const opened = await fetch(`${site.url}/?channel=kiosk`);
    const [kiosk = ''] = opened.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    expect(await opened.text()).toContain('"channel":"kiosk"');
    const asked = await fetch(`${site.url}/hoi`, {
      method: 'POST',
      body: new URLSearchParams({ text: BIRTH }),
      headers: { cookie: kiosk },
      redirect: 'manual',
    });
    const lines = asked.headers.getSetCookie().join('\n');
    expect(lines).toContain('hmc-conversation=');
    expect(lines).not.toMatch(/Max-Age|Expires/u);
  });

  it('is given to what our own page opens by script, and to nobody else', async () => {
    const open = (headers: Record<string, string>) =>
      post(`${site.url}/api/v1/conversations`, {}, headers);
    const own = await open({ origin: site.url });
    expect(own.headers.get('set-cookie')).toMatch(/^hmc-conversation=.*HttpOnly/u);
    expect((await open({ origin: 'https://xa.example' })).headers.get('set-cookie')).toBeNull();
    expect((await open({})).headers.get('set-cookie')).toBeNull();
  });
});

describe('the key of the cookies', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'cookie-key-'));

  it('is made once and then kept, for this account only', () => {
    const varDir = join(folder(), 'var');
    const signed = loadCookieKey({ cookieSecret: undefined, varDir }).sign('n', 'v');
    expect(loadCookieKey({ cookieSecret: undefined, varDir }).verify('n', signed)).toBe('v');
    expect(statSync(join(varDir, 'cookie-key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(varDir, 'cookie-key'), 'utf8').length).toBeGreaterThanOrEqual(43);
  });

  it('is the one of the settings where there is one', () => {
    const varDir = folder();
    const key = loadCookieKey({ cookieSecret: 'a secret', varDir });
    expect(createCookieKey('a secret').verify('n', key.sign('n', 'v'))).toBe('v');
    expect(() => statSync(join(varDir, 'cookie-key'))).toThrow('ENOENT');
  });

  it('that was spoiled stops the start instead of signing with nothing', () => {
    const varDir = folder();
    writeFileSync(join(varDir, 'cookie-key'), '');
    expect(() => loadCookieKey({ cookieSecret: undefined, varDir })).toThrow(/holds no key/u);
  });
});
