import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Manifest, Records } from './load-records.ts';
import { openRecords, readManifest } from './load-records.ts';
import { normaliseRecord } from './normalise.ts';
import { readEntries } from './read-file.ts';
import { changedFields, recordLine } from './record-line.ts';

export interface ImportReport {
  readonly added: string[];
  readonly changed: { readonly code: string; readonly fields: string[] }[];
  readonly unchanged: number;
  readonly removed: string[];
  readonly rejected: ImportRejection[];
  /** Codes that came more than once; the last one counts. */
  readonly repeated: string[];
  /** Records in force after the import. */
  readonly total: number;
}

interface ImportRejection {
  readonly file: string;
  readonly line: number;
  readonly code?: string;
  readonly field: string;
  readonly reason: string;
}

export interface ImportOptions {
  readonly files: readonly string[];
  readonly into: string;
  /** Drop records that the files do not contain. Never done when a file was cut short or a line could not be read. */
  readonly replace?: boolean;
  readonly now: Date;
  readonly onProgress?: (progress: {
    readonly file: string;
    readonly bytesRead: number;
    readonly records: number;
  }) => void;
}

/** Another import is running on the same folder. */
export class ImportBusy extends Error {}

/**
 * Imports records. What is in force changes by one rename of `manifest.json`, made last: an import
 * that is killed, or whose disk is full, leaves the knowledge before it whole.
 */
export async function importRecords(options: ImportOptions): Promise<ImportReport> {
  mkdirSync(options.into, { recursive: true });
  const unlock = lock(options.into);
  try {
    return await importLocked(options);
  } finally {
    unlock();
  }
}

async function importLocked(options: ImportOptions): Promise<ImportReport> {
  const { into } = options;
  removeLeftovers(into);
  const before = readManifest(into) ? openRecords(into) : undefined;
  const spoolPath = join(into, `spool-${process.pid}.tmp`);
  const spool = openSync(spoolPath, 'w+');
  try {
    const found = await collect(options, spool);
    const report = compare(found, before, options.replace === true && isWhole(found));
    if (found.places.size > 0 || report.removed.length > 0) {
      writeGeneration(options, before, found, report);
    }
    writeDurably(
      join(into, 'report.json'),
      `${JSON.stringify({ ...report, importedAt: options.now.toISOString() }, null, 2)}\n`,
    );
    return report;
  } finally {
    before?.close();
    closeSync(spool);
    rmSync(spoolPath, { force: true });
  }
}

interface Found {
  readonly places: Map<string, { offset: number; length: number }>;
  readonly rejected: ImportRejection[];
  readonly repeated: Set<string>;
  readonly read: (code: string) => string;
  cut: boolean;
}

/** Whether the files tell all they should: a line that cannot be read may be any record. */
function isWhole({ cut, places, rejected }: Found): boolean {
  return !cut && places.size > 0 && rejected.every(({ code }) => code !== undefined);
}

/** Reads every file into the spool; keeps only places in memory. */
async function collect(options: ImportOptions, spool: number): Promise<Found> {
  const places = new Map<string, { offset: number; length: number }>();
  const found: Found = {
    places,
    rejected: [],
    repeated: new Set(),
    cut: false,
    read: (code) => {
      const place = places.get(code);
      const bytes = Buffer.alloc(place?.length ?? 0);
      readSync(spool, bytes, 0, bytes.length, place?.offset ?? 0);
      return bytes.toString('utf8');
    },
  };
  let offset = 0;
  for (const file of options.files) {
    for await (const entry of readEntries(file)) {
      if ('problem' in entry) {
        if (/cut short/u.test(entry.problem)) found.cut = true;
        found.rejected.push({ file, line: entry.line, field: '(line)', reason: entry.problem });
        continue;
      }
      const result = normaliseRecord(entry.value);
      if ('rejection' in result) {
        const { code, field, reason } = result.rejection;
        found.rejected.push({
          file,
          line: entry.line,
          ...(code === undefined ? {} : { code }),
          field,
          reason,
        });
        continue;
      }
      const { procedure } = result;
      if (places.has(procedure.code)) found.repeated.add(procedure.code);
      const bytes = Buffer.from(recordLine(procedure), 'utf8');
      writeAll(spool, bytes, offset);
      places.set(procedure.code, { offset, length: bytes.length });
      offset += bytes.length;
      options.onProgress?.({ file, bytesRead: entry.bytesRead, records: places.size });
    }
  }
  return found;
}

