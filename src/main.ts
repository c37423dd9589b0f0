import { existsSync, mkdirSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createAssistant } from './assistant.ts';
import { createApp } from './channels/http/app.ts';
import { loadAssets } from './channels/http/assets.ts';
import { loadCookieKey } from './channels/http/cookie-key.ts';
import { listen } from './channels/http/listen.ts';
import type { Listening } from './channels/http/listen.ts';
import { createLiveTurns } from './channels/http/live-turns.ts';
import { createOfficerRouter } from './channels/http/officer-router.ts';
import { createWebhookRouter } from './channels/http/webhook-router.ts';
import { createMessaging } from './channels/messaging/messaging.ts';
import type { MessagingParts } from './channels/messaging/messaging.ts';
import type { Platform } from './channels/messaging/platform.ts';
import { createMessenger } from './channels/messenger/messenger.ts';
import { createTelegram } from './channels/telegram/telegram.ts';
import { createZaloBot } from './channels/zalo-bot/zalo-bot.ts';
import { createZalo } from './channels/zalo/zalo.ts';
import { WORDS } from './channels/http/words.ts';
import { parseConfig } from './config.ts';
import type { Config } from './config.ts';
import { StoreUnavailable } from './conversation/store-unavailable.ts';
import { createLog } from './log.ts';
import type { Log } from './log.ts';
import { maskPersonalData } from './language/personal-data.ts';
import { openConfiguredModel } from './models/open-configured-model.ts';
import { checkPrivateAddresses, privateAddresses } from './models/private-address.ts';
import { createPrivateFetch } from './models/private-fetch.ts';
import { createTranscriber } from './models/transcribe.ts';
import { openDesk } from './open-desk.ts';
import { openMeans } from './open-means.ts';
import { createRetention } from './retention.ts';
import { openStore, storeFileIn } from './stores/open-store.ts';
import type { Store } from './stores/open-store.ts';

const PAGES = fileURLToPath(new URL('../dist/pages', import.meta.url));

