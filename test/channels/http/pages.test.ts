import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIRTH, VAGUE, createScriptedMeans } from '../../journeys/scripted-means.ts';
import { cookieOf, serve } from './serve.ts';
import type { Served } from './serve.ts';

let site: Served;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

/** A browser without script: keeps cookies, sends forms, follows to the page. */
function openBrowser() {
  const cookies = new Map<string, string>();
  const call = async (path: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(site.url + path, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  return {
    cookies,
    page: async (path = '/') => (await call(path)).text(),
    send: (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      call('/hoi', { method: 'POST', body: new URLSearchParams(fields), headers }),
  };
}

describe('the chat without script', () => {
  it('greets, offers questions and a person, and says all in the state for the script', async () => {
    const page = await openBrowser().page();
    expect(page).toContain('Dạ, chào ông/bà!');
    expect(page).toContain(
      `<button class="hmc-suggestion" form="hmc-choices" name="text" value="${BIRTH}">`,
    );
    expect(page).toContain('class="hmc-person"');
    const state: unknown = JSON.parse(/id="hmc-state">(.*?)<\/script>/su.exec(page)?.[1] ?? '');
    expect(state).toMatchObject({
      conversationId: null,
      language: 'vi',
      turns: [],
      suggestions: [BIRTH, expect.any(String)],
    });
  });

  it('answers a question by a form and shows the whole conversation after it', async () => {
    const browser = openBrowser();
    const response = await browser.send({ text: BIRTH });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/#cuoi']);
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/u);
    const page = await browser.page();
    for (const part of [
      'id="cuoi"',
      'hmc-said',
      'Giấy tờ cần có',
      'hmc-source',
      'href="/thu-tuc/1.001193"',
      'name="chosenFacet" value="fee"',
    ]) {
      expect(page).toContain(part);
    }
  });

  it('takes options and facets by button, in the same conversation', async () => {
    const browser = openBrowser();
    await browser.send({ text: VAGUE });
    expect(await browser.page()).toContain(
      '<button class="hmc-option" form="hmc-choices" name="chosenCode" value="2.000528">',
    );
    await browser.send({ chosenCode: '1.001193' });
    await browser.send({ chosenCode: '1.001193', chosenFacet: 'fee' });
    const page = await browser.page();
    expect(page.match(/hmc-turn-citizen/gu)).toHaveLength(3);
    expect(page).toContain('hmc-option-past');
  });

  it('hands over to a person by button', async () => {
    const browser = openBrowser();
    await browser.send({ person: '1' });
    expect(await browser.page()).toContain('data-outcome="handed-off"');
  });

  it('makes one message of a form that is sent twice, and a new one of a form used again', async () => {
    const browser = openBrowser();
    await browser.send({ clientMessageId: 'a', text: BIRTH });
    await browser.send({ clientMessageId: 'a', text: BIRTH });
    expect((await browser.page()).match(/hmc-turn-citizen/gu)).toHaveLength(1);
    expect((await browser.send({ clientMessageId: 'a', text: VAGUE })).status).toBe(303);
    expect((await browser.page()).match(/hmc-turn-citizen/gu)).toHaveLength(2);
  });

  it('says nothing for an empty form, and starts again when asked', async () => {
    const browser = openBrowser();
    expect((await browser.send({ text: '  ' })).headers.get('location')).toBe('/');
    expect(browser.cookies.size).toBe(0);
    await browser.send({ text: BIRTH });
    await browser.send({ restart: '1' });
    expect(await browser.page()).not.toContain('hmc-turn');
  });

  it('begins anew where the conversation was forgotten', async () => {
    const browser = openBrowser();
    browser.cookies.set('hmc-conversation', cookieOf('forgotten').split('=')[1] ?? '');
    expect((await browser.send({ text: BIRTH })).status).toBe(303);
    expect(await browser.page()).toContain('hmc-turn-citizen');
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['another site without origin', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('takes no form from %s', async (_, headers, status) => {
    expect((await openBrowser().send({ text: BIRTH }, headers)).status).toBe(status);
    expect((await openBrowser().send({ text: BIRTH }, { origin: site.url })).status).toBe(303);
  });

  it('refuses a form that is wrong', async () => {
    expect((await openBrowser().send({ text: BIRTH, colour: 'red' })).status).toBe(400);
    expect((await openBrowser().send({ text: 'a'.repeat(100_000) })).status).toBe(413);
    expect((await openBrowser().send({}, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('shows markup as text, in page and state', async () => {
    const browser = openBrowser();
    const evil = '</script><script>alert(1)</script>"\'><img src=x onerror=alert(1)>';
    await browser.send({ text: evil });
    const page = await browser.page();
    expect(page).not.toMatch(/<script>alert|<img/u);
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(await browser.page(`/thu-tuc?q=${encodeURIComponent(evil)}`)).not.toMatch(
      /<script>alert|<img/u,
    );
  });
});

describe('the other pages', () => {
  it('show the whole record, with contents', async () => {
    const page = await openBrowser().page('/thu-tuc/1.001193');
    for (const part of [
      'Thủ tục đăng ký khai sinh',
      'Giấy chứng sinh',
      '8.000 đồng',
      '1 ngày làm việc',
      '1872/QĐ-BTP',
      '60/2014/QH13',
      'Không có.',
      'Công chức tiếp nhận',
    ]) {
      expect(page).toContain(part);
    }
    for (const [, id] of page.matchAll(/href="#([\w-]+)"/gu)) expect(page).toContain(`id="${id}"`);
  });

  it('show no amount bare that the record makes depend on something', async () => {
    const record = createScriptedMeans().procedure('1.001193')!;
    const fees = [
      { kind: 'fee', meaning: 'exact', amount: 20_000, currency: 'VND', conditional: true },
      { kind: 'fee', meaning: 'stated-only', currency: 'VND' },
    ] as const;
    const special = await serve({
      means: {
        procedure: () => ({
          ...record,
          state: 'ACTIVE',
          publishedAt: '2026-01-02',
          submissions: [{ method: 'direct', durations: [], fees: [...fees] }],
          cases: [
            { name: 'Trường hợp gấp', items: [], duration: { quantity: 5, unit: 'working-day' } },
          ],
        }),
      },
    });
    const page = await (await fetch(`${special.url}/thu-tuc/1.001193`)).text();
    for (const part of [
      '20.000 đồng; tùy trường hợp',
      'số tiền trong hồ sơ không rõ ràng',
      'Trường hợp gấp',
      'Thời hạn của trường hợp này: 5 ngày làm việc',
      '2/1/2026',
      'Đang áp dụng',
    ]) {
      expect(page).toContain(part);
    }
    await special.close();
  });

  it('find procedures', async () => {
    const browser = openBrowser();
    expect(await browser.page('/thu-tuc')).not.toContain('hmc-results');
    expect(await browser.page('/thu-tuc?q=khai+sinh')).toContain('<a href="/thu-tuc/1.001193">');
    expect(await browser.page('/thu-tuc?q=a&q=b')).toContain('hmc-search');
  });

  it('stay in English once it was chosen', async () => {
    const browser = openBrowser();
    expect(await browser.page('/?lang=en')).toContain('<html lang="en">');
    expect(await browser.page('/thu-tuc')).toContain('Find an administrative procedure');
    expect(await browser.page('/?lang=vi')).toContain('<html lang="vi">');
  });

  it('leave no place in a text unfilled', async () => {
    for (const path of ['/', '/thu-tuc', '/thu-tuc?q=khai+sinh', '/thu-tuc/1.001193', '/no']) {
      const page = (await openBrowser().page(path)).replace(/<script[\s\S]*?<\/script>/gu, '');
      expect(page, path).not.toMatch(/\{\w+\}|undefined|\[object/u);
    }
  });
});
