import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The product as `npm start` serves it, with a store of its own. */
export interface DeskSite {
  readonly url: string;
  /** The one-time link of the first administrator, as it was printed. */
  readonly firstLink: string;
  close(): Promise<void>;
}

export async function openDeskSite(settings: Record<string, string> = {}): Promise<DeskSite> {
  execFileSync(process.execPath, ['src/pages/build.ts'], { cwd: ROOT });
  const varDir = mkdtempSync(join(tmpdir(), 'hmc-desk-'));
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: '0',
      VAR_DIR: varDir,
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_MINUTE: '0',
      OFFICE_NAME: 'Phường Thử Nghiệm',
      OFFICE_HOTLINE: '1900 0000',
      DESK_HOURS: 'T2-CN 00:00-24:00',
      ...settings,
    },
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const said = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (data) => {
      text += String(data);
      if (/loi-moi\?ma=\S+\n/u.test(text)) resolve(text);
    });
    let complained = '';
    child.stderr.on('data', (data) => (complained += String(data)));
    child.on('close', (code) => reject(new Error(`ended with ${code}: ${complained}`)));
  });
  const local = (url: string): string => url.replace('localhost', '127.0.0.1');
  return {
    url: local(/http:\/\/[^\s/]+:\d+/u.exec(said)?.[0] ?? ''),
    firstLink: local(/http:\/\/\S+loi-moi\?ma=\S+/u.exec(said)?.[0] ?? ''),
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(varDir, { recursive: true, force: true });
    },
  };
}
