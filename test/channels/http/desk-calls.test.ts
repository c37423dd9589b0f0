import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi as vitest } from 'vitest';
import en from '../../../knowledge/desk.en.json' with { type: 'json' };
import vi from '../../../knowledge/desk.vi.json' with { type: 'json' };
import type { Role } from '../../../src/accounts/account.ts';
import { createAssistant } from '../../../src/assistant.ts';
import type { Assistant } from '../../../src/assistant.ts';
import { createApp } from '../../../src/channels/http/app.ts';
import { UNBUILT } from '../../../src/channels/http/assets.ts';
import { createCallRouter } from '../../../src/channels/http/desk-call-router.ts';
import { createSuggestionRouter } from '../../../src/channels/http/desk-suggestion-router.ts';
import { Fault } from '../../../src/channels/http/faults.ts';
import { listen } from '../../../src/channels/http/listen.ts';
import type { Listening } from '../../../src/channels/http/listen.ts';
import type { SignIn } from '../../../src/channels/http/sign-in.ts';
import { WORDS } from '../../../src/channels/http/words.ts';
import { readYaml } from '../../../src/curation/read-yaml.ts';
import type { Call } from '../../../src/desk/call.ts';
import { createCalls } from '../../../src/desk/calls.ts';
import type { Calls } from '../../../src/desk/calls.ts';
import { createDraftCheck } from '../../../src/desk/check-draft.ts';
import { createDesk } from '../../../src/desk/create-desk.ts';
import type { Desk } from '../../../src/desk/desk.ts';
import { parsePromises } from '../../../src/desk/draft-promises.ts';
import { createHandoffSuggestions } from '../../../src/desk/handoff-suggestions.ts';
import type { TaskWish } from '../../../src/desk/follow-up.ts';
import type { DraftWarning, Suggestions } from '../../../src/desk/suggestion.ts';
import { createSuggesting } from '../../../src/desk/suggest.ts';
import type { Task } from '../../../src/desk/task.ts';
import { maskPersonalData } from '../../../src/language/personal-data.ts';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { BIRTH, createScriptedMeans } from '../../journeys/scripted-means.ts';

const BIRTH_CODE = '1.001193';

/** Who asks stands in headers: an office, a name, a role. */
function signInByHeader(): SignIn {
  return {
    signedIn: async () => undefined,
    require:
      (...roles) =>
      (request, response, next) => {
        const id = request.get('x-who');
        if (id === undefined) throw new Fault('unauthorised');
        const role = (request.get('x-role') ?? 'operator') as Role;
        if (!roles.includes(role)) throw new Fault('foreign-origin');
        response.locals['signedIn'] = {
          account: {
            id,
            login: id,
            name: id,
            office: request.get('x-office') ?? 'ward-1',
            roles: [role],
            skills: [],
            capacity: 4,
            state: 'active',
          },
          sessionId: id,
          csrfToken: '',
        };
        next();
      },
    signedInOf: (response) => response.locals['signedIn'] as never,
  };
}

