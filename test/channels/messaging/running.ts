import { createAssistant } from '../../../src/assistant.ts';
import type { CitizenDesk } from '../../../src/assistant.ts';
import type { Means } from '../../../src/answering/means.ts';
import { createMessaging } from '../../../src/channels/messaging/messaging.ts';
import type { Messaging, MessagingParts } from '../../../src/channels/messaging/messaging.ts';
import { WORDS } from '../../../src/channels/http/words.ts';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import { createFakeAdapter, openFakePlatform } from '../../fakes/fake-platform.ts';
import type { FakeAdapterOptions, FakePlatform } from '../../fakes/fake-platform.ts';
import { createScriptedMeans } from '../../journeys/scripted-means.ts';
import { RETENTION } from '../../journeys/store.ts';

export interface Running {
  readonly messaging: Messaging;
  readonly store: Store;
  readonly fake: FakePlatform;
  readonly logged: readonly string[];
  /** Texts that reached a citizen. */
  told(contact: string): readonly string[];
  close(): Promise<void>;
}

export interface RunningOptions {
  readonly means?: Partial<Means>;
  readonly store?: Partial<Store>;
  readonly adapter?: Partial<FakeAdapterOptions>;
  readonly parts?: Partial<MessagingParts>;
  readonly config?: Partial<MessagingParts['config']>;
  readonly started?: boolean;
  /** The officers' side; absent, requests are only noted. */
  readonly desk?: (store: Store) => CitizenDesk;
}

/** Messaging over the real store and a fake platform, with short waits. */
export async function run(options: RunningOptions = {}): Promise<Running> {
  const fake = await openFakePlatform();
  const opened = await openStore({ file: ':memory:' });
  const store: Store = { ...opened, ...options.store };
  const logged: string[] = [];
  const means: Means = { ...createScriptedMeans(), ...options.means };
  const desk = options.desk?.(store);
  const assistant = createAssistant({
    means,
    ...(desk === undefined ? {} : { desk: () => desk }),
    store,
    personMessage: { vi: WORDS.vi.chat.personMessage, en: WORDS.en.chat.personMessage },
    facetNames: { vi: WORDS.vi.chat.facets, en: WORDS.en.chat.facets },
  });
  const messaging = createMessaging({
    assistant,
    store,
    platforms: [createFakeAdapter({ apiRoot: fake.apiRoot, ...options.adapter })],
    log: createLog('debug', { write: (line) => void logged.push(line) }),
    config: {
      office: { hotline: '1900 1234', hours: '7h30–17h, thứ Hai đến thứ Sáu' },
      limits: { perSenderPerMinute: 0, globalPerMinute: 0 },
      retentionDays: RETENTION,
      conversationRestMs: 72 * 3_600_000,
      ...options.config,
    },
    ...options.parts,
    worker: { settleMs: 30, idleMs: 50, leaseMs: 2000, ...options.parts?.worker },
    dispatch: {
      idleMs: 20,
      leaseMs: 1000,
      backoff: { firstMs: 20, mostMs: 100 },
      circuit: { failures: 5, firstPauseMs: 100, mostPauseMs: 400 },
      ...options.parts?.dispatch,
    },
  });
  if (options.started !== false) await messaging.start();
  return {
    messaging,
    store,
    fake,
    logged,
    told: (contact) => fake.arrived.filter(({ to }) => to === contact).map(({ text }) => text),
    close: async () => {
      await messaging.stop();
      await opened.close();
      await fake.close();
    },
  };
}

/** Resolves once the check holds; fails after two seconds with what it said last. */
export async function until<T>(check: () => T | Promise<T>, ms = 3000): Promise<T> {
  const endMs = performance.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (performance.now() > endMs) throw new Error('It did not come about in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
