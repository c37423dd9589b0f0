import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** Starts the product as `npm start` does, on a free port unless the settings say otherwise. */
function start(settings: Record<string, string>) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn', ...settings },
  });
  let said = '';
  let complained = '';
  child.stderr.on('data', (data) => (complained += String(data)));
  const ended = new Promise<{ code: number | null; complained: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, complained })),
  );
  const url = new Promise<string>((resolve) =>
    child.stdout.on('data', (data) => {
      said += String(data);
      const found = /http:\/\/localhost:\d+/u.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    }),
  );
  return { child, ended, url };
}

describe('the server as it is started', () => {
  it('says where it is, answers there, and ends politely when told to', async () => {
    const { child, ended, url } = start({});
    const address = (await url).replace('localhost', '127.0.0.1');
    expect(await (await fetch(`${address}/readyz`)).json()).toMatchObject({ status: 'ready' });
    expect(await (await fetch(address)).text()).toContain('hmc-chat');
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, complained: '' });
  });

  it('says what to do when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, complained } = await start({ PORT: String(port) }).ended;
    expect(code).toBe(1);
    expect(complained).toBe(
      `Port ${port} is in use by another program. Stop it, or choose another port: PORT=${port + 1} npm start\n`,
    );
    other.close();
  });

  it('names every setting that cannot be used and starts nothing', async () => {
    const { code, complained } = await start({ PORT: 'http', LOG_LEVEL: 'loud' }).ended;
    expect(code).toBe(1);
    expect(complained).toMatch(/PORT: [\s\S]*LOG_LEVEL: /u);
    expect(complained).not.toContain('    at ');
  });
});
