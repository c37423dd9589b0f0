import { createAssistant } from '../../../src/assistant.ts';
import type { Means } from '../../../src/answering/means.ts';
import { createApp } from '../../../src/channels/http/app.ts';
import { UNBUILT } from '../../../src/channels/http/assets.ts';
import type { Assets } from '../../../src/channels/http/assets.ts';
import { listen } from '../../../src/channels/http/listen.ts';
import type { TimeLimits } from '../../../src/channels/http/listen.ts';
import { WORDS } from '../../../src/channels/http/words.ts';
import { createLog } from '../../../src/log.ts';
import { createCookieKey } from '../../../src/channels/http/cookie-key.ts';
import type { LiveTurns, LiveTurnsOptions } from '../../../src/channels/http/live-turns.ts';
import type { ConversationStore } from '../../../src/conversation/conversation.ts';
import { createScriptedMeans } from '../../journeys/scripted-means.ts';
import { RETENTION, openTestStore } from '../../journeys/store.ts';

const COOKIE_KEY = createCookieKey('the secret of the tests');

/** The cookie of a browser that is in this conversation. */
export function cookieOf(id: string): string {
  return `hmc-conversation=${COOKIE_KEY.sign('hmc-conversation', id)}`;
}

export interface Served {
  readonly url: string;
  /** What the server keeps conversations in; writing to it is what another process does. */
  readonly store: ConversationStore;
  /** Lines the log wrote. */
  readonly logged: readonly string[];
  close(): Promise<void>;
}

interface Options {
  readonly means?: Partial<Means>;
  readonly assets?: Assets;
  readonly rateLimitPerMinute?: number;
  readonly widgetOrigins?: readonly string[];
  readonly live?: (history: LiveTurnsOptions['history']) => LiveTurns;
  readonly limits?: Partial<TimeLimits>;
  /** Answers wait for this. */
  readonly hold?: Promise<void>;
}

/** The whole application on loopback, with scripted knowledge behind it. */
export async function serve(options: Options = {}): Promise<Served> {
  const logged: string[] = [];
  const means = { ...createScriptedMeans(), ...options.means };
  const store = await openTestStore();
  const assistant = createAssistant({
    means: {
      ...means,
      answer: async (question, context) => {
        await options.hold;
        return means.answer(question, context);
      },
    },
    store,
    personMessage: { vi: WORDS.vi.chat.personMessage, en: WORDS.en.chat.personMessage },
    facetNames: { vi: WORDS.vi.chat.facets, en: WORDS.en.chat.facets },
  });
  const app = createApp({
    assistant,
    assets: options.assets ?? UNBUILT,
    log: createLog('debug', { write: (line) => void logged.push(line) }),
    config: {
      office: { name: 'UBND phường Thử' },
      trustProxy: true,
      rateLimitPerMinute: options.rateLimitPerMinute ?? 0,
      widgetOrigins: options.widgetOrigins ?? ['*'],
      retentionDays: RETENTION,
    },
    cookieKey: COOKIE_KEY,
    ...(options.live ? { live: options.live(assistant.history) } : {}),
  });
  const listening = await listen(app, 0, '127.0.0.1', options.limits);
  return {
    url: `http://127.0.0.1:${listening.port}`,
    store,
    logged,
    close: async () => {
      await listening.close();
      await store.close();
    },
  };
}

/** Posts JSON, or a body given as text or bytes. */
export function post(
  url: string,
  body: object | string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
}

/** Opens a conversation and returns the address of its messages. */
export async function openConversation(url: string, body: object = {}): Promise<string> {
  const { id } = (await (await post(`${url}/api/v1/conversations`, body)).json()) as { id: string };
  return `${url}/api/v1/conversations/${id}/messages`;
}
