import type { MessengerConfig } from '../../config.ts';
import type { Log } from '../../log.ts';
import { createGraph } from './graph.ts';
import { PAGE_INBOX_APP_ID } from './parse-events.ts';

/**
 * Who may write in a conversation, by Meta's Conversation Routing. Each member says whether Meta did it.
 * Source: developers.facebook.com/docs/messenger-platform/conversation-routing.
 */
export interface ThreadControl {
  /** Passes the conversation on; to the page's own inbox when no other app is named. */
  pass(contact: string, appId?: string): Promise<boolean>;
  /** Takes it back; allowed to the default app only. */
  take(contact: string): Promise<boolean>;
  /** Gives it back to the default app. */
  release(contact: string): Promise<boolean>;
}

const TIMEOUT_MS = 15_000;

/** The routing calls of one page, for the desk. */
export function createThreadControl(
  config: MessengerConfig,
  { log, timeoutMs = TIMEOUT_MS }: { readonly log: Log; readonly timeoutMs?: number },
): ThreadControl {
  const graph = createGraph({ ...config, timeoutMs });
  async function call(path: string, body: Readonly<Record<string, unknown>>): Promise<boolean> {
    const reply = await graph(path, body);
    if (reply.kind === 'answered') return true;
    const code = reply.kind === 'error' ? reply.code : undefined;
    log.warn({ platform: 'messenger', call: path, outcome: reply.kind, code }, 'routing failed');
    return false;
  }
  return {
    pass: (contact, appId = PAGE_INBOX_APP_ID) =>
      call('pass_thread_control', { recipient: { id: contact }, target_app_id: appId }),
    take: (contact) => call('take_thread_control', { recipient: { id: contact } }),
    release: (contact) => call('release_thread_control', { recipient: { id: contact } }),
  };
}
