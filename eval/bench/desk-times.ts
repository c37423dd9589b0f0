/** Times of one kind of thing, in ms. */
export interface Times {
  add(ms: number): void;
  readonly count: number;
  percentile(share: number): number;
}

export function createTimes(): Times {
  const all: number[] = [];
  return {
    add: (ms) => void all.push(ms),
    get count() {
      return all.length;
    },
    percentile: (share) => {
      const rank = Math.max(1, Math.ceil(all.length * share));
      return all.toSorted((one, two) => one - two)[rank - 1] ?? 0;
    },
  };
}

const BAR = 24;

/** A line with a bar of the p95 against what was asked. */
export function timesLine(name: string, times: Times, askedMs: number): string {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => times.percentile(share));
  const filled = Math.min(BAR, Math.round(((p95 ?? 0) / askedMs) * BAR));
  const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
  const text = [p50, p95, p99].map((ms) => `${Math.round(ms ?? 0)}`.padStart(6)).join('');
  return `${name.padEnd(30)} ${bar} ${text} ms  (${times.count}; p95 asked ${askedMs})`;
}
