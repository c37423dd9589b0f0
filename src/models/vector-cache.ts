import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Vectors by a hash of their text and the model, kept on disk. */
export interface VectorCache {
  get(text: string): Float32Array | undefined;
  /** Durable when it returns; a disk that takes nothing costs only asking again. */
  add(entries: readonly (readonly [text: string, vector: Float32Array])[]): void;
  readonly size: number;
}

const lineSchema = z.tuple([z.string(), z.string()]);

/**
 * A file of JSON lines `[hash, base64 of 32-bit floats]` that is only added to: work that was cut off
 * goes on where it stopped. Half a line at its end is left out.
 */
export function openVectorCache(path: string, model: string): VectorCache {
  const vectors = new Map<string, Float32Array>();
  const keyOf = (text: string): string =>
    createHash('sha256').update(`${model}\n${text}`).digest('base64url').slice(0, 22);
  let startsNewLine = true;
  if (existsSync(path)) {
    const text = readFileSync(path, 'utf8');
    startsNewLine = text === '' || text.endsWith('\n');
    for (const line of text.split('\n')) {
      const parsed = parse(line);
      if (parsed !== undefined) vectors.set(...parsed);
    }
  }
  return {
    get: (text) => vectors.get(keyOf(text)),
    add: (entries) => {
      const lines = entries.map(([text, vector]) => {
        const key = keyOf(text);
        vectors.set(key, vector);
        const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
        return `${JSON.stringify([key, bytes.toString('base64')])}\n`;
      });
      try {
        mkdirSync(dirname(path), { recursive: true });
        appendFileSync(path, `${startsNewLine ? '' : '\n'}${lines.join('')}`);
        startsNewLine = true;
      } catch {
        // A full or read-only disk.
      }
    },
    get size() {
      return vectors.size;
    },
  };
}

function parse(line: string): [string, Float32Array] | undefined {
  try {
    const [key, base64] = lineSchema.parse(JSON.parse(line));
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
    return [key, new Float32Array(new Uint8Array(bytes).buffer)];
  } catch {
    return undefined;
  }
}
