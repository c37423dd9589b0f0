import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { streamTurns } from '../../../src/channels/http/event-stream.ts';
import { listen } from '../../../src/channels/http/listen.ts';
import type { Listening } from '../../../src/channels/http/listen.ts';
import { createLiveTurns } from '../../../src/channels/http/live-turns.ts';
import type { LiveTurns } from '../../../src/channels/http/live-turns.ts';

let listening: Listening;
afterEach(() => listening.close());

async function open(live: LiveTurns): Promise<string> {
  const app = express().get('/', (request, response) =>
    streamTurns(request, response, live, { id: 'c', after: -1 }, 20),
  );
  listening = await listen(app, 0, '127.0.0.1');
  return `http://127.0.0.1:${listening.port}`;
}

describe('a stream of events', () => {
  it('beats while nothing is said, so that nobody cuts it, and is kept by nobody on the way', async () => {
    const live = createLiveTurns({ history: async () => [] });
    const abort = new AbortController();
    const response = await fetch(await open(live), { signal: abort.signal });
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (text.split(': \n\n').length < 4) text += (await reader.read()).value ?? '';
    expect(text.startsWith('retry: 3000\n\n: \n\n')).toBe(true);
    abort.abort();
  });

  it('frees its place when the reader leaves', async () => {
    const live = createLiveTurns({ history: async () => [], mostInAll: 1 });
    const url = await open(live);
    const abort = new AbortController();
    await fetch(url, { signal: abort.signal });
    expect(live.followers).toBe(1);
    abort.abort();
    for (let waited = 0; live.followers > 0 && waited < 100; waited += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(live.followers).toBe(0);
  });

  it('is cut when the reader takes nothing in, so that memory does not fill', async () => {
    const turns = [{ index: 0, role: 'officer', text: 'a'.repeat(12_000_000), at: '' } as const];
    const live = createLiveTurns({ history: async (_id, after) => (after < 0 ? turns : []) });
    const response = await fetch(await open(live));
    // Not read: what the network does not hold waits in the server, above the limit.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(live.followers).toBe(0);
    await expect(response.text()).rejects.toThrow();
  });
});
