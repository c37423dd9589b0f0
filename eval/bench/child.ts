import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { ROOT } from '../sources.ts';

/** Memory the children may use; the largest synthetic corpus needs most of it while building. */
const HEAP_MB = 12_000;

/**
 * Runs one measurement in a process of its own, so that none sees another's memory. The script
 * writes its result as one JSON line on standard output and its progress on standard error. Throws
 * when it fails.
 */
export async function measure<T>(
  schema: z.ZodType<T>,
  script: string,
  args: readonly string[],
): Promise<T> {
  const path = join(ROOT, 'eval', 'bench', script);
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, path, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${script} ended with exit code ${code}.`);
  return schema.parse(JSON.parse(text));
}

/** The result of a measuring script, for `measure`. */
export function report(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/**
 * Resident memory of a process in MiB, from Linux's /proc; of other systems only this process can
 * be asked, and undefined is returned for others.
 */
export function residentMiB(pid: number = process.pid): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kib = /^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return pid === process.pid ? process.memoryUsage.rss() / 2 ** 20 : undefined;
  }
}
