import express from 'express';
import type { Request, Response, Router } from 'express';
import type { Assistant } from '../../assistant.ts';
import type { Config } from '../../config.ts';
import type { Channel, Conversation } from '../../conversation/conversation.ts';
import { readJson } from './body.ts';
import { checked } from './check.ts';
import { send, sendJson } from './compress.ts';
import { resumeAfter, streamTurns } from './event-stream.ts';
import { Fault } from './faults.ts';
import { allowForeignPages } from './foreign-pages.ts';
import type { LiveTurns } from './live-turns.ts';
import { openApi } from './openapi.ts';
import type { RateLimit } from './rate-limit.ts';
import { ROUTES } from './routes.ts';
import type { Route } from './routes.ts';
import { downloadAs, transcript } from './transcript.ts';
import { apiLanguage, isOwnOrigin } from './visitor.ts';
import type { Visitors } from './visitor.ts';

export interface ApiParts {
  readonly assistant: Assistant;
  readonly rateLimit: RateLimit;
  readonly live: LiveTurns;
  readonly visitors: Visitors;
  readonly office: Pick<Config['office'], 'name'>;
  /** Sites whose pages may use the API; `*` for any. */
  readonly widgetOrigins: readonly string[];
}

/** The machines' side: every route of the table, its description, and 405 for the other methods. */
export function createApiRouter(parts: ApiParts): Router {
  const router = express.Router({ caseSensitive: true });
  const speaking = { ...parts, assistant: heardWhileWriting(parts) };
  router.use('/api/v1', allowForeignPages(parts.widgetOrigins));
  for (const route of ROUTES) {
    const path = route.path.replace(/\{(\w+)\}/gu, ':$1');
    const handle = (request: Request, response: Response) =>
      answer(route, request, response, speaking);
    if (route.limited) router[route.method](path, limited(parts.rateLimit));
    router[route.method](path, handle);
  }
  const description = openApi(ROUTES);
  router.get('/openapi.json', (request, response) => sendJson(request, response, description));
  allowOnly(router, '/openapi.json', ['GET', 'HEAD']);
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    const methods = ROUTES.filter((route) => route.path === path).map((route) =>
      route.method.toUpperCase(),
    );
    allowOnly(
      router,
      path.replace(/\{(\w+)\}/gu, ':$1'),
      methods.includes('GET') ? [...methods, 'HEAD'] : methods,
    );
  }
  return router;
}

/** Lets whoever follows a conversation read an answer's opening while it is written. */
function heardWhileWriting({ assistant, live }: ApiParts): Assistant {
  return {
    ...assistant,
    ask: (id, message, alongside) =>
      assistant.ask(id, message, alongside, (sentence) =>
        live.writing(id, { clientMessageId: message.clientMessageId, sentence }),
      ),
  };
}

async function answer(
  route: Route,
  request: Request,
  response: Response,
  parts: ApiParts,
): Promise<void> {
  const { assistant, live, office } = parts;
  const language = apiLanguage(request);
  const query = route.query ? checked(route.query, request.query, language) : {};
  const body = route.body ? checked(route.body, await readJson(request), language) : undefined;
  const params = request.params as Record<string, string>;
  const value = await route.handle({ params, query, body }, assistant);
  if (route.media === 'text/event-stream') {
    const { id } = value as Conversation;
    const after = resumeAfter(request, (query as { readonly after?: number }).after);
    streamTurns(request, response, live, { id, after });
    return;
  }
  if (route.media === 'text/plain') {
    await sendTranscript(request, response, value as Conversation, office);
    return;
  }
  if (route.method !== 'get' && params['id'] !== undefined) live.told(params['id']);
  keepCookie(route, request, response, parts.visitors, value, body);
  response.status(route.status);
  await sendJson(request, response, value);
}

export function sendTranscript(
  request: Request,
  response: Response,
  conversation: Conversation,
  office: Pick<Config['office'], 'name'>,
): Promise<void> {
  const now = new Date();
  response.setHeader('content-disposition', downloadAs('txt', now));
  const text = transcript(conversation, office, now);
  return send(request, response, 'text/plain; charset=utf-8', text);
}

/** The browser keeps in mind what our own page opened; the widget on other sites has no cookie. */
function keepCookie(
  route: Route,
  request: Request,
  response: Response,
  visitors: Visitors,
  value: unknown,
  body: unknown,
): void {
  const { origin } = request.headers;
  if (origin === undefined || !isOwnOrigin(request, origin)) return;
  if (route.operation === 'openConversation') {
    const { channel } = body as { readonly channel: Channel };
    visitors.remember(request, response, (value as { readonly id: string }).id, channel);
  }
  if (route.operation === 'eraseConversation') visitors.forget(request, response);
}

export function limited(rateLimit: RateLimit) {
  return async (request: Request, _response: Response, next: () => void): Promise<void> => {
    const seconds = await rateLimit.take(request.ip ?? '');
    if (seconds > 0)
      throw new Fault('too-many-requests', { seconds }, { 'retry-after': String(seconds) });
    next();
  };
}

/** Answers every other method with 405; stands after the routes of the path. */
export function allowOnly(router: Router, path: string, methods: readonly string[]): void {
  router.all(path, () => {
    throw new Fault('method-not-allowed', {}, { allow: methods.join(', ') });
  });
}
