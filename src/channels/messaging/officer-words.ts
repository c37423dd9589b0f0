import type { ConversationStore } from '../../conversation/conversation.ts';
import type { NewDelivery } from '../../conversation/exchange.ts';
import type { DeskHandoff } from '../../desk/desk.ts';
import type { DeskStore } from '../../desk/desk-store.ts';
import type { FollowUpParts } from '../../desk/follow-up.ts';
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

/**
 * Says something for an officer outside a hand-off, once for each message id: the answer to a
 * complaint, say. False when the conversation is gone.
 */
export function createOfficerReply(parts: {
  readonly store: Pick<DeskStore, 'contactOf'> & Pick<ConversationStore, 'find' | 'append'>;
  readonly platforms: readonly Platform[];
  readonly onSaid: (conversationId: string) => void;
}): FollowUpParts['say'] {
  const { store, platforms, onSaid } = parts;
  return async (conversationId, _actor, { clientMessageId, text }) => {
    const conversation = await store.find(conversationId);
    if (conversation === undefined) return false;
    const to = await store.contactOf(conversationId);
    const platform = platforms.find(({ name }) => name === to?.platform);
    const { language } = conversation;
    const deliveries =
      to === undefined || platform === undefined
        ? []
        : toDeliveries(platform, { contact: to.contact, language, before: [text] });
    const turn = { role: 'officer', text, at: new Date().toISOString(), clientMessageId } as const;
    await store.append(conversationId, [turn], {
      events: [],
      deliveries: deliveries.map((delivery) => ({ ...delivery, author: 'officer' as const })),
    });
    onSaid(conversationId);
    return true;
  };
}
