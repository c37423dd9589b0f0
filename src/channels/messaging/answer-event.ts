import type { Assistant } from '../../assistant.ts';
import type { Config } from '../../config.ts';
import type { Channel, Conversation, ConversationStore } from '../../conversation/conversation.ts';
import type { ContactEvent, ExchangeStore, StoredEvent } from '../../conversation/exchange.ts';
import type { Transcriber } from '../../conversation/transcriber.ts';
import type { SatisfactionStore } from '../../desk/satisfaction-store.ts';
import { answerMessage, languageOf } from './answer-message.ts';
import type { AnsweringParts, AnsweringStore, Incoming } from './answer-message.ts';
import { apologise, isSaid } from './apologise.ts';
import { commandIn } from './commands.ts';
import type { Counters } from './counters.ts';
import { answerDataRequest } from './data-request.ts';
import { createFlood } from './flood.ts';
import { hearVoice, shownWords } from './hear-voice.ts';
import { parsePayload } from './payload.ts';
import type { Platform } from './platform.ts';
import { createSatisfactionAnswers } from './satisfaction-answer.ts';
import { toDeliveries } from './saying.ts';
import type { Said } from './saying.ts';
import { MESSAGING_WORDS, fillWords } from './words.ts';

export type EventStore = AnsweringStore &
  Pick<ConversationStore, 'recordConsent' | 'exportConversation' | 'erase' | 'take'> &
  Pick<SatisfactionStore, 'satisfactionOf' | 'answerSatisfaction'> &
  Pick<ExchangeStore, 'conversationOfContact' | 'confirmByEcho'>;

export interface EventParts extends AnsweringParts {
  readonly assistant: Assistant;
  readonly store: EventStore;
  readonly limits: Config['limits'];
  readonly retentionDays: Readonly<Record<Channel, number>>;
  readonly conversationRestMs: number;
  /** An officer who has been silent for so long has given the conversation back. */
  readonly officerRestMs: number;
  readonly counters: Counters;
  /** Listens to voice messages; without it they are declined. */
  readonly transcriber?: Transcriber | undefined;
}

/** What an event of a citizen leads to. Each member may be repeated after a crash. */
export interface EventAnswering {
  /** Brings an event to its end. Throws what the assistant and the store throw. */
  answer(event: StoredEvent, platform: Platform): Promise<void>;
  /** An event that could not be answered: one apology, and a person is asked for. */
  apologise(event: StoredEvent, platform: Platform): Promise<void>;
}

