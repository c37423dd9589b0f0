import { describe, expect, it } from 'vitest';
import { openIdle } from '../../src/pages/chat/idle.ts';

function opened(afterMs = 120_000) {
  let now = 0;
  let resets = 0;
  const timers: { at: number; action: () => void }[] = [];
  const idle = openIdle({
    afterMs: () => afterMs,
    askMs: 30_000,
    after: (ms, action) => {
      const timer = { at: now + ms, action };
      timers.push(timer);
      return () => {
        const at = timers.indexOf(timer);
        if (at >= 0) timers.splice(at, 1);
      };
    },
    onChange: () => {},
    onReset: () => (resets += 1),
  });
  const pass = (ms: number): void => {
    const end = now + ms;
    for (;;) {
      const next = timers.toSorted((one, two) => one.at - two.at)[0];
      if (next === undefined || next.at > end) break;
      timers.splice(timers.indexOf(next), 1);
      now = next.at;
      next.action();
    }
    now = end;
  };
  return { idle, pass, resets: () => resets };
}

describe('a kiosk nobody touches', () => {
  it('asks whether somebody is there, counts down, and begins anew', () => {
    const { idle, pass, resets } = opened();
    pass(119_000);
    expect(idle.secondsLeft).toBeNull();
    pass(1000);
    expect(idle.secondsLeft).toBe(30);
    pass(29_000);
    expect(idle.secondsLeft).toBe(1);
    expect(resets()).toBe(0);
    pass(1000);
    expect(resets()).toBe(1);
    expect(idle.secondsLeft).toBeNull();
  });

  it('stays with whoever touches it, also while it asks', () => {
    const { idle, pass, resets } = opened();
    pass(100_000);
    idle.touched();
    pass(100_000);
    expect(idle.secondsLeft).toBeNull();
    pass(30_000);
    expect(idle.secondsLeft).not.toBeNull();
    idle.touched();
    expect(idle.secondsLeft).toBeNull();
    pass(60_000);
    expect(resets()).toBe(0);
  });
});
