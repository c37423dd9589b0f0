import type { Channel, Conversation } from './conversation.ts';

/**
 * The doors of messaging platforms. `zalo-bot` is the Zalo Bot Platform, a product apart from the
 * Official Account; both are the channel `zalo` to the assistant.
 */
export const PLATFORMS = ['telegram', 'zalo', 'zalo-bot', 'messenger'] as const;
export type PlatformName = (typeof PLATFORMS)[number];

export const CHANNEL_OF: Readonly<Record<PlatformName, Channel>> = {
  telegram: 'telegram',
  zalo: 'zalo',
  'zalo-bot': 'zalo',
  messenger: 'messenger',
};

/** What happened on a platform, in one shape for all of them. Already masked when it is stored. */
export type ContactEvent =
  /** Words or a pressed button. `payload` is what our own button carried. */
  | {
      readonly kind: 'message';
      readonly text: string;
      readonly payload?: string;
      /** A number in the text as it came, kept unmasked only until the event is finished or dead. */
      readonly telephone?: string;
    }
  /** Something that is not read: image, sticker, location, file, voice without speech. */
  | { readonly kind: 'unreadable'; readonly what: UnreadableKind; readonly text?: string }
  /** Speech. The audio itself is never kept. */
  | {
      readonly kind: 'voice';
      /** What the same platform's adapter fetches it by; kept only until the event is finished or dead. */
      readonly reference: string;
      /** As the platform says it; `video/…` for a film of someone speaking. */
      readonly mediaType?: string;
      readonly durationS?: number;
      readonly sizeBytes?: number;
      /** Words beside it. */
      readonly text?: string;
    }
  /** First contact, `/start` with its payload, follow, referral link. */
  | { readonly kind: 'started'; readonly payload?: string }
  /** Unfollowed, blocked, stopped. */
  | { readonly kind: 'left' }
  /** An officer wrote on the platform itself: the assistant is silent from now. */
  | { readonly kind: 'taken-over'; readonly text?: string }
  /** The officer gave the conversation back. */
  | { readonly kind: 'given-back' }
  /** Our own message, repeated to us; proof that a delivery arrived. */
  | {
      readonly kind: 'echo';
      readonly platformMessageId?: string;
      readonly deliveryId?: string;
      readonly text?: string;
    }
  /** The citizen uses a right over her data (export, erase). */
  | { readonly kind: 'data-request'; readonly right: 'export' | 'erase' }
  /** Known to be of no use (receipts) or not known at all; kept by name, never answered. */
  | { readonly kind: 'other'; readonly name: string };

const UNREADABLE_KINDS = [
  'image',
  'voice',
  'video',
  'file',
  'sticker',
  'location',
  'contact-card',
  'link',
  'other',
] as const;
export type UnreadableKind = (typeof UNREADABLE_KINDS)[number];

/** One event of a platform, as its adapter parsed it. */
export interface InboundEvent {
  readonly platform: PlatformName;
  /** The platform's own id of this event; the same id never makes a second event. */
  readonly platformId: string;
  /** The platform's id of the citizen; null for events of nobody. */
  readonly contact: string | null;
  /** When it happened by the platform's clock, in ms; orders the events of one contact. */
  readonly happenedAtMs: number;
  readonly event: ContactEvent;
}

export interface StoredEvent extends InboundEvent {
  readonly id: string;
  readonly receivedAt: string;
  /** How often processing it began, this time included. */
  readonly attempts: number;
}

/** One message to one citizen, ready to be sent as it stands: `body` is the platform's own request. */
export interface NewDelivery {
  readonly platform: PlatformName;
  readonly contact: string;
  /** JSON of the adapter's own making; rendering is done before it is stored. */
  readonly body: unknown;
  /** Who wrote it: decides which window and tag of the platform applies. */
  readonly author: 'assistant' | 'officer';
}

/**
 * - `waiting`: due at `dueAt`.
 * - `sending`: a worker holds it until `leasedUntil`; found so after a crash, nobody knows whether it
 *   arrived.
 * - `sent`, `dead`: ends. Dead ones are listed and can be sent again.
 */
export type DeliveryState = 'waiting' | 'sending' | 'sent' | 'dead';

export interface Delivery extends NewDelivery {
  readonly id: string;
  /** Order of the deliveries of one contact. */
  readonly sequence: number;
  readonly state: DeliveryState;
  /** Sends begun, this one included. More than 1 after a crash or a refusal. */
  readonly attempts: number;
  /** True when an earlier send was cut off, by a crash or on its way: it may have arrived. */
  readonly uncertain: boolean;
  readonly createdAt: string;
  readonly dueAt: string;
  /** Why it was put off or is dead; a stable machine word. */
  readonly reason?: string;
  readonly platformMessageId?: string;
}

