import { z } from 'zod';
import type { Assistant } from '../../assistant.ts';
import type { Conversation } from '../../conversation/conversation.ts';
import { Fault } from './faults.ts';
import {
  afterQuerySchema,
  contactRequestSchema,
  doneResponseSchema,
  erasedResponseSchema,
  eventSchema,
  exportResponseSchema,
  greetingQuerySchema,
  greetingResponseSchema,
  healthSchema,
  messageRequestSchema,
  openRequestSchema,
  openResponseSchema,
  procedureResponseSchema,
  ratingRequestSchema,
  readySchema,
  searchQuerySchema,
  searchResponseSchema,
  toWireTurn,
  transcriptSchema,
  turnsResponseSchema,
  waitResponseSchema,
} from './schemas.ts';
import type { Words } from './words.ts';

interface Input<Query, Body> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
}

/** One address of the API. Router, OpenAPI description and the readable page all come from these. */
export interface Route<Query = unknown, Body = unknown> {
  readonly method: 'get' | 'post' | 'delete';
  /** Parameters are written `{name}`. */
  readonly path: string;
  /** Its name for machines; what it does is said under this name in `knowledge/pages.*.json`. */
  readonly operation: keyof Words['routes'];
  readonly status: 200 | 201;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  readonly response: z.ZodType;
  /** JSON when absent. Of the others `handle` gives the conversation, to be written out or followed. */
  readonly media?: 'text/plain' | 'text/event-stream';
  /** Whether it counts towards the rate limit. */
  readonly limited: boolean;
  readonly handle: (input: Input<Query, Body>, assistant: Assistant) => unknown;
}

function route<Query, Body>(one: Route<Query, Body>): Route {
  return one as unknown as Route;
}

async function existing(
  assistant: Assistant,
  params: Readonly<Record<string, string>>,
): Promise<Conversation> {
  const conversation = await assistant.conversation(params['id'] ?? '');
  if (conversation === undefined) throw new Fault('conversation-not-found');
  return conversation;
}

export const ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: '/api/v1/conversations',
    operation: 'openConversation',
    status: 201,
    body: openRequestSchema,
    response: openResponseSchema,
    limited: true,
    handle: async ({ body }, assistant) => {
      const { conversation, greeting } = await assistant.open(body);
      return {
        id: conversation.id,
        language: conversation.language,
        greeting: greeting.text,
        suggestions: greeting.suggestions,
      };
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/conversations/{id}/messages',
    operation: 'sendMessage',
    status: 200,
    body: messageRequestSchema,
    response: turnsResponseSchema,
    limited: true,
    handle: async ({ params, body }, assistant) => ({
      turns: (await assistant.ask(params['id'] ?? '', body)).map(toWireTurn),
    }),
  }),
  route({
    method: 'get',
    path: '/api/v1/conversations/{id}/messages',
    operation: 'listTurns',
    status: 200,
    query: afterQuerySchema,
    response: turnsResponseSchema,
    limited: false,
    handle: async ({ params, query }, assistant) => ({
      turns: (await assistant.history(params['id'] ?? '', query.after)).map(toWireTurn),
    }),
  }),
  route({
    method: 'get',
    path: '/api/v1/conversations/{id}/events',
    operation: 'followTurns',
    status: 200,
    query: afterQuerySchema,
    response: eventSchema,
    media: 'text/event-stream',
    limited: false,
    handle: ({ params }, assistant) => existing(assistant, params),
  }),
  route({
    method: 'get',
    path: '/api/v1/conversations/{id}/transcript',
    operation: 'readTranscript',
    status: 200,
    response: transcriptSchema,
    media: 'text/plain',
    limited: true,
    handle: ({ params }, assistant) => existing(assistant, params),
  }),
  route({
    method: 'get',
    path: '/api/v1/conversations/{id}/export',
    operation: 'exportConversation',
    status: 200,
    response: exportResponseSchema,
    limited: true,
    handle: ({ params }, assistant) => assistant.exportConversation(params['id'] ?? ''),
  }),
  route({
    method: 'get',
    path: '/api/v1/conversations/{id}/wait',
    operation: 'readWait',
    status: 200,
    response: waitResponseSchema,
    limited: false,
    handle: ({ params }, assistant) => assistant.wait(params['id'] ?? ''),
  }),
  route({
    method: 'delete',
    path: '/api/v1/conversations/{id}/wait',
    operation: 'leaveQueue',
    status: 200,
    response: waitResponseSchema,
    limited: true,
    handle: ({ params }, assistant) => assistant.leaveQueue(params['id'] ?? ''),
  }),
  route({
    method: 'post',
    path: '/api/v1/conversations/{id}/contact',
    operation: 'leaveContact',
    status: 200,
    body: contactRequestSchema,
    response: waitResponseSchema,
    limited: true,
    handle: ({ params, body: { contact } }, assistant) =>
      assistant.leaveContact(params['id'] ?? '', contact),
  }),
  route({
    method: 'post',
    path: '/api/v1/conversations/{id}/rating',
    operation: 'rateOfficer',
    status: 200,
    body: ratingRequestSchema,
    response: waitResponseSchema,
    limited: true,
    handle: ({ params, body: { stars, reason } }, assistant) =>
      assistant.rate(params['id'] ?? '', { stars, ...(reason === undefined ? {} : { reason }) }),
  }),
  route({
    method: 'post',
    path: '/api/v1/conversations/{id}/typing',
    operation: 'tellTyping',
    status: 200,
    response: doneResponseSchema,
    limited: true,
    handle: async ({ params }, assistant) => {
      await assistant.typing(params['id'] ?? '');
      return { done: true };
    },
  }),
  route({
    method: 'delete',
    path: '/api/v1/conversations/{id}',
    operation: 'eraseConversation',
    status: 200,
    response: erasedResponseSchema,
    limited: true,
    handle: async ({ params }, assistant) => {
      await assistant.erase(params['id'] ?? '');
      return { erased: true };
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/greeting',
    operation: 'readGreeting',
    status: 200,
    query: greetingQuerySchema,
    response: greetingResponseSchema,
    limited: false,
    handle: ({ query: { language } }, assistant) => {
      const { text, suggestions } = assistant.greeting(language);
      return { language, greeting: text, suggestions };
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/procedures',
    operation: 'searchProcedures',
    status: 200,
    query: searchQuerySchema,
    response: searchResponseSchema,
    limited: true,
    handle: ({ query }, assistant) => ({ procedures: assistant.search(query.q, query.limit) }),
  }),
  route({
    method: 'get',
    path: '/api/v1/procedures/{code}',
    operation: 'readProcedure',
    status: 200,
    response: procedureResponseSchema,
    limited: false,
    handle: ({ params }, assistant) => {
      const procedure = assistant.procedure(params['code'] ?? '');
      if (procedure === undefined) throw new Fault('procedure-not-found');
      return { procedure, guide: assistant.guide(procedure.code) ?? null };
    },
  }),
  route({
    method: 'get',
    path: '/healthz',
    operation: 'readHealth',
    status: 200,
    response: healthSchema,
    limited: false,
    handle: () => ({ status: 'ok' }),
  }),
  route({
    method: 'get',
    path: '/readyz',
    operation: 'readReadiness',
    status: 200,
    response: readySchema,
    limited: false,
    handle: (_, { knowledge }) => ({
      status: 'ready',
      knowledge: {
        procedures: knowledge.procedures,
        detail: knowledge.detail,
        dataDate: knowledge.dataDate,
        hash: knowledge.hash,
      },
    }),
  }),
];
