import type { Turn } from '../../conversation/conversation.ts';
import type { Facet } from '../../procedure/guide.ts';

/** A message on its way. Its `id` stays the same over all tries, so the server stores it once. */
export interface Message {
  readonly id: string;
  readonly text: string;
  readonly chosenCode?: string;
  readonly chosenFacet?: Facet;
}

/**
 * How a call ended.
 * - `later`: nothing is known to have gone wrong with the message itself; `afterMs` if the server said when.
 * - `rejected`: sending the same again would fail again.
 * - `gone`: the server does not know this conversation (any more).
 */
export type Reply<T> =
  | { readonly kind: 'done'; readonly value: T }
  | {
      readonly kind: 'later';
      readonly why: 'offline' | 'failed' | 'busy';
      readonly afterMs?: number;
    }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'gone' };

export interface Api {
  open(language: 'vi' | 'en'): Promise<Reply<string>>;
  /** The turns this message made: the citizen's and the answer. */
  send(conversationId: string, message: Message): Promise<Reply<readonly Turn[]>>;
  turns(conversationId: string): Promise<Reply<readonly Turn[]>>;
}

const TIMEOUT_MS = 30_000;

export function createApi(
  fetcher: typeof fetch,
  isOnline: () => boolean,
  timeoutMs = TIMEOUT_MS,
): Api {
  async function call<T>(
    path: string,
    body: object | null,
    read: (value: never) => T,
  ): Promise<Reply<T>> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    try {
      const response = await fetcher(`/api/v1/conversations${path}`, {
        signal: abort.signal,
        headers: {
          accept: 'application/json',
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      });
      if (response.ok) return { kind: 'done', value: read((await response.json()) as never) };
      return refusal(response);
    } catch {
      return { kind: 'later', why: isOnline() ? 'failed' : 'offline' };
    } finally {
      clearTimeout(timer);
    }
  }
  return {
    open: (language) => call('', { channel: 'web', language }, ({ id }: { id: string }) => id),
    send: (conversationId, { id, ...rest }) =>
      call(
        `/${encodeURIComponent(conversationId)}/messages`,
        { clientMessageId: id, ...rest },
        ({ turns }: { turns: readonly Turn[] }) => turns,
      ),
    turns: (conversationId) =>
      call(
        `/${encodeURIComponent(conversationId)}/messages`,
        null,
        ({ turns }: { turns: readonly Turn[] }) => turns,
      ),
  };
}

function refusal(response: Response): Reply<never> {
  const { status } = response;
  if (status === 404 || status === 410) return { kind: 'gone' };
  if (status === 408 || status === 429 || status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      kind: 'later',
      why: status === 429 || status === 503 ? 'busy' : 'failed',
      ...(seconds >= 0 ? { afterMs: Math.min(seconds, 60) * 1000 } : {}),
    };
  }
  return { kind: 'rejected' };
}
