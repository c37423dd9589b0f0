import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * - `status`: nothing but that. `endless`: bytes without length until nobody reads. `liar`: a length
 *   beyond all limits. `cut`: the connection breaks half-way. `redirect`: found at `to`.
 */
export type MediaFault =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'endless' | 'liar' | 'cut' }
  | { readonly kind: 'redirect'; readonly to: string };

export interface FakeMedia {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  /** Paths asked for, with their query. */
  readonly requests: readonly string[];
  /** Where it then lies. */
  put(path: string, bytes: Uint8Array, mediaType?: string): string;
  /** What answers instead at this path, so many times. */
  fail(path: string, fault: MediaFault, times?: number): void;
  close(): Promise<void>;
}

/** A content network of a platform on loopback. */
export async function openFakeMedia(): Promise<FakeMedia> {
  const files = new Map<string, { readonly bytes: Uint8Array; readonly mediaType: string }>();
  const faults = new Map<string, MediaFault[]>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const asked = request.url ?? '/';
    requests.push(asked);
    const path = asked.split('?')[0] ?? '';
    const file = files.get(path);
    const fault = faults.get(path)?.shift();
    switch (fault?.kind) {
      case 'status':
        response.writeHead(fault.status).end();
        return;
      case 'redirect':
        response.writeHead(302, { location: fault.to }).end();
        return;
      case 'liar':
        response.writeHead(200, { 'content-length': 1e12 }).flushHeaders();
        return;
      case 'cut':
        response.writeHead(200, { 'content-length': 100_000 });
        response.write('half', () => request.socket.destroy());
        return;
      case 'endless': {
        response.writeHead(200, { 'content-type': 'audio/aac' });
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(64_000)));
        };
        response.on('drain', more);
        more();
        return;
      }
    }
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': file.mediaType }).end(file.bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    put: (path, bytes, mediaType = 'audio/aac') => {
      files.set(path, { bytes, mediaType });
      return `${url}${path}`;
    },
    fail: (path, fault, times = 1) => {
      const line = faults.get(path) ?? [];
      faults.set(path, [...line, ...Array.from({ length: times }, () => fault)]);
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
