import type { WireEvent } from './wire.ts';

/** The parts of `EventSource` that are used. */
export interface Source {
  addEventListener(kind: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

export interface LiveEventsOptions {
  readonly openSource: (path: string) => Source;
  readonly after: (ms: number, action: () => void) => () => void;
  readonly onEvent: (event: WireEvent) => void;
  /** Connected, for the first time or again: whatever happened before is to be read anew. */
  readonly onHello: () => void;
  /** The connection broke; called once until the next hello. */
  readonly onLost: () => void;
  /** Before it is tried again; tells an ended session from a broken line. */
  readonly onRetry?: () => void;
}

export interface LiveEvents {
  /** Tries at once, as when the browser says the network is back. */
  retry(): void;
  close(): void;
}

const KINDS: Readonly<Record<WireEvent['kind'], true>> = {
  handoff: true,
  'handoff-gone': true,
  turns: true,
  typing: true,
  note: true,
  presence: true,
  notice: true,
  suggestions: true,
  call: true,
  'call-suggestions': true,
  task: true,
};
/** Between two tries. The server says 15 s between its signs of life. */
const BACKOFF_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
/** A line that never says hello is taken for broken. */
const PATIENCE_MS = 15_000;

/** Follows the desk's events; a broken line is tried again, ever more slowly, until closed. */
export function followDesk(options: LiveEventsOptions): LiveEvents {
  const { openSource, after, onEvent, onHello, onLost, onRetry } = options;
  let source: Source | undefined;
  let tries = 0;
  let connected = false;
  let told = false;
  let cancel = (): void => {};
  let ended = false;

  function connect(): void {
    cancel();
    source?.close();
    connected = false;
    const mine = openSource('/api/desk/v1/events');
    source = mine;
    cancel = after(PATIENCE_MS, () => lost(mine));
    mine.addEventListener('hello', () => {
      if (mine !== source) return;
      cancel();
      tries = 0;
      connected = true;
      told = false;
      onHello();
    });
    mine.addEventListener('error', () => lost(mine));
    for (const kind of Object.keys(KINDS)) {
      mine.addEventListener(kind, ({ data }) => {
        const event = parse(data);
        if (event !== null && mine === source) onEvent(event);
      });
    }
  }

  function lost(mine: Source): void {
    if (mine !== source || ended) return;
    // The browser's own tries are neither slow enough for a busy server nor told to anybody.
    mine.close();
    source = undefined;
    connected = false;
    cancel();
    if (!told) {
      told = true;
      onLost();
    }
    const wait = BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)] ?? 0;
    tries += 1;
    cancel = after(wait, () => {
      onRetry?.();
      connect();
    });
  }

  connect();
  return {
    retry: () => {
      if (!ended && !connected) connect();
    },
    close: () => {
      ended = true;
      cancel();
      source?.close();
    },
  };
}

function parse(data: unknown): WireEvent | null {
  try {
    return JSON.parse(String(data)) as WireEvent;
  } catch {
    return null;
  }
}
