import { describe, expect, it } from 'vitest';
import { createLog } from '../src/log.ts';

describe('the log', () => {
  it('never writes what a citizen said or who they are, however it is handed over', () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    const secret = 'Nguyễn Văn A';
    log.info({ text: secret, ip: secret }, 'one');
    log.info({ message: { text: secret }, status: 200 }, 'two');
    log.error({ request: { message: { body: secret, cookie: secret } } }, 'three');
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain(secret);
    expect(lines[1]).toContain('"status":200');
  });

  it('is silent when told to', () => {
    const lines: string[] = [];
    createLog('silent', { write: (line) => void lines.push(line) }).error('lost');
    expect(lines).toEqual([]);
  });
});
