import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../sources.ts';

export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  /** From starting the process until `/readyz` answered 200. */
  readonly coldStartMs: number;
  stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;
const POLL_MS = 10;

/** Starts the product as `npm start` does, but for the pages' build. Throws when it does not come up. */
export async function startServer(env: Readonly<Record<string, string>>): Promise<RunningServer> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'src', 'main.ts')], {
    cwd: ROOT,
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (part: string) => (complaint = (complaint + part).slice(-2000)));
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null)
      throw new Error(`The server ended with code ${child.exitCode}: ${complaint}`);
    if (performance.now() - started > PATIENCE_MS) {
      await stop(child);
      throw new Error(`The server was not ready after ${PATIENCE_MS / 1000} s: ${complaint}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return {
    url,
    pid: child.pid ?? 0,
    coldStartMs: performance.now() - started,
    stop: () => stop(child),
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`);
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(force);
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
