import type { NewDelivery } from '../../conversation/exchange.ts';
import type { DeskHandoff } from '../../desk/desk.ts';
import type { DeskStore } from '../../desk/desk-store.ts';
import type { Platform } from './platform.ts';
import { toDeliveries } from './saying.ts';

/** The messages that bring an officer's words to the citizen's platform; none where she is on the web. */
export function createOfficerWords(parts: {
  readonly store: Pick<DeskStore, 'contactOf'>;
  readonly platforms: readonly Platform[];
}): (handoff: DeskHandoff, text: string) => Promise<readonly NewDelivery[]> {
  return async ({ conversationId, language }, text) => {
    const to = await parts.store.contactOf(conversationId);
    const platform = parts.platforms.find(({ name }) => name === to?.platform);
    if (to === undefined || platform === undefined) return [];
    return toDeliveries(platform, { contact: to.contact, language, before: [text] }).map(
      (delivery) => ({ ...delivery, author: 'officer' }),
    );
  };
}
