import { z } from 'zod';

/** The envelope of every answer; the code may stand in it or in the status alone. */
const envelope = z.looseObject({
  ok: z.boolean(),
  result: z.unknown().optional(),
  error_code: z.number().optional(),
  parameters: z.looseObject({ retry_after: z.number().optional() }).optional().catch(undefined),
});

/** How a call ended. The vendor's descriptions stay outside: nobody says what they repeat. */
export type CallOutcome =
  | { readonly kind: 'done'; readonly result: unknown }
  /** `code` is that of HTTP or of the envelope, which uses the same numbers. */
  | { readonly kind: 'failed'; readonly code: number; readonly afterMs?: number }
  /** No answer, or none that is the platform's. */
  | { readonly kind: 'unheard' };

export interface ZaloBotApi {
  /** Never throws. */
  call(
    method: string,
    payload: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<CallOutcome>;
}

/** Calls `<apiRoot>/bot<token>/<method>`: https://bot.zaloplatforms.com/docs/. */
export function createZaloBotApi(config: {
  readonly token: string;
  readonly apiRoot: string;
}): ZaloBotApi {
  const root = `${config.apiRoot.replace(/\/+$/u, '')}/bot${config.token}`;
  return {
    call: async (method, payload, signal) => {
      try {
        const response = await fetch(`${root}/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(payload),
          signal,
        });
        return outcomeOf(response, await response.text());
      } catch {
        return { kind: 'unheard' };
      }
    },
  };
}

function outcomeOf(response: Response, text: string): CallOutcome {
  const answer = envelope.safeParse(parseJson(text)).data;
  if (response.ok && answer?.ok === true) return { kind: 'done', result: answer.result };
  if (response.ok && answer === undefined) return { kind: 'unheard' };
  const code = answer?.error_code ?? (response.ok ? 0 : response.status);
  const seconds =
    answer?.parameters?.retry_after ?? Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds)
    ? { kind: 'failed', code, afterMs: Math.max(0, seconds) * 1000 }
    : { kind: 'failed', code };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
