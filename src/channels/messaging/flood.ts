import { createHash } from 'node:crypto';
import type { Config } from '../../config.ts';
import type { ConversationStore } from '../../conversation/conversation.ts';
import type { StoredEvent } from '../../conversation/exchange.ts';

const MINUTE_MS = 60_000;

/**
 * - `open`: the message is answered.
 * - `sender`, `global`: above that limit, and the citizen is told so.
 * - `silent`: above a limit, and she was told before.
 */
export type Flow = 'open' | 'sender' | 'global' | 'silent';

/** Limits of messages a minute that hold over processes. 0 sets no limit. */
export function createFlood(
  store: Pick<ConversationStore, 'take'>,
  limits: Config['limits'],
): (event: StoredEvent, now: Date) => Promise<Flow> {
  const take = (key: string, capacity: number, now: Date): Promise<number> =>
    store.take({ key, capacity, windowMs: MINUTE_MS }, now);
  return async ({ platform, contact, attempts }, now) => {
    // What was let in once is not counted again because answering it failed.
    if (attempts > 1) return 'open';
    const sender = keyOf(`sender ${platform} ${contact}`);
    const over =
      limits.perSenderPerMinute > 0 && (await take(sender, limits.perSenderPerMinute, now)) > 0
        ? 'sender'
        : limits.globalPerMinute > 0 && (await take('global', limits.globalPerMinute, now)) > 0
          ? 'global'
          : 'open';
    if (over === 'open') return 'open';
    return (await take(keyOf(`told ${platform} ${contact}`), 1, now)) === 0 ? over : 'silent';
  };
}

const keyOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
