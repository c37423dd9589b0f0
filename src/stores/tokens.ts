import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { PlatformName, PlatformTokens, TokenStore } from '../conversation/exchange.ts';
import type { Database } from './database.ts';

const LEASE_MS = 60_000;

/** The platforms' tokens, and the lock under which they are refreshed. */
export function createTokens(database: Database, now: () => Date): TokenStore {
  async function tokens(platform: PlatformName): Promise<PlatformTokens | undefined> {
    const row = await database.read((db) =>
      db
        .selectFrom('platform_tokens')
        .select('tokens')
        .where('platform', '=', platform)
        .executeTakeFirst(),
    );
    const kept = row?.tokens ?? null;
    return kept === null ? undefined : (JSON.parse(kept) as PlatformTokens);
  }

  /** Takes or prolongs the lock; false when another has it. */
  function lock(platform: PlatformName, owner: string): Promise<boolean> {
    return database.write(`tokens ${platform}`, async (db) => {
      const nowMs = now().getTime();
      const row = await db
        .selectFrom('platform_tokens')
        .selectAll()
        .where('platform', '=', platform)
        .executeTakeFirst();
      const held = row !== undefined && row.locked_by !== null && row.locked_until_ms > nowMs;
      if (held && row.locked_by !== owner) return false;
      const mine = { locked_by: owner, locked_until_ms: nowMs + LEASE_MS };
      await db
        .insertInto('platform_tokens')
        .values({ platform, tokens: null, ...mine })
        .onConflict((conflict) => conflict.column('platform').doUpdateSet(mine))
        .execute();
      return true;
    });
  }

  async function unlock(platform: PlatformName, owner: string): Promise<void> {
    await database.write(null, (db) =>
      db
        .updateTable('platform_tokens')
        .set({ locked_by: null, locked_until_ms: 0 })
        .where('platform', '=', platform)
        .where('locked_by', '=', owner)
        .execute(),
    );
  }

  // Not bound to the lock: a pair the vendor has issued is never thrown away.
  async function save(platform: PlatformName, pair: PlatformTokens): Promise<void> {
    await database.write(null, (db) =>
      db
        .updateTable('platform_tokens')
        .set({ tokens: JSON.stringify(pair) })
        .where('platform', '=', platform)
        .execute(),
    );
  }

  return {
    tokens,
    withTokens: async (platform, work) => {
      const owner = randomUUID();
      while (!(await lock(platform, owner))) await pause(20 + Math.random() * 80);
      // Work that waits for a slow vendor keeps the lock; only a crash lets it run out.
      const prolonging = setInterval(
        () => void lock(platform, owner).catch(() => undefined),
        LEASE_MS / 3,
      ).unref();
      try {
        return await work(await tokens(platform), (pair) => save(platform, pair));
      } finally {
        clearInterval(prolonging);
        await unlock(platform, owner);
      }
    },
  };
}
