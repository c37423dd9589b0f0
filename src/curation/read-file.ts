import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** One record of a file as parsed JSON, or what is wrong with its line. */
export type FileEntry =
  | { readonly line: number; readonly value: unknown; readonly bytesRead: number }
  | { readonly line: number; readonly problem: string; readonly bytesRead: number };

/** Largest file that is read whole because it is not one record a line. */
const MAX_WHOLE_BYTES = 512 * 1024 * 1024;

/**
 * Reads records from JSON lines or one JSON document (an object, a list, `{items: […]}`), gzipped or
 * not, told by content and not by name. A bad line, or the tail of a file that was cut, comes out as
 * an entry with a problem; reading goes on where it can.
 */
export async function* readEntries(path: string): AsyncGenerator<FileEntry> {
  const gzipped = await isGzip(path);
  const source = createReadStream(path);
  let failure: Error | undefined;
  const input: Readable = gzipped ? source.pipe(createGunzip()) : source;
  source.on('error', (error) => input.destroy(error));
  input.on('error', (error) => {
    failure = error;
  });
  const lines = createInterface({ input, crlfDelay: Infinity });
  let line = 0;
  let whole: string[] | undefined;
  let size = 0;
  try {
    for await (const text of lines) {
      line += 1;
      if (whole) {
        size += text.length;
        if (size > MAX_WHOLE_BYTES)
          throw new Error(
            `${path} is one JSON document of more than 512 MB; split it into JSON lines.`,
          );
        whole.push(text);
        continue;
      }
      const trimmed = line === 1 ? text.replace(/^\uFEFF/u, '').trim() : text.trim();
      if (trimmed === '') continue;
      const parsed = parse(trimmed);
      if ('value' in parsed && !(line === 1 && Array.isArray(parsed.value))) {
        yield* records(parsed.value, line, source.bytesRead);
      } else if (line === 1) whole = [trimmed];
      else
        yield {
          line,
          problem: `not JSON: ${'problem' in parsed ? parsed.problem : 'a list inside JSON lines'}`,
          bytesRead: source.bytesRead,
        };
    }
  } catch (error) {
    failure ??= error instanceof Error ? error : new Error(String(error));
  }
  if (whole) {
    const parsed = parse(whole.join('\n'));
    if ('value' in parsed) yield* records(parsed.value, 1, source.bytesRead);
    else yield* brokenDocument(whole, parsed.problem, source.bytesRead);
  }
  if (failure) {
    yield {
      line: line + 1,
      problem: `the file is cut short or damaged here: ${failure.message}`,
      bytesRead: source.bytesRead,
    };
  }
}

/** JSON lines whose very first line is broken look like a document that is broken: try line by line. */
function* brokenDocument(
  lines: readonly string[],
  problem: string,
  bytesRead: number,
): Generator<FileEntry> {
  const parsed = lines.map((text, at) => ({ at, text: text.trim(), result: parse(text.trim()) }));
  const good = parsed.filter(
    ({ result }) => 'value' in result && typeof result.value === 'object' && result.value !== null,
  );
  if (good.length === 0 || good.length * 2 < lines.length) {
    yield { line: 1, problem: `not JSON: ${problem}`, bytesRead };
    return;
  }
  for (const { at, text, result } of parsed) {
    if (text === '') continue;
    if ('value' in result) yield* records(result.value, at + 1, bytesRead);
    else yield { line: at + 1, problem: `not JSON: ${result.problem}`, bytesRead };
  }
}

function* records(value: unknown, line: number, bytesRead: number): Generator<FileEntry> {
  const list = Array.isArray(value) ? value : itemsOf(value);
  if (!list) yield { line, value, bytesRead };
  else for (const item of list) yield { line, value: item, bytesRead };
}

function itemsOf(value: unknown): unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of ['items', 'data', 'DATA', 'result', 'Result']) {
    const inner = (value as Record<string, unknown>)[key];
    if (Array.isArray(inner)) return inner;
  }
  return undefined;
}

function parse(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: error instanceof Error ? error.message.slice(0, 120) : 'unreadable' };
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
