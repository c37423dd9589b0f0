import type { Conversation } from '../../conversation/conversation.ts';
import type { ContactEvent, StoredEvent } from '../../conversation/exchange.ts';
import { languageOf } from './answer-message.ts';
import type { AnsweringParts } from './answer-message.ts';
import { nextSteps } from './next-steps.ts';
import type { Platform } from './platform.ts';
import { toDeliveries } from './saying.ts';
import { MESSAGING_WORDS } from './words.ts';

/** What a citizen expects an answer to. */
type SaidEvent = Extract<ContactEvent, { kind: 'message' | 'voice' | 'unreadable' }>;

export function isSaid(event: ContactEvent): event is SaidEvent {
  return event.kind === 'message' || event.kind === 'voice' || event.kind === 'unreadable';
}

/** Ends an event that could not be answered: one apology, and a person is asked for. */
export async function apologise(
  {
    stored,
    said,
    contact,
    platform,
    conversation,
  }: {
    readonly stored: StoredEvent;
    readonly said: SaidEvent;
    readonly contact: string;
    readonly platform: Platform;
    readonly conversation: Conversation;
  },
  { store, office, now }: Pick<AnsweringParts, 'store' | 'office' | 'now'>,
): Promise<void> {
  const handoff = await store.requestHandoff({
    conversationId: conversation.id,
    reason: 'failed',
    now: now(),
  });
  const telephone = said.kind === 'message' ? said.telephone : undefined;
  if (telephone !== undefined) await store.addContact(handoff.id, telephone);
  const language = languageOf(conversation);
  const { failed } = MESSAGING_WORDS[language];
  const numberKept = telephone !== undefined;
  const steps = nextSteps(language, office, { saidBefore: '', numberKept });
  const at = now().toISOString();
  await store.append(
    conversation.id,
    [
      { role: 'citizen', text: said.text ?? '', at, clientMessageId: stored.id },
      { role: 'assistant', text: failed, at },
    ],
    {
      events: [stored.id],
      deliveries: toDeliveries(platform, {
        contact,
        language,
        before: [failed, steps],
      }),
    },
  );
}
