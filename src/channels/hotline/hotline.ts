import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { CallStore } from '../../desk/call-store.ts';
import type { CallEvent, EventOutcome } from '../../desk/call-event.ts';
import type { Calls } from '../../desk/calls.ts';
import type { Log } from '../../log.ts';
import { openConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { isConnector } from './credentials.ts';
import type { HotlineSecrets } from './credentials.ts';

export const CALLS_PATH = '/assist/v1/calls';

/**
 * The door for telephony: a socket for what is said now; batches and recordings come by HTTP. Words come
 * in as text, or as recordings of single utterances: a telephone system's own media stream (SIPREC, RFC
 * 7866; AudioSocket) is not taken here and needs a recorder beside us that makes words of it.
 */
export interface Hotline {
  /** Takes a socket over. False when the address is not the hotline's, and then nothing was done. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  take(event: CallEvent): Promise<EventOutcome>;
  /** Whether the sender of these bytes may speak for telephony. */
  isConnector(request: IncomingMessage, raw: Buffer): boolean;
  readonly secrets: HotlineSecrets;
  stop(): void;
}

export interface HotlineParts {
  readonly calls: Pick<Calls, 'take' | 'follow'>;
  readonly store: Pick<CallStore, 'addSuggestionFeedback'>;
  readonly secrets: HotlineSecrets;
  readonly office: string;
  readonly log: Log;
  readonly now?: () => Date;
  /** Pings tell a dead line from a quiet one. */
  readonly pingMs?: number;
}

/** Largest frame in bytes. */
const MOST_PAYLOAD = 64 * 1024;
const MOST_CONNECTIONS = 200;
const PING_MS = 30_000;

export function createHotline(parts: HotlineParts): Hotline {
  const { calls, store, secrets, office, log, now = () => new Date() } = parts;
  const server = new WebSocketServer({ noServer: true, maxPayload: MOST_PAYLOAD });
  const connections = new Map<WebSocket, Connection>();
  const alive = new WeakSet<WebSocket>();

  const leave = calls.follow((change) => {
    for (const connection of connections.values()) connection.tell(change);
  });
  const pinging = setInterval(() => {
    for (const socket of connections.keys()) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, parts.pingMs ?? PING_MS);
  pinging.unref();

  const onProblem = (error: unknown): void => {
    const problem = error instanceof Error ? error.name : typeof error;
    log.warn({ problem }, 'an event of the hotline could not be taken');
  };

  function connected(socket: WebSocket): void {
    const connection = openConnection(socket, {
      take: (event) => calls.take(event),
      feedback: ({ suggestionId, kind, card }) =>
        store.addSuggestionFeedback({
          suggestionId,
          kind,
          procedureCode: card.card.procedureCode,
          about: card.callId,
          question: card.question,
          byId: 'hotline',
          office,
          at: now().toISOString(),
        }),
      onProblem,
      now,
    });
    connections.set(socket, connection);
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    socket.on('close', () => connections.delete(socket));
    // A frame too large or no WebSocket at all: the library closes the socket with the reason.
    socket.on('error', () => undefined);
  }

  return {
    upgrade: (request, socket, head) => {
      const [path] = (request.url ?? '').split('?');
      if (path !== CALLS_PATH) return false;
      const refusal = !isConnector(request.headers, Buffer.alloc(0), secrets, now())
        ? '401 Unauthorized'
        : connections.size >= MOST_CONNECTIONS
          ? '503 Service Unavailable'
          : undefined;
      if (refusal !== undefined) {
        socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
        return true;
      }
      server.handleUpgrade(request, socket, head, connected);
      return true;
    },
    take: (event) => calls.take(event),
    isConnector: ({ headers }, raw) => isConnector(headers, raw, secrets, now()),
    secrets,
    stop: () => {
      clearInterval(pinging);
      leave();
      for (const connection of connections.values()) connection.close();
      server.close();
      // Who does not answer the farewell is cut off.
      setTimeout(() => {
        for (const socket of connections.keys()) socket.terminate();
      }, 1000).unref();
    },
  };
}
