import type { RequestHandler } from 'express';
import { Fault } from './faults.ts';
import { isOwnOrigin } from './visitor.ts';

/** How long a browser may go by an answer to its preflight, in seconds. */
const PREFLIGHT_SECONDS = 7200;

/**
 * Lets the widget on other sites use the API, never with cookies. `origins` are those of
 * WIDGET_ORIGINS; `*` is any. Pages of other origins are refused, by a fault that says so.
 * (https://fetch.spec.whatwg.org/#http-cors-protocol)
 */
export function allowForeignPages(origins: readonly string[]): RequestHandler {
  const any = origins.includes('*');
  const allowed = new Set(origins.map(normal));
  return (request, response, next) => {
    const { origin } = request.headers;
    if (!any) response.vary('origin');
    if (origin !== undefined && !isOwnOrigin(request, origin)) {
      if (!any && !allowed.has(normal(origin))) throw new Fault('foreign-origin');
      response.setHeader('access-control-allow-origin', any ? '*' : origin);
      response.setHeader('access-control-expose-headers', 'retry-after, x-request-id');
    }
    if (request.method === 'OPTIONS' && request.get('access-control-request-method')) {
      response.setHeader('access-control-allow-methods', 'GET, POST, DELETE');
      response.setHeader('access-control-allow-headers', 'content-type, last-event-id');
      response.setHeader('access-control-max-age', String(PREFLIGHT_SECONDS));
      response.status(204).end();
      return;
    }
    next();
  };
}

/** As a browser writes an origin: small letters, without the usual port. */
function normal(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).origin : origin;
}
