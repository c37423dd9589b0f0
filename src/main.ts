import { fileURLToPath } from 'node:url';
import { createAssistant } from './assistant.ts';
import { createApp } from './channels/http/app.ts';
import { loadAssets } from './channels/http/assets.ts';
import { listen } from './channels/http/listen.ts';
import type { Listening } from './channels/http/listen.ts';
import { WORDS } from './channels/http/words.ts';
import { parseConfig } from './config.ts';
import type { Config } from './config.ts';
import { createLog } from './log.ts';
import { openMeans } from './open-means.ts';
import { createMemoryStore } from './stores/memory.ts';

const PAGES = fileURLToPath(new URL('../dist/pages', import.meta.url));

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = createLog(config.logLevel);
  const means = await openMeans({
    knowledgeDir: config.knowledgeDir,
    varDir: config.varDir,
    office: config.office,
    onProgress: progress,
  });
  const assistant = createAssistant({
    means,
    store: createMemoryStore({ ttlMs: config.conversationTtlMs }),
    personMessage: { vi: WORDS.vi.chat.personMessage, en: WORDS.en.chat.personMessage },
    facetNames: { vi: WORDS.vi.chat.facets, en: WORDS.en.chat.facets },
  });
  const app = createApp({ assistant, assets: await loadAssets(PAGES), log, config });
  const listening = await listen(app, config.port, config.host).catch((error: unknown) => {
    means.close();
    throw explained(error, config);
  });
  const { procedures, dataDate } = means.knowledge;
  process.stdout.write(
    `Hỏi Một Cửa: http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${listening.port} (${procedures} procedures, data up to ${dataDate})\n`,
  );
  stopOnSignal(listening, () => means.close());
}

/** Closes in reverse order; a second signal ends at once. */
function stopOnSignal(listening: Listening, closeMeans: () => void): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void listening.close().then(() => {
        closeMeans();
        process.exit(0);
      });
    });
  }
}

function explained(error: unknown, { port, host }: Config): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new Error(
        `Port ${port} is in use by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
      );
    case 'EACCES':
      return new Error(
        `Port ${port} may not be used by this account. Choose one above 1023: PORT=3000 npm start`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(
        `HOST=${host} is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all.`,
      );
    default:
      return error;
  }
}

let shown = 0;
function progress(share: number): void {
  const percent = Math.floor(share * 10) * 10;
  if (percent === shown) return;
  shown = percent;
  process.stderr.write(`Building the index … ${percent} %\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
