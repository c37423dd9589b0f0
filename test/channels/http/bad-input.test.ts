import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorSchema, turnsResponseSchema } from '../../../src/channels/http/schemas.ts';
import { BIRTH } from '../../journeys/scripted-means.ts';
import { cookieOf, openConversation, post, serve } from './serve.ts';
import type { Served } from './serve.ts';

let site: Served;
let messages: string;
beforeAll(async () => {
  site = await serve();
  messages = await openConversation(site.url);
});
afterAll(() => site.close());

async function errorOf(response: Response) {
  return { status: response.status, ...errorSchema.parse(await response.json()).error };
}
const message = (values: object) => ({
  clientMessageId: crypto.randomUUID(),
  text: BIRTH,
  ...values,
});

describe('a text that is no plain question', () => {
  it.each([
    ['empty', ''],
    ['blank', ' \n\t '],
    ['control characters', '\u0000\u0001\u001B[31mkhai sinh\u0007'],
    ['hidden Unicode', 'khai\u200B\u200D\u2066 sinh\u{E0041}\uFEFF'],
    ['half a surrogate pair', 'khai sinh \uD83D'],
    ['NFD', 'đăng ký khai sinh'.normalize('NFD')],
    ['emoji only', '👶🏻👨‍👩‍👧‍👦🎉'],
    ['markup', '<script>alert(1)</script>'],
    ['10,000 letters', 'ă'.repeat(10_000)],
  ])('is answered politely and shown harmlessly: %s', async (_, text) => {
    const own = await openConversation(site.url);
    const response = await post(own, message({ text }));
    expect(response.status).toBe(200);
    const { turns } = turnsResponseSchema.parse(await response.json());
    expect(turns[1]?.text).not.toBe('');
    const cookie = cookieOf(own.split('/').at(-2) ?? '');
    const page = await (await fetch(site.url, { headers: { cookie } })).text();
    expect(page).not.toContain('<script>alert');
    expect(page).not.toMatch(/(?![\t\n\r])\p{Cc}/u);
    expect(page).toContain('hmc-turn-citizen');
  });
});

