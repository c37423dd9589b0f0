import type { Ledger } from './ledger.ts';
import type { Times } from './times.ts';

const WIDTH = 24;

export interface Printed {
  readonly ledger: Omit<Ledger, 'answers'>;
  readonly conversations: number;
  readonly kills: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly acknowledged: Times;
  /** The first answer of each conversation. */
  readonly firstAnswer: Times;
  readonly everyAnswer: Times;
  readonly eventsPerSecond: number;
}

/** The ledger and the times of a run as text, with bars. */
export function printRun(run: Printed): string {
  const { ledger } = run;
  const count = (name: string, value: number): string =>
    row(name, value, ledger.said, String(value));
  const times = (
    name: string,
    one: Times,
    most: number,
    keys: readonly ('p50' | 'p95' | 'p99')[],
  ) => [
    `${name} (ms, of ${one.count})`,
    ...keys.map((key) => row(key, one[key], Math.max(most, one.p99), one[key].toFixed(0))),
  ];
  return [
    `ledger of ${run.conversations} conversations, ${run.kills} times killed`,
    count('sent by citizens', ledger.said),
    count('accepted', ledger.accepted),
    count('answered', ledger.answered),
    count('received by citizens', ledger.received),
    count('lost', ledger.lost),
    count('doubled', ledger.doubled),
    count('out of order', ledger.outOfOrder),
    count('came too late to order', ledger.cameLate),
    count('dead letters', ledger.deadLetters),
    ...(ledger.unclear === 0 ? [] : [count('unclear', ledger.unclear)]),
    '',
    ...times('webhook acknowledged', run.acknowledged, 200, ['p50', 'p95', 'p99']),
    ...times('first answer delivered', run.firstAnswer, 500, ['p50', 'p95']),
    ...times('every answer delivered', run.everyAnswer, 500, ['p50', 'p95']),
    `webhooks a second while citizens wrote: ${run.eventsPerSecond.toFixed(0)}`,
    ...(Object.keys(run.faults).length === 0
      ? []
      : [
          `faults: ${Object.entries(run.faults)
            .map(([name, number]) => `${name} ${number}`)
            .join(', ')}`,
        ]),
  ].join('\n');
}

function row(name: string, value: number, most: number, shown: string): string {
  const filled = most <= 0 ? 0 : Math.round((Math.min(value, most) / most) * WIDTH);
  // What is there at all is seen.
  const cells = value > 0 ? Math.max(1, filled) : 0;
  return `  ${name.padEnd(24)} ${'█'.repeat(cells)}${'░'.repeat(WIDTH - cells)} ${shown.padStart(7)}`;
}
