import type { Channel, Conversation, ConversationStore } from '../../conversation/conversation.ts';
import { languageOf } from './answer-message.ts';
import { MESSAGING_WORDS, fillWords } from './words.ts';

interface DataRequestParts {
  readonly store: Pick<ConversationStore, 'erase' | 'requestHandoff'>;
  readonly retentionDays: Readonly<Record<Channel, number>>;
  readonly now: () => Date;
}

/**
 * Does what the citizen asks for by her right over her data (Law 91/2025/QH15, Decree 13/2023) and
 * returns the words to tell her. A full copy is handed out by an officer, who can see to whom.
 */
export async function answerDataRequest(
  right: 'export' | 'erase',
  conversation: Conversation,
  { store, retentionDays, now }: DataRequestParts,
): Promise<string> {
  const words = MESSAGING_WORDS[languageOf(conversation)].data;
  if (right === 'erase') {
    await store.erase(conversation.id);
    return words.erased;
  }
  await store.requestHandoff({
    conversationId: conversation.id,
    reason: 'data-export',
    now: now(),
  });
  return fillWords(words.export, {
    turns: conversation.turns.length,
    since: dayOf(conversation.createdAt),
    days: retentionDays[conversation.channel],
  });
}

/** `23/11/2026` in Vietnam, whatever the server's clock is set to. */
function dayOf(iso: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' });
  return parts.format(new Date(iso));
}
