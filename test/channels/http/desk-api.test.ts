import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import en from '../../../knowledge/desk.en.json' with { type: 'json' };
import vi from '../../../knowledge/desk.vi.json' with { type: 'json' };
import { createAssistant } from '../../../src/assistant.ts';
import type { Assistant } from '../../../src/assistant.ts';
import { createApp } from '../../../src/channels/http/app.ts';
import { UNBUILT } from '../../../src/channels/http/assets.ts';
import { createDeskEvents } from '../../../src/channels/http/desk-events.ts';
import { createFollowUpRouter } from '../../../src/channels/http/desk-follow-up-router.ts';
import { createDeskRouter } from '../../../src/channels/http/desk-router.ts';
import { createWritingRouter } from '../../../src/channels/http/desk-writing-router.ts';
import { listen } from '../../../src/channels/http/listen.ts';
import type { Listening } from '../../../src/channels/http/listen.ts';
import { createTokenSignIn } from '../../../src/channels/http/sign-in.ts';
import { WORDS } from '../../../src/channels/http/words.ts';
import { createDesk } from '../../../src/desk/create-desk.ts';
import { createFollowUp, parseDueDays } from '../../../src/desk/follow-up.ts';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { createScriptedMeans } from '../../journeys/scripted-means.ts';

const TOKEN = 'the token of the officers';

