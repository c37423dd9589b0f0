import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEND_FAULTS, WEBHOOK_FAULTS, drawFault } from '../../eval/simulate/faults.ts';
import { planKills } from '../../eval/simulate/kills.ts';
import { readOptions } from '../../eval/simulate/options.ts';
import { answerTimes, timesOf } from '../../eval/simulate/times.ts';
import { openWay } from '../../eval/simulate/way.ts';
import type { Way } from '../../eval/simulate/way.ts';
import type { Random } from '../../src/training/random.ts';
import { createRandom } from '../../src/training/random.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A run of the simulator as it is started by hand. */
function simulate(args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['eval/simulate/run.ts', ...args], { cwd: ROOT });
  let said = '';
  child.stdout.on('data', (data) => (said += String(data)));
  child.stderr.on('data', (data) => (said += String(data)));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

describe('the simulator', () => {
  it.each(['zalo', 'telegram', 'messenger'])(
    'plays %s against the true server and draws its ledger',
    async (channel) => {
      const folder = mkdtempSync(join(tmpdir(), 'hmc-simulate-test-'));
      const file = join(folder, 'run.json');
      const args = ['--channel', channel, '--conversations', '12', '--json', file];
      const { code, said } = await simulate(args);
      expect(said).toContain('ledger of 12 conversations');
      expect(code).toBe(0);
      const kept = JSON.parse(readFileSync(file, 'utf8')) as {
        options: unknown;
        ledger: Record<string, number>;
        firstAnswer: { count: number };
      };
      expect(kept.options).toMatchObject({ channel, database: 'sqlite', seed: 1 });
      expect(kept.ledger['said']).toBeGreaterThan(12);
      expect(kept.ledger).toMatchObject({
        received: kept.ledger['said'],
        lost: 0,
        doubled: 0,
        outOfOrder: 0,
        unclear: 0,
        deadLetters: 0,
      });
      expect(kept.firstAnswer.count).toBe(12);
      rmSync(folder, { recursive: true });
    },
    120_000,
  );

  it('names an option that cannot be', async () => {
    expect(() => readOptions(['--channel', 'viber'])).toThrow('--channel viber');
    expect(() => readOptions(['--rate', '0'])).toThrow('--rate 0');
    expect(() => readOptions(['--kills', '-1'])).toThrow('kills');
    expect(() => readOptions(['--database', 'mysql://x'])).toThrow('--database');
    expect(await simulate(['--conversations', 'many'])).toMatchObject({ code: 1 });
  });
});

/** Draws the named fault every time. */
function always(shares: Readonly<Record<string, number>>, fault: string): Random {
  const before = Object.keys(shares).slice(0, Object.keys(shares).indexOf(fault));
  const at = before.reduce((sum, name) => sum + (shares[name] ?? 0), 0) + 0.0001;
  return { ...createRandom(1), next: () => at };
}

