import type { Channel, ConversationStore } from './conversation/conversation.ts';
import type { Log } from './log.ts';

const HOUR_MS = 3_600_000;

/**
 * Erases every hour what rested longer than its channel's retention, the first time at once. A store
 * that cannot be reached is tried again the next hour.
 */
export function createRetention(
  store: Pick<ConversationStore, 'eraseExpired'>,
  retentionDays: Readonly<Record<Channel, number>>,
  log: Log,
  now: () => Date = () => new Date(),
): { stop(): void } {
  const erase = async (): Promise<void> => {
    try {
      const erased = await store.eraseExpired(now(), retentionDays);
      if (erased > 0) log.info({ erased }, 'conversations beyond retention were erased');
    } catch (error) {
      const problem = error instanceof Error ? error.name : typeof error;
      log.error({ problem }, 'retention could not be kept; it is tried again in an hour');
    }
  };
  const timer = setInterval(() => void erase(), HOUR_MS);
  timer.unref();
  void erase();
  return { stop: () => clearInterval(timer) };
}
