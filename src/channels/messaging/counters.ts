/** What is counted of messaging, with what it means; names of `GET /metrics`. */
const COUNTED = {
  webhook_requests_total: 'Webhook requests by platform and how they were answered.',
  webhook_slow_total: 'Webhook requests acknowledged after more than 200 ms.',
  events_total: 'Events received, by platform and kind.',
  events_known_total: 'Events a platform delivered once more.',
  events_odd_total:
    'Events out of the ordinary, by platform and why: too-old, long, unknown, unreadable.',
  answers_total: 'Events brought to an end, by platform and how.',
  failures_total: 'Attempts to answer an event that failed, by platform and reason.',
  floods_total: 'Messages above a limit, by platform and limit.',
  sends_total: 'Sends begun, by platform and how they ended.',
  dead_total: 'Deliveries given up, by platform and reason.',
  limit_fallbacks_total: 'Times the limit of addresses held in one process only, by reason.',
  circuit_opened_total: 'Times a platform was left alone because it kept failing.',
} as const;
type CounterName = keyof typeof COUNTED;

interface Labels {
  readonly platform?: string;
  /** A stable machine word; never of a citizen's making. */
  readonly reason?: string;
}

/** Counts since the start of this process. */
export interface Counters {
  add(name: CounterName, labels?: Labels): void;
  value(name: CounterName, labels?: Labels): number;
  /** Prometheus text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). */
  render(gauges?: Readonly<Record<string, number>>): string;
}

const PREFIX = 'hmc_messaging_';

export function createCounters(): Counters {
  const counts = new Map<string, number>();
  const keyOf = (name: CounterName, { platform, reason }: Labels): string => {
    const labels = Object.entries({ platform, reason })
      .filter(([, value]) => value !== undefined)
      .map(([label, value]) => `${label}="${String(value).replace(/[^\w.:+-]/gu, '_')}"`);
    return `${PREFIX}${name}${labels.length === 0 ? '' : `{${labels.join(',')}}`}`;
  };
  return {
    add: (name, labels = {}) => {
      const key = keyOf(name, labels);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    value: (name, labels = {}) => counts.get(keyOf(name, labels)) ?? 0,
    render: (gauges = {}) => {
      const counters = Object.entries(COUNTED).flatMap(([name, meaning]) => [
        `# HELP ${PREFIX}${name} ${meaning}`,
        `# TYPE ${PREFIX}${name} counter`,
        ...[...counts]
          .filter(([key]) => key.split('{')[0] === `${PREFIX}${name}`)
          .map(([key, count]) => `${key} ${count}`),
      ]);
      const now = Object.entries(gauges).flatMap(([name, value]) => [
        `# TYPE ${PREFIX}${name} gauge`,
        `${PREFIX}${name} ${value}`,
      ]);
      return `${[...counters, ...now].join('\n')}\n`;
    },
  };
}
