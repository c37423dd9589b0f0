import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '../../src/training/random.ts';
import { machine } from '../kept-run.ts';
import { createProgress } from '../progress.ts';
import { makeConversations } from './conversations.ts';
import { planKills } from './kills.ts';
import { drawLedger, isClean } from './ledger.ts';
import { USAGE, readOptions } from './options.ts';
import type { SimulateOptions } from './options.ts';
import { createPlay } from './play.ts';
import { printRun } from './print.ts';
import { createServerProcess } from './server.ts';
import { openSite } from './site.ts';
import type { Site } from './site.ts';
import { openStage } from './stage.ts';
import { answerTimes, timesOf } from './times.ts';
import { openWay } from './way.ts';

/** Messages of one citizen that come within this time are put in order (see the worker's settings). */
const SETTLE_MS = 200;
/** Longer than the platform's and the server's own waits. */
const MOST_DRAIN_MS = 40 * 60_000;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const { ledger, printed } = await simulate(options);
  process.stdout.write(`${printRun(printed)}\n`);
  if (options.jsonFile !== undefined) {
    const { databaseUrl, jsonFile, ...rest } = options;
    const kept = {
      at: new Date().toISOString(),
      machine: machine(),
      options: { ...rest, database: databaseUrl === undefined ? 'sqlite' : 'postgres' },
      ...printed,
    };
    writeFileSync(jsonFile, `${JSON.stringify(kept, undefined, 2)}\n`);
  }
  if (!isClean(ledger)) process.exitCode = 1;
}

async function simulate(options: SimulateOptions) {
  const { channel, conversations: count, rate, seed } = options;
  const random = createRandom(seed);
  const closing: (() => Promise<void>)[] = [];
  try {
    const server = await createServerProcess();
    closing.push(server.close);
    const site = await openSite(options.databaseUrl, server.varDir);
    closing.push(site.close);
    const stage = await openStage(channel);
    closing.push(stage.close);
    const conversations = makeConversations(count, random);
    const play = createPlay({ stage, conversations, rate, random });
    const way = await openWay({
      serverUrl: server.url,
      platformUrl: stage.url,
      messageIn: stage.messageIn,
      onKnock: play.heard,
      ...(options.faults ? { random: createRandom(seed + 1) } : {}),
    });
    closing.push(way.close);
    stage.pointAt(way.webhooksUrl);
    const settings = {
      ...site.env,
      ...stage.env(way.apiUrl),
      LIMIT_PER_SENDER_PER_MINUTE: '0',
      LIMIT_GLOBAL_PER_MINUTE: '0',
    };
    const start = (): Promise<void> => server.start(settings);
    await start();

    const kills = planKills(options.kills, random, { kill: server.kill, start });
    const bar = createProgress(`${channel}: citizens write`);
    let expiresAt = options.faults ? 0.5 : Infinity;
    let writingEndedMs: number | undefined;
    let eventsPerSecond = 0;
    const beganMs = performance.now();
    await play.run((share) => {
      bar(share);
      kills.at(share);
      if (share >= expiresAt) {
        expiresAt = Infinity;
        stage.expireToken?.();
      }
      if (share >= 1 && writingEndedMs === undefined) {
        writingEndedMs = performance.now();
        eventsPerSecond = way.acknowledgedMs.length / ((writingEndedMs - beganMs) / 1000);
      }
    });
    await kills.settled();
    await drain(site, `${channel}: answers go out`);

    const kept = await site.read(stage.textOf);
    const ledger = drawLedger({ said: play.said, shown: stage.shown(), ...kept }, SETTLE_MS);
    const times = answerTimes(kept.events, ledger, way.knocks);
    const { answers: _, ...numbers } = ledger;
    return {
      ledger,
      printed: {
        ledger: numbers,
        conversations: count,
        kills: kills.done(),
        faults: Object.fromEntries(way.faults),
        acknowledged: timesOf(way.acknowledgedMs),
        firstAnswer: timesOf(times.ofConversations),
        everyAnswer: timesOf(times.ofAll),
        eventsPerSecond,
      },
    };
  } finally {
    // The server first: it must not meet a store that is gone.
    for (const close of closing) await close();
  }
}

/** Waits until the server has nothing left to do. */
async function drain(site: Site, label: string): Promise<void> {
  const bar = createProgress(label);
  const most = await site.open();
  const untilMs = Date.now() + MOST_DRAIN_MS;
  for (let quiet = 0; quiet < 3 && Date.now() < untilMs;) {
    const left = await site.open();
    bar(most === 0 ? 0.99 : Math.min(0.99, 1 - left / Math.max(most, left)));
    quiet = left === 0 ? quiet + 1 : 0;
    await pause(500);
  }
  bar(1);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
