import type { KnowledgeState, Means } from './answering/means.ts';
import type { RankedProcedure } from './conversation/answer.ts';
import type {
  Channel,
  Conversation,
  ConversationStore,
  Rating,
  Turn,
} from './conversation/conversation.ts';
import type { Alongside } from './conversation/exchange.ts';
import type { CitizenWait, Desk } from './desk/desk.ts';
import { maskPersonalData } from './language/personal-data.ts';
import type { Facet, Guide } from './procedure/guide.ts';
import type { Procedure } from './procedure/procedure.ts';
import { UnknownConversation } from './stores/unknown-conversation.ts';

export { UnknownConversation };

/** The same client message id came again with another text. */
export class MessageConflict extends Error {
  override readonly name = 'MessageConflict';
  constructor() {
    super(
      'This clientMessageId was used before for another text. Give every message an id of its own.',
    );
  }
}

/** A code was chosen that was neither offered nor is a procedure's. */
export class UnknownChoice extends Error {
  override readonly name = 'UnknownChoice';
  constructor() {
    super(
      'The chosen code was neither offered in this conversation nor is there such a procedure.',
    );
  }
}

export interface IncomingMessage {
  /** Chosen by the client; the same id never makes a second turn. */
  readonly clientMessageId: string;
  /** Raw words. May be left out when something was chosen by button. */
  readonly text?: string | undefined;
  readonly chosenCode?: string | undefined;
  readonly chosenFacet?: Facet | undefined;
}

export interface Greeting {
  readonly text: string;
  readonly suggestions: readonly string[];
}

/** What a citizen may do at the desk. */
export type CitizenDesk = Pick<
  Desk,
  'waitOf' | 'leaveQueue' | 'leaveContact' | 'rate' | 'citizenTyping' | 'isStaffed'
>;

/** What a channel may do; the only door for channels. */
export interface Assistant {
  open(options: {
    channel: Channel;
    language: 'vi' | 'en';
  }): Promise<{ conversation: Conversation; greeting: Greeting }>;
  /**
   * Answers a message and keeps both: the citizen's turn, then the answer. The same message again
   * gives the same turns. Messages of one conversation are answered in the order they came.
   * Throws `UnknownConversation`, `MessageConflict` and `UnknownChoice`.
   */
  ask(
    conversationId: string,
    message: IncomingMessage,
    /** Made from the turns and recorded with them in one transaction. */
    alongside?: (turns: readonly Omit<Turn, 'index'>[]) => Alongside,
    /** Told of an opening's sentences while a model writes them, each verified. */
    onSentence?: (sentence: string) => void,
  ): Promise<readonly Turn[]>;
  /** Asks for an officer in the conversation's language; otherwise as `ask`. */
  askForPerson(conversationId: string, clientMessageId: string): Promise<readonly Turn[]>;
  /** Where a request for a person stands; all below throw `UnknownConversation`. */
  wait(conversationId: string): Promise<CitizenWait>;
  /** The citizen goes on with the assistant alone. */
  leaveQueue(conversationId: string): Promise<CitizenWait>;
  /** What she can be called back under; for officers only. */
  leaveContact(conversationId: string, contact: string): Promise<CitizenWait>;
  /** How the last talk with an officer was. */
  rate(conversationId: string, rating: Rating): Promise<CitizenWait>;
  /** Whether officers answer here; else requests are only noted. */
  isStaffed(): boolean;
  /** She is typing, which an officer sees. */
  typing(conversationId: string): Promise<void>;
  /** Undefined when the id is unknown or has expired. */
  conversation(conversationId: string): Promise<Conversation | undefined>;
  /** Turns after the given index, oldest first. Throws `UnknownConversation`. */
  history(conversationId: string, after?: number): Promise<readonly Turn[]>;
  /** Everything kept of one conversation, for the citizen it belongs to. Throws `UnknownConversation`. */
  exportConversation(conversationId: string): Promise<Record<string, unknown>>;
  /** Erases a conversation with everything that hangs on it. Throws `UnknownConversation`. */
  erase(conversationId: string): Promise<void>;
  /** Best first; a procedure whose code stands in the text comes before all others. */
  search(text: string, limit: number): readonly RankedProcedure[];
  procedure(code: string): Procedure | undefined;
  guide(code: string): Guide | undefined;
  greeting(language: 'vi' | 'en'): Greeting;
  readonly knowledge: KnowledgeState;
}

