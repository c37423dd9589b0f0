import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, serve } from './serve.ts';
import type { Served } from './serve.ts';

let site: Served;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

const post = (path: string, body: unknown) =>
  fetch(site.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
async function open(): Promise<string> {
  const reply = (await (await post('/api/v1/conversations', {})).json()) as { id: string };
  return reply.id;
}

describe('what a citizen does while she waits, over HTTP', () => {
  it('is told that nobody waits where nobody was asked for', async () => {
    const id = await open();
    const reply = await fetch(`${site.url}/api/v1/conversations/${id}/wait`);
    expect(await reply.json()).toMatchObject({ wait: { kind: 'none' }, mayLeave: false });
  });

  it.each(['wait', 'contact', 'rating', 'typing'])(
    'is told that the conversation is gone: %s',
    async (what) => {
      const path = `/api/v1/conversations/unknown/${what}`;
      const bodies: Record<string, object> = {
        contact: { contact: '0912345678' },
        rating: { stars: 5 },
      };
      const reply =
        what === 'wait' ? await fetch(site.url + path) : await post(path, bodies[what] ?? {});
      expect(reply.status).toBe(404);
    },
  );

  it.each([
    ['contact', { contact: 'abc' }],
    ['contact', { contact: '   ' }],
    ['contact', { contact: '1'.repeat(200) }],
    ['contact', {}],
    ['rating', { stars: 0 }],
    ['rating', { stars: 6 }],
    ['rating', { stars: '5' }],
    ['rating', { stars: 3, reason: '' }],
    ['rating', { stars: 3, more: 1 }],
  ])('is refused clearly: %s %j', async (what, body) => {
    const reply = await post(`/api/v1/conversations/${await open()}/${what}`, body);
    expect(reply.status).toBe(400);
    const { error } = (await reply.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe('invalid-request');
    expect(error.message.length).toBeGreaterThan(10);
  });

  it('takes its forms from our own pages only', async () => {
    const id = await open();
    const form = (headers: Record<string, string>) =>
      fetch(`${site.url}/hoi/thoi-cho`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          cookie: cookieOf(id),
          ...headers,
        },
        body: '',
      });
    expect((await form({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await form({ origin: site.url })).status).toBe(303);
  });
});
