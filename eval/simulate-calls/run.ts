import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { playCall } from './play.ts';
import type { Played } from './play.ts';
import { loadScripts } from './script.ts';
import { openServer } from './server.ts';

/**
 * Plays calls in real time against the hotline's socket: `npm run simulate:calls -- --calls 20 --speed 1`.
 * Words come one by one as people speak, events out of order, twice, or not at all. Without `--url` a server
 * of its own is opened; with it, `--token` is the server's `HOTLINE_TOKEN`.
 */
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '20' },
    speed: { type: 'string', default: '1' },
    url: { type: 'string' },
    token: { type: 'string' },
  },
});
const count = Number(values.calls);
const speed = Number(values.speed);
if (!Number.isInteger(count) || count < 1 || !(speed > 0)) {
  throw new Error('--calls is a whole number from 1, --speed a number above 0.');
}
if (values.url !== undefined && values.token === undefined) {
  throw new Error('--url needs --token, the server’s HOTLINE_TOKEN.');
}

const BAR = 24;
const MOST_FINAL_MS = 300;
/** Between two calls that begin, in ms. */
const APART_MS = 150;

const token = values.token ?? randomUUID();
const server = values.url === undefined ? await openServer(token) : undefined;
const url = (values.url ?? server?.url ?? '').replace(/^http/u, 'ws').replace(/\/$/u, '');
const scripts = loadScripts();
console.log(
  `━━ ${count} calls · speed ${speed} · ${server === undefined ? url : `own server, ${server.knowledge} knowledge`}\n`,
);
const played = await Promise.all(
  Array.from({ length: count }, async (_, at) => {
    await pause(at * APART_MS);
    const script = scripts[at % scripts.length];
    if (script === undefined) throw new Error('There are no scripts.');
    const call = await playCall(script, { url, token, speed });
    printCall(at, call);
    return call;
  }),
);
await server?.close();

const all = (of: (call: Played) => readonly number[]): number[] =>
  played.flatMap(of).sort((a, b) => a - b);
console.log('');
printTimes(
  'card after the last word',
  all((call) => call.afterFinalMs),
  MOST_FINAL_MS,
);
printTimes(
  'card while she speaks',
  all((call) => call.afterPartialMs),
  MOST_FINAL_MS,
);
printTimes(
  'of which work',
  all((call) => call.workMs),
  MOST_FINAL_MS,
);
const asserted = played.filter(({ script }) => script.expect.length > 0);
const right = asserted.filter(isRight).length;
const silent = played.filter(({ script }) => script.id === 'fire' || script.id === 'greeting');
const kept = silent.filter(({ cards }) => cards.length === 0).length;
const sum = (of: (call: Played) => number): number =>
  played.reduce((total, call) => total + of(call), 0);
console.log(
  `\nright first card ${right} of ${asserted.length} · silent where nothing is asked ${kept} of ${silent.length} · repeated events ignored ${sum((call) => call.repeated)} · refused ${sum((call) => call.refused)}`,
);
if (right < 0.8 * asserted.length || kept < silent.length || sum((call) => call.refused) > 0) {
  process.exitCode = 1;
}

function isRight({ script, cards }: Played): boolean {
  return script.expect.includes(cards[0]?.code ?? '');
}

function printCall(at: number, call: Played): void {
  const { script, cards, changes } = call;
  const [first] = cards;
  const sign = script.expect.length === 0 ? '·' : isRight(call) ? '✓' : '✗';
  const card = first === undefined ? '–' : `${first.code} ${first.title} (${first.sureness})`;
  const counts = `+${changes.created} ~${changes.updated} −${changes.retracted}`;
  const faults = script.faults.length === 0 ? '' : ` [${script.faults.join(' ')}]`;
  console.log(
    `${String(at + 1).padStart(3)} ${sign} ${script.id.padEnd(19)} ${counts.padEnd(12)} ${card.slice(0, 70)}${faults}`,
  );
}

function printTimes(name: string, sorted: readonly number[], most: number): void {
  const quantile = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  const full = Math.min(BAR, Math.round((quantile(0.95) / most) * BAR));
  const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
  console.log(
    `${name.padEnd(26)} ${bar} p50 ${quantile(0.5).toFixed(1).padStart(6)}  p95 ${quantile(0.95).toFixed(1).padStart(6)} ms  n ${sorted.length}`,
  );
}