export interface AssistantParts {
  readonly means: Means;
  readonly store: ConversationStore;
  /** What is said for a citizen who presses "talk to an officer". */
  readonly personMessage: Readonly<Record<'vi' | 'en', string>>;
  /** What is said for a citizen who presses a facet. */
  readonly facetNames: Readonly<Record<'vi' | 'en', Readonly<Record<Facet, string>>>>;
  /** The officers' side; absent, nobody waits and nothing is left. Read when it is needed. */
  readonly desk?: () => CitizenDesk;
  /** Told of what was kept, so that officers who look at it see it. */
  readonly onKept?: (conversationId: string, turns: readonly Turn[]) => void;
  readonly now?: () => Date;
}

export function createAssistant(parts: AssistantParts): Assistant {
  const { means, store, personMessage, facetNames, onKept, now = () => new Date() } = parts;
  const inOrder = createQueues();
  const desk = parts.desk ?? ((): CitizenDesk => NO_DESK);

  async function existing(id: string): Promise<Conversation> {
    const conversation = await store.find(id);
    if (conversation === undefined) throw new UnknownConversation();
    return conversation;
  }

  async function answer(
    id: string,
    message: IncomingMessage,
    alongside?: (turns: readonly Omit<Turn, 'index'>[]) => Alongside,
    onSentence?: (sentence: string) => void,
  ): Promise<readonly Turn[]> {
    const conversation = await existing(id);
    const { clientMessageId, chosenCode, chosenFacet } = message;
    const label = chosenCode === undefined ? '' : labelOf(conversation, chosenCode);
    const pressed =
      chosenFacet === undefined ? label : facetNames[conversation.language][chosenFacet];
    const text = message.text === undefined ? (pressed ?? '') : fitToKeep(message.text);
    const before = turnsOf(conversation.turns, clientMessageId);
    if (before.length > 0) {
      if (before[0]?.text !== text) throw new MessageConflict();
      return before;
    }
    if (label === undefined) throw new UnknownChoice();
    const at = now().toISOString();
    const said = { role: 'citizen', text, at, clientMessageId } as const;
    // While a person owns the conversation, the assistant is silent.
    if ((await store.episode(id))?.kind === 'human') {
      return kept(id, await store.append(id, [said], alongside?.([said])));
    }
    const answered = await means.answer(
      {
        // As it came: the pipeline looks at what is hidden in it, too.
        text: message.text ?? text,
        channel: conversation.channel,
        ...(chosenCode === undefined ? {} : { chosenCode }),
        ...(chosenFacet === undefined ? {} : { chosenFacet }),
      },
      // What was said to a person, and why, is not taken up again.
      { turns: sinceLastPerson(conversation.turns) },
      onSentence === undefined ? {} : { onSentence },
    );
    // The trace is for officers and as large as the answer itself: it is not kept.
    const answer = { ...answered, trace: [] };
    const turns = [
      said,
      { role: 'assistant', text: answer.text, at: now().toISOString(), answer },
    ] as const;
    const appended = await store.append(id, turns, {
      ...alongside?.(turns),
      ...(answer.outcome === 'handed-off' ? { handoff: { reason: answer.reason } } : {}),
    });
    return kept(id, appended);
  }

  function kept(id: string, turns: readonly Turn[]): readonly Turn[] {
    onKept?.(id, turns);
    return turns;
  }

  /** The words on the button of this code; undefined when there is no such choice. */
  function labelOf({ turns }: Conversation, code: string): string | undefined {
    const offered = turns.flatMap((turn) => turn.answer?.options ?? []);
    return offered.findLast((option) => option.code === code)?.label ?? means.procedure(code)?.name;
  }

  function search(text: string, limit: number): readonly RankedProcedure[] {
    const named = [...new Set(text.match(CODES))].flatMap((code) => {
      const procedure = means.procedure(code);
      return procedure === undefined ? [] : [{ code, name: procedure.name, score: 1 }];
    });
    const found = means
      .search(text, limit)
      .filter(({ code }) => !named.some((one) => one.code === code));
    return [...named, ...found].slice(0, limit);
  }

  return {
    open: async ({ channel, language }) => {
      const noticeVersion = NOTICE_VERSION;
      const conversation = await store.create({ channel, language, now: now(), noticeVersion });
      return { conversation, greeting: means.greeting(language) };
    },
    ask: (id, message, alongside, onSentence) =>
      inOrder(id, () => answer(id, message, alongside, onSentence)),
    askForPerson: async (id, clientMessageId) => {
      const { language } = await existing(id);
      return inOrder(id, () => answer(id, { clientMessageId, text: personMessage[language] }));
    },
    wait: async (id) => desk().waitOf((await existing(id)).id),
    leaveQueue: async (id) => desk().leaveQueue((await existing(id)).id),
    leaveContact: async (id, contact) => desk().leaveContact((await existing(id)).id, contact),
    rate: async (id, rating) => {
      const { reason } = rating;
      const kept = reason === undefined ? {} : { reason: maskPersonalData(reason).text };
      return desk().rate((await existing(id)).id, { ...rating, ...kept });
    },
    isStaffed: () => desk().isStaffed(),
    typing: async (id) => desk().citizenTyping((await existing(id)).id),
    conversation: (id) => store.find(id),
    history: async (id, after = -1) =>
      (await existing(id)).turns.filter((turn) => turn.index > after),
    exportConversation: async (id) => {
      const kept = await store.exportConversation(id);
      if (kept === undefined) throw new UnknownConversation();
      return kept;
    },
    // In line with the answers, so that none is written after it.
    erase: (id) =>
      inOrder(id, async () => {
        if (!(await store.erase(id))) throw new UnknownConversation();
      }),
    search,
    procedure: (code) => means.procedure(code),
    guide: (code) => means.guide(code),
    greeting: (language) => means.greeting(language),
    knowledge: means.knowledge,
  };
}

