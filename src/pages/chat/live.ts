import type { Turn } from '../../conversation/conversation.ts';
import type { Api } from './api.ts';

/** What a follower is told. */
export interface LiveListener {
  readonly onTurns: (turns: readonly Turn[]) => void;
  /** The server has no such conversation any more; nothing comes after this. */
  readonly onGone: () => void;
  /** A sentence of the answer that is on its way. */
  readonly onWriting?: (writing: {
    readonly clientMessageId: string;
    readonly sentence: string;
  }) => void;
  /** A request for an officer stands elsewhere now. */
  readonly onWait?: () => void;
}

/** Brings turns as they are kept, until the returned function is called. */
export type Follow = (conversationId: string, after: number, listener: LiveListener) => () => void;

/** The parts of `EventSource` that are used. */
interface Source {
  readonly readyState: number;
  addEventListener(kind: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

export interface LiveOptions {
  readonly api: Pick<Api, 'turns'>;
  /** Undefined where the browser has no server-sent events. */
  readonly openSource: ((path: string) => Source) | undefined;
  readonly after: (ms: number, action: () => void) => () => void;
  /** Whether somebody may be looking at the page. */
  readonly isVisible: () => boolean;
  /** Calls when that may have changed; returns what ends it. */
  readonly onVisibility: (action: () => void) => () => void;
}

const CLOSED = 2;
/** Between two questions where events do not come; grows by half while nothing is new. */
const POLL_MS = 4000;
const SLOWEST_POLL_MS = 30_000;
/** An unseen page asks seldom and holds no connection: browsers give a site only six of them. */
const HIDDEN_POLL_MS = 30_000;
/** How long it is asked before events are tried again. */
const SOURCE_AGAIN_MS = 60_000;

/** Follows by server-sent events; where those do not come (proxies, old browsers), by asking. */
export function createFollow(options: LiveOptions): Follow {
  const { api, openSource, isVisible, onVisibility } = options;
  return (conversationId, start, listener) => {
    let after = start;
    let ended = false;
    let source: Source | undefined;
    let askedMs = 0;
    let pollMs = POLL_MS;
    let cancel = (): void => {};

    const take = (turns: readonly Turn[]): void => {
      const fresh = turns.filter((turn) => turn.index > after);
      if (ended || fresh.length === 0) return;
      after = fresh[fresh.length - 1]?.index ?? after;
      listener.onTurns(fresh);
    };
    const end = (): void => {
      ended = true;
      cancel();
      source?.close();
      unwatch();
    };
    const gone = (): void => {
      if (ended) return;
      end();
      listener.onGone();
    };

    function listen(): void {
      cancel();
      source?.close();
      source = undefined;
      if (ended) return;
      if (!openSource || !isVisible()) {
        poll(isVisible() ? 0 : HIDDEN_POLL_MS);
        return;
      }
      const path = `/api/v1/conversations/${encodeURIComponent(conversationId)}/events?after=${after}`;
      const mine = openSource(path);
      source = mine;
      mine.addEventListener('turn', ({ data }) => {
        const turn = parse<Turn>(data);
        if (turn) take([turn]);
      });
      mine.addEventListener('writing', ({ data }) => {
        const writing = parse<{ clientMessageId: string; sentence: string }>(data);
        if (writing && !ended) listener.onWriting?.(writing);
      });
      mine.addEventListener('wait', () => {
        if (!ended) listener.onWait?.();
      });
      mine.addEventListener('gone', gone);
      mine.addEventListener('error', () => {
        // While it tries by itself nothing need be done; refused (404, 429, a proxy), it gives up.
        if (mine !== source || mine.readyState !== CLOSED) return;
        source = undefined;
        askedMs = 0;
        poll(0);
      });
    }

    function poll(ms: number): void {
      cancel();
      cancel = options.after(ms, () => {
        askedMs += ms;
        void ask();
      });
    }

    async function ask(): Promise<void> {
      const had = after;
      const reply = await api.turns(conversationId, after);
      if (ended || source !== undefined) return;
      if (reply.kind === 'gone') return gone();
      if (reply.kind === 'done') take(reply.value);
      pollMs = after > had ? POLL_MS : Math.min(pollMs * 1.5, SLOWEST_POLL_MS);
      if (!isVisible()) poll(HIDDEN_POLL_MS);
      else if (openSource && askedMs >= SOURCE_AGAIN_MS) listen();
      else poll(pollMs);
    }

    const unwatch = onVisibility(listen);
    listen();
    return end;
  };
}

function parse<T>(data: unknown): T | null {
  try {
    return JSON.parse(String(data)) as T;
  } catch {
    return null;
  }
}
