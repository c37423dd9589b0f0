import { once } from 'node:events';
import { chmodSync, createReadStream, createWriteStream, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import BetterSqlite from 'better-sqlite3';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { SCHEMA_VERSION, migrate, readVersion } from './migrations.ts';
import { openDatabase } from './open-store.ts';
import type { StoreOptions } from './open-store.ts';
import type { Tables } from './tables.ts';

const FORMAT = 'hoi-mot-cua-backup';
const SQLITE_MAGIC = 'SQLite format 3\0';

/** In the order of their references, so that each row finds what it refers to. */
export const TABLES = [
  'conversations',
  'episodes',
  'turns',
  'handoffs',
  'handoff_steps',
  'desk_notes',
  'desk_presence',
  'desk_notices',
  'ratings',
  'satisfaction_requests',
  'consents',
  'contacts',
  'inbound_events',
  'deliveries',
  'buckets',
  'platform_tokens',
  'calls',
  'call_events',
  'call_utterances',
  'suggestion_feedback',
  'tasks',
  'canned_replies',
  'samples',
  'help_desk_links',
  'help_desk_refs',
  'help_desk_seen',
  'accounts',
  'sessions',
  'invitations',
  'pending_sign_ins',
  'sign_in_tries',
  'audit',
] as const satisfies readonly (keyof Tables)[];

/** Rows read or written at a time. */
const ROWS = 200;

/**
 * Writes everything that is kept into a new file, as it is at one moment and while the program runs:
 * of SQLite a SQLite file (https://www.sqlite.org/backup.html), of PostgreSQL – and of SQLite too when
 * the file's name ends in `.jsonl` – JSON lines, which either database takes back. The file holds the
 * platforms' tokens. Throws when it exists.
 */
export async function backUp(options: StoreOptions, target: string): Promise<void> {
  if (existsSync(target)) throw new Error(`${target} exists already. Give a new name.`);
  const { databaseUrl, file } = options;
  if (databaseUrl === undefined && !target.endsWith('.jsonl')) {
    if (file === undefined || !existsSync(file)) throw new Error('There is no database yet.');
    const source = new BetterSqlite(file, { readonly: true });
    try {
      await source.backup(target);
    } finally {
      source.close();
    }
    chmodSync(target, 0o600);
    return;
  }
  await using opened = closing(openDatabase(options));
  await migrate(opened.database);
  await writeLines(opened.database, target);
}

/** Puts a backup into a database that is empty or not there. Throws when it keeps anything. */
export async function restore(options: StoreOptions, source: string): Promise<void> {
  const isSqlite = await beginsWith(source, SQLITE_MAGIC);
  const { databaseUrl, file } = options;
  if (isSqlite && (databaseUrl !== undefined || file === undefined)) {
    throw new Error(
      'This is a backup of SQLite. PostgreSQL takes those whose name ended in .jsonl.',
    );
  }
  {
    await using opened = closing(openDatabase(options));
    await refuseUnlessEmpty(opened.database);
    if (!isSqlite) {
      await readLines(opened.database, source);
      return;
    }
  }
  const backup = new BetterSqlite(source, { readonly: true });
  try {
    if (backup.pragma('integrity_check', { simple: true }) !== 'ok') {
      throw new Error(`${source} is damaged.`);
    }
    await backup.backup(file ?? '');
  } finally {
    backup.close();
  }
  await using opened = closing(openDatabase(options));
  await migrate(opened.database);
}

async function refuseUnlessEmpty(database: Database): Promise<void> {
  if ((await readVersion(database)) === 0) return;
  for (const table of ['conversations', 'accounts'] as const) {
    if ((await countIn(database, table)) > 0) {
      throw new Error(`This database keeps ${table} already. Restore into an empty one.`);
    }
  }
}

/** None where an older schema has no such table. */
async function countIn(database: Database, table: keyof Tables): Promise<number> {
  return database.read(async (db) => {
    const known = (await db.introspection.getTables()).some(({ name }) => name === table);
    if (!known) return 0;
    const row = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(row.count);
  });
}

async function writeLines(database: Database, target: string): Promise<void> {
  const out = createWriteStream(target, { mode: 0o600, flags: 'wx', flush: true });
  const write = async (line: unknown) => {
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
  };
  await database.snapshot(async (db) => {
    await write({ format: FORMAT, version: SCHEMA_VERSION });
    for (const table of TABLES) {
      for await (const row of rowsOf(db, database.dialect, table)) await write({ table, row });
    }
    // Tells a whole file from one that was cut off.
    await write({ end: true });
  });
  out.end();
  await finished(out);
}

async function* rowsOf(
  db: Kysely<Tables>,
  dialect: Database['dialect'],
  table: keyof Tables,
): AsyncGenerator<unknown> {
  if (dialect === 'sqlite') {
    yield* db.selectFrom(table).selectAll().stream();
    return;
  }
  await sql`declare rows no scroll cursor for select * from ${sql.table(table)}`.execute(db);
  for (;;) {
    const { rows } = await sql.raw(`fetch ${ROWS} from rows`).execute(db);
    yield* rows;
    if (rows.length < ROWS) break;
  }
  await sql`close rows`.execute(db);
}

async function readLines(database: Database, source: string): Promise<void> {
  const lines = createInterface({ input: createReadStream(source, 'utf8'), crlfDelay: Infinity });
  const parsed = async function* () {
    for await (const line of lines) yield JSON.parse(line) as Record<string, unknown>;
  };
  const reading = parsed();
  const { value: head } = await reading.next();
  if (head?.['format'] !== FORMAT) throw new Error(`${source} is no backup of this program.`);
  const version = Number(head['version']);
  if (!(version <= SCHEMA_VERSION)) {
    throw new Error(`${source} was written by a newer program. Restore it with that one.`);
  }
  // Into the schema it was written from; the steps made since then follow.
  await migrate(database, version);
  await database.write('restore', async (db) => {
    let isWhole = false;
    let waiting: { table: keyof Tables; rows: object[] } | undefined;
    const flush = async () => {
      if (waiting !== undefined) await insert(db, waiting.table, waiting.rows);
      waiting = undefined;
    };
    for await (const line of reading) {
      isWhole = line['end'] === true;
      if (isWhole) continue;
      const table = TABLES.find((one) => one === line['table']);
      if (table === undefined) throw new Error(`${source} names an unknown table.`);
      if (waiting?.table !== table || waiting.rows.length >= ROWS) await flush();
      waiting ??= { table, rows: [] };
      waiting.rows.push(line['row'] as object);
    }
    await flush();
    if (!isWhole) throw new Error(`${source} is cut off.`);
  });
  await migrate(database);
}

/** The columns are those of the backup's own schema, which the types of today need not describe. */
async function insert(db: Kysely<Tables>, table: keyof Tables, rows: object[]): Promise<void> {
  await db
    .insertInto(table)
    .values(rows as never)
    .execute();
}

async function beginsWith(path: string, magic: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0);
  return buffer.toString('latin1') === magic;
}

function closing(database: Database): AsyncDisposable & { readonly database: Database } {
  return { database, [Symbol.asyncDispose]: () => database.close() };
}
