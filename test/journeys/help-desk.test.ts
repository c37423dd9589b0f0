import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHATWOOT_SECRET, CHATWOOT_TOKEN, startFakeChatwoot } from '../fakes/fake-chatwoot.ts';
import type { FakeChatwoot } from '../fakes/fake-chatwoot.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The whole server as a process of its own, killed and begun again in the middle. */
describe('a hand-off to Chatwoot and back', () => {
  let chatwoot: FakeChatwoot;
  let folder: string;
  let server: ChildProcess;
  let url: string;

  async function start(): Promise<void> {
    server = spawn(process.execPath, ['src/main.ts'], {
      cwd: ROOT,
      env: {
        ...process.env,
        PORT: '0',
        VAR_DIR: folder,
        LOG_LEVEL: 'silent',
        CHATWOOT_URL: chatwoot.url,
        CHATWOOT_INBOX: 'inbox-1',
        CHATWOOT_ACCOUNT_ID: '9',
        CHATWOOT_API_TOKEN: CHATWOOT_TOKEN,
        CHATWOOT_WEBHOOK_SECRET: CHATWOOT_SECRET,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    url = await new Promise<string>((resolve, reject) => {
      let said = '';
      server.stdout?.on('data', (data: Buffer) => {
        said += data.toString();
        const found = /http:\/\/\S+/u.exec(said)?.[0];
        if (found !== undefined) resolve(found);
      });
      server.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
    });
  }
  beforeAll(async () => {
    chatwoot = await startFakeChatwoot();
    folder = mkdtempSync(join(tmpdir(), 'hmc-desk-'));
    await start();
  });
  afterAll(async () => {
    server.kill('SIGKILL');
    await chatwoot.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = async (
    path: string,
    body: unknown,
  ): Promise<{ id: string; turns: { role: string; text: string }[] }> =>
    (await (
      await fetch(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json()) as { id: string; turns: { role: string; text: string }[] };
  const turnsOf = async (id: string) =>
    (
      (await (await fetch(`${url}/api/v1/conversations/${id}/messages`)).json()) as {
        turns: { role: string; text: string }[];
      }
    ).turns;

  it('keeps owner and words over a kill, silences the assistant, and gives back', async () => {
    const { id } = await post('/conversations', {});
    const say = (clientMessageId: string, text: string) =>
      post(`/conversations/${id}/messages`, { clientMessageId, text });
    await say('1', 'cho tôi gặp cán bộ');
    await vi.waitUntil(
      () => [...chatwoot.conversations.values()].some(({ status }) => status === 'open'),
      { timeout: 15_000 },
    );
    const [conversation = ''] = chatwoot.conversations.keys();
    const hook = () => `${url}/webhooks/chatwoot`;
    expect(await chatwoot.agentSays(hook(), { conversation, text: 'Dạ, em nghe ạ', id: 1 })).toBe(
      200,
    );

    server.kill('SIGKILL');
    await start();
    // The webhook of before, once more, and a citizen who goes on.
    expect(await chatwoot.agentSays(hook(), { conversation, text: 'Dạ, em nghe ạ', id: 1 })).toBe(
      200,
    );
    const { turns } = await say('2', 'lệ phí khai sinh bao nhiêu');
    expect(turns.map(({ role }) => role)).toEqual(['citizen']);
    await vi.waitUntil(() => chatwoot.messages.some(({ text }) => text.startsWith('lệ phí')), {
      // What the killed process held is let go after its lease.
      timeout: 30_000,
    });
    expect((await turnsOf(id)).filter(({ role }) => role === 'officer')).toHaveLength(1);

    expect(await chatwoot.resolve(hook(), conversation)).toBe(200);
    const after = await say('3', 'lệ phí khai sinh bao nhiêu');
    expect(after.turns.at(-1)?.role).toBe('assistant');
    expect(chatwoot.conversations.size).toBe(1);
  }, 90_000);
});
