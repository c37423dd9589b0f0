import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../sources.ts';

/** The product in a process of its own, with a folder of its own. */
export interface Server {
  readonly url: string;
  readonly varDir: string;
  /** Resolves when it is ready. */
  start(env: Readonly<Record<string, string>>): Promise<void>;
  /** SIGKILL: it has no chance to end anything. */
  kill(): Promise<void>;
  /** Ends it politely and removes its folder. */
  close(): Promise<void>;
}

const PATIENCE_MS = 120_000;

export async function createServerProcess(): Promise<Server> {
  const varDir = mkdtempSync(join(tmpdir(), 'hmc-simulate-'));
  const index = join(ROOT, 'var', 'index');
  // Built before, it need not be built again.
  if (existsSync(index)) cpSync(index, join(varDir, 'index'), { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let complaint = '';

  async function ended(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const exit = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await exit;
  }

  return {
    url,
    varDir,
    start: async (env) => {
      const started = spawn(process.execPath, [join(ROOT, 'src', 'main.ts')], {
        // Where no .env lies that would bring true platforms in.
        cwd: varDir,
        env: {
          PATH: process.env['PATH'] ?? '',
          PORT: String(port),
          VAR_DIR: varDir,
          LOG_LEVEL: 'error',
          RATE_LIMIT_PER_MINUTE: '0',
          ...env,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child = started;
      started.stderr
        ?.setEncoding('utf8')
        .on('data', (part: string) => (complaint = (complaint + part).slice(-2000)));
      const untilMs = Date.now() + PATIENCE_MS;
      while (!(await isReady(url))) {
        if (started.exitCode !== null || Date.now() > untilMs) {
          throw new Error(`The server did not come up: ${complaint}`);
        }
        await pause(50);
      }
    },
    kill: () => ended('SIGKILL'),
    close: async () => {
      await Promise.race([
        ended('SIGTERM'),
        pause(20_000, undefined, { ref: false }).then(() => ended('SIGKILL')),
      ]);
      rmSync(varDir, { recursive: true, force: true });
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status === 200;
    },
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
