import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

/** Below this a compressed body is no smaller on the wire. */
const WORTH_BYTES = 1000;

export type Coding = 'br' | 'gzip' | 'identity';

export function acceptedCoding(request: Request): Coding {
  if (request.acceptsEncodings('br') === 'br') return 'br';
  return request.acceptsEncodings('gzip') === 'gzip' ? 'gzip' : 'identity';
}

export async function compress(
  body: Buffer,
  coding: Coding,
  quality: 'fast' | 'best',
): Promise<Buffer> {
  if (coding === 'br') {
    return promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: quality === 'fast' ? 3 : constants.BROTLI_MAX_QUALITY,
      },
    });
  }
  return coding === 'gzip' ? promisify(gzip)(body, { level: quality === 'fast' ? 4 : 9 }) : body;
}

/** Sends a whole body, compressed as the client can read it. */
export async function send(
  request: Request,
  response: Response,
  type: string,
  body: string,
): Promise<void> {
  const plain = Buffer.from(body);
  const coding = plain.length < WORTH_BYTES ? 'identity' : acceptedCoding(request);
  const sent = await compress(plain, coding, 'fast');
  if (response.headersSent) return;
  response.setHeader('content-type', type);
  response.vary('accept-encoding');
  if (coding !== 'identity') response.setHeader('content-encoding', coding);
  // Answers are one citizen's own and pages change with the knowledge.
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store');
  response.setHeader('content-length', sent.length);
  response.end(request.method === 'HEAD' ? undefined : sent);
}

/** `indent` for a file that people open, too. */
export function sendJson(
  request: Request,
  response: Response,
  value: unknown,
  indent?: number,
): Promise<void> {
  const body = JSON.stringify(value, null, indent);
  return send(request, response, 'application/json; charset=utf-8', body);
}
