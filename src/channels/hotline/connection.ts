import type { WebSocket } from 'ws';
import type { CardChange, EventOutcome } from '../../desk/call-event.ts';
import type { CallEvent } from '../../desk/call-event.ts';
import type { FeedbackKind } from '../../desk/suggestion.ts';
import { parseEnvelope, parseFeedback } from './envelope.ts';
import { toWire } from './wire.ts';

/** One connector on one socket. */
export interface Connection {
  /** Tells of a card, if it is of a call this connector speaks of. */
  tell(change: CardChange): void;
  close(): void;
}

export interface ConnectionParts {
  readonly take: (event: CallEvent) => Promise<EventOutcome>;
  readonly feedback: (given: {
    readonly suggestionId: string;
    readonly kind: FeedbackKind;
    readonly card: Extract<CardChange, { kind: 'created' | 'updated' }>;
  }) => Promise<void>;
  readonly onProblem: (error: unknown) => void;
  readonly now: () => Date;
}

/** Frames that wait for their turn; above it the sender has to wait. */
const MOST_WAITING = 200;
/** A sender of so much nonsense in a row does not speak our language. */
const MOST_BAD = 20;
/** A reader that lets so many bytes wait is gone. */
const MOST_UNREAD = 2_000_000;
const MOST_EVENTS = 500;
const MOST_REMEMBERED = 1000;
const POLICY_VIOLATION = 1008;

export function openConnection(socket: WebSocket, parts: ConnectionParts): Connection {
  const calls = new Set<string>();
  const cards = new Map<string, Extract<CardChange, { kind: 'created' | 'updated' }>>();
  let work: Promise<void> = Promise.resolve();
  let waiting = 0;
  let bad = 0;

  const send = (message: unknown): void => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify(message));
    if (socket.bufferedAmount > MOST_UNREAD) socket.terminate();
  };
  const refuse = (reason: string, fields: readonly string[] = []): void => {
    send({ type: 'error', reason, ...(fields.length === 0 ? {} : { fields }) });
    bad += 1;
    if (bad >= MOST_BAD) socket.close(POLICY_VIOLATION, 'too many malformed messages');
  };

  async function takeOne(value: unknown): Promise<void> {
    const feedback = parseFeedback(value);
    if (feedback !== undefined) {
      const card = cards.get(feedback.suggestionId);
      if (card === undefined) refuse('unknown-suggestion');
      else await parts.feedback({ ...feedback, card });
      return;
    }
    const { event, faults } = parseEnvelope(value);
    if (event === undefined) {
      refuse('malformed', faults);
      return;
    }
    bad = 0;
    remember(calls, event.callId);
    const { eventId, callId, seq } = event;
    const outcome = await parts.take(event).catch((error: unknown) => {
      parts.onProblem(error);
      return 'failed' as const;
    });
    send({ type: 'event.taken', event_id: eventId, call_id: callId, seq, outcome });
  }

  async function takeFrame(text: string): Promise<void> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      refuse('not-json');
      return;
    }
    const all = Array.isArray(value) ? value : [value];
    if (all.length > MOST_EVENTS) {
      refuse('too-many-events');
      return;
    }
    for (const one of all) await takeOne(one);
  }

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    waiting += 1;
    if (waiting >= MOST_WAITING) socket.pause();
    const text = isBinary ? '' : data.toString('utf8');
    work = work
      .then(() => takeFrame(text))
      .catch(parts.onProblem)
      .then(() => {
        waiting -= 1;
        if (waiting < MOST_WAITING / 2 && socket.isPaused) socket.resume();
      });
  });

  return {
    tell: (change) => {
      if (!calls.has(change.callId)) return;
      if (change.kind !== 'retracted') {
        cards.delete(change.card.id);
        cards.set(change.card.id, change);
        const [oldest] = cards.keys();
        if (cards.size > MOST_REMEMBERED && oldest !== undefined) cards.delete(oldest);
      }
      send(toWire(change, parts.now()));
    },
    close: () => socket.close(1001, 'the server is stopping'),
  };
}

function remember(calls: Set<string>, callId: string): void {
  calls.delete(callId);
  calls.add(callId);
  const [oldest] = calls;
  if (calls.size > MOST_REMEMBERED && oldest !== undefined) calls.delete(oldest);
}
