import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Listening {
  readonly port: number;
  /** Lets sockets be taken over (WebSocket); where it returns false the connection is ended. */
  onUpgrade(take: Upgrade): void;
  /** Takes no more requests, lets running ones end, and cuts those off that do not. */
  close(): Promise<void>;
}

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

export interface TimeLimits {
  /** From the first byte to the end of the headers. */
  readonly headersMs: number;
  /** From the first byte to the end of the body. */
  readonly requestMs: number;
  /** Between two requests of one connection; longer than reverse proxies keep theirs (60 s). */
  readonly idleMs: number;
  /** How long a body may go on arriving after the request was answered without it. */
  readonly lingerMs: number;
  /** How long running requests may take once the server closes. */
  readonly closingMs: number;
}

const USUAL: TimeLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  idleMs: 65_000,
  lingerMs: 1000,
  closingMs: 10_000,
};

/** Listens. Rejects when the port is taken or the address is not this machine's. */
export async function listen(
  app: RequestListener,
  port: number,
  host: string,
  given: Partial<TimeLimits> = {},
): Promise<Listening> {
  const limits = { ...USUAL, ...given };
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(5000, limits.headersMs / 2),
  });
  server.setTimeout(2 * limits.requestMs);
  const running = new Set<ServerResponse>();
  /** Open connections, each with the number of its requests that are not answered yet. */
  const connections = new Map<Socket, number>();
  let closing = false;

  const release = (socket: Socket): void => {
    const left = (connections.get(socket) ?? 1) - 1;
    if (connections.has(socket)) connections.set(socket, left);
    if (closing && left === 0) socket.destroySoon();
  };
  server.on('connection', (socket: Socket) => {
    connections.set(socket, 0);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    connections.set(socket, (connections.get(socket) ?? 0) + 1);
    running.add(response);
    response.once('close', () => {
      running.delete(response);
      release(socket);
    });
    response.once('finish', () => cutOffUpload(request, limits.lingerMs));
  });
  server.on('request', app);

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    onUpgrade: (take) => {
      server.on('upgrade', (request, socket, head) => {
        socket.on('error', () => socket.destroy());
        if (!take(request, socket, head)) socket.destroy();
      });
    },
    close: () =>
      new Promise((resolve) => {
        closing = true;
        const cut = setTimeout(() => server.closeAllConnections(), limits.closingMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        // A stream of events never ends by itself; its reader connects again, to the next process.
        for (const response of running) if (isEventStream(response)) response.end();
        // Node counts a connection that has not asked anything yet as busy.
        for (const [socket, unanswered] of connections) if (unanswered === 0) socket.destroy();
      }),
  };
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}

/**
 * Node reads on, to nobody, a body that was answered without being read: 10 MB, or without end. A
 * moment is given so that the sender can read the answer before the connection goes.
 */
function cutOffUpload(request: IncomingMessage, lingerMs: number): void {
  if (request.complete) return;
  setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, lingerMs).unref();
}
