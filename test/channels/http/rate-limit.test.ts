import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../../src/channels/http/rate-limit.ts';
import { StoreUnavailable } from '../../../src/conversation/store-unavailable.ts';
import { SITES } from '../../stores/sites.ts';

const SECRET = 'the same in every process';

async function many(count: number, take: () => Promise<number>): Promise<number> {
  let open = 0;
  for (let at = 0; at < count; at += 1) if ((await take()) === 0) open += 1;
  return open;
}

describe('the limit of one process', () => {
  it('fills up again evenly', async () => {
    let ms = 0;
    const limit = createRateLimit({ perMinute: 60, nowMs: () => ms });
    expect(await many(60, () => limit.take('a'))).toBe(60);
    expect(await limit.take('a')).toBe(1);
    ms = 1000;
    expect(await limit.take('a')).toBe(0);
    expect(await limit.take('a')).toBe(1);
  });

  it('counts the addresses of one IPv6 network together', async () => {
    const limit = createRateLimit({ perMinute: 1, nowMs: () => 0 });
    expect(await limit.take('2001:db8:0:1::1')).toBe(0);
    expect(await limit.take('2001:db8:0:1:2:3:4:5')).toBeGreaterThan(0);
    expect(await limit.take('2001:db8:0:2::1')).toBe(0);
  });

  it('sets none at 0', async () => {
    const limit = createRateLimit({ perMinute: 0 });
    expect(await many(500, () => limit.take('a'))).toBe(500);
  });
});

for (const site of SITES.filter(({ shared }) => shared)) {
  describe.skipIf(site.absent !== undefined)(`limits over processes on ${site.name}`, () => {
    it('let in no more than allowed, however the requests fall on two processes', async () => {
      const place = await site.place();
      let ms = 1_000_000;
      const open = async () =>
        createRateLimit({
          perMinute: 40,
          store: await place.open(),
          secret: SECRET,
          nowMs: () => ms,
        });
      const [one, two] = [await open(), await open()];
      let turn = 0;
      const either = (): Promise<number> => ((turn += 1) % 2 === 0 ? one : two).take('10.0.0.1');
      const first = await many(70, either);
      expect(first).toBeLessThanOrEqual(40);
      // What one took and the other could not use is at most a lease.
      expect(first).toBeGreaterThanOrEqual(36);
      ms += 60_000;
      const later = await many(70, either);
      expect(later).toBeLessThanOrEqual(44);
      expect(later).toBeGreaterThan(30);
      expect(await place.contents()).not.toContain('10.0.0.1');
      await place.remove();
    });

    it('hold for all addresses together, too', async () => {
      const place = await site.place();
      const store = await place.open();
      const limit = createRateLimit({
        perMinute: 1000,
        globalPerMinute: 30,
        store,
        secret: SECRET,
        nowMs: () => 5_000_000,
      });
      let at = 0;
      const open = await many(60, () => limit.take(`10.0.1.${(at += 1)}`));
      expect(open).toBe(30);
      await place.remove();
    });
  });
}

describe('a store that cannot be asked', () => {
  it('leaves the limit to the process, and says so', async () => {
    const said: unknown[] = [];
    const limit = createRateLimit({
      perMinute: 5,
      store: { take: () => Promise.reject(new StoreUnavailable('full', new Error('full'))) },
      nowMs: () => 0,
      onFallback: (error) => said.push(error),
    });
    expect(await many(9, () => limit.take('a'))).toBe(5);
    expect(said.length).toBeGreaterThan(0);
  });

  it('is asked once for requests that come together', async () => {
    let asked = 0;
    const limit = createRateLimit({
      perMinute: 100,
      store: {
        take: async () => {
          asked += 1;
          await new Promise((resolve) => setTimeout(resolve, 5));
          return 0;
        },
      },
    });
    const taken = await Promise.all(Array.from({ length: 8 }, () => limit.take('a')));
    expect(taken.every((seconds) => seconds === 0)).toBe(true);
    expect(asked).toBe(1);
  });
});
