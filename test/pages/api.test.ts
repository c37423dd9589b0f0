import { describe, expect, it } from 'vitest';
import { createApi } from '../../src/pages/chat/api.ts';
import type { ApiOptions } from '../../src/pages/chat/api.ts';
import { createMessageId } from '../../src/pages/chat/message-id.ts';

function answering(
  response: () => Response | Promise<Response>,
  online = true,
  options: ApiOptions = {},
) {
  const requests: { path: string; body: unknown }[] = [];
  const api = createApi(
    async (path, init) => {
      requests.push({
        path: path as string,
        body: JSON.parse((init?.body as string | undefined) ?? 'null'),
      });
      return response();
    },
    () => online,
    { timeoutMs: 50, ...options },
  );
  return { api, requests };
}

describe('the API as the chat page calls it', () => {
  it('sends the message id so that a second try makes no second turn', async () => {
    const { api, requests } = answering(() => Response.json({ turns: [] }));
    expect(await api.send('a/b', { id: 'm', text: 'x', chosenFacet: 'fee' })).toEqual({
      kind: 'done',
      value: [],
    });
    expect(requests).toEqual([
      {
        path: '/api/v1/conversations/a%2Fb/messages',
        body: { clientMessageId: 'm', text: 'x', chosenFacet: 'fee' },
      },
    ]);
  });

  it.each([
    [404, {}, { kind: 'gone' }],
    [400, {}, { kind: 'rejected' }],
    [413, {}, { kind: 'rejected' }],
    [500, {}, { kind: 'later', why: 'failed' }],
    [503, {}, { kind: 'later', why: 'busy' }],
    [429, { 'retry-after': '3' }, { kind: 'later', why: 'busy', afterMs: 3000 }],
    [429, { 'retry-after': '86400' }, { kind: 'later', why: 'busy', afterMs: 60_000 }],
  ])('reads status %i', async (status, headers, expected) => {
    const { api } = answering(
      () => new Response('{}', { status, headers: headers as Record<string, string> }),
    );
    expect(await api.send('c', { id: 'm', text: 'x' })).toEqual(expected);
  });

  it('asks the server it was told of, by that server’s own addresses', async () => {
    const site = 'https://hoi.example';
    const { api, requests } = answering(() => Response.json({ turns: [] }), true, {
      site,
      channel: 'kiosk',
    });
    await api.open('en');
    await api.turns('c', 7);
    await api.erase('c');
    await api.greeting('vi');
    expect(requests).toEqual([
      { path: `${site}/api/v1/conversations`, body: { channel: 'kiosk', language: 'en' } },
      { path: `${site}/api/v1/conversations/c/messages?after=7`, body: null },
      { path: `${site}/api/v1/conversations/c`, body: null },
      { path: `${site}/api/v1/greeting?language=vi`, body: null },
    ]);
  });

  it('tells a machine without network from a server that does not answer', async () => {
    const fail = (): never => {
      throw new TypeError('fetch failed');
    };
    expect(await answering(fail, false).api.open('vi')).toEqual({ kind: 'later', why: 'offline' });
    expect(await answering(fail, true).api.open('vi')).toEqual({ kind: 'later', why: 'failed' });
  });

  it('takes a page that is no JSON (a captive portal) for a failure', async () => {
    const { api } = answering(() => new Response('<html>', { status: 200 }));
    expect(await api.open('vi')).toEqual({ kind: 'later', why: 'failed' });
  });

  it('makes a proper id where there is no HTTPS', () => {
    const plain = {
      getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
    } as unknown as Crypto;
    const ids = [createMessageId(plain), createMessageId(plain), createMessageId()];
    for (const id of ids)
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u);
    expect(new Set(ids).size).toBe(3);
  });
});
