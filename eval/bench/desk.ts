import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { HandoffPage } from '../../src/desk/desk.ts';
import { openStore } from '../../src/stores/open-store.ts';
import { createProgress } from '../progress.ts';
import { createCaller, followDesk, repeat, timed } from './desk-people.ts';
import { createTimes, timesLine } from './desk-times.ts';
import { startServer } from './server.ts';

/**
 * The desk under load: officers at their consoles, citizens who write, all over HTTP against the
 * running server. `--waiting` puts so many more into the queue first, straight into the store.
 * Prints the table and exits 1 when a message did not reach a console or a call failed.
 */
const { values } = parseArgs({
  options: {
    officers: { type: 'string', default: '200' },
    conversations: { type: 'string', default: '2000' },
    waiting: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '60' },
    'citizens-per-second': { type: 'string', default: '20' },
    'officers-per-second': { type: 'string', default: '10' },
    database: { type: 'string' },
    knowledge: { type: 'string' },
    out: { type: 'string' },
  },
});
const officers = Array.from({ length: Number(values.officers) }, (_, n) => `officer-${n}`);
const TOKEN = 'a token of the bench';
const HEARTBEAT_MS = 20_000;
const PARALLEL = 8;

const varDir = mkdtempSync(join(tmpdir(), 'hmc-desk-bench-'));
const bulk = Number(values.waiting);
if (bulk > 0) await putIntoQueue(bulk);
const server = await startServer({
  VAR_DIR: varDir,
  LOG_LEVEL: 'error',
  OFFICER_TOKEN: TOKEN,
  DESK_STAFFED: 'true',
  DESK_SILENT_MINUTES: '0',
  RATE_LIMIT_PER_MINUTE: '0',
  ...(values.database === undefined ? {} : { DATABASE_URL: values.database }),
  ...(values.knowledge === undefined ? {} : { KNOWLEDGE_DIR: values.knowledge }),
});
const { call, failures } = createCaller(server.url, TOKEN);
const abort = new AbortController();
const seenAt = new Map<string, number>();
const streams = officers.map((officer) =>
  followDesk(server.url, officer, TOKEN, abort.signal, (kind, data) => {
    if (kind !== 'turns') return;
    for (const [, id = ''] of data.matchAll(/"clientMessageId":"(bench-[^"]+)"/gu)) {
      if (!seenAt.has(id)) seenAt.set(id, performance.now());
    }
  }).catch(() => undefined),
);
const present = (officer: string): Promise<unknown> =>
  call('POST', '/api/desk/v1/presence', { state: 'available' }, officer);
for (const officer of officers) await present(officer);

const conversations = await openConversations(Number(values.conversations));
await until(async () => {
  const page = await list(officers[0] ?? '', 'waiting');
  const free = Math.max(0, conversations.length + bulk - 4 * officers.length);
  return page.counts.waiting <= free;
});

const owned = new Map<string, { readonly handoff: string; readonly officer: string }>();
for (const officer of officers) {
  for (const { id, conversationId } of (await list(officer, 'mine')).handoffs) {
    owned.set(conversationId, { handoff: id, officer });
  }
}
const served = [...owned.entries()];
const random = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)] as T;

