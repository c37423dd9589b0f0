import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccounts } from '../src/accounts/create-accounts.ts';
import { openStore, storeFileIn } from '../src/stores/open-store.ts';
import type { Store } from '../src/stores/open-store.ts';
import { DAY_MS, NOW, exchange, message } from './contracts/samples.ts';
import { createFolder } from './stores/sites.ts';

const PROGRAM = join(import.meta.dirname, '../src/maintain.ts');

let folder: ReturnType<typeof createFolder>;
let store: Store;
beforeEach(async () => {
  folder = createFolder();
  store = await openStore({ file: storeFileIn(folder.path) });
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

/** Runs the command beside the running store and returns what it printed, line by line. */
async function run(words: readonly string[], varDir = folder.path): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...words], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], VAR_DIR: varDir },
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

const talk = async () => {
  const { id } = await store.create({ channel: 'web', language: 'vi', now: NOW });
  await store.append(id, exchange('Cho tôi gặp cán bộ', 'm1'));
  return id;
};

describe('the command for what is kept', () => {
  it('lists requests for a person with what was said, and closes them', async () => {
    const conversationId = await talk();
    const { id } = await store.requestHandoff({ conversationId, reason: 'asked', now: NOW });
    await store.addContact(id, '0901 234 567');
    expect(await run(['handoffs'])).toMatchObject([
      {
        id,
        contact: '0901 234 567',
        said: [{ text: 'Cho tôi gặp cán bộ' }, { role: 'assistant' }],
      },
    ]);
    expect(await run(['close', id])).toMatchObject([{ id, state: 'closed' }]);
    expect(await run(['handoffs'])).toEqual([]);
  });

  it('exports a conversation and erases it', async () => {
    const id = await talk();
    expect(await run(['export', id])).toMatchObject([{ id, turns: [{}, {}] }]);
    expect(await run(['erase', id])).toEqual([{ erased: id }]);
    expect(await store.find(id)).toBeUndefined();
    await expect(run(['export', id])).rejects.toThrow('nothing to export under this id');
    await expect(run(['erase', id])).rejects.toThrow('nothing to erase under this id');
  });

  it('lists what is dead without its words and sends it again', async () => {
    const body = { text: 'secret words' };
    const delivery = { platform: 'zalo', contact: 'c', body, author: 'assistant' } as const;
    await store.finishEvents({ events: [], deliveries: [delivery] }, NOW);
    const claim = { now: NOW, leaseMs: 1000, limit: 1, platforms: ['zalo'] } as const;
    const deliveryId = (await store.claimDeliveries(claim))[0]?.id ?? '';
    await store.buryDelivery(deliveryId, 'blocked', NOW);
    await store.receive(message('e1', 'c', 'secret words'), NOW);
    const events = (await store.claimEvents({ now: NOW, settleMs: 0, leaseMs: 1000 })) ?? [];
    const eventId = events[0]?.id ?? '';
    await store.postponeEvents([eventId], { dueAt: NOW, mostAttempts: 1, reason: 'failed' });
    const listed = await run(['dead']);
    expect(listed).toMatchObject([
      { kind: 'delivery', id: deliveryId, platform: 'zalo', reason: 'blocked' },
      { kind: 'event', id: eventId, reason: 'failed' },
    ]);
    expect(JSON.stringify(listed)).not.toContain('secret');
    expect(await run(['resend', deliveryId])).toEqual([{ again: deliveryId }]);
    expect(await run(['resend', eventId])).toEqual([{ again: eventId }]);
    expect(await run(['dead'])).toEqual([]);
    expect(await store.backlog()).toMatchObject({ events: 1, deliveries: 1 });
    await expect(run(['resend', 'nobody'])).rejects.toThrow('nothing to resend');
  });

  it('erases what is kept longer than the settings say', async () => {
    const long = new Date(Date.now() - 31 * DAY_MS);
    await store.create({ channel: 'web', language: 'vi', now: long });
    await store.create({ channel: 'web', language: 'vi', now: new Date() });
    expect(await run(['retention'])).toEqual([{ erased: 1 }]);
  });

  it('backs up while the store is open and restores into another folder', async () => {
    const id = await talk();
    const file = join(folder.path, 'backup.db');
    const other = join(folder.path, 'other');
    expect(await run(['backup', file])).toEqual([{ backup: file }]);
    expect(await run(['restore', file], other)).toEqual([{ restore: file }]);
    expect(await run(['export', id], other)).toMatchObject([{ id }]);
    await expect(run(['restore', file])).rejects.toThrow('keeps conversations already');
  });

  it('prints a link for the first administrator, later a new one for whoever has an account', async () => {
    const [first] = (await run(['invite', 'lan'])) as { link: string }[];
    expect(first?.link).toMatch(/\/loi-moi\?ma=[\w-]{40,}$/u);
    const accounts = createAccounts({
      store,
      office: 'van-phong',
      secretKey: Buffer.alloc(32),
      now: () => new Date(),
    });
    const token = first?.link.split('ma=')[1] ?? '';
    await accounts.accept(token, { password: 'mot hai ba bon nam', login: 'lan', name: 'Lan' });
    const [again] = (await run(['invite', 'LAN'])) as { link: string }[];
    expect(await accounts.invited(again?.link.split('ma=')[1] ?? '')).toMatchObject({
      login: 'lan',
    });
    await expect(run(['invite', 'nobody'])).rejects.toThrow(/nothing to invite/u);
  });

  it.each([[[]], [['erase']], [['handoffs', 'x']], [['backup']], [['constructor']]])(
    'explains itself when it is called with %j',
    async (words) => {
      await expect(run(words)).rejects.toThrow('npm run store -- <command>');
    },
  );
});
