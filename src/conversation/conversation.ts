import type { Facet } from '../procedure/guide.ts';
import type { Answer } from './answer.ts';

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

/** Keeps conversations. Every member may be called concurrently. */
export interface ConversationStore {
  /** Creates an empty conversation under a fresh, unguessable id. */
  create(options: { channel: Channel; language: 'vi' | 'en'; now: Date }): Promise<Conversation>;
  /** Returns the conversation, or undefined when the id is unknown or has expired. */
  find(id: string): Promise<Conversation | undefined>;
  /**
   * Appends a citizen's turn and its answer together, or neither. Throws `UnknownConversation`
   * when the id is unknown.
   */
  append(id: string, turns: readonly Omit<Turn, 'index'>[]): Promise<readonly Turn[]>;
}
