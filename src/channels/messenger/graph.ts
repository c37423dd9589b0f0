import { z } from 'zod';

/** How a call of the Graph API ended. */
export type GraphReply =
  | { readonly kind: 'answered'; readonly body: unknown }
  /** Refused by Meta: its own error, `subcode` 0 when it gave none. */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: number;
      readonly subcode: number;
      readonly isTransient: boolean;
      readonly retryAfterMs?: number;
    }
  /** Refused by something before Meta's own code: no error in the body. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs?: number }
  /** Nothing reached the platform. */
  | { readonly kind: 'not-sent' }
  /** The request went out and no answer came: it may have been carried out. */
  | { readonly kind: 'cut-off' };

/** Posts to a path of the page (`messages`). Never throws. */
export type Graph = (path: string, body: unknown, signal?: AbortSignal) => Promise<GraphReply>;

export interface GraphOptions {
  /** With its version: `https://graph.facebook.com/v25.0`. */
  readonly apiRoot: string;
  readonly pageId: string | undefined;
  readonly pageToken: string;
  readonly timeoutMs: number;
}

const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const errorSchema = z.looseObject({
  error: z.looseObject({
    code: z.coerce.number(),
    error_subcode: z.coerce.number().catch(0).default(0),
    is_transient: z.boolean().catch(false).default(false),
  }),
});

/**
 * The Graph API of one page. The token travels in the `Authorization` header, so that no proxy writes
 * it into its log with the address. Source: developers.facebook.com/docs/graph-api/guides/error-handling.
 */
export function createGraph({ apiRoot, pageId, pageToken, timeoutMs }: GraphOptions): Graph {
  const root = `${apiRoot.replace(/\/+$/u, '')}/${pageId ?? 'me'}`;
  return async (path, body, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(`${root}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${pageToken}` },
        body: JSON.stringify(body),
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        redirect: 'error',
      });
      return replyOf(response, await response.text());
    } catch (error) {
      return { kind: NOT_SENT.has(causeOf(error)) ? 'not-sent' : 'cut-off' };
    }
  };
}

function replyOf(response: Response, text: string): GraphReply {
  const body = jsonIn(text);
  const { status } = response;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const wait = seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {};
  const failed = errorSchema.safeParse(body);
  if (failed.success) {
    const { code, error_subcode: subcode, is_transient: isTransient } = failed.data.error;
    return { kind: 'error', status, code, subcode, isTransient, ...wait };
  }
  if (!response.ok) return { kind: 'status', status, ...wait };
  // A page of some proxy is no answer of Meta's.
  return body === undefined ? { kind: 'cut-off' } : { kind: 'answered', body };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function causeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code: unknown =
    typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : '';
  return typeof code === 'string' ? code : '';
}