describe('the way between platform and server', () => {
  let taken: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', () => undefined);
    request.on('end', () => {
      taken.push(request.url ?? '');
      response.writeHead(200, { 'x-own': 'yes' }).end('done');
    });
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  async function walk<T>(random: Random | undefined, work: (way: Way) => Promise<T>): Promise<T> {
    taken = [];
    const way = await openWay({
      serverUrl: url,
      platformUrl: url,
      messageIn: (path) => (path === '/send' ? { contact: 'an', text: 'x' } : undefined),
      ...(random === undefined ? {} : { random }),
      onKnock: () => undefined,
    });
    return work(way).finally(() => way.close());
  }
  /** The status; 0 when the connection broke. */
  const post = (to: string): Promise<number> =>
    fetch(to, { method: 'POST', body: '{}' }).then(
      ({ status }) => status,
      () => 0,
    );

  it('changes nothing without faults, and times what was acknowledged', async () => {
    await walk(undefined, async (way) => {
      const response = await fetch(`${way.webhooksUrl}/webhooks/x`, { method: 'POST', body: '1' });
      expect(await response.text()).toBe('done');
      expect(response.headers.get('x-own')).toBe('yes');
      expect(way.acknowledgedMs).toHaveLength(1);
      expect(await post(`${way.apiUrl}/send`)).toBe(200);
      expect(await post(`${way.apiUrl}/quota`)).toBe(200);
      expect(way.knocks).toMatchObject([{ contact: 'an', text: 'x' }]);
      expect(taken).toEqual(['/webhooks/x', '/send', '/quota']);
    });
  });

  it.each([
    ['lost', 0, 0],
    ['unheard', 0, 1],
    ['twice', 200, 2],
    ['late', 200, 1],
  ] as const)('a webhook that is "%s"', async (fault, status, arrivals) => {
    await walk(always(WEBHOOK_FAULTS, fault), async (way) => {
      expect(await post(`${way.webhooksUrl}/webhooks/x`)).toBe(status);
      expect(taken).toHaveLength(arrivals);
      expect(way.faults.get(fault)).toBe(1);
    });
  });

  it.each([
    ['refused', 500, 0],
    ['refused-after', 500, 1],
    ['busy', 429, 0],
    ['slow', 200, 1],
    ['cut', 0, 0],
    ['cut-after', 0, 1],
  ] as const)('a message whose way is "%s"', async (fault, status, arrivals) => {
    await walk(always(SEND_FAULTS, fault), async (way) => {
      expect(await post(`${way.apiUrl}/send`)).toBe(status);
      expect(taken).toHaveLength(arrivals);
      expect(way.knocks).toHaveLength(1);
      // Only messages meet faults.
      expect(await post(`${way.apiUrl}/quota`)).toBe(200);
    });
  });

  it('draws faults by their shares', () => {
    const random = createRandom(7);
    const drawn = Array.from({ length: 20_000 }, () => drawFault(WEBHOOK_FAULTS, random));
    const share = drawn.filter((fault) => fault === 'late').length / drawn.length;
    expect(share).toBeCloseTo(WEBHOOK_FAULTS.late, 1);
    expect(drawn).toContain('none');
  });
});

describe('the parts of a run', () => {
  it('kills the server one time after the other, each time waiting until it is up', async () => {
    const done: string[] = [];
    const note = (what: string) => async () => void done.push(what);
    const quick: Random = { ...createRandom(1), next: () => 0 };
    const kills = planKills(2, quick, { kill: note('kill'), start: note('start') });
    kills.at(0.4);
    await kills.settled();
    expect(done).toEqual(['kill', 'start']);
    kills.at(1);
    await kills.settled();
    expect(done).toEqual(['kill', 'start', 'kill', 'start']);
    expect(kills.done()).toBe(2);
  });

  it('fails when the server does not come up again', async () => {
    const kills = planKills(1, createRandom(1), {
      kill: async () => undefined,
      start: () => Promise.reject(new Error('down')),
    });
    kills.at(1);
    await expect(kills.settled()).rejects.toThrow('down');
  });

  it('counts the time of an answer from its keeping to the first knock with its words', () => {
    const event = (id: string, happenedMs: number) =>
      ({ id, platformId: id, contact: 'an', state: 'done', happenedMs, receivedMs: 1000 }) as const;
    const delivery = { id: 'd', contact: 'an', sequence: 0, state: 'sent', text: 'x' } as const;
    const knock = (text: string, atMs: number) => ({ contact: 'an', text, atMs });
    const times = answerTimes(
      [event('e2', 2), event('e1', 1)],
      { answers: new Map([['e1', [{ ...delivery, createdMs: 1100 }]]]) },
      [knock('x', 1050), knock('y', 1110), knock('x', 1120), knock('x', 1900)],
    );
    expect(times).toEqual({ ofConversations: [120], ofAll: [120] });
    expect(timesOf([])).toEqual({ count: 0, p50: 0, p95: 0, p99: 0 });
  });
});
