import { closeSync, openSync, readFileSync, readSync, existsSync, readdirSync, fstatSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { procedureSchema } from '../procedure/procedure.ts';
import type { Procedure } from '../procedure/procedure.ts';
export function openRecords(dir: string) {
  const files = readdirSync(dir).filter((f) => f.endsWith('.jsonl')).sort();
  const at = new Map<string, { fd: number; start: number; length: number }>();
  const fds: number[] = [];
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = readFileSync(join(dir, file));
    hash.update(bytes);
    const fd = openSync(join(dir, file), 'r'); fds.push(fd);
    let start = 0;
    while (start < bytes.length) {
      let end = bytes.indexOf(10, start); if (end < 0) end = bytes.length;
      const code = /"code":\s*"([^"]+)"/.exec(bytes.subarray(start, Math.min(end, start + 60)).toString())?.[1];
      if (code) at.set(code, { fd, start, length: end - start });
      start = end + 1;
    }
  }
  const get = (code: string): Procedure | undefined => {
    const p = at.get(code); if (!p) return undefined;
    const b = Buffer.alloc(p.length); readSync(p.fd, b, 0, p.length, p.start);
    return procedureSchema.parse(JSON.parse(b.toString()));
  };
  return { codes: [...at.keys()].sort(), get, *all(): Iterable<Procedure> { for (const c of [...at.keys()].sort()) yield get(c) as Procedure; }, hash: hash.digest('hex').slice(0, 16), close() { fds.forEach((f) => closeSync(f)); } };
}

export type Records = ReturnType<typeof openRecords>;
