import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../src/stores/database.ts';
import type { Database } from '../../src/stores/database.ts';
import { migrate } from '../../src/stores/migrations.ts';
import { createStore } from '../../src/stores/open-store.ts';
import { openSqlite } from '../../src/stores/sqlite.ts';
import { NOW, exchange } from '../contracts/samples.ts';
import { createFolder } from './sites.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

async function openFile(options: { maxPages?: number } = {}): Promise<[Database, string]> {
  const folder = createFolder();
  undo.push(folder.remove);
  const file = join(folder.path, 'store.db');
  const database = createDatabase(openSqlite(file, options));
  undo.push(() => database.close());
  await migrate(database);
  return [database, file];
}

/** Leaves one row under this key. */
const leave = (database: Database, key: string) =>
  database.write(null, async (db) => {
    await db.insertInto('buckets').values({ key, tokens: 1, at_ms: 1 }).execute();
    return key;
  });
const kept = (database: Database) =>
  database.read(async (db) =>
    (await db.selectFrom('buckets').select('key').orderBy('key').execute()).map(({ key }) => key),
  );

describe('writes that wait at the same moment', () => {
  it('reach the disk together', async () => {
    const [database, file] = await openFile();
    const grown = async (work: () => Promise<unknown>): Promise<number> => {
      const before = statSync(`${file}-wal`).size;
      await work();
      return statSync(`${file}-wal`).size - before;
    };
    const keys = Array.from({ length: 20 }, (_, at) => `k${at}`);
    const apart = await grown(async () => {
      for (const key of keys) await leave(database, key);
    });
    const together = await grown(() =>
      Promise.all(keys.map((key) => leave(database, `${key} again`))),
    );
    // Every commit writes each page it changed once.
    expect(together).toBeLessThan(apart / 4);
    expect(await kept(database)).toHaveLength(40);
  });

  it('are each kept or not by itself', async () => {
    const [database] = await openFile();
    const ends = await Promise.allSettled([
      leave(database, 'a'),
      database.write(null, async (db) => {
        await db.insertInto('buckets').values({ key: 'b', tokens: 1, at_ms: 1 }).execute();
        throw new Error('on second thoughts');
      }),
      leave(database, 'a'),
      leave(database, 'c'),
    ]);
    expect(ends.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(ends[1]).toMatchObject({ reason: { message: 'on second thoughts' } });
    expect(ends[2]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' } });
    expect(await kept(database)).toEqual(['a', 'c']);
  });

  it('are told of success only once it is kept', async () => {
    const [database, file] = await openFile();
    const other = createDatabase(openSqlite(file));
    undo.push(() => other.close());
    const seen = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const key = await leave(database, `k${at}`);
        return (await kept(other)).includes(key);
      }),
    );
    expect(seen).toEqual(seen.map(() => true));
  });

  it('do not fail because one of them fills the disk', async () => {
    const [database] = await openFile({ maxPages: 160 });
    const store = createStore(database);
    const { id } = await store.create({ channel: 'web', language: 'vi', now: NOW });
    const ends = await Promise.allSettled([
      store.append(id, exchange('small', 'm1')),
      store.append(id, exchange('x'.repeat(1_000_000), 'm2')),
      store.append(id, exchange('small', 'm3')),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ends[1]).toMatchObject({ reason: { reason: 'SQLITE_FULL' } });
    expect((await store.find(id))?.turns).toHaveLength(4);
  });

  it('wait for another process that writes', async () => {
    const [database, file] = await openFile();
    const other = createDatabase(openSqlite(file));
    undo.push(() => other.close());
    let release = (): void => undefined;
    let begun = (): void => undefined;
    const isBegun = new Promise<void>((resolve) => (begun = resolve));
    const held = other.write(null, async () => {
      begun();
      await new Promise<void>((resolve) => (release = resolve));
    });
    await isBegun;
    const writes = Promise.all([leave(database, 'a'), leave(database, 'b')]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await kept(database)).toEqual([]);
    release();
    await held;
    expect(await writes).toEqual(['a', 'b']);
  });

  it('that come without end are all kept, in their order', async () => {
    const [database] = await openFile();
    const store = createStore(database);
    const { id } = await store.create({ channel: 'web', language: 'vi', now: NOW });
    const texts = Array.from({ length: 150 }, () => randomUUID());
    await Promise.all(texts.map((text) => store.append(id, [{ role: 'officer', text, at: '' }])));
    const all = (await store.exportConversation(id)) as { turns: { text: string }[] };
    expect(all.turns.map(({ text }) => text)).toEqual(texts);
  });
});