describe('the officers’ addresses of the desk', () => {
  let store: Store;
  let assistant: Assistant;
  let listening: Listening;
  let url: string;
  beforeEach(async () => {
    store = await openStore({ file: ':memory:' });
    const desk = createDesk({
      store,
      office: { id: 'ward-1' },
      staffed: true,
      texts: { vi, en },
      deliver: async () => [],
      mask: (text) => text,
    });
    assistant = createAssistant({
      means: createScriptedMeans(),
      store,
      personMessage: { vi: WORDS.vi.chat.personMessage, en: WORDS.en.chat.personMessage },
      facetNames: { vi: WORDS.vi.chat.facets, en: WORDS.en.chat.facets },
    });
    const signIn = createTokenSignIn({ officerToken: TOKEN, office: 'ward-1' });
    const events = createDeskEvents({ follow: desk.follow });
    const conversation = (id: string) => store.find(id);
    const followUp = createFollowUp({
      store,
      conversation,
      mask: (text) => text,
      dueDays: parseDueDays('') ?? {
        complaint: 1,
        recommendation: 1,
        'call-back': 1,
        'follow-up': 1,
      },
      isWorkingDay: () => true,
      say: async () => true,
      onChange: (office, task) => events.publish({ kind: 'task', office, task }),
    });
    const audit = { note: async () => undefined };
    const app = createApp({
      assistant,
      assets: UNBUILT,
      log: createLog('silent'),
      config: { office: {}, trustProxy: false, rateLimitPerMinute: 0 },
      routers: [
        createDeskRouter({
          signIn,
          desk,
          events,
          conversation,
          windowOf: async () => ({ limit: 2000 }),
          ratingOf: (id) => store.ratingOf(id),
          audit,
          office: { id: 'ward-1', name: 'Phường Một' },
          settings: { approveFirst: false, transcription: false },
        }),
        createFollowUpRouter({ signIn, desk, followUp, store, audit, random: () => 0 }),
        createWritingRouter({ signIn, desk, conversation }),
      ],
    });
    listening = await listen(app, 0, '127.0.0.1');
    url = `http://127.0.0.1:${listening.port}`;
  });
  afterEach(async () => {
    await listening.close();
    await store.close();
  });

  interface Reply {
    readonly status: number;
    // What comes back is looked at field by field.
    readonly body: Record<string, never> & {
      readonly error?: {
        readonly code: string;
        readonly message: string;
        readonly ownerName?: string;
      };
    };
  }
  async function call(
    method: string,
    path: string,
    body?: unknown,
    officer = 'lan',
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(`${url}/api/desk/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'x-officer-id': officer,
        'x-officer-name': encodeURIComponent(`Chị ${officer}`),
        'accept-language': 'vi',
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  }
  const get = (path: string, officer?: string) => call('GET', path, undefined, officer);
  const post = (path: string, body: unknown = {}, officer?: string) =>
    call('POST', path, body, officer);

  async function waiting(text = 'cho tôi gặp cán bộ'): Promise<string> {
    const { conversation } = await assistant.open({ channel: 'web', language: 'vi' });
    await assistant.ask(conversation.id, { clientMessageId: 'a', text });
    await store.requestHandoff({
      conversationId: conversation.id,
      reason: 'asked-for-person',
      now: new Date(),
    });
    const { body } = await get('/handoffs?view=waiting');
    const handoffs = body['handoffs'] as unknown as { id: string; conversationId: string }[];
    return handoffs.find((one) => one.conversationId === conversation.id)?.id ?? '';
  }

  it('are closed to who has not the token or no name', async () => {
    for (const headers of [{ authorization: 'Bearer wrong' }, { 'x-officer-id': '<b>' }]) {
      const { status, body } = await call('GET', '/handoffs', undefined, 'lan', headers);
      expect([status, body.error?.code]).toEqual([401, 'unauthorised']);
    }
  });

  it('serve a hand-off from the queue to its end, with reasons in words', async () => {
    const id = await waiting();
    expect((await get('/me')).body['account']).toMatchObject({ id: 'lan', name: 'Chị lan' });
    expect((await post('/presence', { state: 'available' })).body['presence']).toMatchObject({
      state: 'available',
    });
    const seen = await get(`/handoffs/${id}`);
    expect(seen.body['turns']).toHaveLength(2);
    expect(JSON.stringify(seen.body['explanations'])).toContain('Trợ lý');
    expect((await post(`/handoffs/${id}/claim`)).status).toBe(200);
    const taken = await post(`/handoffs/${id}/claim`, {}, 'hoa');
    expect([taken.status, taken.body.error?.code, taken.body.error?.ownerName]).toEqual([
      409,
      'taken',
      'Chị lan',
    ]);
    expect(taken.body.error?.message).toContain('Chị lan');
    const message = { clientMessageId: 'm1', text: 'Dạ, <b>em</b> nghe ạ' };
    const one = await post(`/handoffs/${id}/messages`, message);
    const again = await post(`/handoffs/${id}/messages`, message);
    expect(one.body['turn']).toEqual(again.body['turn']);
    const stranger = await post(
      `/handoffs/${id}/messages`,
      { ...message, clientMessageId: 'm2' },
      'hoa',
    );
    expect([stranger.status, stranger.body.error?.code]).toEqual([409, 'not-owner']);
    expect((await post(`/handoffs/${id}/notes`, { text: 'Cần xem lại' })).status).toBe(200);
    expect(
      (
        await post(`/handoffs/${id}/transfer`, {
          target: { kind: 'team', skill: 'land' },
          note: ' ',
        })
      ).status,
    ).toBe(422);
    expect((await post(`/handoffs/${id}/close`, { ending: 'resolved' })).status).toBe(200);
    expect((await post(`/handoffs/${id}/close`, { ending: 'resolved' })).body.error?.code).toBe(
      'closed',
    );
    const steps = (await get(`/handoffs/${id}`)).body['steps'] as unknown as { kind: string }[];
    expect(steps.map(({ kind }) => kind)).toEqual(['claimed', 'closed']);
  });

  it('answer what is wrong with what to do, in the officer’s language', async () => {
    const unknown = await get('/handoffs/none');
    expect([unknown.status, unknown.body.error?.code]).toEqual([404, 'unknown']);
    expect((await post('/handoffs/none/close', { ending: 'forgotten' })).status).toBe(400);
    expect((await get('/handoffs?view=everything')).status).toBe(400);
    expect((await call('DELETE', '/handoffs')).status).toBe(405);
    const english = await call('GET', '/handoffs/none', undefined, 'lan', {
      'accept-language': 'en',
    });
    expect(english.body.error?.message).toContain('no such request');
  });

  it('tell consoles of what changes', async () => {
    const stop = new AbortController();
    const response = await fetch(`${url}/api/desk/v1/events`, {
      headers: { authorization: `Bearer ${TOKEN}`, 'x-officer-id': 'lan' },
      signal: stop.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body?.getReader();
    let heard = '';
    const until = async (word: string): Promise<void> => {
      while (!heard.includes(word)) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) throw new Error('The stream ended.');
        heard += new TextDecoder().decode(value);
      }
    };
    await until('event: hello');
    const id = await waiting();
    await post(`/handoffs/${id}/claim`);
    await until('event: handoff');
    await post('/tasks', { kind: 'follow-up', text: 'Gọi lại' });
    await until('event: task');
    expect(heard).toContain('"officerName":"Chị lan"');
    stop.abort();
  });

  it('keep tasks, ready-made replies and samples', async () => {
    const made = await post('/tasks', { kind: 'complaint', text: 'Chờ lâu' });
    const task = made.body['task'] as unknown as { id: string };
    expect((await post(`/tasks/${task.id}/take`, {}, 'hoa')).status).toBe(404);
    expect((await post(`/tasks/${task.id}/answer`, { text: 'Dạ, đã xử lý' })).status).toBe(200);
    expect((await get('/tasks')).body['figures']).toMatchObject({ handledRate: 1 });

    const reply = { title: 'Chào', text: 'Dạ, chào {ten}', language: 'vi', shortcut: 'chao' };
    const saved = (await post('/canned-replies', reply)).body['reply'] as unknown as { id: string };
    expect((await post('/canned-replies', reply)).body.error?.code).toBe('shortcut-taken');
    expect(
      (await call('PUT', `/canned-replies/${saved.id}`, { ...reply, title: 'Chào hỏi' })).status,
    ).toBe(200);
    expect((await call('DELETE', `/canned-replies/${saved.id}`)).status).toBe(204);
    expect((await call('DELETE', `/canned-replies/${saved.id}`)).status).toBe(404);

    const id = await waiting();
    await post(`/handoffs/${id}/claim`);
    await post(`/handoffs/${id}/close`, { ending: 'resolved' });
    expect((await post('/samples/draw', { count: 5 })).body).toEqual({ drawn: 1 });
    expect((await post('/samples/draw', { count: 5 })).body).toEqual({ drawn: 0 });
    const labels = { theme: 'nonsense', quality: 'right', action: 'none' };
    expect((await post(`/samples/${id}`, labels)).status).toBe(422);
    expect((await post(`/samples/${id}`, { ...labels, theme: 'civil-status' })).status).toBe(200);
  });

  it('say that no model helps where there is none', async () => {
    expect((await post('/drafts/rewrite', { text: 'chao ba' })).body).toEqual({
      kind: 'kept',
      reason: 'model-off',
    });
    const id = await waiting();
    expect((await get(`/handoffs/${id}/summary`)).body).toMatchObject({ kind: 'by-rule' });
  });
});
