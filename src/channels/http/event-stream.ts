import type { Request, Response } from 'express';
import type { Turn } from '../../conversation/conversation.ts';
import { Fault } from './faults.ts';
import type { LiveTurns } from './live-turns.ts';
import { toWireTurn } from './schemas.ts';

/** A comment so often keeps proxies and telephone networks from cutting a silent connection. */
const HEARTBEAT_MS = 15_000;
/** How long a browser waits before it connects again. */
const RETRY_MS = 3000;
/** A reader that lets so much wait, in bytes, does not read any more. */
const MOST_UNREAD = 1_000_000;

/**
 * Writes a conversation's turns as server-sent events until the reader leaves: `event: turn` with
 * `id:` the turn's index, `event: writing` with a sentence of an answer on its way, `event: wait` when a
 * request for an officer stands elsewhere, and `event: gone` when the conversation is no more.
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html)
 */
export function streamTurns(
  request: Request,
  response: Response,
  live: LiveTurns,
  conversation: { readonly id: string; readonly after: number },
  heartbeatMs = HEARTBEAT_MS,
): void {
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  response.setHeader('cache-control', 'no-store, no-transform');
  // nginx would keep events back until its buffer is full.
  response.setHeader('x-accel-buffering', 'no');
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const write = (text: string): void => {
    if (response.writableEnded || response.destroyed) return;
    response.write(text);
    if (response.writableLength > MOST_UNREAD) response.destroy();
  };
  const leave = live.follow(conversation.id, {
    after: conversation.after,
    onTurns: (turns) => write(turns.map(turnEvent).join('')),
    onWriting: (writing) => write(`event: writing\ndata: ${JSON.stringify(writing)}\n\n`),
    onWait: () => write('event: wait\ndata: {}\n\n'),
    onGone: () => {
      write('event: gone\ndata: {}\n\n');
      response.end();
    },
  });
  if (leave === undefined) {
    response.removeHeader('x-accel-buffering');
    throw new Fault('too-many-requests', { seconds: 30 }, { 'retry-after': '30' });
  }
  // Express would keep the answer back until something is written.
  write(`retry: ${RETRY_MS}\n\n`);
  const heartbeat = setInterval(() => write(': \n\n'), heartbeatMs);
  response.once('close', () => {
    clearInterval(heartbeat);
    leave();
  });
}

/** `Last-Event-ID` is what a browser that connects again has seen; it is newer than the address. */
export function resumeAfter(request: Request, asked: number | undefined): number {
  const last = request.get('last-event-id') ?? '';
  return /^\d{1,9}$/u.test(last) ? Number(last) : (asked ?? -1);
}

function turnEvent(turn: Turn): string {
  return `id: ${turn.index}\nevent: turn\ndata: ${JSON.stringify(toWireTurn(turn))}\n\n`;
}
