import type { IncomingMessage } from 'node:http';
import express from 'express';
import type { Request, Response, Router } from 'express';
import { StoreUnavailable } from '../../conversation/store-unavailable.ts';
import type { Log } from '../../log.ts';
import type { Counters } from '../messaging/counters.ts';
import type { Intake, Platform, Webhook } from '../messaging/platform.ts';
import type { Arrivals } from '../messaging/turnstile.ts';
import { allowOnly } from './api-router.ts';

export interface WebhookParts {
  readonly platforms: readonly Platform[];
  readonly intake: Intake;
  /** Lets answers wait while requests are taken; absent, they do not. */
  readonly arrivals?: Arrivals;
  readonly counters: Counters;
  readonly log: Log;
}

/** Largest body in bytes; platforms batch events, but none comes near it. */
const BODY_LIMIT = 256 * 1024;
/** Zalo waits 2 s, Messenger 20 s; above this we count, long before they give up. */
const SLOW_MS = 200;

/** What is answered to a platform; it reads the status only. */
interface Acknowledgement {
  readonly status: 200 | 401 | 413 | 415 | 503;
  readonly reason: string;
}

/** The doors platforms knock at: verified on raw bytes, stored, and only then acknowledged. */
export function createWebhookRouter(parts: WebhookParts): Router {
  const router = express.Router({ caseSensitive: true });
  for (const platform of parts.platforms) {
    const { webhook } = platform;
    if (webhook === undefined) continue;
    const { verify } = webhook;
    if (verify !== undefined) {
      router.get(webhook.path, (request, response) => {
        const { status, body, type = 'text/plain; charset=utf-8' } = verify(request.query);
        response.status(status).setHeader('content-type', type);
        response.end(body);
      });
    }
    router.post(webhook.path, (request, response) =>
      receive(request, response, platform, webhook, parts),
    );
    allowOnly(router, webhook.path, verify === undefined ? ['POST'] : ['GET', 'HEAD', 'POST']);
  }
  return router;
}

async function receive(
  request: Request,
  response: Response,
  platform: Platform,
  webhook: Webhook,
  { intake, arrivals, counters, log }: WebhookParts,
): Promise<void> {
  const startMs = performance.now();
  const take = (): Promise<Acknowledgement> => acknowledgement(request, webhook, intake);
  const { status, reason } = await (arrivals === undefined ? take() : arrivals.during(take));
  counters.add('webhook_requests_total', { platform: platform.name, reason });
  if (performance.now() - startMs > SLOW_MS) {
    counters.add('webhook_slow_total', { platform: platform.name });
  }
  if (reason !== 'accepted') {
    log.warn({ platform: platform.name, reason }, 'a webhook request was not taken as it came');
  }
  if (status === 503) response.setHeader('retry-after', '5');
  // The rest of what was refused is not read.
  if (status === 413) response.setHeader('connection', 'close');
  response.status(status).end();
}

async function acknowledgement(
  request: Request,
  webhook: Webhook,
  intake: Intake,
): Promise<Acknowledgement> {
  // Without a type it may yet be rightly signed.
  const type = request.headers['content-type'];
  if (type !== undefined && !/^application\/json\s*(?:;|$)/iu.test(type)) {
    return { status: 415, reason: 'wrong-content-type' };
  }
  const raw = await collect(request);
  if (raw === 'too-large') return { status: 413, reason: raw };
  const read = webhook.read(raw, request.headers);
  if (read.kind === 'unauthorised') return { status: 401, reason: read.kind };
  // Refusing would only make the platform send it again, and in the end nothing at all.
  if (read.kind === 'malformed') return { status: 200, reason: `malformed:${read.reason}` };
  try {
    await intake.accept(read.events);
    return { status: 200, reason: 'accepted' };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return { status: 503, reason: `store-${error.reason}` };
  }
}

function collect(request: IncomingMessage): Promise<Buffer | 'too-large'> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) {
    return Promise.resolve('too-large');
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
      else {
        request.removeAllListeners('data').pause();
        resolve('too-large');
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    // The sender went away in the middle and will come again.
    request.once('close', () => reject(new Error('The webhook request ended early.')));
  });
}
