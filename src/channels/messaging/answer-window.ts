import type { DeskHandoff } from '../../desk/desk.ts';
import type { DeskStore } from '../../desk/desk-store.ts';
import type { Platform } from './platform.ts';

/** Until when and how long a message to a citizen may be. */
export interface AnswerWindow {
  readonly closesAt?: string;
  /** Messages the platform still takes; absent where it sets no number. */
  readonly remaining?: number;
  /** Characters of one message. */
  readonly limit: number;
}

/** What an answer on the web may have. */
const WEB_LIMIT = 8000;

/** Reads the platform's window for a hand-off; a platform that does not say sets none. */
export function createAnswerWindow(parts: {
  readonly store: Pick<DeskStore, 'contactOf'>;
  readonly platforms: readonly Platform[];
}): (handoff: DeskHandoff) => Promise<AnswerWindow> {
  return async ({ conversationId }) => {
    const to = await parts.store.contactOf(conversationId);
    const platform = parts.platforms.find(({ name }) => name === to?.platform);
    if (to === undefined || platform === undefined) return { limit: WEB_LIMIT };
    const budget = await platform.budget?.(to.contact).catch(() => null);
    return {
      limit: platform.limits.textLength,
      ...(budget?.windowEndsAt == null ? {} : { closesAt: budget.windowEndsAt }),
      ...(budget?.messagesLeft == null ? {} : { remaining: budget.messagesLeft }),
    };
  };
}
