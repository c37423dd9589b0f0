import { Agent, createServer, request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Forwarded {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request as it came in, whole. */
export interface Taken {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Hands a request on as it is; undefined when nobody answers it. */
export function forward(root: string, { path, method, headers, body }: Taken) {
  return new Promise<Forwarded | undefined>((resolve) => {
    const { host: _, connection: __, ...rest } = headers;
    const url = new URL(path, root);
    const sent = request(url, { agent, method, headers: rest }, (response) => {
      collect(response).then(
        (answer) =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer }),
        () => resolve(undefined),
      );
    });
    sent.once('error', () => resolve(undefined));
    sent.end(body);
  });
}

/** Gives an answer of another server to whoever asked. */
export function passOn(response: ServerResponse, answer: Forwarded | undefined): void {
  if (answer === undefined) return cut(response);
  const { 'transfer-encoding': _, connection: __, ...headers } = answer.headers;
  response.writeHead(answer.status, headers).end(answer.body);
}

/** Breaks the connection in place of an answer. */
export function cut(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

export interface Door {
  readonly url: string;
  close(): Promise<void>;
}

/** A server on loopback that takes requests whole. */
export async function openDoor(
  take: (taken: Taken, response: ServerResponse) => Promise<void>,
): Promise<Door> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    void (async () => {
      const { url: path = '/', method = 'GET', headers } = message;
      await take({ path, method, headers, body: await collect(message) }, response);
    })().catch(() => cut(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function collect(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
