import type { Facet } from '../procedure/guide.ts';
import type { Answer } from './answer.ts';
import type { Alongside } from './exchange.ts';

/** Where citizens meet the assistant. */
export const CHANNELS = [
  'web',
  'kiosk',
  'robot',
  'telegram',
  'zalo',
  'messenger',
  'hotline',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** A citizen's message as a channel hands it over; `text` is raw, the pipeline cleans it. */
export interface Question {
  readonly text: string;
  readonly channel: Channel;
  /** A procedure code chosen by button. */
  readonly chosenCode?: string;
  /** A facet chosen by button. */
  readonly chosenFacet?: Facet;
}

export interface Turn {
  /** Order within the conversation, from 0. */
  readonly index: number;
  readonly role: 'citizen' | 'assistant' | 'officer';
  readonly text: string;
  readonly at: string;
  /** Id the client gave the message; the same id never makes a second turn. */
  readonly clientMessageId?: string;
  readonly answer?: Answer;
}

/** The part of a conversation the pipeline reads. Oldest turn first. */
export interface ConversationContext {
  readonly turns: readonly Turn[];
}

export interface Conversation extends ConversationContext {
  readonly id: string;
  readonly channel: Channel;
  readonly language: 'vi' | 'en';
  readonly createdAt: string;
}

/** How a citizen was served: 5 very satisfied to 1 very dissatisfied. */
export interface Rating {
  readonly stars: 1 | 2 | 3 | 4 | 5;
  readonly reason?: string;
}

/** Keeps conversations. Every member may be called concurrently. */
export interface ConversationStore {
  /**
   * Creates an empty conversation under a fresh, unguessable id. `noticeVersion`: the data notice shown
   * with it, noted in the same transaction.
   */
  create(options: {
    channel: Channel;
    language: 'vi' | 'en';
    now: Date;
    noticeVersion?: string;
  }): Promise<Conversation>;
  /** Returns the conversation, or undefined when the id is unknown or has expired. */
  find(id: string): Promise<Conversation | undefined>;
  /**
   * Appends a citizen's turn and its answer together, or neither. Throws `UnknownConversation`
   * when the id is unknown.
   */
  append(
    id: string,
    turns: readonly Omit<Turn, 'index'>[],
    /** Recorded in the same transaction: what the turns answer and what comes of them. */
    alongside?: Partial<Alongside> & {
      /** A request for a person; none when the answer is dropped because a person speaks already. */
      readonly handoff?: Pick<NewHandoff, 'reason'>;
    },
  ): Promise<readonly Turn[]>;
  /** Who speaks with the citizen now; undefined when the id is unknown. */
  episode(id: string): Promise<Episode | undefined>;
  /** Ends the running episode and begins one of the other kind; nothing when it is of this kind already. */
  beginEpisode(id: string, kind: Episode['kind'], now: Date): Promise<Episode>;
  /** A request for a person, kept until someone closes it. One that is open already is returned again. */
  requestHandoff(request: NewHandoff): Promise<Handoff>;
  /** Open ones first, oldest first. */
  handoffs(options: {
    readonly state?: Handoff['state'];
    readonly limit: number;
  }): Promise<readonly Handoff[]>;
  /** The request of this conversation that is open; undefined when none is. */
  openHandoff(conversationId: string): Promise<Handoff | undefined>;
  /** Adds what the citizen left; undefined when there is no such open request. */
  addContact(handoffId: string, contact: string): Promise<Handoff | undefined>;
  /** Closing twice is closing once. Undefined when unknown. */
  closeHandoff(handoffId: string, now: Date): Promise<Handoff | undefined>;
  /** Everything kept of one conversation, for the citizen who asks for it; undefined when unknown. */
  exportConversation(id: string): Promise<Record<string, unknown> | undefined>;
  /** Erases a conversation with everything that hangs on it. False when unknown. */
  erase(id: string): Promise<boolean>;
  /** Erases what rested longer than its channel's retention. Returns how many conversations went. */
  eraseExpired(now: Date, retentionDays: Readonly<Record<Channel, number>>): Promise<number>;
  /**
   * A very satisfied … dissatisfied rating (5–1) of the newest episode, or of the newest of a kind,
   * with a reason if one was given. Without such an episode nothing is kept.
   */
  rate(id: string, rating: Rating & { readonly of?: Episode['kind'] }, now: Date): Promise<void>;
  /** Notes that the data notice was shown (or consent given or withdrawn). */
  recordConsent(
    id: string,
    consent: { readonly kind: 'notice-shown' | 'given' | 'withdrawn'; readonly version: string },
    now: Date,
  ): Promise<void>;
  /**
   * Takes `amount` (one when absent) from a bucket of `capacity` that refills evenly over `windowMs`,
   * all or nothing. Returns 0 when they were there, else the ms until they are. Holds over processes;
   * `key` is a hash, never an address.
   */
  take(
    bucket: {
      readonly key: string;
      readonly capacity: number;
      readonly windowMs: number;
      readonly amount?: number;
    },
    now: Date,
  ): Promise<number>;
  close(): Promise<void>;
}

/** A stretch of a conversation with one side speaking: the assistant or an officer. */
export interface Episode {
  readonly id: string;
  readonly kind: 'bot' | 'human';
  readonly startedAt: string;
  readonly endedAt?: string;
}

interface NewHandoff {
  readonly conversationId: string;
  /** A stable machine word: the answer's `reason`. */
  readonly reason: string;
  readonly now: Date;
}

/** A citizen waits for a person. The conversation's turns are the context. */
export interface Handoff {
  readonly id: string;
  readonly conversationId: string;
  readonly channel: Channel;
  readonly reason: string;
  readonly requestedAt: string;
  readonly state: 'open' | 'closed';
  readonly closedAt?: string;
  /** Telephone or address the citizen left for being called back; the one thing kept unmasked. */
  readonly contact?: string;
}
