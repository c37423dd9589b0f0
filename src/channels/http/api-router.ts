import express from 'express';
import type { Request, Response, Router } from 'express';
import type { Assistant } from '../../assistant.ts';
import { readJson } from './body.ts';
import { checked } from './check.ts';
import { sendJson } from './compress.ts';
import { Fault } from './faults.ts';
import { openApi } from './openapi.ts';
import type { RateLimit } from './rate-limit.ts';
import { ROUTES } from './routes.ts';
import type { Route } from './routes.ts';
import { apiLanguage } from './visitor.ts';

/** The JSON side: every route of the table, its description, and 405 for the other methods. */
export function createApiRouter(assistant: Assistant, rateLimit: RateLimit): Router {
  const router = express.Router({ caseSensitive: true });
  for (const route of ROUTES) {
    const path = route.path.replace(/\{(\w+)\}/gu, ':$1');
    const handle = (request: Request, response: Response) =>
      answer(route, request, response, assistant);
    if (route.limited) router[route.method](path, limited(rateLimit));
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

async function answer(
  route: Route,
  request: Request,
  response: Response,
  assistant: Assistant,
): Promise<void> {
  const language = apiLanguage(request);
  const query = route.query ? checked(route.query, request.query, language) : {};
  const body = route.body ? checked(route.body, await readJson(request), language) : undefined;
  const value = await route.handle(
    { params: request.params as Record<string, string>, query, body },
    assistant,
  );
  response.status(route.status);
  await sendJson(request, response, value);
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
