import { createHash, timingSafeEqual } from 'node:crypto';
import express from 'express';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { ConversationStore, Handoff, Turn } from '../../conversation/conversation.ts';
import type { Delivery, ExchangeStore } from '../../conversation/exchange.ts';
import type { Counters } from '../messaging/counters.ts';
import { allowOnly } from './api-router.ts';
import { checked } from './check.ts';
import { sendJson } from './compress.ts';
import { Fault } from './faults.ts';
import { toWireTurn } from './schemas.ts';
import { apiLanguage } from './visitor.ts';

export interface OfficerParts {
  /** `Authorization: Bearer …`; undefined: these addresses are closed. */
  readonly officerToken: string | undefined;
  readonly store: Pick<ConversationStore, 'handoffs' | 'closeHandoff' | 'beginEpisode' | 'find'> &
    Pick<ExchangeStore, 'deadDeliveries' | 'resend' | 'backlog'>;
  readonly counters: Counters;
  /** Further lines for `GET /metrics`, in the same format. */
  readonly metrics?: () => string;
  /** Called when there is something to send. */
  readonly onResend: () => void;
  readonly now?: () => Date;
}

const listSchema = z.object({
  state: z.enum(['open', 'closed']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/**
 * What officers and operators look after until there is a console: requests for a person with what
 * was said, messages that could not be delivered, and counts. A conversation's export and erasure are
 * the public addresses `/api/v1/conversations/{id}`: its id is the key.
 */
export function createOfficerRouter(parts: OfficerParts): Router {
  const { officerToken, store, counters, onResend, now = () => new Date() } = parts;
  const router = express.Router({ caseSensitive: true });
  if (officerToken === undefined) return router;
  const allowed = requireBearer(officerToken);

  const at = (
    method: 'get' | 'post',
    path: string,
    handle: (request: Request, response: Response) => Promise<unknown>,
  ): void => {
    router[method](path, allowed, async (request, response) => {
      await sendJson(request, response, await handle(request, response));
    });
    allowOnly(router, path, method === 'get' ? ['GET', 'HEAD'] : ['POST']);
  };

  at('get', '/api/v1/handoffs', async (request) => {
    const query = checked(listSchema, request.query, apiLanguage(request));
    const { state = 'open', limit } = query;
    const handoffs = await store.handoffs({ state, limit });
    const turnsOf = async ({ conversationId }: Handoff): Promise<readonly Turn[]> =>
      (await store.find(conversationId))?.turns ?? [];
    return {
      handoffs: await Promise.all(
        handoffs.map(async (one) => ({ ...one, turns: (await turnsOf(one)).map(toWireTurn) })),
      ),
    };
  });
  at('post', '/api/v1/handoffs/:id/close', async (request) => {
    const handoff = await store.closeHandoff(String(request.params['id']), now());
    if (handoff === undefined) throw new Fault('handoff-not-found');
    // Who asked for a person and was helped may ask the assistant again.
    await store.beginEpisode(handoff.conversationId, 'bot', now());
    return { handoff };
  });
  at('get', '/api/v1/deliveries/dead', async (request) => {
    const { limit } = checked(listSchema, request.query, apiLanguage(request));
    return { deliveries: (await store.deadDeliveries(limit)).map(toWireDelivery) };
  });
  at('post', '/api/v1/deliveries/:id/resend', async (request) => {
    if (!(await store.resend(String(request.params['id']), now()))) {
      throw new Fault('delivery-not-found');
    }
    onResend();
    return { resent: true };
  });
  router.get('/metrics', allowed, async (_request, response) => {
    const { events, deliveries, deadEvents, deadDeliveries, oldestMs } = await store.backlog();
    const text = counters.render({
      backlog_events: events,
      backlog_deliveries: deliveries,
      dead_events: deadEvents,
      dead_deliveries: deadDeliveries,
      oldest_waiting_seconds: oldestMs / 1000,
    });
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    response.setHeader('cache-control', 'no-store');
    response.end(`${text}${parts.metrics?.() ?? ''}`);
  });
  allowOnly(router, '/metrics', ['GET', 'HEAD']);
  return router;
}

/** Without the platform's id of the citizen, which nobody needs to send it again. */
function toWireDelivery(delivery: Delivery): Omit<Delivery, 'contact'> {
  const { contact: _, ...rest } = delivery;
  return rest;
}

function requireBearer(token: string) {
  const expected = digest(token);
  return (request: Request, _response: Response, next: () => void): void => {
    const given = /^Bearer (.+)$/iu.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!timingSafeEqual(digest(given), expected)) {
      throw new Fault('unauthorised', {}, { 'www-authenticate': 'Bearer' });
    }
    next();
  };
}

/** Of one length, so that comparing tells nothing of the token's. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
