import { describe, expect, it } from 'vitest';
import { followDesk } from '../../../src/pages/console/live-events.ts';
import type { Source } from '../../../src/pages/console/live-events.ts';

type Listener = (event: { readonly data?: unknown }) => void;

function opened() {
  const told: string[] = [];
  const sources: { listeners: Map<string, Listener>; closed: boolean }[] = [];
  const timers: { ms: number; action: () => void }[] = [];
  const live = followDesk({
    openSource: (): Source => {
      const source = { listeners: new Map<string, Listener>(), closed: false };
      sources.push(source);
      return {
        addEventListener: (kind, listener) => source.listeners.set(kind, listener),
        close: () => {
          source.closed = true;
        },
      };
    },
    after: (ms, action) => {
      const timer = { ms, action };
      timers.push(timer);
      return () => {
        const at = timers.indexOf(timer);
        if (at >= 0) timers.splice(at, 1);
      };
    },
    onEvent: ({ kind }) => told.push(kind),
    onHello: () => told.push('hello'),
    onLost: () => told.push('lost'),
  });
  const tell = (kind: string, data?: unknown): void =>
    sources.at(-1)?.listeners.get(kind)?.({ data });
  const runTimer = (): number => {
    const timer = timers.shift();
    timer?.action();
    return timer?.ms ?? 0;
  };
  return { live, told, sources, tell, runTimer, timers };
}

describe('the line to the desk', () => {
  it('tells events, and skips what is no JSON', () => {
    const { told, tell } = opened();
    tell('hello');
    tell('notice', '{"kind":"notice"}');
    tell('notice', '{"kind":');
    expect(told).toEqual(['hello', 'notice']);
  });

  it('is tried again ever more slowly, and says once that it is lost', () => {
    const { told, tell, runTimer } = opened();
    tell('hello');
    const waits: number[] = [];
    for (let at = 0; at < 4; at += 1) {
      tell('error');
      waits.push(runTimer());
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
    tell('hello');
    tell('error');
    expect(told).toEqual(['hello', 'lost', 'hello', 'lost']);
  });

  it('that never says hello is taken for broken', () => {
    const { told, sources, runTimer } = opened();
    expect(runTimer()).toBe(15_000);
    expect(told).toEqual(['lost']);
    expect(sources[0]?.closed).toBe(true);
  });

  it('tries at once when the network is back, and never after it was closed', () => {
    const { live, sources, tell, timers } = opened();
    tell('error');
    live.retry();
    expect(sources).toHaveLength(2);
    live.close();
    tell('error');
    live.retry();
    expect(sources).toHaveLength(2);
    expect(timers).toEqual([]);
  });
});
