import { randomUUID } from 'node:crypto';
import express from 'express';
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import type { Assistant } from '../../assistant.ts';
import type { Config } from '../../config.ts';
import type { Log } from '../../log.ts';
import { createApiRouter } from './api-router.ts';
import type { Assets } from './assets.ts';
import { send, sendJson } from './compress.ts';
import { createPassingCookieKey } from './cookie-key.ts';
import type { CookieKey } from './cookie-key.ts';
import { createConversationRouter } from './conversation-router.ts';
import { errorPage } from './error-page.ts';
import { Fault, toFault } from './faults.ts';
import { createLiveTurns } from './live-turns.ts';
import type { LiveTurns } from './live-turns.ts';
import { createPageRouter, createSettingOf } from './page-router.ts';
import { createRateLimit } from './rate-limit.ts';
import type { RateLimitOptions } from './rate-limit.ts';
import { securityHeaders } from './security-headers.ts';
import { apiLanguage, createVisitors } from './visitor.ts';

export interface AppParts {
  readonly assistant: Assistant;
  readonly assets: Assets;
  readonly log: Log;
  readonly config: Pick<Config, 'office' | 'trustProxy' | 'rateLimitPerMinute'> &
    Partial<Pick<Config, 'retentionDays' | 'widgetOrigins'>>;
  /** Signs the conversation's cookie (`loadCookieKey`); absent, one that this process forgets. */
  readonly cookieKey?: CookieKey;
  /** Told of what else is kept in conversations, such as an officer's words; absent, one of its own. */
  readonly live?: LiveTurns;
  /** Other doors of this server, such as platforms' webhooks; asked before the pages. */
  readonly routers?: readonly RequestHandler[];
  /** Keeps the limits of addresses over processes; absent, this process keeps its own. */
  readonly limits?: Omit<RateLimitOptions, 'perMinute'>;
}

/** Days a browser remembers its conversation where no retention was set. */
const USUAL_DAYS = 30;

/** API and pages in one Express application. */
export function createApp(parts: AppParts): Express {
  const { assistant, assets, log, config } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.trustProxy ? 1 : false);
  app.set('query parser', 'simple');

  const settingOf = createSettingOf({
    assets,
    knowledge: assistant.knowledge,
    office: config.office,
  });
  const rateLimit = createRateLimit({
    ...parts.limits,
    perMinute: config.rateLimitPerMinute,
  });
  const live = parts.live ?? createLiveTurns({ history: assistant.history });
  const retention = config.retentionDays ?? {};
  const visitors = createVisitors(
    parts.cookieKey ?? createPassingCookieKey(),
    config.retentionDays?.web ?? USUAL_DAYS,
  );

  app.use((request, response, next) => {
    const requestId = randomUUID();
    response.locals['requestId'] = requestId;
    response.setHeader('x-request-id', requestId);
    logWhenDone(log, request, response, requestId);
    next();
  });
  app.use(securityHeaders);
  app.use(assets.serve);
  for (const router of parts.routers ?? []) app.use(router);
  app.use(
    createApiRouter({
      assistant,
      rateLimit,
      live,
      visitors,
      office: config.office,
      widgetOrigins: config.widgetOrigins ?? ['*'],
    }),
  );
  app.use(createConversationRouter({ assistant, rateLimit, live, visitors, retention, settingOf }));
  app.use(createPageRouter(assistant, rateLimit, settingOf));
  app.use(() => {
    throw new Fault('not-found');
  });
  app.use(async (error: unknown, request: Request, response: Response, next: NextFunction) => {
    const fault = toFault(error);
    const requestId = String(response.locals['requestId']);
    if (fault.status >= 500) log.error({ requestId, problem: kindOf(error) }, 'a request failed');
    if (response.headersSent) return next(error);
    response.status(fault.status);
    for (const [name, value] of Object.entries(fault.headers)) response.setHeader(name, value);
    if (isForMachines(request)) {
      const message = fault.messageIn(apiLanguage(request));
      response.vary('accept-language');
      await sendJson(request, response, { error: { code: fault.code, message, requestId } });
    } else {
      await send(
        request,
        response,
        'text/html; charset=utf-8',
        errorPage(settingOf(request, response), fault, requestId),
      );
    }
  });
  return app;
}

/** Whether an error is told in JSON: on the addresses of the API, and to whoever takes no page. */
function isForMachines(request: Request): boolean {
  if (request.accepts('html', 'json') === 'json') return true;
  return /^\/(?:api\/|openapi\.json|healthz|readyz|assets\/)/u.test(request.path);
}

/** Logs neither query nor address: both may say who asks and what. */
function logWhenDone(log: Log, request: Request, response: Response, requestId: string): void {
  const started = performance.now();
  response.once('finish', () => {
    const ms = Math.round(performance.now() - started);
    // A conversation's id opens it: it is not for logs.
    const path = request.path.replace(/^(\/api\/v1\/conversations\/)[^/]+/u, '$1-').slice(0, 100);
    log.debug(
      { requestId, method: request.method, path, status: response.statusCode, ms },
      'request',
    );
  });
}

/** Where it failed, without the message, which may quote what a citizen wrote. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return [error.name, ...frames.slice(0, 5).map((line) => line.trim())].join(' ');
}