async function main(): Promise<void> {
  // What is set outside wins over what the file says.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = parseConfig(process.env);
  const log = createLog(config.logLevel);
  if (config.outboundPrivateOnly) {
    await checkPrivateAddresses({
      SPEECH_BASE_URL: config.speech?.baseUrl,
      MODEL_BASE_URL: config.model?.baseUrl,
    });
  }
  // The port first: nobody waits for an index only to hear that the port is taken.
  let app: RequestListener = notReady;
  const listening = await listen((...exchange) => app(...exchange), config.port, config.host).catch(
    (error: unknown) => {
      throw explained(error, config);
    },
  );
  const language =
    config.model === undefined
      ? undefined
      : openConfiguredModel(config.model, {
          varDir: config.varDir,
          log,
          mask: (text) => maskPersonalData(text).text,
          fetch: config.outboundPrivateOnly ? createPrivateFetch() : undefined,
        });
  const means = await openMeans({
    knowledgeDir: config.knowledgeDir,
    varDir: config.varDir,
    office: config.office,
    model: language?.model,
    nearness: language?.nearness,
    onProgress: progress,
  }).catch(async (error: unknown) => {
    await listening.close();
    throw error;
  });
  mkdirSync(config.varDir, { recursive: true });
  const store = await openStore({
    databaseUrl: config.databaseUrl,
    file: storeFileIn(config.varDir),
  }).catch(async (error: unknown) => {
    means.close();
    await listening.close();
    throw error;
  });
  const retention = createRetention(store, config.retentionDays, log);
  const assistant = createAssistant({
    means,
    store,
    personMessage: { vi: WORDS.vi.chat.personMessage, en: WORDS.en.chat.personMessage },
    facetNames: { vi: WORDS.vi.chat.facets, en: WORDS.en.chat.facets },
    desk: () => officers.desk,
    onKept: (conversationId, turns) => officers.desk.told(conversationId, turns),
  });
  const platforms = platformsOf(config, store, log);
  const voice = voiceOf(config, log);
  const messaging = createMessaging({
    assistant,
    store,
    platforms,
    config,
    log,
    ...voice,
  });
  const { intake, arrivals, counters } = messaging;
  const cookieKey = loadCookieKey(config);
  const live = createLiveTurns({ history: assistant.history });
  const assets = await loadAssets(PAGES);
  const officers = openDesk({
    config,
    assets,
    cookieKey,
    store,
    means,
    model: language?.model,
    transcriber: voice.transcriber,
    platforms,
    live,
    counters,
    log,
  });
  listening.onUpgrade(officers.hotline.upgrade);
  app = createApp({
    assistant,
    live,
    assets,
    log,
    config,
    cookieKey,
    limits: {
      store,
      // The same in every process that has the same key.
      secret: cookieKey.sign('limits', 'addresses'),
      globalPerMinute: config.limits.globalPerMinute,
      onFallback: (error) => {
        const reason = error instanceof StoreUnavailable ? error.reason : 'unknown';
        counters.add('limit_fallbacks_total', { reason });
        log.warn({ reason }, 'the limit of addresses holds in this process only');
      },
    },
    routers: [
      createWebhookRouter({ platforms, intake, arrivals, counters, log }),
      ...officers.routers,
      createOfficerRouter({
        officerToken: config.officerToken,
        store,
        counters,
        metrics: () => language?.metrics() ?? '',
        // The next look into the outbox finds it.
        onResend: () => undefined,
      }),
    ],
  });
  language?.onSwitch(({ on, reason, at }) => {
    const noted = store.noteAudit({
      at: at.toISOString(),
      accountId: null,
      office: config.officeId,
      action: on ? 'model-resumed' : 'model-stopped',
      ...(reason === undefined ? {} : { detail: { reason } }),
    });
    noted.catch(() => log.error('a change of the model’s switch was not noted'));
  });
  await messaging.start();
  officers.start();
  const { procedures, dataDate } = means.knowledge;
  process.stdout.write(
    `Hỏi Một Cửa: ${addressOf(config.host, listening.port)} (${procedures} procedures, data up to ${dataDate})\n`,
  );
  const first = await officers.inviteFirst();
  if (first !== undefined) {
    const root = config.publicUrl ?? addressOf(config.host, listening.port);
    process.stdout.write(
      `First administrator, once, until ${first.expiresAt}: ${root}/loi-moi?ma=${first.token}\n`,
    );
  }
  stopOnSignal(listening, async () => {
    await officers.stop();
    await messaging.stop();
    retention.stop();
    language?.stop();
    await store.close();
    means.close();
  });
}

/** The messaging platforms that are set. */
function platformsOf(config: Config, store: Store, log: Log): Platform[] {
  const { telegram, zalo, zaloBot, messenger } = config;
  return [
    ...(telegram ? [createTelegram(telegram, { log })] : []),
    ...(zalo ? [createZalo(zalo, { tokens: store, log })] : []),
    ...(zaloBot ? [createZaloBot(zaloBot, { log })] : []),
    ...(messenger
      ? [
          createMessenger(messenger, {
            log,
            lastHeard: (contact) => store.lastHeard('messenger', contact),
          }),
        ]
      : []),
  ];
}

/** Listening to voice messages takes long: others are answered beside it, and its claim lasts as long. */
function voiceOf(
  { speech, outboundPrivateOnly }: Config,
  log: Log,
): Pick<MessagingParts, 'transcriber' | 'worker'> {
  if (speech === undefined) return {};
  const transcriber = createTranscriber({
    config: speech,
    log,
    ...(outboundPrivateOnly ? { addresses: (url: string) => privateAddresses(url) } : {}),
  });
  return { transcriber, worker: { parallel: 16, leaseMs: 2 * (20_000 + speech.timeoutMs) } };
}

/** While the index is built or read. */
function notReady(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '5' }).end();
}

/** Where a browser on this machine finds it. */
function addressOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere || host === '127.0.0.1' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** Closes in reverse order; a second signal ends at once. */
function stopOnSignal(listening: Listening, closeOthers: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void listening
        .close()
        .then(closeOthers)
        .then(() => process.exit(0));
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
