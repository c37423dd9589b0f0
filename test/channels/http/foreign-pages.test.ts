import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConversation, post, serve } from './serve.ts';
import type { Served } from './serve.ts';

const COMMUNE = 'https://xa.example';

describe('pages of other sites', () => {
  let open: Served;
  let limited: Served;
  beforeAll(async () => {
    open = await serve();
    limited = await serve({ widgetOrigins: ['https://XA.example:443', 'http://localhost:8080'] });
  });
  afterAll(() => Promise.all([open.close(), limited.close()]));

  const ask = (site: Served, origin: string) =>
    post(`${site.url}/api/v1/conversations`, {}, { origin });

  it('may use the API where any may, but never with cookies', async () => {
    const response = await ask(open, COMMUNE);
    expect(response.status).toBe(201);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  it('may use it where they are named, in whatever spelling', async () => {
    const response = await ask(limited, COMMUNE);
    expect(response.headers.get('access-control-allow-origin')).toBe(COMMUNE);
    expect(response.headers.get('vary')?.toLowerCase()).toContain('origin');
    expect((await ask(limited, 'http://localhost:8080')).status).toBe(201);
  });

  it.each(['https://evil.example', 'http://xa.example', 'https://xa.example.evil.example', 'null'])(
    'are refused where they are not: %s',
    async (origin) => {
      const response = await ask(limited, origin);
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(await response.json()).toMatchObject({ error: { code: 'foreign-origin' } });
    },
  );

  it('of our own, and clients that are no pages, always may', async () => {
    expect((await ask(limited, limited.url)).status).toBe(201);
    expect((await post(`${limited.url}/api/v1/conversations`, {})).status).toBe(201);
  });

  it.each(['POST', 'DELETE'])('are told beforehand that they may %s JSON', async (method) => {
    const response = await fetch(`${open.url}/api/v1/conversations`, {
      method: 'OPTIONS',
      headers: {
        origin: COMMUNE,
        'access-control-request-method': method,
        'access-control-request-headers': 'content-type',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toContain(method);
    expect(response.headers.get('access-control-allow-headers')).toContain('content-type');
  });

  it('get the events and the reasons of a fault, too', async () => {
    const events = (await openConversation(open.url)).replace('/messages', '/events');
    const headers = { origin: COMMUNE };
    const followed = await fetch(events, { method: 'HEAD', headers });
    expect(followed.headers.get('access-control-allow-origin')).toBe('*');
    const fault = await fetch(`${open.url}/api/v1/conversations/no/messages`, { headers });
    expect(fault.status).toBe(404);
    expect(fault.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('may not read our pages', async () => {
    const page = await fetch(open.url, { headers: { origin: COMMUNE } });
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
  });
});