const NOBODY_WAITS: CitizenWait = {
  wait: { kind: 'none' },
  text: '',
  alternatives: [],
  mayLeave: false,
  mayLeaveContact: false,
  contactLeft: false,
  mayRate: false,
};
const NO_DESK: CitizenDesk = {
  waitOf: async () => NOBODY_WAITS,
  leaveQueue: async () => NOBODY_WAITS,
  leaveContact: async () => NOBODY_WAITS,
  rate: async () => NOBODY_WAITS,
  citizenTyping: () => {},
  isStaffed: () => false,
};

/** Version of the data notice in `knowledge/replies.*.json`; a changed notice is a new version. */
const NOTICE_VERSION = '2026-11';

const CODES = /\b\d\.\d{6}\b/gu;
/** Controls but tab and line feed, and the marks that turn the direction of writing. */
const UNFIT = /(?![\t\n])\p{Cc}|[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/**
 * What a citizen wrote, as it is kept and shown: NFC, nothing that disturbs a page or a database, and
 * personal data masked. The pipeline reads the words as they came; they go no further.
 */
function fitToKeep(text: string): string {
  const fit = text.toWellFormed().replace(/\r\n?/gu, '\n').replace(UNFIT, '').normalize('NFC');
  return maskPersonalData(fit).text;
}

/** What was said since a person last spoke; all of it where none did. */
function sinceLastPerson(turns: readonly Turn[]): readonly Turn[] {
  return turns.slice(turns.findLastIndex(({ role }) => role === 'officer') + 1);
}

/** A message's own turn and the answers up to the next message. */
function turnsOf(turns: readonly Turn[], clientMessageId: string): readonly Turn[] {
  const start = turns.findIndex((turn) => turn.clientMessageId === clientMessageId);
  if (start < 0) return [];
  const end = turns.findIndex((turn, at) => at > start && turn.role === 'citizen');
  return turns.slice(start, end < 0 ? undefined : end);
}

/** Runs the work of one key one after the other, that of different keys side by side. */
function createQueues(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
