import { z } from 'zod';
import type { Log } from '../../log.ts';
import { parseJson } from './parse-json.ts';

/** How a call ended. The platform says its own errors with HTTP 200. */
export type Reply =
  | {
      readonly kind: 'answered';
      /** 0 is success; undefined when the answer has none, as tokens have. */
      readonly error: number | undefined;
      readonly body: unknown;
    }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs?: number }
  /** Nothing reached the platform. */
  | { readonly kind: 'not-sent' }
  /** The request went out and no answer came: it may have been carried out. */
  | { readonly kind: 'cut-off' };

interface ZaloCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | URLSearchParams;
  readonly signal?: AbortSignal;
}

export type ZaloHttp = (call: ZaloCall) => Promise<Reply>;

/** Far below the minute a token lock lasts, so that a slow answer never meets a second refresh. */
const TIMEOUT_MS = 15_000;
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Below this part of the minute's calls it is worth a line; at most one a minute. */
const SCARCE = 0.1;

const envelopeSchema = z.object({ error: z.coerce.number().optional() });

/** Posts to Zalo. Never throws for what the platform or the network does. */
export function createZaloHttp({
  log,
  now,
  timeoutMs = TIMEOUT_MS,
}: {
  readonly log: Log;
  readonly now: () => Date;
  readonly timeoutMs?: number;
}): ZaloHttp {
  let warnedAtMs = 0;

  function noticeRate(headers: Headers): void {
    const limit = Number(headers.get('x-ratelimit-limit') ?? Number.NaN);
    const left = Number(headers.get('x-ratelimit-remain') ?? Number.NaN);
    const nowMs = now().getTime();
    if (!(left < limit * SCARCE) || nowMs - warnedAtMs < 60_000) return;
    warnedAtMs = nowMs;
    log.warn({ platform: 'zalo', left, limit }, 'calls of this minute are running out');
  }

  return async ({ url, headers, body, signal }) => {
    try {
      if (signal?.aborted === true) return { kind: 'not-sent' };
      const timeout = AbortSignal.timeout(timeoutMs);
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        redirect: 'error',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      noticeRate(response.headers);
      const text = await response.text();
      if (!response.ok) {
        const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
        const retryAfterMs = Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {};
        return { kind: 'status', status: response.status, ...retryAfterMs };
      }
      const parsed = parseJson(text);
      const envelope = envelopeSchema.safeParse(parsed);
      // A page of some proxy in between: nobody knows what became of the request.
      if (!envelope.success) return { kind: 'cut-off' };
      return { kind: 'answered', error: envelope.data.error, body: parsed };
    } catch (error) {
      return { kind: NOT_SENT.has(codeOf(error)) ? 'not-sent' : 'cut-off' };
    }
  };
}

/** The system's word for a failed connection; it stands one or two causes deep. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return typeof code === 'string' ? code : codeOf(cause);
}