describe('a request that is wrong', () => {
  it.each<[string, () => Promise<Response>, number, string, RegExp]>([
    ['JSON that breaks off', () => post(messages, '{"text": "a'), 400, 'invalid-json', /JSON/u],
    ['JSON that is no object', () => post(messages, '[1]'), 400, 'invalid-request', /JSON/u],
    ['null', () => post(messages, 'null'), 400, 'invalid-request', /JSON \(sai kiểu/u],
    [
      'bytes that are no UTF-8',
      () => post(messages, new Uint8Array([0x22, 0xff, 0x22])),
      400,
      'invalid-json',
      /JSON/u,
    ],
    [
      'a field that would change every object',
      () => post(messages, '{"clientMessageId":"p","text":"a","__proto__":{"admin":true}}'),
      400,
      'invalid-request',
      /__proto__ \(trường lạ\)/u,
    ],
    [
      'a message id with control characters',
      () => post(messages, message({ clientMessageId: 'a\u0000b' })),
      400,
      'invalid-request',
      /clientMessageId \(sai dạng\)/u,
    ],
    [
      'a choice that was never offered',
      () => post(messages, { clientMessageId: 'q', chosenCode: '9.999999' }),
      400,
      'unknown-choice',
      /lựa chọn/u,
    ],
    [
      'a text longer than any question',
      () => post(messages, message({ text: 'a'.repeat(16_001) })),
      400,
      'invalid-request',
      /text \(dài quá 16000 ký tự\)/u,
    ],
    [
      'a channel that does not exist, with those that do',
      () => post(`${site.url}/api/v1/conversations`, { channel: 'fax' }),
      400,
      'invalid-request',
      /chỉ nhận web, kiosk, robot/u,
    ],
    [
      'no message id',
      () => post(messages, { text: 'a' }),
      400,
      'invalid-request',
      /clientMessageId/u,
    ],
    [
      'an unknown field',
      () => post(messages, message({ txet: 'a' })),
      400,
      'invalid-request',
      /txet/u,
    ],
    ['a wrong type', () => post(messages, message({ text: 5 })), 400, 'invalid-request', /text/u],
    [
      'an unknown facet',
      () => post(messages, message({ chosenFacet: 'price' })),
      400,
      'invalid-request',
      /chosenFacet/u,
    ],
    [
      'a code in a wrong form',
      () => post(messages, message({ chosenCode: '1' })),
      400,
      'invalid-request',
      /chosenCode/u,
    ],
    [
      'nothing said',
      () => post(messages, { clientMessageId: 'x' }),
      400,
      'invalid-request',
      /text/u,
    ],
    [
      'an unknown channel',
      () => post(`${site.url}/api/v1/conversations`, { channel: 'fax' }),
      400,
      'invalid-request',
      /channel/u,
    ],
    [
      'a search without words',
      () => fetch(`${site.url}/api/v1/procedures`),
      400,
      'invalid-request',
      /q/u,
    ],
    [
      'a limit too high',
      () => fetch(`${site.url}/api/v1/procedures?q=a&limit=51`),
      400,
      'invalid-request',
      /limit/u,
    ],
    [
      'an unknown parameter',
      () => fetch(`${site.url}/api/v1/procedures?q=a&page=2`),
      400,
      'invalid-request',
      /page/u,
    ],
    [
      '100 kB',
      () => post(messages, message({ text: 'a'.repeat(100_000) })),
      413,
      'too-large',
      /64 kB/u,
    ],
    [
      'another content type',
      () => post(messages, 'text=a', { 'content-type': 'text/plain' }),
      415,
      'unsupported-media-type',
      /application\/json/u,
    ],
    [
      'an unknown charset',
      () => post(messages, '{}', { 'content-type': 'application/json; charset=x' }),
      415,
      'unsupported-media-type',
      /json/u,
    ],
    [
      'an unknown content encoding',
      () => post(messages, '{}', { 'content-encoding': 'x' }),
      415,
      'unsupported-media-type',
      /json/u,
    ],
    [
      'a compressed body',
      () => post(messages, '{}', { 'content-encoding': 'gzip' }),
      415,
      'unsupported-media-type',
      /json/u,
    ],
    [
      'an unknown conversation',
      () => post(`${site.url}/api/v1/conversations/no/messages`, message({})),
      404,
      'conversation-not-found',
      /./u,
    ],
    [
      'an unknown procedure',
      () => fetch(`${site.url}/api/v1/procedures/9.999999`),
      404,
      'procedure-not-found',
      /./u,
    ],
    ['an unknown address', () => fetch(`${site.url}/api/v2`), 404, 'not-found', /./u],
    [
      'an asset that is not there',
      () => fetch(`${site.url}/assets/a-12345678.js`),
      404,
      'not-found',
      /./u,
    ],
    [
      'broken percent-encoding',
      () => fetch(`${site.url}/api/v1/procedures/%E0%A4%A`),
      400,
      'bad-address',
      /./u,
    ],
  ])('is refused by name: %s', async (_, send, status, code, said) => {
    const error = await errorOf(await send());
    expect([error.status, error.code]).toEqual([status, code]);
    expect(error.message).toMatch(said);
    expect(error.requestId).not.toBe('');
  });

  it('says which methods an address takes', async () => {
    const response = await fetch(messages, { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('POST, GET, HEAD');
    expect(await errorOf(response)).toMatchObject({ status: 405, code: 'method-not-allowed' });
  });

  it('does not let a message id stand for two texts', async () => {
    await post(messages, { clientMessageId: 'same', text: BIRTH });
    expect(
      await errorOf(await post(messages, { clientMessageId: 'same', text: 'khác' })),
    ).toMatchObject({
      status: 409,
      code: 'message-conflict',
    });
  });

  it('is told in English where English is preferred', async () => {
    const english = await errorOf(
      await fetch(`${site.url}/api/v2`, { headers: { 'accept-language': 'en-GB,vi;q=0.5' } }),
    );
    const vietnamese = await errorOf(await fetch(`${site.url}/api/v2`));
    expect(english.message).toBe('There is no such page.');
    expect(vietnamese.message).toBe('Không có trang này.');
  });

  it('names every field at fault, in English where that is preferred', async () => {
    const response = await post(
      `${site.url}/api/v1/conversations`,
      { channel: 5, language: 'fr', colour: 'red' },
      { 'accept-language': 'en' },
    );
    expect((await errorOf(response)).message).toBe(
      'The request is not right in: channel (only web, kiosk, robot, telegram, zalo, messenger, hotline); language (only vi, en); colour (unknown field).',
    );
  });

  it('is told in JSON to whoever takes no page', async () => {
    const response = await fetch(`${site.url}/no`, { headers: { accept: 'application/json' } });
    expect(await errorOf(response)).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('is told on a page where a page was asked for', async () => {
    const response = await fetch(`${site.url}/thu-tuc/<script>alert(1)</script>`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('hmc-notice');
    expect((await fetch(`${site.url}/thu-tuc/%E0%A4%A`)).status).toBe(400);
  });

  it('is stopped above the limit, with the time to wait; other addresses go on', async () => {
    const limited = await serve({ rateLimitPerMinute: 3 });
    const search = (from: string) =>
      fetch(`${limited.url}/api/v1/procedures?q=a`, { headers: { 'x-forwarded-for': from } });
    for (let at = 0; at < 3; at += 1) expect((await search('203.0.113.1')).status).toBe(200);
    const refused = await search('203.0.113.1');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect((await search('203.0.113.2')).status).toBe(200);
    expect((await fetch(`${limited.url}/healthz`)).status).toBe(200);
    await limited.close();
  });

  it('does not harm the process when it is cut off in the middle', async () => {
    await new Promise((resolve) => {
      const half = request(messages, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': 500 },
      });
      half.on('error', resolve);
      half.write('{"text":"');
      setTimeout(() => half.destroy(), 50);
      half.on('close', resolve);
    });
    expect((await fetch(`${site.url}/healthz`)).status).toBe(200);
  });
});

describe('a failure inside', () => {
  it('is a polite 500 that the log names without a citizen’s words', async () => {
    const secret = 'Nguyễn Văn A 079123456789';
    const broken = await serve({
      means: {
        answer: async (question) => {
          throw new Error(`cannot read: ${question.text}`);
        },
      },
    });
    const own = await openConversation(broken.url);
    const error = await errorOf(await post(own, message({ text: secret })));
    expect(error).toMatchObject({ status: 500, code: 'internal' });
    expect(error.message).not.toContain('cannot read');
    const log = broken.logged.join('');
    expect(log).toContain(error.requestId);
    expect(log).not.toContain(secret);
    expect(log).not.toContain(own.split('/').at(-2));
    await broken.close();
  });
});
