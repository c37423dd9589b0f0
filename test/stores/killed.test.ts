import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/stores/open-store.ts';
import type { StoreOptions } from '../../src/stores/open-store.ts';
import { NOW } from '../contracts/samples.ts';
import { POSTGRES_ABSENT, createFolder, createPostgresDatabase } from './sites.ts';

const LOOP = fileURLToPath(new URL('./append-loop.ts', import.meta.url));

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

/** Lets two processes append, kills both with SIGKILL and returns what was acknowledged. */
async function appendUntilKilled(
  options: StoreOptions,
  id: string,
  round: number,
): Promise<string[]> {
  const acknowledged: string[] = [];
  const children = ['a', 'b'].map((name) => {
    const child = spawn(process.execPath, [LOOP, JSON.stringify(options), id, `${name}${round}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const enough = new Promise<void>((resolve) => {
      let count = 0;
      lines.on('line', (line) => {
        acknowledged.push(line);
        count += 1;
        if (count === 15 + round) resolve();
      });
    });
    return {
      child,
      enough: Promise.race([enough, once(child, 'exit')]),
      read: once(lines, 'close'),
    };
  });
  await Promise.all(children.map(({ enough }) => enough));
  for (const { child } of children) child.kill('SIGKILL');
  await Promise.all(children.map(({ read }) => read));
  return acknowledged;
}

async function expectNothingLostOrHalved(options: StoreOptions): Promise<void> {
  const store = await openStore(options);
  undo.push(() => store.close());
  const { id } = await store.create({ channel: 'zalo', language: 'vi', now: NOW });
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    acknowledged.push(...(await appendUntilKilled(options, id, round)));
  }
  // A server may still be ending what a killed client began; the last write waits for it.
  await store.append(id, [{ role: 'officer', text: 'end', at: NOW.toISOString() }]);
  const kept = (await store.exportConversation(id)) as {
    turns: { index: number; text: string }[];
    deliveries: { body: { text: string }; sequence: number }[];
  };
  const turns = kept.turns.slice(0, -1);
  const questions = turns.filter((_, at) => at % 2 === 0).map(({ text }) => text);
  expect(acknowledged.length).toBeGreaterThanOrEqual(90);
  expect(turns.map(({ index }) => index)).toEqual(turns.map((_, at) => at));
  expect(turns.filter((_, at) => at % 2 === 1).map(({ text }) => text)).toEqual(
    questions.map((text) => `${text}!`),
  );
  expect(new Set(questions).size).toBe(questions.length);
  expect(acknowledged.filter((one) => !questions.includes(one))).toEqual([]);
  expect(kept.deliveries.map(({ body }) => body.text)).toEqual(questions);
  expect(kept.deliveries.map(({ sequence }) => sequence)).toEqual(questions.map((_, at) => at));
}

describe('two processes that are killed while they append', () => {
  it('lose, halve and double nothing in SQLite', async () => {
    const folder = createFolder();
    undo.push(folder.remove);
    await expectNothingLostOrHalved({ file: join(folder.path, 'store.db') });
  });

  it.skipIf(POSTGRES_ABSENT !== undefined)(
    'lose, halve and double nothing in PostgreSQL',
    async () => {
      const { url, drop } = await createPostgresDatabase();
      undo.push(drop);
      await expectNothingLostOrHalved({ databaseUrl: url });
    },
  );
});
