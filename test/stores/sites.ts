import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { migrate } from '../../src/stores/migrations.ts';
import { createStore, openDatabase, openStore } from '../../src/stores/open-store.ts';
import type { Database } from '../../src/stores/database.ts';
import type { Store, StoreOptions } from '../../src/stores/open-store.ts';
import type { Place, Site } from '../contracts/place.ts';

const SERVER = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

export interface PostgresDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Why there is no PostgreSQL for tests; undefined when there is. */
export const POSTGRES_ABSENT = await onServer('select 1').then(
  () => undefined,
  (error: unknown) => `no PostgreSQL at TEST_DATABASE_URL (${String(error)})`,
);

/** A database of one test, empty. */
export async function createPostgresDatabase(): Promise<PostgresDatabase> {
  const name = `hmc_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${name}`);
  const url = new URL(SERVER);
  url.pathname = name;
  return {
    url: url.href,
    drop: () => onServer(`drop database if exists ${name} with (force)`),
  };
}

/** A folder of one test. */
export function createFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'hmc-store-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export const SITES: readonly Site[] = [
  {
    name: 'SQLite in a file',
    absent: undefined,
    shared: true,
    place: async () => {
      const folder = createFolder();
      return at({ file: join(folder.path, 'store.db') }, async () => folder.remove());
    },
  },
  { name: 'SQLite in memory', absent: undefined, shared: false, place: inMemory },
  {
    name: 'PostgreSQL',
    absent: POSTGRES_ABSENT,
    shared: true,
    place: async () => {
      const database = await createPostgresDatabase();
      return at({ databaseUrl: database.url }, () => database.drop());
    },
  },
];

function at(options: StoreOptions, remove: () => Promise<void>): Place {
  const opened: Store[] = [];
  return {
    open: async (now) => {
      const store = await openStore(now === undefined ? options : { ...options, now });
      opened.push(store);
      return store;
    },
    contents: async () => {
      const database = openDatabase(options);
      const text = await contentsOf(database);
      await database.close();
      return text;
    },
    remove: async () => {
      for (const store of opened) await store.close();
      await remove();
    },
  };
}

async function inMemory(): Promise<Place> {
  const database = openDatabase({ file: ':memory:' });
  await migrate(database);
  return {
    open: async (now) => createStore(database, now),
    contents: () => contentsOf(database),
    remove: () => database.close(),
  };
}

async function contentsOf(database: Database): Promise<string> {
  return database.read(async (db) => {
    const tables = (await db.introspection.getTables()).map(({ name }) => name);
    const rows = await Promise.all(
      tables.map((table) => sql`select * from ${sql.table(table)}`.execute(db)),
    );
    return JSON.stringify(rows.map((result, index) => [tables[index], result.rows]));
  });
}

async function onServer(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: SERVER, connectionTimeoutMillis: 3000 });
  // Dropping a database by force ends connections that are about to end anyway.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