function compare(found: Found, before: Records | undefined, replace: boolean): ImportReport {
  const known = new Set(before?.codes);
  const added: string[] = [];
  const changed: { code: string; fields: string[] }[] = [];
  let unchanged = 0;
  for (const code of [...found.places.keys()].sort()) {
    if (!known.has(code)) added.push(code);
    else if (before?.line(code) === found.read(code)) unchanged += 1;
    else {
      const old = before?.get(code);
      const fresh = JSON.parse(found.read(code)) as typeof old;
      changed.push({
        code,
        fields:
          old && fresh
            ? changedFields(JSON.parse(before?.line(code) ?? '{}') as typeof old, fresh)
            : [],
      });
    }
  }
  const kept = new Set(found.rejected.map(({ code }) => code));
  const removed = replace
    ? [...known].filter((code) => !found.places.has(code) && !kept.has(code)).sort()
    : [];
  return {
    added,
    changed,
    unchanged,
    removed,
    rejected: found.rejected,
    repeated: [...found.repeated].sort(),
    total: known.size + added.length - removed.length,
  };
}

function writeGeneration(
  options: ImportOptions,
  before: Records | undefined,
  found: Found,
  report: ImportReport,
): void {
  const removed = new Set(report.removed);
  const codes = [...new Set([...(before?.codes ?? []), ...found.places.keys()])]
    .filter((code) => !removed.has(code))
    .sort();
  const temporary = join(options.into, `records-${process.pid}.tmp`);
  const output = openSync(temporary, 'w');
  const hash = createHash('sha256');
  let written = 0;
  try {
    for (const code of codes) {
      const line = found.places.has(code) ? found.read(code) : before?.line(code);
      const bytes = Buffer.from(`${line ?? ''}\n`, 'utf8');
      hash.update(bytes);
      written = writeAll(output, bytes, written);
    }
    fsyncSync(output);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(output);
  }
  const digest = hash.digest('hex').slice(0, 16);
  const dataFile = `records-${digest}.jsonl`;
  renameSync(temporary, join(options.into, dataFile));
  const manifest: Manifest = {
    version: 1,
    dataFile,
    hash: digest,
    count: codes.length,
    importedAt: options.now.toISOString(),
    sources: [...options.files],
  };
  writeDurably(join(options.into, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of readdirSync(options.into)) {
    if (/^records-[\da-f]+\.jsonl$/u.test(name) && name !== dataFile)
      rmSync(join(options.into, name), { force: true });
  }
}

/** Writes every byte: a disk that is nearly full takes a part first and fails only at the next one. */
function writeAll(file: number, bytes: Buffer, position: number): number {
  let done = 0;
  while (done < bytes.length)
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
  return position + done;
}

/** Writes beside, syncs, renames: readers see the old content or the new one, never half. */
function writeDurably(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, 'w');
  try {
    writeAll(file, Buffer.from(content, 'utf8'), 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true });
}

/** One import at a time; the lock of a process that is gone is taken over. */
function lock(folder: string): () => void {
  const path = join(folder, 'import.lock');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
      if (owner > 0 && isAlive(owner)) {
        throw new ImportBusy(
          `Another import (process ${owner}) is writing to ${folder}; wait until it is done.`,
        );
      }
      rmSync(path, { force: true });
    }
  }
  throw new ImportBusy(`Another import is writing to ${folder}; wait until it is done.`);
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return process_ !== process.pid;
  } catch (error) {
    // Not allowed to signal it: it is alive and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
