/** Seconds that are remembered; updates of one second come close together. */
const MOST_SECONDS = 120;

/**
 * Makes ms of Telegram's whole seconds: within one second by `update_id`, which grows with every
 * update (https://core.telegram.org/bots/api#update), so that two messages of one second keep their
 * order also when they come the wrong way round. Beyond 500 apart they count as at once.
 */
export function createUpdateTime(): (seconds: number, updateId: number) => number {
  const firstOf = new Map<number, number>();
  return (seconds, updateId) => {
    let first = firstOf.get(seconds);
    if (first === undefined) {
      first = updateId;
      firstOf.set(seconds, first);
      for (const oldest of firstOf.keys()) {
        if (firstOf.size <= MOST_SECONDS) break;
        firstOf.delete(oldest);
      }
    }
    return seconds * 1000 + Math.min(999, Math.max(0, 500 + updateId - first));
  };
}
