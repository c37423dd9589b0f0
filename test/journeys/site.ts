import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Means } from '../../src/answering/means.ts';
import { createAssistant } from '../../src/assistant.ts';
import type { ConversationStore } from '../../src/conversation/conversation.ts';
import { createApp } from '../../src/channels/http/app.ts';
import { loadAssets } from '../../src/channels/http/assets.ts';
import { listen } from '../../src/channels/http/listen.ts';
import { WORDS } from '../../src/channels/http/words.ts';
import { createLog } from '../../src/log.ts';
import { createScriptedMeans } from './scripted-means.ts';
import { RETENTION, openTestStore } from './store.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The real server with the built pages, on a free port of this machine. */
export interface Site {
  readonly url: string;
  /** What it keeps conversations in; writing to it is what another process does. */
  readonly store: ConversationStore;
  close(): Promise<void>;
}

export async function openSite(means: Means = createScriptedMeans()): Promise<Site> {
  execFileSync(process.execPath, ['src/pages/build.ts'], { cwd: ROOT });
  const { vi, en } = WORDS;
  const store = await openTestStore();
  const app = createApp({
    assistant: createAssistant({
      means,
      store,
      personMessage: { vi: vi.chat.personMessage, en: en.chat.personMessage },
      facetNames: { vi: vi.chat.facets, en: en.chat.facets },
    }),
    assets: await loadAssets(join(ROOT, 'dist/pages')),
    log: createLog('silent'),
    config: {
      office: {},
      trustProxy: false,
      rateLimitPerMinute: 0,
      retentionDays: RETENTION,
    },
  });
  const listening = await listen(app, 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${listening.port}`,
    store,
    close: async () => {
      await listening.close();
      means.close();
      await store.close();
    },
  };
}
