import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlatformTokens } from '../../src/conversation/exchange.ts';
import type { Place, Site } from './place.ts';
import { NOW, later } from './samples.ts';

const pair = (number: number): PlatformTokens => ({
  accessToken: `a${number}`,
  refreshToken: `r${number}`,
  expiresAt: later(1000).toISOString(),
  refreshedAt: NOW.toISOString(),
});

/** What every store of tokens promises. */
export function testTokenStore(site: Site): void {
  describe.skipIf(site.absent !== undefined)(`${site.name} keeps tokens`, () => {
    let place: Place;
    beforeEach(async () => {
      place = await site.place();
    });
    afterEach(() => place.remove());

    it('has none at first and then those last saved, for each platform', async () => {
      const store = await place.open();
      expect(await store.tokens('zalo')).toBeUndefined();
      await store.withTokens('zalo', (before, save) => {
        expect(before).toBeUndefined();
        return save(pair(1));
      });
      expect(await store.tokens('zalo')).toEqual(pair(1));
      expect(await store.tokens('messenger')).toBeUndefined();
    });

    it('uses no refresh token twice, however many processes refresh at once', async () => {
      const [one, two] = [await place.open(), await place.open()];
      await one.withTokens('zalo', (_, save) => save(pair(0)));
      const used: (string | undefined)[] = [];
      await Promise.all(
        Array.from({ length: 6 }, (_, at) =>
          (at % 2 === 0 ? one : two).withTokens('zalo', async (tokens, save) => {
            used.push(tokens?.refreshToken);
            await pause(5);
            await save(pair(used.length));
          }),
        ),
      );
      expect(used).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5']);
    });

    it('returns what the work returns and opens the lock when it fails', async () => {
      const store = await place.open();
      await expect(
        store.withTokens('zalo', () => Promise.reject(new Error('vendor is down'))),
      ).rejects.toThrow('vendor is down');
      expect(await store.withTokens('zalo', async () => 7)).toBe(7);
    });

    it('keeps what was saved by work that failed afterwards', async () => {
      const store = await place.open();
      const failing = store.withTokens('zalo', async (_, save) => {
        await save(pair(1));
        throw new Error('crash');
      });
      await expect(failing).rejects.toThrow('crash');
      expect(await store.tokens('zalo')).toEqual(pair(1));
    });

    it('opens the lock of a process that died after a minute', async () => {
      const dead = await place.open(() => NOW);
      let begun = () => {};
      const holding = new Promise<void>((resolve) => {
        begun = resolve;
      });
      let release = () => {};
      const held = dead.withTokens('zalo', () => {
        begun();
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      });
      await holding;
      let ms = 59_000;
      const other = await place.open(() => later(ms));
      let entered = false;
      const entering = other.withTokens('zalo', async () => {
        entered = true;
      });
      await pause(250);
      expect(entered).toBe(false);
      ms = 60_001;
      await entering;
      expect(entered).toBe(true);
      release();
      await held;
    });
  });
}
