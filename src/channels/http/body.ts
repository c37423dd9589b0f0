import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import { Fault } from './faults.ts';

/** Largest request body in bytes; the message of the fault `too-large` names it too. */
const BODY_LIMIT = 64 * 1024;

/**
 * Reads a JSON body; none is an empty object. The parsers of Express read an oversized body to
 * its very end before they refuse it, however long that takes; this refuses at once.
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = 'application/json';
  // `fetch` sends a length of 0 with a POST that has no body.
  if (request.headers['content-length'] === '0' || request.is(type) === null) return {};
  const bytes = await read(request, type);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Fault('invalid-json');
  }
}

/** Reads the fields of a form; a field that comes twice is a list, which no field may be. */
export async function readForm(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await read(request, 'application/x-www-form-urlencoded');
  const fields = new URLSearchParams(new TextDecoder().decode(bytes));
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const values = fields.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

async function read(request: Request, type: string): Promise<Buffer> {
  const charset = /;\s*charset\s*=\s*"?([\w-]+)/iu.exec(request.get('content-type') ?? '')?.[1];
  const plain = request.get('content-encoding') ?? 'identity';
  if (request.is(type) === false || !/^utf-?8$/iu.test(charset ?? 'utf-8') || plain !== 'identity')
    throw new Fault('unsupported-media-type', { accepted: `${type}; charset=utf-8` });
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) throw new Fault('too-large');
  return collect(request);
}

function collect(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
      else {
        request.removeAllListeners('data').pause();
        reject(new Fault('too-large'));
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    // The sender went away in the middle; nobody is left to be told.
    request.once('close', () => reject(new Fault('invalid-request', { fields: 'body' })));
  });
}
