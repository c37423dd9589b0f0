import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROUTES } from '../../../src/channels/http/routes.ts';
import { turnsResponseSchema } from '../../../src/channels/http/schemas.ts';
import { WORDS } from '../../../src/channels/http/words.ts';
import { BIRTH } from '../../journeys/scripted-means.ts';
import { openConversation, post, serve } from './serve.ts';
import type { Served } from './serve.ts';

const openApiSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query']) })),
        responses: z.record(z.string(), z.object({ description: z.string() })),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), z.object({})) }),
});

let site: Served;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

const turnsOf = async (response: Response) =>
  turnsResponseSchema.parse(await response.json()).turns;

describe('the API', () => {
  it('answers every documented route as its schema declares', async () => {
    const messages = await openConversation(site.url);
    const conversation = messages.replace('/messages', '');
    const events = `${conversation}/events`;
    const calls: Record<string, () => Promise<Response>> = {
      'post /api/v1/conversations': () =>
        post(`${site.url}/api/v1/conversations`, { channel: 'robot', language: 'en' }),
      'post /api/v1/conversations/{id}/messages': () =>
        post(messages, { clientMessageId: 'a', text: BIRTH }),
      'get /api/v1/conversations/{id}/messages': () => fetch(`${messages}?after=0`),
      'get /api/v1/conversations/{id}/events': () => fetch(events, { method: 'HEAD' }),
      'get /api/v1/conversations/{id}/transcript': () => fetch(`${conversation}/transcript`),
      'get /api/v1/conversations/{id}/export': () => fetch(`${conversation}/export`),
      'get /api/v1/conversations/{id}/wait': () => fetch(`${conversation}/wait`),
      'delete /api/v1/conversations/{id}/wait': () =>
        fetch(`${conversation}/wait`, { method: 'DELETE' }),
      'post /api/v1/conversations/{id}/contact': () =>
        post(`${conversation}/contact`, { contact: '0912 345 678' }),
      'post /api/v1/conversations/{id}/rating': () => post(`${conversation}/rating`, { stars: 4 }),
      'post /api/v1/conversations/{id}/typing': () => post(`${conversation}/typing`, {}),
      'delete /api/v1/conversations/{id}': () => fetch(conversation, { method: 'DELETE' }),
      'get /api/v1/greeting': () => fetch(`${site.url}/api/v1/greeting?language=en`),
      'get /api/v1/procedures': () => fetch(`${site.url}/api/v1/procedures?q=khai+sinh&limit=3`),
      'get /api/v1/procedures/{code}': () => fetch(`${site.url}/api/v1/procedures/1.001193`),
      'get /healthz': () => fetch(`${site.url}/healthz`),
      'get /readyz': () => fetch(`${site.url}/readyz`),
    };
    expect(Object.keys(calls)).toEqual(ROUTES.map((route) => `${route.method} ${route.path}`));
    for (const route of ROUTES) {
      const response = await calls[`${route.method} ${route.path}`]!();
      expect(response.status, route.path).toBe(route.status);
      expect(response.headers.get('content-type')).toBe(
        `${route.media ?? 'application/json'}; charset=utf-8`,
      );
      const body: unknown = route.media ? await response.text() : await response.json();
      expect(route.response.parse(body), route.path).toEqual(body);
    }
  });

  it('describes every route in OpenAPI 3.1', async () => {
    const description = z
      .object({
        openapi: z.literal('3.1.0'),
        paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.object({}) }))),
      })
      .parse(await (await fetch(`${site.url}/openapi.json`)).json());
    for (const { path, method } of ROUTES) expect(description.paths[path]?.[method]).toBeDefined();
  });

  it('describes them so that a client can be made from it', async () => {
    const text = await (await fetch(`${site.url}/openapi.json`)).text();
    const description = openApiSchema.parse(JSON.parse(text));
    const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, ...operation })),
    );
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
    for (const { path, parameters, responses } of operations) {
      const inPath = parameters.filter((one) => one.in === 'path').map((one) => one.name);
      expect(inPath, path).toEqual([...path.matchAll(/\{(\w+)\}/gu)].map((match) => match[1]));
      for (const status of Object.keys(responses)) expect(status).toMatch(/^[2-5]\d\d$/u);
    }
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/gu)) {
      expect(description.components.schemas).toHaveProperty(name ?? '');
    }
    expect(text).not.toMatch(/"\$ref":"#\/(?!components)/u);
  });

  it('says in both languages what each route is for', async () => {
    const vietnamese = await (await fetch(`${site.url}/api`)).text();
    const english = await (await fetch(`${site.url}/api?lang=en`)).text();
    for (const { operation } of ROUTES) {
      expect(vietnamese).toContain(WORDS.vi.routes[operation]);
      expect(english).toContain(WORDS.en.routes[operation]);
    }
  });

  it('shows every route and every error on a page for people', async () => {
    const page = await (await fetch(`${site.url}/api`)).text();
    for (const { path, method } of ROUTES)
      expect(page).toContain(`${method.toUpperCase()} ${path}`);
    expect(page).toContain('too-many-requests');
  });

  it('greets in the language asked for', async () => {
    const opened = await (
      await post(`${site.url}/api/v1/conversations`, { language: 'en' })
    ).json();
    expect(opened).toMatchObject({ language: 'en', greeting: 'Hello! What do you need to do?' });
  });

  it('opens a conversation without any body', async () => {
    expect((await fetch(`${site.url}/api/v1/conversations`, { method: 'POST' })).status).toBe(201);
  });

  it('answers a question with the two turns it made', async () => {
    const turns = await turnsOf(
      await post(await openConversation(site.url), { clientMessageId: 'a', text: BIRTH }),
    );
    expect(turns.map(({ index, role }) => [index, role])).toEqual([
      [0, 'citizen'],
      [1, 'assistant'],
    ]);
    expect(turns[0]).toMatchObject({ text: BIRTH, clientMessageId: 'a' });
    expect(turns[1]?.answer).toMatchObject({ outcome: 'answered', answerCodes: ['1.001193'] });
    expect(turns[1]?.answer).not.toHaveProperty('trace');
  });

  it('takes a choice by button without words, and writes down what the button said', async () => {
    const turns = await turnsOf(
      await post(await openConversation(site.url), {
        clientMessageId: 'a',
        chosenFacet: 'fee',
        chosenCode: '1.001193',
      }),
    );
    expect(turns[0]?.text).toBe('Lệ phí');
    expect(turns[1]?.answer?.facet).toBe('fee');
  });

  it('gives the same body for the same message, however often and however close', async () => {
    const messages = await openConversation(site.url);
    const bodies = await Promise.all(
      Array.from({ length: 5 }, async () =>
        (await post(messages, { clientMessageId: 'a', text: BIRTH })).json(),
      ),
    );
    for (const body of bodies) expect(body).toEqual(bodies[0]);
    expect(await turnsOf(await fetch(messages))).toHaveLength(2);
  });

  it('gives the turns after an index', async () => {
    const messages = await openConversation(site.url);
    for (const id of ['a', 'b']) await post(messages, { clientMessageId: id, text: BIRTH });
    expect((await turnsOf(await fetch(`${messages}?after=1`))).map((turn) => turn.index)).toEqual([
      2, 3,
    ]);
  });
});
