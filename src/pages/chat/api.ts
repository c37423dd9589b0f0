import type { Channel, Turn } from '../../conversation/conversation.ts';
import type { CitizenWait } from '../../desk/desk.ts';
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

/** Where the citizen meets the page: at home or on an office's machine. */
export type PageChannel = Extract<Channel, 'web' | 'kiosk'>;

export interface Api {
  open(language: 'vi' | 'en'): Promise<Reply<string>>;
  /** The turns this message made: the citizen's and the answer. */
  send(conversationId: string, message: Message): Promise<Reply<readonly Turn[]>>;
  /** Turns with a greater index than `after`; all without it. */
  turns(conversationId: string, after?: number): Promise<Reply<readonly Turn[]>>;
  /** Erases it on the server. */
  erase(conversationId: string): Promise<Reply<true>>;
  greeting(language: 'vi' | 'en'): Promise<Reply<Greeting>>;
  /** Where the request for an officer stands. */
  wait(conversationId: string): Promise<Reply<CitizenWait>>;
  leaveQueue(conversationId: string): Promise<Reply<CitizenWait>>;
  leaveContact(conversationId: string, contact: string): Promise<Reply<CitizenWait>>;
  rate(
    conversationId: string,
    stars: 1 | 2 | 3 | 4 | 5,
    reason?: string,
  ): Promise<Reply<CitizenWait>>;
  typing(conversationId: string): Promise<Reply<true>>;
}

interface Greeting {
  readonly greeting: string;
  readonly suggestions: readonly string[];
}

export interface ApiOptions {
  /** Origin of the server; empty on its own pages. */
  readonly site?: string;
  readonly channel?: PageChannel;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

export function createApi(
  fetcher: typeof fetch,
  isOnline: () => boolean,
  { site = '', channel = 'web', timeoutMs = TIMEOUT_MS }: ApiOptions = {},
): Api {
  async function call<T>(
    path: string,
    body: object | null,
    read: (value: never) => T,
    method = body ? 'POST' : 'GET',
  ): Promise<Reply<T>> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    try {
      const response = await fetcher(`${site}/api/v1${path}`, {
        method,
        signal: abort.signal,
        headers: {
          accept: 'application/json',
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (response.ok) return { kind: 'done', value: read((await response.json()) as never) };
      return refusal(response);
    } catch {
      return { kind: 'later', why: isOnline() ? 'failed' : 'offline' };
    } finally {
      clearTimeout(timer);
    }
  }
  const address = (conversationId: string): string =>
    `/conversations/${encodeURIComponent(conversationId)}`;
  const turnsOf = ({ turns }: { turns: readonly Turn[] }): readonly Turn[] => turns;
  const asIs = (wait: CitizenWait): CitizenWait => wait;
  return {
    open: (language) =>
      call('/conversations', { channel, language }, ({ id }: { id: string }) => id),
    send: (conversationId, { id, ...rest }) =>
      call(`${address(conversationId)}/messages`, { clientMessageId: id, ...rest }, turnsOf),
    turns: (conversationId, after) =>
      call(
        `${address(conversationId)}/messages${after === undefined ? '' : `?after=${after}`}`,
        null,
        turnsOf,
      ),
    erase: (conversationId) => call(address(conversationId), null, () => true as const, 'DELETE'),
    greeting: (language) =>
      call(`/greeting?language=${language}`, null, (greeting: Greeting) => greeting),
    wait: (conversationId) => call(`${address(conversationId)}/wait`, null, asIs),
    leaveQueue: (conversationId) => call(`${address(conversationId)}/wait`, null, asIs, 'DELETE'),
    leaveContact: (conversationId, contact) =>
      call(`${address(conversationId)}/contact`, { contact }, asIs),
    rate: (conversationId, stars, reason) =>
      call(
        `${address(conversationId)}/rating`,
        { stars, ...(reason === undefined ? {} : { reason }) },
        asIs,
      ),
    typing: (conversationId) => call(`${address(conversationId)}/typing`, {}, () => true as const),
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
