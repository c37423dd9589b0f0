import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/conversation/store-unavailable.ts';
import { createDatabase } from '../../src/stores/database.ts';
import { SCHEMA_VERSION, migrate } from '../../src/stores/migrations.ts';
import { createStore, openDatabase, openStore } from '../../src/stores/open-store.ts';
import type { StoreOptions } from '../../src/stores/open-store.ts';
import { openSqlite } from '../../src/stores/sqlite.ts';
import { NOW, exchange, message } from '../contracts/samples.ts';
import { POSTGRES_ABSENT, createFolder, createPostgresDatabase } from './sites.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

function fileIn(): string {
  const folder = createFolder();
  undo.push(folder.remove);
  return join(folder.path, 'store.db');
}

async function postgres(): Promise<string> {
  const { url, drop } = await createPostgresDatabase();
  undo.push(drop);
  return url;
}

describe('a SQLite store that cannot write', () => {
  it('says so by name when the disk is full, keeps nothing of the call and goes on reading', async () => {
    const database = createDatabase(openSqlite(fileIn(), { maxPages: 160 }));
    undo.push(() => database.close());
    await migrate(database);
    const store = createStore(database);
    const { id } = await store.create({ channel: 'web', language: 'vi', now: NOW });
    await store.append(id, exchange('small', 'm1'));
    const tooBig = store.append(id, exchange('x'.repeat(1_000_000), 'm2'));
    await expect(tooBig).rejects.toMatchObject({
      name: 'StoreUnavailable',
      reason: 'SQLITE_FULL',
    });
    expect((await store.find(id))?.turns).toHaveLength(2);
    expect((await store.append(id, exchange('small', 'm3')))[0]?.index).toBe(2);
  });

  it('says so by name when the database is read-only, and goes on reading', async () => {
    const file = fileIn();
    const before = await openStore({ file });
    const { id } = await before.create({ channel: 'web', language: 'vi', now: NOW });
    await before.close();
    const database = createDatabase(openSqlite(file, { readonly: true }));
    undo.push(() => database.close());
    await migrate(database);
    const store = createStore(database);
    await expect(store.receive(message('e1', 'c'), NOW)).rejects.toMatchObject({
      name: 'StoreUnavailable',
      reason: expect.stringMatching(/^SQLITE_READONLY/u),
    });
    expect((await store.find(id))?.id).toBe(id);
  });

  it('says so by name when the file is no database or cannot be made', async () => {
    const file = fileIn();
    writeFileSync(file, 'this is a letter, not a database, and long enough to be sure of it');
    await expect(openStore({ file })).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(openStore({ file: join(file, 'under-a-file') })).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
  });
});

describe('a PostgreSQL store that cannot be used', () => {
  it('says so by name when nobody listens', async () => {
    const refused = openStore({ databaseUrl: 'postgres://postgres@127.0.0.1:9/none' });
    await expect(refused).rejects.toMatchObject({
      name: 'StoreUnavailable',
      reason: 'ECONNREFUSED',
    });
  });

  it.skipIf(POSTGRES_ABSENT !== undefined)(
    'says so by name when the database is read-only or gone, and works again afterwards',
    async () => {
      const url = await postgres();
      const store = await openStore({ databaseUrl: url });
      undo.push(() => store.close());
      const name = new URL(url).pathname.slice(1);
      const operator = openDatabase({ databaseUrl: url });
      undo.push(() => operator.close());
      const setReadOnly = (value: 'on' | 'off') =>
        operator.read(async (db) => {
          await sql
            .raw(`alter database ${name} set default_transaction_read_only = ${value}`)
            .execute(db);
          await sql`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = ${name} and pid <> pg_backend_pid()`.execute(db);
        });
      // The operator's own session may always write.
      await operator.read((db) => sql`select 1`.execute(db));
      await setReadOnly('on');
      const create = () => store.create({ channel: 'web', language: 'vi', now: NOW });
      await expect(create()).rejects.toBeInstanceOf(StoreUnavailable);
      await setReadOnly('off');
      await expect
        .poll(
          () =>
            create().then(
              () => 'made',
              (error: Error) => error.name,
            ),
          { timeout: 5000 },
        )
        .toBe('made');
    },
  );
});

describe.skipIf(POSTGRES_ABSENT !== undefined)(
  'a connection that breaks inside a transaction',
  () => {
    it('fails that transaction by name and ends nothing else', async () => {
      const url = await postgres();
      const database = openDatabase({ databaseUrl: url });
      undo.push(() => database.close());
      const operator = openDatabase({ databaseUrl: url });
      undo.push(() => operator.close());
      const name = new URL(url).pathname.slice(1);
      let isFirst = true;
      const broken = database.write(null, async (db) => {
        await sql`select 1`.execute(db);
        if (!isFirst) throw new Error('again');
        isFirst = false;
        await operator.read((other) =>
          sql`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = ${name} and pid <> pg_backend_pid()`.execute(other),
        );
        // Nothing is asked while the connection ends: nobody waits for its error.
        await new Promise((resolve) => setTimeout(resolve, 200));
        await sql`select 2`.execute(db);
      });
      await expect(broken).rejects.toBeInstanceOf(StoreUnavailable);
      const row = await database.read((db) => sql<{ one: number }>`select 1 as one`.execute(db));
      expect(row.rows[0]?.one).toBe(1);
    });
  },
);

describe('the schema', () => {
  const places: readonly [string, boolean, () => Promise<StoreOptions>][] = [
    ['SQLite', false, async () => ({ file: fileIn() })],
    ['PostgreSQL', POSTGRES_ABSENT !== undefined, async () => ({ databaseUrl: await postgres() })],
  ];

  describe.each(places)('of %s', (_name, isAbsent, place) => {
    it.skipIf(isAbsent)('is made once by processes that start together', async () => {
      const options = await place();
      const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(options)));
      for (const store of stores) await store.create({ channel: 'web', language: 'vi', now: NOW });
      await Promise.all(stores.map((store) => store.close()));
    });

    it.skipIf(isAbsent)('is refused when a newer program made it', async () => {
      const options = await place();
      await (await openStore(options)).close();
      const database = openDatabase(options);
      await database.write(null, (db) =>
        sql`insert into schema_version (version) values (${SCHEMA_VERSION + 1})`.execute(db),
      );
      await database.close();
      await expect(openStore(options)).rejects.toThrow(
        `schema ${SCHEMA_VERSION + 1}, this program knows ${SCHEMA_VERSION}`,
      );
    });
  });

  it('lies in a file only its owner reads', async () => {
    const file = fileIn();
    const store = await openStore({ file });
    await store.create({ channel: 'web', language: 'vi', now: NOW });
    undo.push(() => store.close());
    for (const name of [file, `${file}-wal`]) expect(statSync(name).mode & 0o077).toBe(0);
  });
});
