import type { Channel, ConversationStore } from '../../src/conversation/conversation.ts';
import { openStore } from '../../src/stores/open-store.ts';

/** The real store, in memory. */
export function openTestStore(): Promise<ConversationStore> {
  return openStore({ file: ':memory:' });
}

/** Days that conversations are said to be kept. */
export const RETENTION: Readonly<Record<Channel, number>> = {
  web: 30,
  kiosk: 1,
  robot: 1,
  telegram: 30,
  zalo: 14,
  messenger: 30,
  hotline: 30,
};
