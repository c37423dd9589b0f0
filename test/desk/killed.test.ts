import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Turn } from '../../src/conversation/conversation.ts';
import type { DeskHandoff, HandoffPage } from '../../src/desk/desk.ts';
import { POSTGRES_ABSENT, createFolder, createPostgresDatabase } from '../stores/sites.ts';

const ROOT = join(import.meta.dirname, '../..');
const TOKEN = 'a token of the tests';
const HANDOFFS = 100;
const OFFICERS = Array.from({ length: HANDOFFS / 4 }, (_, n) => `officer-${n}`);
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

interface Server {
  readonly url: string;
  readonly child: ChildProcess;
}

async function start(settings: Record<string, string>): Promise<Server> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'error',
      OFFICER_TOKEN: TOKEN,
      DESK_STAFFED: 'true',
      RATE_LIMIT_PER_MINUTE: '0',
      ...settings,
    },
  });
  undo.push(() => child.kill('SIGKILL'));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (data) => {
      said += String(data);
      const found = /http:\/\/localhost:(\d+)/u.exec(said)?.[1];
      if (found !== undefined) resolve(`http://127.0.0.1:${found}`);
    });
    child.on('close', (code) => reject(new Error(`ended with ${code}`)));
  });
  return { url, child };
}

/** Undefined when the server died before it answered. */
async function call<T>(
  url: string,
  method: string,
  path: string,
  body?: object,
  officer?: string,
): Promise<T | undefined> {
  try {
    const response = await fetch(url + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(officer === undefined
          ? {}
          : {
              authorization: `Bearer ${TOKEN}`,
              'x-officer-id': officer,
              'x-officer-name': officer,
            }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    const text = await response.text();
    return text === '' ? undefined : (JSON.parse(text) as T);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

const owners = async (url: string): Promise<Map<string, string>> => {
  const found = new Map<string, string>();
  for (const officer of OFFICERS) {
    const path = '/api/desk/v1/handoffs?view=mine&limit=50';
    const page = await call<HandoffPage>(url, 'GET', path, undefined, officer);
    for (const one of page?.handoffs ?? []) found.set(one.conversationId, officer);
  }
  return found;
};

async function killInTheMiddle(settings: Record<string, string>): Promise<void> {
  const first = await start(settings);
  for (const officer of OFFICERS) {
    await call(first.url, 'POST', '/api/desk/v1/presence', { state: 'available' }, officer);
  }
  const conversations = await Promise.all(
    Array.from({ length: HANDOFFS }, async () => {
      const opened = await call<{ id: string }>(first.url, 'POST', '/api/v1/conversations', {});
      const id = opened?.id ?? '';
      await call(first.url, 'POST', `/api/v1/conversations/${id}/messages`, {
        clientMessageId: 'first',
        text: 'cho tôi gặp cán bộ',
      });
      return id;
    }),
  );
  await expect.poll(async () => (await owners(first.url)).size, { timeout: 30_000 }).toBe(HANDOFFS);
  const before = await owners(first.url);
  const page = await call<HandoffPage>(
    first.url,
    'GET',
    '/api/desk/v1/handoffs?view=all&limit=200',
    undefined,
    OFFICERS[0],
  );
  const handoffOf = new Map<string, DeskHandoff>(
    (page?.handoffs ?? []).map((one) => [one.conversationId, one]),
  );

  const messages = conversations.flatMap((id) => [
    { id, by: 'citizen', key: `c-${id}` } as const,
    { id, by: 'officer', key: `o-${id}` } as const,
  ]);
  const say = (url: string, { id, by, key }: (typeof messages)[number]) =>
    by === 'citizen'
      ? call(url, 'POST', `/api/v1/conversations/${id}/messages`, {
          clientMessageId: key,
          text: 'lệ phí bao nhiêu ạ',
        })
      : call(
          url,
          'POST',
          `/api/desk/v1/handoffs/${handoffOf.get(id)?.id}/messages`,
          { clientMessageId: key, text: 'Dạ, tôi xem ạ.' },
          before.get(id),
        );
  const taken = new Set<string>();
  const running = messages.map(async (message) => {
    if ((await say(first.url, message)) !== undefined) taken.add(message.key);
  });
  await expect.poll(() => taken.size, { timeout: 30_000, interval: 2 }).toBeGreaterThan(20);
  first.child.kill('SIGKILL');
  await Promise.all(running);
  expect(taken.size).toBeLessThan(messages.length);

  const second = await start(settings);
  const historyOf = async (id: string): Promise<readonly Turn[]> =>
    (await call<{ turns: Turn[] }>(second.url, 'GET', `/api/v1/conversations/${id}/messages`))
      ?.turns ?? [];
  // What was taken is there, and whose it was it is.
  for (const { id, key } of messages.filter((one) => taken.has(one.key))) {
    expect((await historyOf(id)).some(({ clientMessageId }) => clientMessageId === key)).toBe(true);
  }
  expect(await owners(second.url)).toEqual(before);
  // Whoever had no answer says it again; nothing is doubled and the assistant stays silent.
  for (const message of messages) await say(second.url, message);
  for (const id of conversations) {
    const turns = await historyOf(id);
    const keys = turns.flatMap(({ clientMessageId }) => clientMessageId ?? []).toSorted();
    expect(keys).toEqual([`c-${id}`, 'first', `o-${id}`].toSorted());
    expect(turns.filter(({ role }) => role === 'assistant')).toHaveLength(1);
  }
}

describe('a server killed in the middle of a hundred talks with officers', () => {
  it('loses nothing and keeps who owns what, on SQLite', async () => {
    const { path, remove } = createFolder();
    undo.push(remove);
    await killInTheMiddle({ VAR_DIR: path });
  }, 90_000);

  it.skipIf(POSTGRES_ABSENT !== undefined)(
    `loses nothing and keeps who owns what, on PostgreSQL${POSTGRES_ABSENT === undefined ? '' : ` (skipped: ${POSTGRES_ABSENT})`}`,
    async () => {
      const { path, remove } = createFolder();
      undo.push(remove);
      const { url, drop } = await createPostgresDatabase();
      undo.push(drop);
      await killInTheMiddle({ VAR_DIR: path, DATABASE_URL: url });
    },
    90_000,
  );
});
