/**
 * How a call of the desk's API ended.
 * - `later`: nothing is known to be wrong with what was asked; `afterMs` where the server said when.
 * - `refused`: asking the same again fails again; `message` is in the officer's language.
 * - `signed-out`: the session is over; the officer is on her way to sign in.
 */
export type Reply<T> =
  | { readonly kind: 'done'; readonly value: T }
  | {
      readonly kind: 'later';
      readonly why: 'offline' | 'failed' | 'busy';
      readonly afterMs?: number;
    }
  | Refusal
  | { readonly kind: 'signed-out' };

interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly ownerName?: string;
}

export interface CallerOptions {
  readonly fetcher: typeof fetch;
  readonly isOnline: () => boolean;
  readonly language: 'vi' | 'en';
  /** The session ended; called on every 401. */
  readonly onSignedOut: () => void;
  readonly timeoutMs?: number;
}

/** Calls addresses below `/api/desk/v1`. */
export interface Caller {
  get<T>(
    path: string,
    query?: Readonly<Record<string, string | number | undefined>>,
  ): Promise<Reply<T>>;
  /** `body` undefined: none is sent. An answer without content is undefined. */
  change<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Reply<T>>;
  /** What goes along with everything that changes something; from `/me`. */
  useCsrfToken(token: string): void;
}

const API = '/api/desk/v1';
const TIMEOUT_MS = 20_000;

export function createCaller(options: CallerOptions): Caller {
  const { fetcher, isOnline, language, onSignedOut, timeoutMs = TIMEOUT_MS } = options;
  let csrfToken = '';

  async function call<T>(method: string, path: string, body?: object): Promise<Reply<T>> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    try {
      const response = await fetcher(`${API}${path}`, {
        method,
        signal: abort.signal,
        headers: {
          accept: 'application/json',
          'accept-language': language,
          ...(method === 'GET' ? {} : { 'x-csrf-token': csrfToken }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.status === 204) return { kind: 'done', value: undefined as T };
      if (response.ok) return { kind: 'done', value: (await response.json()) as T };
      if (response.status === 401) {
        onSignedOut();
        return { kind: 'signed-out' };
      }
      return await refusal(response);
    } catch {
      return { kind: 'later', why: isOnline() ? 'failed' : 'offline' };
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    get: (path, query = {}) => {
      const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
        value === undefined || value === '' ? [] : [[name, String(value)]],
      );
      const search = new URLSearchParams(given).toString();
      return call('GET', search === '' ? path : `${path}?${search}`);
    },
    change: call,
    useCsrfToken: (token) => {
      csrfToken = token;
    },
  };
}

async function refusal(response: Response): Promise<Reply<never>> {
  const { status } = response;
  if (status === 408 || status === 429 || status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      kind: 'later',
      why: status === 429 || status === 503 ? 'busy' : 'failed',
      ...(seconds >= 0 ? { afterMs: Math.min(seconds, 60) * 1000 } : {}),
    };
  }
  const { error } = (await response.json()) as {
    error: { code: string; message: string; ownerName?: string };
  };
  const { code, message, ownerName } = error;
  return {
    kind: 'refused',
    status,
    code,
    message,
    ...(ownerName === undefined ? {} : { ownerName }),
  };
}
