import express from 'express';
import type { Request, Response, Router } from 'express';
import { StoreUnavailable } from '../../conversation/store-unavailable.ts';
import type { Log } from '../../log.ts';
import { allowOnly } from './api-router.ts';
import { readRaw } from './raw-body.ts';
import type { Counters } from '../messaging/counters.ts';
import type { HelpDeskConnection } from '../help-desk/link.ts';

export interface HelpDeskRouterParts {
  readonly connections: readonly HelpDeskConnection[];
  readonly counters: Counters;
  readonly log: Log;
  readonly now?: () => Date;
}

/** Largest body in bytes. */
const BODY_LIMIT = 256 * 1024;

/** Where other desk software tells what its agents did: verified on raw bytes, then done. */
export function createHelpDeskRouter(parts: HelpDeskRouterParts): Router {
  const { connections, counters, log, now = () => new Date() } = parts;
  const router = express.Router({ caseSensitive: true });

  async function outcome(
    request: Request,
    connection: HelpDeskConnection,
  ): Promise<readonly [status: number, reason: string]> {
    const raw = await readRaw(request, BODY_LIMIT);
    if (raw === undefined) return [413, 'too-large'];
    const { headers, path } = request;
    const reading = connection.helpDesk.read(raw, { headers, path }, now());
    switch (reading.kind) {
      case 'unauthorised':
        return [401, 'unauthorised'];
      case 'malformed':
        return [422, `malformed:${reading.reason}`];
      case 'ignored':
        return [200, 'ignored'];
      default:
        break;
    }
    try {
      const done = await connection.take(reading);
      return done === 'done' ? [200, 'accepted'] : [404, 'unknown-conversation'];
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return [503, `store-${error.reason}`];
    }
  }

  for (const connection of connections) {
    for (const path of connection.helpDesk.paths) {
      router.post(path, async (request: Request, response: Response) => {
        const [status, reason] = await outcome(request, connection);
        const platform = connection.helpDesk.name;
        counters.add('webhook_requests_total', { platform, reason });
        if (status !== 200) log.warn({ helpDesk: platform, reason }, 'a webhook was not taken');
        if (status === 413) response.setHeader('connection', 'close');
        if (status === 503) response.setHeader('retry-after', '5');
        response.status(status).end();
      });
      allowOnly(router, path, ['POST']);
    }
  }
  return router;
}
