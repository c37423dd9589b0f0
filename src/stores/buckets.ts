import type { ConversationStore } from '../conversation/conversation.ts';
import type { Database } from './database.ts';

/** Limits that hold over processes: one row a bucket. */
export function createBuckets(database: Database): Pick<ConversationStore, 'take'> {
  return {
    take: ({ key, capacity, windowMs, amount = 1 }, now) =>
      database.write(`bucket ${key}`, async (db) => {
        if (capacity < amount) return windowMs;
        const row = await db
          .selectFrom('buckets')
          .selectAll()
          .where('key', '=', key)
          .executeTakeFirst();
        const perMs = capacity / windowMs;
        // Clocks of two processes differ a little: time never runs backwards in a bucket.
        const atMs = Math.max(row?.at_ms ?? 0, now.getTime());
        const tokens = Math.min(
          capacity,
          (row?.tokens ?? capacity) + (atMs - (row?.at_ms ?? atMs)) * perMs,
        );
        if (tokens < amount) return Math.ceil((amount - tokens) / perMs);
        const left = { tokens: tokens - amount, at_ms: atMs };
        await db
          .insertInto('buckets')
          .values({ key, ...left })
          .onConflict((conflict) => conflict.column('key').doUpdateSet(left))
          .execute();
        return 0;
      }),
  };
}
