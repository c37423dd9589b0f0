import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import BetterSqlite from 'better-sqlite3';
import { TABLES, backUp, restore } from '../../src/stores/backup.ts';
import { openStore } from '../../src/stores/open-store.ts';
import type { Store, StoreOptions } from '../../src/stores/open-store.ts';
import { ANSWER, DAY_MS, NOW, exchange, later, message } from '../contracts/samples.ts';
import { POSTGRES_ABSENT, createFolder, createPostgresDatabase } from './sites.ts';

const undo: (() => unknown)[] = [];
let folder: string;
beforeEach(() => {
  const made = createFolder();
  undo.push(made.remove);
  folder = made.path;
});
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const sqlite = async (name: string): Promise<StoreOptions> => ({ file: join(folder, name) });
const postgres = async (): Promise<StoreOptions> => {
  const { url, drop } = await createPostgresDatabase();
  undo.push(drop);
  return { databaseUrl: url };
};

async function open(options: StoreOptions): Promise<Store> {
  const store = await openStore({ ...options, now: () => NOW });
  undo.push(() => store.close());
  return store;
}

/** Puts something into every table; returns the conversations. */
async function fill(store: Store): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    const contact = `c${n}`;
    const where = { platform: 'zalo', contact, now: NOW, restMs: DAY_MS } as const;
    const { id } = (await store.conversationOfContact(where)).conversation;
    ids.push(id);
    await store.receive(message(`e${n}`, contact, 'Ước gì\n"1"'), NOW);
    const events = (await store.claimEvents({ now: NOW, settleMs: 0, leaseMs: 1000 })) ?? [];
    for (let turn = 0; turn < 120; turn += 1) {
      const [citizen, assistant] = exchange(`Hỏi\t${turn} 👪`, `m${turn}`);
      await store.append(id, [citizen, { ...assistant, answer: ANSWER }], {
        events: turn === 0 ? events.map((event) => event.id) : [],
        deliveries: [{ platform: 'zalo', contact, body: { text: 'x' }, author: 'officer' }],
      });
    }
    await store.requestHandoff({ conversationId: id, reason: 'asked', now: NOW });
    await store.rate(id, { stars: 3 }, NOW);
    await store.recordConsent(id, { kind: 'given', version: '1' }, NOW);
  }
  const at = NOW.toISOString();
  await store.noteAudit({ at, accountId: null, office: 'o', action: 'sign-in-refused' });
  await store.addTask({
    kind: 'call-back',
    office: 'o',
    text: 'x',
    createdAt: NOW,
    dueAt: NOW,
    conversationId: ids[0],
  });
  const pair = { accessToken: 'a', refreshToken: 'r', expiresAt: 'x', refreshedAt: 'y' };
  await store.withTokens('zalo', (_, save) => save(pair));
  await store.take({ key: 'k', capacity: 1, windowMs: 1000 }, NOW);
  return ids;
}

async function expectSame(one: Store, two: Store, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const kept = await one.exportConversation(id);
    expect(kept?.['turns']).toHaveLength(240);
    expect(await two.exportConversation(id)).toEqual(kept);
  }
  expect(await two.tokens('zalo')).toEqual(await one.tokens('zalo'));
  expect(await two.take({ key: 'k', capacity: 1, windowMs: 1000 }, NOW)).toBe(1000);
  // The restored store goes on where the other one stopped.
  const [id = ''] = ids;
  expect((await two.append(id, exchange('next', 'next')))[0]?.index).toBe(240);
  expect(await two.receive(message('e0', 'c0'), NOW)).toBe('known');
  const claimed = await two.claimDeliveries({
    now: later(1),
    leaseMs: 1000,
    limit: 10,
    platforms: ['zalo'],
  });
  expect(claimed.map(({ sequence }) => sequence)).toEqual([0, 0, 0]);
}

type Make = (name: string) => Promise<StoreOptions>;
const ways: readonly [string, Make, string, Make, boolean][] = [
  ['SQLite into SQLite', sqlite, 'backup.db', sqlite, false],
  ['SQLite into SQLite by lines', sqlite, 'backup.jsonl', sqlite, false],
  ['PostgreSQL into PostgreSQL', postgres, 'backup', postgres, true],
  ['SQLite into PostgreSQL', sqlite, 'backup.jsonl', postgres, true],
  ['PostgreSQL into SQLite', postgres, 'backup', sqlite, true],
];

describe.each(ways)('a backup of %s', (_name, from, backup, to, needsPostgres) => {
  it.skipIf(needsPostgres && POSTGRES_ABSENT !== undefined)(
    'brings everything back, made while the program runs',
    async () => {
      const [source, target, file] = [
        await from('from.db'),
        await to('to.db'),
        join(folder, backup),
      ];
      const running = await open(source);
      const ids = await fill(running);
      await backUp(source, file);
      expect(statSync(file).mode & 0o077).toBe(0);
      await restore(target, file);
      await expectSame(running, await open(target), ids);
    },
  );
});

describe('a backup', () => {
  async function made(name: string): Promise<string> {
    const source = await sqlite('from.db');
    await fill(await open(source));
    await backUp(source, join(folder, name));
    return join(folder, name);
  }

  it.each(['b.db', 'b.jsonl'])('is not put over conversations (%s)', async (name) => {
    const file = await made(name);
    const target = await sqlite('to.db');
    const store = await open(target);
    const { id } = await store.create({ channel: 'web', language: 'vi', now: NOW });
    await expect(restore(target, file)).rejects.toThrow('keeps conversations already');
    expect(await store.find(id)).toBeDefined();
  });

  it('takes every table there is', async () => {
    const file = join(folder, 'all.db');
    await open({ file });
    const names = new BetterSqlite(file, { readonly: true })
      .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
      .all()
      .map((row) => (row as { readonly name: string }).name);
    const kept = names.filter((name) => name !== 'schema_version').toSorted();
    expect(TABLES.toSorted()).toEqual(kept);
  });

  it('is not written over a file', async () => {
    const file = await made('b.db');
    await expect(backUp(await sqlite('from.db'), file)).rejects.toThrow('exists already');
  });

  it('that was cut off brings back nothing', async () => {
    const file = await made('b.jsonl');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, `${lines.slice(0, -1).join('\n')}\n`);
    const target = await sqlite('to.db');
    await expect(restore(target, file)).rejects.toThrow('is cut off');
    expect(await (await open(target)).backlog()).toMatchObject({ deliveries: 0 });
    expect(await (await open(target)).handoffs({ limit: 9 })).toEqual([]);
  });

  it('that is damaged brings back nothing', async () => {
    const file = await made('b.db');
    truncateSync(file, statSync(file).size - 40_960);
    const target = await sqlite('to.db');
    await expect(restore(target, file)).rejects.toThrow();
    expect(await (await open(target)).handoffs({ limit: 9 })).toEqual([]);
  });

  it('of something else, of a newer program or of nothing is refused', async () => {
    const target = await sqlite('to.db');
    const file = join(folder, 'other');
    writeFileSync(file, '{"a":1}\n');
    await expect(restore(target, file)).rejects.toThrow('is no backup');
    writeFileSync(file, '{"format":"hoi-mot-cua-backup","version":99}\n{"end":true}\n');
    await expect(restore(target, file)).rejects.toThrow('newer program');
    await expect(restore(target, join(folder, 'nothing'))).rejects.toThrow('ENOENT');
    await expect(backUp(await sqlite('none.db'), join(folder, 'b'))).rejects.toThrow('no database');
  });
});
