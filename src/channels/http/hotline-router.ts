import express from 'express';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { StoreUnavailable } from '../../conversation/store-unavailable.ts';
import type { Transcriber } from '../../conversation/transcriber.ts';
import { TranscriptionFailed } from '../../conversation/transcriber.ts';
import type { Log } from '../../log.ts';
import { callIdSchema, parseEnvelope } from '../hotline/envelope.ts';
import type { Hotline } from '../hotline/hotline.ts';
import { CALLS_PATH } from '../hotline/hotline.ts';
import { allowOnly } from './api-router.ts';
import { addProviderRoutes, jsonOf } from './hotline-provider-routes.ts';
import { readRaw } from './raw-body.ts';

export interface HotlineRouterParts {
  readonly hotline: Hotline;
  /** Absent: recordings are refused. */
  readonly transcriber?: Transcriber | undefined;
  readonly log: Log;
  readonly now?: () => Date;
}

const BATCH_LIMIT = 1024 * 1024;
const AUDIO_LIMIT = 5 * 1024 * 1024;
const MOST_EVENTS = 1000;
const LISTENING_MS = 30_000;

const audioQuerySchema = z.object({
  utterance_id: z.string().min(1).max(200),
  seq: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  start_ms: z.coerce.number().min(0).max(86_400_000),
  speaker: z.enum(['customer', 'agent']).default('customer'),
});

/** Batches of events, recordings of speech, and what telephone providers tell in shapes of their own. */
export function createHotlineRouter(parts: HotlineRouterParts): Router {
  const { hotline, log, now = () => new Date() } = parts;
  const router = express.Router({ caseSensitive: true });

  /** The body of a sender who may speak; undefined once it was refused. */
  async function trusted(
    request: Request,
    response: Response,
    limit: number,
    mayOf: (raw: Buffer) => boolean,
  ): Promise<Buffer | undefined> {
    const raw = await readRaw(request, limit);
    if (raw !== undefined && mayOf(raw)) return raw;
    const status = raw === undefined ? 413 : 401;
    if (raw === undefined) response.setHeader('connection', 'close');
    log.warn({ status }, 'a request to the hotline was refused');
    response.status(status).json({ error: status === 413 ? 'too-large' : 'unauthorised' });
    return undefined;
  }

  router.post('/assist/v1/events', async (request, response) => {
    const raw = await trusted(request, response, BATCH_LIMIT, (body) =>
      hotline.isConnector(request, body),
    );
    if (raw === undefined) return;
    const values = batchOf(raw, request.headers['content-type'] ?? '');
    if (values === undefined || values.length > MOST_EVENTS) {
      response.status(400).json({ error: values === undefined ? 'not-json' : 'too-many-events' });
      return;
    }
    const results: Record<string, unknown>[] = [];
    try {
      for (const [index, value] of values.entries()) {
        const { event, faults } = parseEnvelope(value);
        if (event === undefined) results.push({ index, outcome: 'malformed', fields: faults });
        else {
          const { eventId, callId, seq } = event;
          const outcome = await hotline.take(event);
          results.push({ index, event_id: eventId, call_id: callId, seq, outcome });
        }
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      response.setHeader('retry-after', '5').status(503).json({ error: 'store-unavailable' });
      return;
    }
    const isWhole = results.every(({ outcome }) => outcome === 'taken' || outcome === 'repeated');
    response.status(isWhole ? 200 : 207).json({ events: results });
  });
  allowOnly(router, '/assist/v1/events', ['POST']);

  router.post(`${CALLS_PATH}/:id/audio`, async (request, response) => {
    const raw = await trusted(request, response, AUDIO_LIMIT, (body) =>
      hotline.isConnector(request, body),
    );
    if (raw === undefined) return;
    const { transcriber } = parts;
    const id = callIdSchema.safeParse(request.params.id);
    const query = audioQuerySchema.safeParse(request.query);
    const mediaType = request.headers['content-type'] ?? 'application/octet-stream';
    if (transcriber === undefined || !id.success || !query.success || raw.length === 0) {
      const error = transcriber === undefined ? 'no-transcription' : 'malformed';
      response.status(transcriber === undefined ? 501 : 422).json({ error });
      return;
    }
    const { utterance_id: utteranceId, seq, start_ms: startMs, speaker } = query.data;
    try {
      const signal = AbortSignal.timeout(LISTENING_MS);
      const { text } = await transcriber.transcribe(
        { bytes: raw, mediaType },
        { language: 'vi', signal },
      );
      const outcome = await hotline.take({
        eventId: utteranceId,
        callId: id.data,
        seq,
        at: now().toISOString(),
        body: { type: 'transcript.final', utteranceId, speaker, text, startMs },
      });
      response.status(200).json({ outcome });
    } catch (error) {
      if (error instanceof TranscriptionFailed) {
        const later = error.reason === 'unavailable' || error.reason === 'timeout';
        response.status(later ? 503 : 422).json({ error: error.reason });
      } else if (error instanceof StoreUnavailable) {
        response.setHeader('retry-after', '5').status(503).json({ error: 'store-unavailable' });
      } else if (error instanceof Error && error.name === 'TimeoutError') {
        response.status(503).json({ error: 'timeout' });
      } else throw error;
    }
  });
  allowOnly(router, `${CALLS_PATH}/:id/audio`, ['POST']);

  addProviderRoutes(router, { hotline, trusted, now });
  return router;
}

/** A list, `{events: […]}`, or JSON lines of which a broken one spoils only itself. */
function batchOf(raw: Buffer, type: string): readonly unknown[] | undefined {
  if (/^application\/(?:x-)?(?:nd)?json-?l(?:ines)?|^application\/x-ndjson/iu.test(type)) {
    const lines = raw.toString('utf8').split('\n');
    return lines.filter((line) => line.trim() !== '').map(jsonOf);
  }
  const value = jsonOf(raw);
  if (Array.isArray(value)) return value;
  const { events } = (value ?? {}) as { readonly events?: unknown };
  return Array.isArray(events) ? events : undefined;
}
