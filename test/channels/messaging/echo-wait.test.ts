import { describe, expect, it } from 'vitest';
import { echoDueMs } from '../../../src/channels/messaging/echo-wait.ts';

const CREATED_MS = Date.parse('2026-11-20T08:00:00.000Z');
const delivery = { createdAt: new Date(CREATED_MS).toISOString() };
/** In seconds after the delivery was made: when it may be sent again if we listen since then. */
const dueAfterS = (listeningSinceS: number, echoRepeatsMs?: readonly number[]): number => {
  const platform = echoRepeatsMs === undefined ? {} : { echoRepeatsMs };
  return (echoDueMs(delivery, platform, CREATED_MS + listeningSinceS * 1000) - CREATED_MS) / 1000;
};

describe('a message that may have arrived', () => {
  const repeats = [30_000, 330_000];

  it('waits a moment for its echo where somebody listened all the time', () => {
    expect(dueAfterS(-3600, repeats)).toBe(15);
  });

  it('waits for the first repetition of its echo that we were up for', () => {
    expect(dueAfterS(4, repeats)).toBe(45);
    expect(dueAfterS(30, repeats)).toBe(45);
    expect(dueAfterS(31, repeats)).toBe(345);
  });

  it('waits for nothing where nothing more can come', () => {
    expect(dueAfterS(331, repeats)).toBeLessThan(0);
    expect(dueAfterS(4)).toBeLessThan(0);
  });
});
