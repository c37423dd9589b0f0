import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIRTH, VAGUE } from '../../journeys/scripted-means.ts';
import { cookieOf, openConversation, post, serve } from './serve.ts';
import type { Served } from './serve.ts';

let site: Served;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

async function begun(text = BIRTH) {
  const messages = await openConversation(site.url);
  await post(messages, { clientMessageId: 'a', text });
  const id = messages.split('/').at(-2) ?? '';
  return { id, cookie: cookieOf(id), messages, conversation: messages.replace('/messages', '') };
}

const form = (path: string, cookie: string, fields: object = {}, headers: object = {}) =>
  fetch(site.url + path, {
    method: 'POST',
    body: new URLSearchParams({ ...fields }),
    headers: { cookie, ...headers },
    redirect: 'manual',
  });

describe('the transcript', () => {
  it.each(['the page', 'the API'])(
    'of %s is a text that old editors show rightly',
    async (door) => {
      const { cookie, conversation } = await begun(VAGUE);
      const response =
        door === 'the API'
          ? await fetch(`${conversation}/transcript`)
          : await fetch(`${site.url}/hoi/ban-ghi`, { headers: { cookie } });
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(response.headers.get('content-disposition')).toMatch(
        /^attachment; filename="hoi-mot-cua-\d{4}-\d\d-\d\d\.txt"$/u,
      );
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect(Array.from(bytes.subarray(0, 3))).toEqual([0xef, 0xbb, 0xbf]);
      const text = new TextDecoder().decode(bytes);
      expect(text).toContain('UBND phường Thử');
      expect(text).toMatch(/\[\d\d\/\d\d\/\d{4} \d\d:\d\d\] Ông\/bà hỏi:\r\nchuyển nhượng\r\n/u);
      expect(text).toContain('2. Thủ tục đăng ký khai sinh có yếu tố nước ngoài');
      expect(text).not.toMatch(/[^\r]\n/u);
    },
  );

  it('is not there without a conversation', async () => {
    expect((await fetch(`${site.url}/hoi/ban-ghi`)).status).toBe(404);
    expect((await fetch(`${site.url}/api/v1/conversations/no/transcript`)).status).toBe(404);
  });
});

describe('the privacy page', () => {
  it.each(['vi', 'en'])('says in %s what is kept, how long and by which law', async (language) => {
    const page = await (await fetch(`${site.url}/quyen-rieng-tu?lang=${language}`)).text();
    expect(page).toContain('91/2025/QH15');
    expect(page).toContain('13/2023');
    expect(page).toMatch(language === 'vi' ? /14 ngày/u : /14 days/u);
    expect(page).not.toContain('action="/quyen-rieng-tu/xoa"');
  });

  it('stands one press from every page', async () => {
    for (const path of ['/', '/thu-tuc', '/thu-tuc/1.001193', '/api', '/nhung'])
      expect(await (await fetch(site.url + path)).text()).toContain('href="/quyen-rieng-tu"');
  });

  it('gives a citizen everything that is kept of the conversation', async () => {
    const { cookie, conversation } = await begun();
    const response = await form('/quyen-rieng-tu/du-lieu', cookie);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; .*\.json"$/u);
    const text = await response.text();
    expect(text).toContain(BIRTH);
    expect(await (await fetch(`${conversation}/export`)).json()).toEqual(JSON.parse(text));
  });

  it('erases the conversation for good and forgets the cookie', async () => {
    const { cookie, messages } = await begun();
    const response = await form('/quyen-rieng-tu/xoa', cookie, { sure: '1' });
    expect(response.headers.get('location')).toBe('/quyen-rieng-tu?xong=xoa#cuoc-tro-chuyen');
    expect(response.headers.get('set-cookie')).toMatch(/^hmc-conversation=;/u);
    expect((await fetch(messages)).status).toBe(404);
    // Pressed twice, or expired meanwhile: it is gone, as was wished.
    expect((await form('/quyen-rieng-tu/xoa', cookie, { sure: '1' })).status).toBe(303);
    const after = await fetch(`${site.url}/quyen-rieng-tu?xong=xoa`);
    expect(await after.text()).toContain('Dạ, đã xóa hẳn cuộc trò chuyện.');
  });

  it('erases nothing by accident', async () => {
    const { cookie, messages } = await begun();
    const unsure = await form('/quyen-rieng-tu/xoa', cookie);
    expect(unsure.headers.get('location')).toContain('xong=chua');
    const path = '/quyen-rieng-tu?xong=chua';
    const page = await (await fetch(site.url + path, { headers: { cookie } })).text();
    expect(page).toContain('role="alert"');
    expect((await fetch(messages)).status).toBe(200);
  });

  it.each(['/quyen-rieng-tu/xoa', '/quyen-rieng-tu/du-lieu'])(
    'takes no form of another site: %s',
    async (path) => {
      const { cookie, messages } = await begun();
      const origin = 'https://evil.example';
      expect((await form(path, cookie, { sure: '1' }, { origin })).status).toBe(403);
      expect((await fetch(messages)).status).toBe(200);
    },
  );
});
