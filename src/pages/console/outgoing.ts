import type { Turn } from '../../conversation/conversation.ts';
import type { Reply } from './caller.ts';
import type { OfficerMessage } from './desk-api.ts';

/**
 * An officer's message that has no turn yet.
 * - `waiting`: goes out when the connection is back; `refused`: the desk said no, for `reason`.
 */
export interface Unsent extends OfficerMessage {
  readonly state: 'sending' | 'waiting' | 'refused';
  readonly reason?: string;
}

/** What did not go out before the page was left, by conversation. */
export type KeptUnsent = Readonly<Record<string, readonly Unsent[]>>;

export interface OutgoingOptions {
  readonly kept?: KeptUnsent;
  readonly send: (handoffId: string, message: OfficerMessage) => Promise<Reply<{ turn: Turn }>>;
  readonly after: (ms: number, action: () => void) => () => void;
  readonly onSent: (handoffId: string, turn: Turn, message: OfficerMessage) => void;
  readonly onChange: () => void;
}

export interface Outgoing {
  of(handoffId: string): readonly Unsent[];
  send(handoffId: string, message: OfficerMessage): void;
  /** Tries everything that waits again: the network is back. */
  retry(): void;
  /** Takes a message out and returns its text. */
  drop(handoffId: string, clientMessageId: string): string;
  readonly count: number;
  /** For `kept` of the next page. */
  readonly all: KeptUnsent;
}

const RETRY_MS = 5000;

/**
 * Sends an officer's messages in order, one at a time for each conversation, until they are kept or
 * refused. The id of a message stays over all tries, so none is ever said twice.
 */
export function createOutgoing(options: OutgoingOptions): Outgoing {
  const queues = new Map<string, Unsent[]>(
    Object.entries(options.kept ?? {}).map(([id, unsent]) => [
      id,
      unsent.map((one) => (one.state === 'refused' ? one : { ...one, state: 'waiting' as const })),
    ]),
  );
  const running = new Set<string>();
  const timers = new Map<string, () => void>();

  function put(handoffId: string, message: Unsent): void {
    const queue = queues.get(handoffId) ?? [];
    const at = queue.findIndex(({ clientMessageId: id }) => id === message.clientMessageId);
    queues.set(handoffId, at < 0 ? [...queue, message] : queue.with(at, message));
    options.onChange();
  }

  function remove(handoffId: string, id: string): void {
    const left = (queues.get(handoffId) ?? []).filter((one) => one.clientMessageId !== id);
    if (left.length === 0) queues.delete(handoffId);
    else queues.set(handoffId, left);
    options.onChange();
  }

  async function run(handoffId: string): Promise<void> {
    if (running.has(handoffId)) return;
    running.add(handoffId);
    timers.get(handoffId)?.();
    try {
      for (;;) {
        const next = queues.get(handoffId)?.find(({ state }) => state !== 'refused');
        if (next === undefined) return;
        const { clientMessageId, text, suggestionId } = next;
        const message = {
          clientMessageId,
          text,
          ...(suggestionId === undefined ? {} : { suggestionId }),
        };
        put(handoffId, { ...message, state: 'sending' });
        const reply = await options.send(handoffId, message);
        if (reply.kind === 'done') {
          remove(handoffId, clientMessageId);
          options.onSent(handoffId, reply.value.turn, message);
        } else if (reply.kind === 'refused') {
          put(handoffId, { ...message, state: 'refused', reason: reply.message });
        } else {
          put(handoffId, { ...message, state: 'waiting' });
          const afterMs = reply.kind === 'later' ? (reply.afterMs ?? RETRY_MS) : RETRY_MS;
          timers.set(
            handoffId,
            options.after(afterMs, () => void run(handoffId)),
          );
          return;
        }
      }
    } finally {
      running.delete(handoffId);
    }
  }

  return {
    of: (handoffId) => queues.get(handoffId) ?? [],
    send: (handoffId, message) => {
      put(handoffId, { ...message, state: 'sending' });
      void run(handoffId);
    },
    retry: () => {
      for (const handoffId of queues.keys()) void run(handoffId);
    },
    drop: (handoffId, id) => {
      const text = queues.get(handoffId)?.find((one) => one.clientMessageId === id)?.text ?? '';
      remove(handoffId, id);
      return text;
    },
    get all() {
      return Object.fromEntries(queues);
    },
    get count() {
      return [...queues.values()].reduce((sum, queue) => sum + queue.length, 0);
    },
  };
}
