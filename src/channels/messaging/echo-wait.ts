import type { Delivery } from '../../conversation/exchange.ts';
import type { Platform } from './platform.ts';

/** For the way of an echo that is repeated on time. */
const MARGIN_MS = 15_000;

/**
 * When a delivery that may have arrived can be sent again, in ms since 1970: not before its echo came
 * or was repeated while we listened. Whoever was down when it came must wait for the next repetition,
 * else the citizen reads the message twice. `listeningSinceMs`: since when this process listens.
 */
export function echoDueMs(
  { createdAt }: Pick<Delivery, 'createdAt'>,
  { echoRepeatsMs = [] }: Pick<Platform, 'echoRepeatsMs'>,
  listeningSinceMs: number,
): number {
  // It was sent soon after it was made; only that is known after a crash.
  const createdMs = Date.parse(createdAt);
  const heard = [0, ...echoRepeatsMs].find((ms) => createdMs + ms >= listeningSinceMs);
  // After the last repetition nothing comes any more.
  return heard === undefined ? 0 : createdMs + heard + MARGIN_MS;
}