describe('the officers’ addresses of calls and suggestions', () => {
  let store: Store;
  let assistant: Assistant;
  let calls: Calls;
  let desk: Desk;
  let listening: Listening;
  let url: string;
  let published: { readonly handoffId: string; readonly suggestions: Suggestions }[];
  let owed: TaskWish[];
  let windowClosesAt: string | undefined;

  beforeEach(async () => {
    store = await openStore({ file: ':memory:' });
    [published, owed, windowClosesAt] = [[], [], undefined];
    const scripted = createScriptedMeans();
    const answer = await scripted.answer({ text: BIRTH, channel: 'web' }, { turns: [] });
    const { gist, sections, source, text, citations } = answer;
    const means = {
      ...scripted,
      tell: (code: string) =>
        code === BIRTH_CODE ? { gist, sections, source, text, citations } : undefined,
    };
    const mask = (given: string): string => maskPersonalData(given).text;
    desk = createDesk({
      store,
      office: { id: 'ward-1' },
      staffed: true,
      texts: { vi, en },
      deliver: async () => [],
      mask,
    });
    assistant = createAssistant({
      means,
      store,
      personMessage: { vi: WORDS.vi.chat.personMessage, en: WORDS.en.chat.personMessage },
      facetNames: { vi: WORDS.vi.chat.facets, en: WORDS.en.chat.facets },
    });
    const suggesting = createSuggesting({ means });
    calls = createCalls({
      store,
      suggesting,
      mask,
      office: 'ward-1',
      nameOf: (code) => means.procedure(code)?.name ?? code,
      onChange: () => undefined,
      onProblem: () => undefined,
    });
    const suggestions = createHandoffSuggestions({
      suggesting,
      conversation: (id) => store.find(id),
      publish: (event) => published.push(event),
      onProblem: () => undefined,
    });
    desk.follow('ward-1', suggestions.heard);
    const findPromises = parsePromises(
      readYaml(join(import.meta.dirname, '../../../knowledge/desk-promises.yaml')),
    );
    const signIn = signInByHeader();
    const followUp = {
      make: async (_actor: unknown, wish: TaskWish) => {
        owed.push(wish);
        return {} as Task;
      },
    };
    const app = createApp({
      assistant,
      assets: UNBUILT,
      log: createLog('silent'),
      config: { office: {}, trustProxy: false, rateLimitPerMinute: 0 },
      routers: [
        createCallRouter({ signIn, calls, followUp, audit: { note: async () => undefined } }),
        createSuggestionRouter({
          signIn,
          desk,
          calls,
          suggestions,
          checkDraft: createDraftCheck({ means, findPromises }),
          windowOf: async () => ({
            limit: 60,
            ...(windowClosesAt === undefined ? {} : { closesAt: windowClosesAt }),
          }),
          means,
          store,
          mask,
        }),
      ],
    });
    listening = await listen(app, 0, '127.0.0.1');
    url = `http://127.0.0.1:${listening.port}/api/desk/v1`;
  });
  afterEach(async () => {
    calls.stop();
    await listening.close();
    await store.close();
  });

  interface Reply {
    readonly status: number;
    readonly body: {
      readonly call: Call;
      readonly calls: readonly Call[];
      readonly suggestions: Suggestions & readonly Suggestions[];
      readonly warnings: readonly DraftWarning[];
      readonly summary: string;
      readonly text: string;
      readonly sent: boolean;
      readonly error?: { readonly code: string };
    } & Record<string, unknown>;
  }
  async function ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'x-who': 'lan',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  }
  const get = (path: string, headers?: Record<string, string>) =>
    ask('GET', path, undefined, headers);
  const post = (path: string, body: unknown = {}, headers?: Record<string, string>) =>
    ask('POST', path, body, headers);
  const typed = async (): Promise<string> => (await post('/calls', {})).body.call.id;
  const say = (id: string, text: string, utteranceId = 'a') =>
    post(`/calls/${id}/utterances`, { utteranceId, speaker: 'customer', text, final: true });

  async function handoff(text = BIRTH): Promise<{ id: string; conversationId: string }> {
    const { conversation } = await assistant.open({ channel: 'web', language: 'vi' });
    await assistant.ask(conversation.id, { clientMessageId: 'a', text });
    const { handoffId } = await desk.request(conversation.id, 'asked-for-person');
    return { id: handoffId ?? '', conversationId: conversation.id };
  }

  it('open a typed call, suggest for what is typed, and wrap it up with what is owed', async () => {
    const opened = await post('/calls', { from: '0912345678' });
    expect(opened.body.call).toMatchObject({ provider: 'typed', from: '•••678', office: 'ward-1' });
    const { id } = opened.body.call;
    const { body } = await say(id, BIRTH);
    const [card] = body.suggestions.cards;
    expect(card).toMatchObject({ rank: 1, procedureCode: BIRTH_CODE });
    expect((await get(`/calls/${id}`)).body.suggestions[0]?.cards[0]?.id).toBe(card?.id);
    expect((await say(id, 'ừm', 'b')).status).toBe(200);
    const summary = (await get(`/calls/${id}/summary`)).body.summary;
    expect(summary).toContain('khai sinh');
    const ended = await post(`/calls/${id}/end`, {
      disposition: 'call-back',
      followUp: { kind: 'call-back', text: 'Gọi lại', contact: '0912345678' },
    });
    expect(ended.body.call).toMatchObject({ state: 'ended', disposition: 'call-back' });
    expect(owed).toMatchObject([{ kind: 'call-back', callId: id, contact: '0912345678' }]);
    expect((await post(`/calls/${id}/end`, { disposition: 'answered' })).status).toBe(409);
    expect(owed).toHaveLength(1);
  });

  it('list calls by view', async () => {
    const id = await typed();
    const ids = async (view: string) =>
      (await get(`/calls?view=${view}`)).body.calls.map((call) => call.id);
    expect([await ids('mine'), await ids('open'), await ids('ended')]).toEqual([[id], [id], []]);
    await post(`/calls/${id}/end`, { disposition: 'no-need' });
    expect([await ids('mine'), await ids('open'), await ids('ended')]).toEqual([[], [], [id]]);
    expect((await get('/calls?view=all')).status).toBe(400);
  });

  it('know nothing of a call for an officer of another office', async () => {
    const id = await typed();
    await say(id, BIRTH);
    const other = { 'x-office': 'ward-2', 'x-role': 'supervisor' };
    const asked = [
      get(`/calls/${id}`, other),
      get(`/calls/${id}/summary`, other),
      post(`/calls/${id}/take`, {}, other),
      post(`/calls/${id}/end`, { disposition: 'answered' }, other),
      post(
        `/calls/${id}/utterances`,
        { utteranceId: 'x', speaker: 'agent', text: 'x', final: true },
        other,
      ),
      post(`/calls/${id}/send-checklist`, { suggestionId: 'x', via: 'sms', to: '1' }, other),
      post('/drafts/check', { callId: id, text: 'x' }, other),
    ];
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 404));
    expect((await get('/calls?view=open', other)).body.calls).toEqual([]);
  });

  it('let nobody in who is not signed in or has another role', async () => {
    const id = await typed();
    expect((await get(`/calls/${id}`, { 'x-role': 'leader' })).status).toBe(403);
    const response = await fetch(`${url}/calls/${id}`);
    expect(response.status).toBe(401);
  });

  it('give a checklist to copy, as there is no provider of text messages', async () => {
    const id = await typed();
    const { body } = await say(id, BIRTH);
    const suggestionId = body.suggestions.cards[0]?.id ?? '';
    const wish = { suggestionId, via: 'sms', to: '0912345678' };
    const sent = await post(`/calls/${id}/send-checklist`, wish);
    expect(sent.body.sent).toBe(false);
    expect(sent.body.text.split('\n').length).toBeGreaterThan(1);
    const unknown = await post(`/calls/${id}/send-checklist`, { ...wish, suggestionId: 'x' });
    expect(unknown.status).toBe(404);
  });

  it('suggest for the last messages of a hand-off, and tell consoles of a new one', async () => {
    const { id, conversationId } = await handoff();
    const { body } = await get(`/handoffs/${id}/suggestions`);
    expect(body.suggestions).toHaveLength(1);
    expect(body.suggestions[0]).toMatchObject({
      forTurn: '0',
      question: BIRTH,
      cards: [{ procedureCode: BIRTH_CODE }],
    });
    const [turn] = await store.append(conversationId, [
      { role: 'citizen', text: BIRTH, at: new Date().toISOString() },
    ]);
    if (turn !== undefined) desk.told(conversationId, [turn]);
    await vitest.waitFor(() => expect(published).toHaveLength(1));
    expect(published[0]).toMatchObject({ handoffId: id, suggestions: { forTurn: '2' } });
    expect((await get(`/handoffs/${id}/suggestions`, { 'x-office': 'ward-2' })).status).toBe(404);
    expect((await get('/handoffs/nothing/suggestions')).status).toBe(404);
  });

  it('look a draft over against the records in view', async () => {
    const { id } = await handoff();
    const check = async (text: string, about: object = { handoffId: id }) =>
      (await post('/drafts/check', { ...about, text })).body.warnings;
    expect(await check('Lệ phí 8.000 đồng ạ.')).toEqual([]);
    const warnings = await check('Lệ phí 9.000 đồng, em đảm bảo mai có kết quả, số 0912345678 ạ.');
    expect(warnings.map(({ kind }) => kind)).toEqual([
      'figure-not-in-record',
      'promise',
      'promise',
      'personal-data',
      'too-long',
    ]);
    windowClosesAt = '2026-01-01T00:00:00Z';
    expect((await check('Dạ')).map(({ kind }) => kind)).toEqual(['window']);
    expect((await check('Lệ phí 8.000 đồng ạ.', {})).map(({ kind }) => kind)).toEqual([
      'figure-not-in-record',
    ]);
  });

  it('keep what officers made of a card, with the question masked', async () => {
    const id = await typed();
    await say(id, BIRTH);
    const feedback = {
      suggestionId: 's',
      procedureCode: BIRTH_CODE,
      kind: 'wrong-figure',
      about: id,
      question: `${BIRTH}, số 0912345678`,
      facet: 'fee',
      note: 'gọi 0912345678',
    };
    expect((await post('/suggestions/feedback', feedback)).status).toBe(204);
    const kept = await store.suggestionFeedback({ office: 'ward-1', limit: 10 });
    expect(kept).toMatchObject([{ kind: 'wrong-figure', facet: 'fee', byId: 'lan', about: id }]);
    expect(JSON.stringify(kept)).not.toContain('0912345678');
    for (const wrong of [
      { ...feedback, about: 'nothing' },
      { ...feedback, kind: 'liked' },
      { ...feedback, procedureCode: '<script>' },
      { ...feedback, extra: 1 },
    ]) {
      expect((await post('/suggestions/feedback', wrong)).status).toBeGreaterThanOrEqual(400);
    }
    const other = { 'x-office': 'ward-2' };
    expect((await post('/suggestions/feedback', feedback, other)).status).toBe(404);
  });

  it('search procedures and show one with its guide', async () => {
    const { body } = await get(`/procedures?q=${encodeURIComponent('khai sinh')}&limit=3`);
    expect(body['procedures']).toMatchObject([{ code: BIRTH_CODE }]);
    expect((await get(`/procedures/${BIRTH_CODE}`)).body['procedure']).toMatchObject({
      code: BIRTH_CODE,
    });
    expect((await get('/procedures/9.999999')).status).toBe(404);
    expect((await get('/procedures?q=')).status).toBe(400);
  });

  it('refuse bodies that are broken, too large or of the wrong form', async () => {
    const id = await typed();
    const raw = async (body: string) =>
      (
        await fetch(`${url}/calls/${id}/utterances`, {
          method: 'POST',
          headers: { 'x-who': 'lan', 'content-type': 'application/json' },
          body,
        }).catch(() => ({ status: 413 }))
      ).status;
    expect(await raw('{"utteranceId":"a",')).toBe(400);
    expect(await raw('x'.repeat(10 * 1024 * 1024))).toBe(413);
    expect((await post(`/calls/${id}/utterances`, { text: 'x' })).status).toBe(400);
    expect((await post(`/calls/${id}/end`, { disposition: 'bored' })).status).toBe(400);
    expect((await ask('DELETE', `/calls/${id}`)).status).toBe(405);
  });

  it('take markup as words', async () => {
    const id = await typed();
    const text = '<script>alert(1)</script>';
    expect((await say(id, text)).status).toBe(200);
    expect((await get(`/calls/${id}`)).body.call.utterances[0]?.text).toBe(text);
  });
});
