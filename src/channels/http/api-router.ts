import express from 'express';
import type { Request, Response, Router } from 'express';
import type { z } from 'zod';
import type { Assistant } from '../../assistant.ts';
import { sendJson } from './compress.ts';
import { Fault } from './faults.ts';
import { openApi } from './openapi.ts';
import type { RateLimit } from './rate-limit.ts';
import { ROUTES } from './routes.ts';
import type { Route } from './routes.ts';

/** Largest request body. */
export const BODY_LIMIT = '64kb';

/** The JSON side: every route of the table, its description, and 405 for the other methods. */
export function createApiRouter(assistant: Assistant, rateLimit: RateLimit): Router {
  const router = express.Router({ caseSensitive: true });
  const parseBody = express.json({ limit: BODY_LIMIT, type: 'application/json' });
  for (const route of ROUTES) {
    const path = route.path.replace(/\{(\w+)\}/gu, ':$1');
    const handle = (request: Request, response: Response) =>
      answer(route, request, response, assistant);
    if (route.limited) router[route.method](path, limited(rateLimit));
    if (route.body) router[route.method](path, requireJson, parseBody, handle);
    else router[route.method](path, handle);
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

async function answer(
  route: Route,
  request: Request,
  response: Response,
  assistant: Assistant,
): Promise<void> {
  const query = route.query ? checked(route.query, request.query) : {};
  const body = route.body ? checked(route.body, request.body ?? {}) : undefined;
  const value = await route.handle(
    { params: request.params as Record<string, string>, query, body },
    assistant,
  );
  response.status(route.status);
  await sendJson(request, response, value);
}

/** The parsed value, or a fault that names every field at fault. */
function checked(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => key.slice(0, 60))
      : [issue.path.join('.')],
  );
  throw new Fault('invalid-request', {
    fields:
      [...new Set(fields)]
        .filter((field) => field !== '')
        .slice(0, 10)
        .join(', ') || 'JSON',
  });
}

/** A body must be JSON and say so; no body at all is an empty object. */
function requireJson(request: Request, _response: Response, next: () => void): void {
  // `fetch` sends this with a POST that has no body.
  const empty = request.headers['content-length'] === '0';
  if (!empty && request.is('application/json') === false)
    throw new Fault('unsupported-media-type', { accepted: 'application/json' });
  next();
}

export function limited(rateLimit: RateLimit) {
  return (request: Request, _response: Response, next: () => void): void => {
    const seconds = rateLimit.take(request.ip ?? '');
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
