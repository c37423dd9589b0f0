import { UnknownChoice } from '../../assistant.ts';
import type { Assistant, IncomingMessage } from '../../assistant.ts';
import type { Config } from '../../config.ts';
import type { Conversation, ConversationStore, Turn } from '../../conversation/conversation.ts';
import type { Alongside, ExchangeStore, StoredEvent } from '../../conversation/exchange.ts';
import { nextSteps } from './next-steps.ts';
import { parsePayload } from './payload.ts';
import type { Platform } from './platform.ts';
import { toDeliveries } from './saying.ts';
import type { Said } from './saying.ts';
import { MESSAGING_WORDS } from './words.ts';

export type AnsweringStore = Pick<
  ConversationStore,
  'append' | 'episode' | 'beginEpisode' | 'requestHandoff' | 'openHandoff' | 'addContact'
> &
  Pick<ExchangeStore, 'finishEvents'>;

export interface AnsweringParts {
  readonly assistant: Assistant;
  readonly store: AnsweringStore;
  readonly office: Pick<Config['office'], 'hotline' | 'hours'>;
  readonly now: () => Date;
}

/** One message of a citizen, in the conversation it belongs to. */
export interface Incoming {
  readonly event: StoredEvent;
  readonly contact: string;
  readonly platform: Platform;
  readonly conversation: Conversation;
  readonly text: string;
  readonly payload?: string | undefined;
  readonly telephone?: string | undefined;
  /** Lines told before and after the answer. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Answers a message: turns, deliveries and the end of the event are one transaction. Doing it again
 * after a crash changes nothing. Throws what the assistant and the store throw.
 */
export async function answerMessage(incoming: Incoming, parts: AnsweringParts): Promise<void> {
  const { assistant, store } = parts;
  const { event, conversation, telephone } = incoming;
  const open = telephone === undefined ? undefined : await store.openHandoff(conversation.id);
  // Before the event ends: with it the number is forgotten.
  if (open !== undefined && telephone !== undefined) {
    await store.addContact(open.id, telephone);
    if (isLittleElse(incoming.text)) return acknowledgeNumber(incoming, parts);
  }
  const alongside = (turns: readonly Omit<Turn, 'index'>[]): Alongside => ({
    // A request for a person is recorded after the turns; until then the event is not done.
    events: isHandedOff(turns) ? [] : [event.id],
    deliveries: deliveriesOf(turns, incoming, parts, open !== undefined),
  });
  const ask = (message: Omit<IncomingMessage, 'clientMessageId'>): Promise<readonly Turn[]> =>
    assistant.ask(conversation.id, { ...message, clientMessageId: event.id }, alongside);
  const turns = await ask(toMessage(incoming)).catch((error: unknown) => {
    // A button of long ago, whose procedure is no longer kept: the words on it still say something.
    if (error instanceof UnknownChoice) return ask({ text: incoming.text });
    throw error;
  });
  if (!isHandedOff(turns)) return;
  const reason = turns.findLast((turn) => turn.answer !== undefined)?.answer?.reason ?? 'unknown';
  const handoff = await store.requestHandoff({
    conversationId: conversation.id,
    reason,
    now: parts.now(),
  });
  if (telephone !== undefined) await store.addContact(handoff.id, telephone);
  const deliveries = assistant.isStaffed() ? await placeInLine(incoming, parts) : [];
  await store.finishEvents({ events: [event.id], deliveries }, parts.now());
}

/** Where she stands in the line of officers, and the ways around it. */
async function placeInLine(
  { conversation, contact, platform, telephone }: Incoming,
  { assistant }: AnsweringParts,
): Promise<Alongside['deliveries']> {
  const language = languageOf(conversation);
  const words = MESSAGING_WORDS[language].handoff;
  const { text, alternatives, mayLeave } = await assistant.wait(conversation.id);
  const numbers = telephone === undefined ? words.leaveNumber : words.numberKept;
  const lines = [text, ...alternatives, numbers, ...(mayLeave ? [words.mayLeave] : [])];
  return toDeliveries(platform, { contact, language, before: [lines.join(' ')] });
}

/** The language the citizen was last answered in. */
export function languageOf({ turns, language }: Conversation): 'vi' | 'en' {
  return turns.findLast((turn) => turn.answer !== undefined)?.answer?.language ?? language;
}

function toMessage({
  text,
  payload,
  conversation,
}: Incoming): Omit<IncomingMessage, 'clientMessageId'> {
  const pressed = payload === undefined ? undefined : parsePayload(payload);
  switch (pressed?.kind) {
    case 'choose':
      return {
        chosenCode: pressed.code,
        ...(pressed.facet === undefined ? {} : { chosenFacet: pressed.facet }),
      };
    case 'facet':
      return { chosenFacet: pressed.facet };
    case 'person':
      return { text: MESSAGING_WORDS[languageOf(conversation)].person };
    default:
      return { text };
  }
}

function deliveriesOf(
  turns: readonly Omit<Turn, 'index'>[],
  { platform, contact, conversation, before, after, telephone }: Incoming,
  { office, assistant }: AnsweringParts,
  numberKept: boolean,
): Alongside['deliveries'] {
  const answer = turns.findLast((turn) => turn.answer !== undefined)?.answer;
  const language = answer?.language ?? languageOf(conversation);
  const words = MESSAGING_WORDS[language].handoff;
  const next = isHandedOff(turns)
    ? assistant.isStaffed()
      ? []
      : [
          nextSteps(language, office, {
            saidBefore: answer?.text ?? '',
            numberKept: telephone !== undefined,
          }),
        ]
    : numberKept
      ? [words.numberKept]
      : [];
  const said: Said = {
    contact,
    language,
    before,
    after: [...next, ...after],
    ...(answer === undefined ? {} : { answer }),
  };
  return toDeliveries(platform, said);
}

/** Her number and hardly more: nothing to look up. */
async function acknowledgeNumber(incoming: Incoming, parts: AnsweringParts): Promise<void> {
  const { event, contact, platform, conversation, text, before, after } = incoming;
  const language = languageOf(conversation);
  const words = MESSAGING_WORDS[language].handoff;
  const reply = `${words.numberKept} ${words.numberAgain}`;
  const at = parts.now().toISOString();
  await parts.store.append(
    conversation.id,
    [
      { role: 'citizen', text, at, clientMessageId: event.id },
      { role: 'assistant', text: reply, at },
    ],
    {
      events: [event.id],
      deliveries: toDeliveries(platform, {
        contact,
        language,
        before: [...before, reply],
        after,
      }),
    },
  );
}

/** Words besides the blanked number that are no question. */
const FEW_WORDS = 6;

/** Whether hardly more than a blanked number was written. */
export function isLittleElse(masked: string): boolean {
  const words = masked.replace(/⟨[^⟩]*⟩/gu, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length <= FEW_WORDS && !masked.includes('?');
}

function isHandedOff(turns: readonly Omit<Turn, 'index'>[]): boolean {
  return turns.some((turn) => turn.answer?.outcome === 'handed-off');
}
