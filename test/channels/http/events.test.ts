import { afterEach, describe, expect, it } from 'vitest';
import { createLiveTurns } from '../../../src/channels/http/live-turns.ts';
import { BIRTH } from '../../journeys/scripted-means.ts';
import { openConversation, post, serve } from './serve.ts';
import type { Served } from './serve.ts';

interface Event {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: string | undefined;
}

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function open(options: Parameters<typeof serve>[0] = {}): Promise<Served> {
  const site = await serve(options);
  opened.push(site);
  return site;
}

/** Follows the events as a browser does, but sees every line. */
async function follow(url: string, headers: Record<string, string> = {}) {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  const events: Event[] = [];
  let text = '';
  const finished = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      events.splice(0, events.length, ...blocks.slice(0, -1).map(parse).filter(isEvent));
    }
  })().catch(() => {});
  const close = async (): Promise<void> => {
    abort.abort();
    await finished;
  };
  opened.push({ close });
  const until = async (count: number): Promise<readonly Event[]> => {
    for (let waited = 0; events.length < count && waited < 3000; waited += 10)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return events;
  };
  return { response, until, finished, close, text: () => text };
}

function parse(block: string): Event {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  return { id: field('id'), event: field('event'), data: field('data') };
}
const isEvent = (event: Event): boolean => event.event !== undefined;
const ids = (events: readonly Event[]) => events.map((event) => event.id);

describe('the events of a conversation', () => {
  it('bring what another tab asked, with the index of each turn as its id', async () => {
    const { url } = await open();
    const messages = await openConversation(url);
    const { response, until, text } = await follow(messages.replace('/messages', '/events'));
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await post(messages, { clientMessageId: 'a', text: BIRTH });
    const events = await until(2);
    expect(ids(events)).toEqual(['0', '1']);
    expect(JSON.parse(events[0]?.data ?? '')).toMatchObject({ role: 'citizen', text: BIRTH });
    expect(JSON.parse(events[1]?.data ?? '').answer).not.toHaveProperty('trace');
    expect(text()).toContain('retry: 3000\n\n');
  });

  it('bring what another process wrote into the store', async () => {
    const { url, store } = await open({
      live: (history) => createLiveTurns({ history, pollMs: 20 }),
    });
    const messages = await openConversation(url);
    const { until } = await follow(messages.replace('/messages', '/events'));
    const id = messages.split('/').at(-2) ?? '';
    await new Promise((resolve) => setTimeout(resolve, 50));
    await store.append(id, [
      { role: 'officer', text: 'Dạ, cán bộ đây ạ.', at: '2026-11-20T01:00:00.000Z' },
    ]);
    expect(JSON.parse((await until(1))[0]?.data ?? '')).toMatchObject({ role: 'officer' });
  });

  it.each([
    ['Last-Event-ID', '/events?after=-1', { 'last-event-id': '1' }],
    ['the address', '/events?after=1', {}],
    [
      'the address, when Last-Event-ID is none of ours',
      '/events?after=1',
      { 'last-event-id': 'x' },
    ],
  ])('go on after the turn that %s names', async (_name, path, headers) => {
    const { url } = await open();
    const messages = await openConversation(url);
    for (const clientMessageId of ['a', 'b'])
      await post(messages, { clientMessageId, text: BIRTH });
    const { until } = await follow(
      messages.replace('/messages', path),
      headers as Record<string, string>,
    );
    expect(ids(await until(2))).toEqual(['2', '3']);
  });

  it('say that the conversation is gone, and end, when it is erased', async () => {
    const { url } = await open();
    const messages = await openConversation(url);
    const { until, finished } = await follow(messages.replace('/messages', '/events'));
    await fetch(messages.replace('/messages', ''), { method: 'DELETE' });
    expect((await until(1)).map((event) => event.event)).toEqual(['gone']);
    await finished;
  });

  it('of an unknown conversation are a 404, which ends a browser’s trying', async () => {
    const { url } = await open();
    const response = await fetch(`${url}/api/v1/conversations/no/events`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'conversation-not-found' } });
  });

  it('are refused above the cap of one conversation and of all, and free again when one leaves', async () => {
    const { url } = await open({
      live: (history) => createLiveTurns({ history, mostPerConversation: 2, mostInAll: 3 }),
    });
    const one = (await openConversation(url)).replace('/messages', '/events');
    const other = (await openConversation(url)).replace('/messages', '/events');
    const first = await follow(one);
    await follow(one);
    const refused = await fetch(one);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(refused.headers.get('content-type')).toContain('application/json');
    await follow(other);
    expect((await fetch(other)).status).toBe(429);
    await first.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await follow(one)).response.status).toBe(200);
  });

  it('end at once when the server stops', async () => {
    const site = await serve({ limits: { closingMs: 20_000 } });
    const messages = await openConversation(site.url);
    const { finished } = await follow(messages.replace('/messages', '/events'));
    const started = performance.now();
    await Promise.all([site.close(), finished]);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
