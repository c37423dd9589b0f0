import type { Channel, Episode, Handoff, Turn } from '../conversation/conversation.ts';
import type { DeliveryState, PlatformName } from '../conversation/exchange.ts';
import type { Ending } from '../desk/desk.ts';
import type { AccountTables } from './schema-accounts.ts';
import type { CallTables } from './schema-calls.ts';
import type { DeskTables } from './schema-desk.ts';
import type { FollowUpTables } from './schema-follow-up.ts';
import type { HelpDeskTables } from './schema-help-desk.ts';
import type { SatisfactionTables } from './schema-satisfaction.ts';

/**
 * The rows of both databases. Times are ms since 1970 unless a name says otherwise; flags are 0 or 1;
 * JSON is text, so that both databases give back exactly what was put in.
 */
export interface Tables
  extends
    AccountTables,
    DeskTables,
    CallTables,
    FollowUpTables,
    HelpDeskTables,
    SatisfactionTables {
  readonly conversations: ConversationRow;
  readonly episodes: EpisodeRow;
  readonly turns: TurnRow;
  readonly handoffs: HandoffRow;
  readonly ratings: RatingRow;
  readonly consents: ConsentRow;
  readonly contacts: ContactRow;
  readonly inbound_events: InboundEventRow;
  readonly deliveries: DeliveryRow;
  readonly buckets: BucketRow;
  readonly platform_tokens: PlatformTokensRow;
}

export interface ConversationRow {
  id: string;
  channel: Channel;
  language: 'vi' | 'en';
  created_ms: number;
  /** When the last turn was written. */
  touched_ms: number;
  /** Index of the next turn. */
  next_index: number;
}

export interface EpisodeRow {
  id: string;
  conversation_id: string;
  kind: Episode['kind'];
  started_ms: number;
  ended_ms: number | null;
  /** Order within the conversation, from 0. */
  position: number;
}

export interface TurnRow {
  conversation_id: string;
  turn_index: number;
  role: Turn['role'];
  text: string;
  /** As it was given. */
  at: string;
  client_message_id: string | null;
  /** JSON of the answer. */
  answer: string | null;
}

export interface HandoffRow {
  id: string;
  conversation_id: string;
  channel: Channel;
  reason: string;
  requested_ms: number;
  state: Handoff['state'];
  closed_ms: number | null;
  contact: string | null;
  /** Blank: whatever office runs the desk. */
  office: string;
  officer_id: string | null;
  officer_name: string | null;
  team: string | null;
  assigned_ms: number | null;
  first_reply_ms: number | null;
  ending: Ending | null;
  priority: number;
  /** JSON list of skills. */
  needs: string;
}

interface RatingRow {
  episode_id: string;
  conversation_id: string;
  stars: number;
  reason: string | null;
  rated_ms: number;
}

interface ConsentRow {
  id: string;
  conversation_id: string;
  kind: 'notice-shown' | 'given' | 'withdrawn';
  version: string;
  at_ms: number;
}

/** Which conversation a citizen of a platform is in. */
interface ContactRow {
  platform: PlatformName;
  contact: string;
  conversation_id: string;
}

export interface InboundEventRow {
  id: string;
  platform: PlatformName;
  /** Hash of the platform's id: still tells a redelivery when the event itself was erased. */
  platform_key: string;
  /** Blank after erasure: an adapter may have put the citizen's id into it. */
  platform_id: string;
  /** Blank for events of nobody. */
  contact: string;
  conversation_id: string | null;
  happened_ms: number;
  received_ms: number;
  /** JSON of the event. */
  event: string;
  state: 'open' | 'done' | 'dead';
  /** Not claimed before: the end of the lease or of the pause. */
  due_ms: number;
  attempts: number;
  reason: string | null;
}

export interface DeliveryRow {
  id: string;
  platform: PlatformName;
  contact: string;
  conversation_id: string | null;
  sequence: number;
  author: 'assistant' | 'officer';
  /** JSON. */
  body: string;
  state: DeliveryState;
  /** `waiting`: when it may be sent; `sending`: the end of the lease; else when it ended. */
  due_ms: number;
  created_ms: number;
  attempts: number;
  uncertain: number;
  reason: string | null;
  platform_message_id: string | null;
}

interface BucketRow {
  key: string;
  tokens: number;
  at_ms: number;
}

interface PlatformTokensRow {
  platform: PlatformName;
  /** JSON of the pair; null while only the lock exists. */
  tokens: string | null;
  locked_by: string | null;
  locked_until_ms: number;
}