const times = {
  message: createTimes(),
  shown: createTimes(),
  list: createTimes(),
  read: createTimes(),
  answer: createTimes(),
};
const sentAt = new Map<string, number>();
const ms = Number(values.seconds) * 1000;
const progress = createProgress('desk under load');
const startedMs = performance.now();
const ticking = setInterval(() => progress((performance.now() - startedMs) / ms), 1000);
const failed = await Promise.all([
  repeat(Number(values['citizens-per-second']), ms, async (n) => {
    const [conversation] = random(served);
    const clientMessageId = `bench-${n}`;
    sentAt.set(clientMessageId, performance.now());
    await timed(times.message, () =>
      call('POST', `/api/v1/conversations/${conversation}/messages`, {
        clientMessageId,
        text: 'còn cần giấy tờ gì nữa không ạ',
      }),
    );
  }),
  repeat(Number(values['officers-per-second']), ms, async (n) => {
    const [, { handoff, officer }] = random(served);
    await timed(times.answer, () =>
      call(
        'POST',
        `/api/desk/v1/handoffs/${handoff}/messages`,
        { clientMessageId: `reply-${n}`, text: 'Dạ, tôi đang xem ạ.' },
        officer,
      ),
    );
  }),
  repeat(officers.length / 20, ms, async (n) => {
    const officer = officers[n % officers.length] ?? '';
    await timed(times.list, () => list(officer, n % 2 === 0 ? 'mine' : 'waiting'));
  }),
  repeat(Number(values['officers-per-second']), ms, async () => {
    const [, { handoff, officer }] = random(served);
    await timed(times.read, () =>
      call('GET', `/api/desk/v1/handoffs/${handoff}`, undefined, officer),
    );
  }),
  repeat((officers.length * 1000) / HEARTBEAT_MS, ms, async (n) => {
    await present(officers[n % officers.length] ?? '');
  }),
]);
clearInterval(ticking);
progress(1);
await until(async () => [...sentAt.keys()].every((id) => seenAt.has(id)), 10_000);
for (const [id, at] of sentAt) {
  const shown = seenAt.get(id);
  if (shown !== undefined) times.shown.add(shown - at);
}
const lost = sentAt.size - times.shown.count;
const memoryMb = Math.round(
  Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1] ?? 0) /
    1024,
);
const failedCalls = failed.reduce((sum, one) => sum + one, 0);

console.log(
  [
    '',
    `${officers.length} officers, ${conversations.length + bulk} open conversations, ${values.seconds} s          p50   p95   p99`,
    timesLine('citizen writes → on a console', times.shown, 200),
    timesLine('a citizen’s message is taken', times.message, 500),
    timesLine('an officer’s message is taken', times.answer, 500),
    timesLine('a list is read', times.list, 500),
    timesLine('a conversation is read', times.read, 500),
    `memory of the server ${memoryMb} MiB; messages lost ${lost}; calls that failed ${failedCalls}`,
    ...[...failures].map(([what, count]) => `  ${count} × ${what}`),
  ].join('\n'),
);
if (values.out !== undefined) {
  const p = (one: keyof typeof times) =>
    [0.5, 0.95, 0.99].map((share) => Math.round(times[one].percentile(share)));
  const result = {
    officers: officers.length,
    conversations: conversations.length + bulk,
    percentilesMs: Object.fromEntries(
      (Object.keys(times) as (keyof typeof times)[]).map((one) => [one, p(one)]),
    ),
    memoryMb,
    lost,
    failed: failedCalls,
  };
  writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
}
abort.abort();
await Promise.all(streams);
await server.stop();
rmSync(varDir, { recursive: true, force: true });
process.exitCode = lost > 0 || failedCalls > 0 ? 1 : 0;

async function list(officer: string, view: string): Promise<HandoffPage> {
  const path = `/api/desk/v1/handoffs?view=${view}&limit=50`;
  return (await call('GET', path, undefined, officer)) as HandoffPage;
}

/** Citizens who asked for a person. */
async function openConversations(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  const show = createProgress('conversations');
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      while (ids.length < count) {
        const at = ids.push('') - 1;
        const { id } = (await call('POST', '/api/v1/conversations', {})) as { id: string };
        await call('POST', `/api/v1/conversations/${id}/messages`, {
          clientMessageId: 'first',
          text: 'cho tôi gặp cán bộ',
        });
        ids[at] = id;
        show(at / count);
      }
    }),
  );
  show(1);
  return ids;
}

async function putIntoQueue(count: number): Promise<void> {
  const store = await openStore({
    databaseUrl: values.database,
    file: join(varDir, 'store.db'),
  });
  const show = createProgress('queue');
  for (let n = 0; n < count; n += 50) {
    await Promise.all(
      Array.from({ length: Math.min(50, count - n) }, async () => {
        const now = new Date();
        const { id } = await store.create({ channel: 'web', language: 'vi', now });
        const said = { role: 'citizen', text: 'gặp cán bộ', at: now.toISOString() } as const;
        await store.append(id, [said]);
        await store.requestHandoff({ conversationId: id, reason: 'asked-for-person', now });
      }),
    );
    show(n / count);
  }
  show(1);
  await store.close();
}

async function until(check: () => Promise<boolean>, patienceMs = 120_000): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!(await check()) && performance.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
