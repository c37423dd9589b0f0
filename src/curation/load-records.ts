import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Procedure } from '../procedure/procedure.ts';
import { parseRecordLine } from './record-line.ts';

/** `manifest.json` of an imported folder: the one place that says which data file is in force. */
const manifestSchema = z.strictObject({
  version: z.literal(1),
  dataFile: z.string().regex(/^records-[\da-f]+\.jsonl$/u),
  hash: z.string(),
  count: z.number().int(),
  importedAt: z.string(),
  sources: z.array(z.string()),
});
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;

/** Records read one by one from their file, so that a hundred thousand cost little memory. */
export interface Records {
  /** Sorted. */
  readonly codes: readonly string[];
  /** Content hash of all records. */
  readonly hash: string;
  /** Undefined for an unknown code. Throws, naming file and line, when the record is damaged. */
  get(code: string): Procedure | undefined;
  /** The line as stored. */
  line(code: string): string | undefined;
  all(): Iterable<Procedure>;
  close(): void;
}

interface Place {
  readonly file: number;
  readonly offset: number;
  readonly length: number;
  readonly lineNumber: number;
}

const KEPT = 64;
const CHUNK = 1 << 20;
const ANEW = 'Remove the folder and import the files anew.';

/**
 * Opens an imported folder (by its manifest) or a folder of committed `*.jsonl` files. Throws a clear
 * error when there is nothing to open.
 */
export function openRecords(folder: string): Records {
  const names = dataFiles(folder);
  const paths = names.map((name) => join(folder, name));
  const files = paths.map((path) => openSync(path, 'r'));
  const places = new Map<string, Place>();
  const hash = createHash('sha256');
  paths.forEach((path, at) => scan(path, files[at] as number, at, places, hash));
  const codes = [...places.keys()].sort();
  const kept = new Map<string, Procedure>();
  const lineAt = (place: Place): string => {
    const bytes = Buffer.alloc(place.length);
    readSync(files[place.file] as number, bytes, 0, place.length, place.offset);
    return bytes.toString('utf8');
  };
  const get = (code: string): Procedure | undefined => {
    const known = kept.get(code);
    if (known) return known;
    const place = places.get(code);
    if (!place) return undefined;
    let procedure: Procedure;
    try {
      procedure = parseRecordLine(lineAt(place));
    } catch (error) {
      const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
      throw new Error(
        `${paths[place.file] ?? folder}, line ${place.lineNumber}: the record of ${code} is damaged: ${reason}`,
        { cause: error },
      );
    }
    kept.set(code, procedure);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return procedure;
  };
  return {
    codes,
    hash: hash.digest('hex').slice(0, 16),
    get,
    line: (code) => {
      const place = places.get(code);
      return place && lineAt(place);
    },
    *all() {
      for (const code of codes) {
        const procedure = get(code);
        if (procedure) yield procedure;
      }
    },
    close: () => files.forEach((file) => closeSync(file)),
  };
}

export function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return undefined;
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${path} is damaged: ${reason}. ${ANEW}`, { cause: error });
  }
}

function dataFiles(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new Error(
      `${folder} is not a folder of records; run \`npm run import -- FILE --into ${folder}\` first.`,
    );
  }
  const manifest = readManifest(folder);
  if (manifest) return [manifest.dataFile];
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
  if (names.length === 0) {
    throw new Error(
      `${folder} holds no records; run \`npm run import -- FILE --into ${folder}\` first.`,
    );
  }
  return names;
}

/** Notes where each record's line stands; every stored line begins with its code. */
function scan(
  path: string,
  descriptor: number,
  file: number,
  places: Map<string, Place>,
  hash: ReturnType<typeof createHash>,
): void {
  const chunk = Buffer.alloc(CHUNK);
  let pending = Buffer.alloc(0);
  let start = 0;
  let position = 0;
  let lineNumber = 0;
  const note = (line: Buffer, offset: number): void => {
    lineNumber += 1;
    if (line.length === 0) return;
    const code = /^\{"code":"(\d\.\d{6})"/u.exec(line.subarray(0, 32).toString('latin1'))?.[1];
    if (code === undefined)
      throw new Error(`${path}, line ${lineNumber}: this is not a stored record. ${ANEW}`);
    places.set(code, { file, offset, length: line.length, lineNumber });
  };
  for (;;) {
    const read = readSync(descriptor, chunk, 0, CHUNK, position);
    if (read === 0) break;
    position += read;
    const part = chunk.subarray(0, read);
    hash.update(part);
    let data = pending.length === 0 ? Buffer.from(part) : Buffer.concat([pending, part]);
    let newline = data.indexOf(10);
    while (newline >= 0) {
      note(data.subarray(0, newline), start);
      start += newline + 1;
      data = data.subarray(newline + 1);
      newline = data.indexOf(10);
    }
    pending = Buffer.from(data);
  }
  if (pending.length > 0) note(pending, start);
}