export function createEventAnswering(parts: EventParts): EventAnswering {
  const { store, now, counters } = parts;
  const flow = createFlood(store, parts.limits);
  const isAboutService = createSatisfactionAnswers({ store, now });

  const finish = (event: StoredEvent, platform: Platform, said?: Said): Promise<void> =>
    store.finishEvents(
      {
        events: [event.id],
        deliveries: said === undefined ? [] : toDeliveries(platform, said),
      },
      now(),
    );

  const conversationOf = (event: StoredEvent, contact: string) =>
    store.conversationOfContact({
      platform: event.platform,
      contact,
      now: now(),
      restMs: parts.conversationRestMs,
    });

  const noticeIn = (language: 'vi' | 'en', channel: Channel): string =>
    fillWords(MESSAGING_WORDS[language].notice.text, { days: parts.retentionDays[channel] });

  /** Says who answers and what is kept, once in a conversation. */
  async function notice(conversation: Conversation, isNew: boolean): Promise<readonly string[]> {
    if (!isNew) return [];
    const { version } = MESSAGING_WORDS[conversation.language].notice;
    await store.recordConsent(conversation.id, { kind: 'notice-shown', version }, now());
    return [noticeIn(languageOf(conversation), conversation.channel)];
  }

  async function greet(event: StoredEvent, contact: string, platform: Platform): Promise<void> {
    const { conversation, isNew } = await conversationOf(event, contact);
    if (isNew) await notice(conversation, isNew);
    const language = languageOf(conversation);
    const { text } = parts.assistant.greeting(language);
    const words = MESSAGING_WORDS[language];
    const lines = [noticeIn(language, conversation.channel), words.alsoEnglish];
    await finish(event, platform, { contact, language, before: [text, ...lines] });
  }

  /** Whether an officer speaks; a stretch she left long ago ends here. */
  async function isWithOfficer(conversation: Conversation): Promise<boolean> {
    const episode = await store.episode(conversation.id);
    if (episode?.kind !== 'human') return false;
    const last = conversation.turns.findLast((turn) => turn.role === 'officer')?.at;
    const activeMs = Math.max(Date.parse(episode.startedAt), Date.parse(last ?? '') || 0);
    if (now().getTime() - activeMs <= parts.officerRestMs) return true;
    await store.beginEpisode(conversation.id, 'bot', now());
    return false;
  }

  /** False when this is more than may be answered; then the event is done. */
  async function isLetIn(
    event: StoredEvent,
    contact: string,
    platform: Platform,
  ): Promise<boolean> {
    const open = await flow(event, now());
    if (open === 'open') return true;
    counters.add('floods_total', { platform: platform.name, reason: open });
    if (open === 'silent') {
      await finish(event, platform);
      return false;
    }
    const { conversation } = await conversationOf(event, contact);
    const language = languageOf(conversation);
    const before = [MESSAGING_WORDS[language].flood[open]];
    await finish(event, platform, { contact, language, before });
    return false;
  }

  async function message(
    event: StoredEvent,
    contact: string,
    platform: Platform,
    said: Spoken,
  ): Promise<void> {
    if (await isLetIn(event, contact, platform)) return words(event, contact, platform, said);
  }

  async function words(
    event: StoredEvent,
    contact: string,
    platform: Platform,
    said: Spoken,
  ): Promise<void> {
    const command = said.payload === undefined ? commandIn(said.text) : undefined;
    const pressed = said.payload === undefined ? undefined : parsePayload(said.payload);
    if (command === 'erase' || command === 'export') {
      return dataRequest(event, contact, platform, command);
    }
    const { conversation, isNew } = await conversationOf(event, contact);
    if (await isAboutService({ ...said, event, contact, platform, conversation })) return;
    if (await isWithOfficer(conversation)) {
      const { text } = said;
      const at = now().toISOString();
      const turn = { role: 'citizen', text, at, clientMessageId: event.id } as const;
      await store.append(conversation.id, [turn], { events: [event.id], deliveries: [] });
      return;
    }
    if (command === 'leave' && (await parts.assistant.wait(conversation.id)).mayLeave) {
      const { text } = await parts.assistant.leaveQueue(conversation.id);
      const language = languageOf(conversation);
      return finish(event, platform, { contact, language, before: [text] });
    }
    if (command === 'start' || pressed?.kind === 'start') return greet(event, contact, platform);
    const before = [
      ...(await notice(conversation, isNew)),
      // Whoever spoke with a person must know when it is none again.
      ...(conversation.turns.findLast((turn) => turn.role !== 'citizen')?.role === 'officer'
        ? [MESSAGING_WORDS[languageOf(conversation)].backToAssistant]
        : []),
      ...(said.before ?? []),
    ];
    void platform.typing?.(contact).catch(() => undefined);
    await answerMessage({ ...said, event, contact, platform, conversation, before }, parts);
  }

  async function voice(
    event: StoredEvent,
    contact: string,
    platform: Platform,
    said: Extract<ContactEvent, { kind: 'voice' }>,
  ): Promise<void> {
    const { transcriber } = parts;
    const { text: caption = '', mediaType = '' } = said;
    if (transcriber === undefined || platform.fetchVoice === undefined) {
      const what = mediaType.startsWith('video/') ? 'video' : 'voice';
      return unreadable(event, contact, platform, { kind: 'unreadable', what, text: caption });
    }
    if (!(await isLetIn(event, contact, platform))) return;
    const { conversation } = await conversationOf(event, contact);
    const language = languageOf(conversation);
    const { voice: lines, unreadableBesides } = MESSAGING_WORDS[language];
    void platform.typing?.(contact).catch(() => undefined);
    const heard = await hearVoice(said, {
      platform,
      transcriber,
      language,
      attempts: event.attempts,
    });
    if (heard.kind === 'heard') {
      const { text, telephone } = heard;
      return words(event, contact, platform, {
        text: caption.trim() === '' ? text : `${caption}\n${text}`,
        telephone,
        before: [fillWords(lines.heard, { words: shownWords(text) })],
        after: [],
      });
    }
    counters.add('failures_total', { platform: platform.name, reason: `voice-${heard.why}` });
    if (caption.trim() !== '') {
      return words(event, contact, platform, { text: caption, after: [unreadableBesides] });
    }
    if (await isWithOfficer(conversation)) return finish(event, platform);
    return finish(event, platform, { contact, language, before: [lines[heard.why]] });
  }

  async function unreadable(
    event: StoredEvent,
    contact: string,
    platform: Platform,
    { what, text = '' }: Extract<ContactEvent, { kind: 'unreadable' }>,
  ): Promise<void> {
    const { conversation } = await conversationOf(event, contact);
    const language = languageOf(conversation);
    const words = MESSAGING_WORDS[language];
    if (text.trim() !== '') {
      return message(event, contact, platform, { text, after: [words.unreadableBesides] });
    }
    // Nothing to look up, but what is sent without end is still a flood.
    const open = await flow(event, now());
    if (open === 'silent' || (await isWithOfficer(conversation))) return finish(event, platform);
    const line = open === 'open' ? words.unreadable[what] : words.flood[open];
    return finish(event, platform, { contact, language, before: [line] });
  }

  async function dataRequest(
    event: StoredEvent,
    contact: string,
    platform: Platform,
    right: 'export' | 'erase',
  ): Promise<void> {
    const { conversation } = await conversationOf(event, contact);
    const line = await answerDataRequest(right, conversation, parts);
    const language = languageOf(conversation);
    return finish(event, platform, { contact, language, before: [line] });
  }

  async function officer(
    event: StoredEvent,
    contact: string,
    kind: 'human' | 'bot',
    text = '',
  ): Promise<void> {
    const { conversation } = await conversationOf(event, contact);
    await store.beginEpisode(conversation.id, kind, now());
    const at = now().toISOString();
    const turn = { role: 'officer', text, at, clientMessageId: event.id } as const;
    const turns = text.trim() === '' ? [] : [turn];
    await store.append(conversation.id, turns, { events: [event.id], deliveries: [] });
  }

  return {
    answer: async (stored, platform) => {
      const { event, contact } = stored;
      if (contact === null) return finish(stored, platform);
      switch (event.kind) {
        case 'message': {
          const { text, payload, telephone } = event;
          return message(stored, contact, platform, { text, payload, telephone, after: [] });
        }
        case 'voice':
          return voice(stored, contact, platform, event);
        case 'unreadable':
          return unreadable(stored, contact, platform, event);
        case 'started':
          return event.payload !== undefined && asks(event.payload)
            ? message(stored, contact, platform, { text: '', payload: event.payload, after: [] })
            : greet(stored, contact, platform);
        case 'taken-over':
          return officer(stored, contact, 'human', event.text);
        case 'given-back':
          return officer(stored, contact, 'bot');
        case 'data-request':
          return dataRequest(stored, contact, platform, event.right);
        case 'echo':
        case 'left':
        case 'other':
          return finish(stored, platform);
      }
    },
    apologise: async (stored, platform) => {
      const { event, contact } = stored;
      if (contact === null || !isSaid(event)) return finish(stored, platform);
      const { conversation } = await conversationOf(stored, contact);
      return apologise({ stored, said: event, contact, platform, conversation }, parts);
    },
  };
}

type Spoken = Pick<Incoming, 'text' | 'payload' | 'telephone' | 'after'> &
  Partial<Pick<Incoming, 'before'>>;

/** Whether a deep link asks for something besides the beginning. */
function asks(payload: string): boolean {
  const pressed = parsePayload(payload);
  return pressed !== undefined && pressed.kind !== 'start';
}
