import type { IncomingMessage } from 'node:http';

/** The bytes of a request; undefined when there are more than `limit`, and then the rest is not read. */
export function readRaw(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else {
        request.removeAllListeners('data').pause();
        resolve(undefined);
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    // The sender went away in the middle and will come again.
    request.once('close', () => reject(new Error('The request ended early.')));
  });
}