/** What is recorded in one transaction with the turns. */
export interface Alongside {
  /** Ids of the stored events these turns answer; they are done with the transaction. */
  readonly events: readonly string[];
  readonly deliveries: readonly NewDelivery[];
}

/**
 * Inbox and outbox of the platforms. Several processes may work on one store: what one has claimed,
 * no other gets until the lease ends. Every member may be called concurrently.
 */
export interface ExchangeStore {
  /** Keeps an event. `known` when the platform delivered it before; then nothing changes. */
  receive(event: InboundEvent, now: Date): Promise<'stored' | 'known'>;
  /**
   * Claims all unfinished events of one contact, oldest by `happenedAtMs` first. Only contacts whose
   * newest event was received at least `settleMs` ago, or whose oldest at least four times as long
   * ago, come into question, so that three messages in a row are read in their order. Undefined
   * when nothing is due.
   */
  claimEvents(options: {
    readonly now: Date;
    readonly settleMs: number;
    readonly leaseMs: number;
  }): Promise<readonly StoredEvent[] | undefined>;
  /** Ends events without a turn (receipts, echoes, unknown kinds), with deliveries if any. */
  finishEvents(alongside: Alongside, now: Date): Promise<void>;
  /** Processing failed: the events come again at `dueAt`; after `mostAttempts` they are dead and listed. */
  postponeEvents(
    ids: readonly string[],
    options: { readonly dueAt: Date; readonly mostAttempts: number; readonly reason: string },
  ): Promise<void>;

  /**
   * Claims deliveries that are due, never one whose contact has an earlier one that is neither sent
   * nor dead, and at most one per contact. A lease that ran out makes it due again, `uncertain`.
   */
  claimDeliveries(options: {
    readonly now: Date;
    readonly leaseMs: number;
    readonly limit: number;
    readonly platforms: readonly PlatformName[];
  }): Promise<readonly Delivery[]>;
  markSent(id: string, platformMessageId: string | undefined, now: Date): Promise<void>;
  postponeDelivery(
    id: string,
    /** `uncertain`: the send that ended so may have arrived. */
    options: { readonly dueAt: Date; readonly reason: string; readonly uncertain?: true },
  ): Promise<void>;
  buryDelivery(id: string, reason: string, now: Date): Promise<void>;
  /** Dead deliveries, newest first. */
  deadDeliveries(limit: number): Promise<readonly Delivery[]>;
  /** Puts a dead delivery back in line. False when there is no such dead delivery. */
  resend(id: string, now: Date): Promise<boolean>;
  /**
   * Marks as sent the oldest delivery of this contact that was begun, also one that waits to be sent
   * again, and that the echo proves: the one with the id, else the one whose body carries this text.
   * True when there was one.
   */
  confirmByEcho(
    echo: {
      readonly platform: PlatformName;
      readonly contact: string;
      readonly deliveryId?: string;
      readonly text?: string;
      readonly platformMessageId?: string;
    },
    now: Date,
  ): Promise<boolean>;
  /** The conversation this contact is in; a new one when the last rested longer than `restMs`. */
  conversationOfContact(options: {
    readonly platform: PlatformName;
    readonly contact: string;
    readonly now: Date;
    readonly restMs: number;
  }): Promise<{ readonly conversation: Conversation; readonly isNew: boolean }>;
  /**
   * When this contact last did something that opens the platform's window to write to her: a message
   * of any kind, a button, a beginning; undefined when nothing of it is kept.
   */
  lastHeard(platform: PlatformName, contact: string): Promise<Date | undefined>;
  /** Counts for metrics. */
  backlog(): Promise<{
    readonly events: number;
    readonly deliveries: number;
    readonly deadEvents: number;
    readonly deadDeliveries: number;
    /** Age of the oldest waiting event or delivery. */
    readonly oldestMs: number;
  }>;
}

/** The pair an API is spoken to with. A used refresh token is worthless: the pair is saved before use. */
export interface PlatformTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  readonly refreshedAt: string;
}

export interface TokenStore {
  tokens(platform: PlatformName): Promise<PlatformTokens | undefined>;
  /**
   * Runs the work while no other process does so for this platform; what was `save`d is durable once
   * it resolves. The lock ends with the work or, after a crash, with its lease of a minute.
   */
  withTokens<T>(
    platform: PlatformName,
    work: (
      tokens: PlatformTokens | undefined,
      save: (tokens: PlatformTokens) => Promise<void>,
    ) => Promise<T>,
  ): Promise<T>;
}
