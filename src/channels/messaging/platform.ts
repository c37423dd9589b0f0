import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../../conversation/answer.ts';
import type { Delivery, InboundEvent, PlatformName } from '../../conversation/exchange.ts';

/** What a platform takes in one message. Lengths are counted as the vendor's page says. */
export interface PlatformLimits {
  readonly textLength: number;
  /** How text is counted: code points, UTF-16 units or UTF-8 bytes. */
  readonly counting: 'code-points' | 'utf-16' | 'bytes';
  /** Buttons under one message; 0: choices are numbered in the text. */
  readonly buttons: number;
  readonly buttonTitleLength: number;
  /** Longest payload of a button, in UTF-8 bytes. */
  readonly payloadBytes: number;
  /** Most messages one answer may take; what does not fit is cut at a sentence and led to the full record. */
  readonly messages: number;
  readonly markup: 'none' | 'telegram-html';
}

/** A button or numbered choice. `payload` comes back as `ContactEvent.payload`. */
export interface MessageButton {
  readonly title: string;
  readonly payload: string;
}

/** One message as the renderer made it, inside the platform's limits. */
export interface RenderedMessage {
  /** With markup where the platform has one. */
  readonly text: string;
  /** Without markup: sent when the platform refuses the marked one. */
  readonly plain: string;
  readonly buttons: readonly MessageButton[];
}

/** What the renderer reads: an answer, or plain words of the assistant or an officer. */
export type Renderable = Pick<
  Answer,
  | 'gist'
  | 'sections'
  | 'source'
  | 'options'
  | 'nextFacets'
  | 'outcome'
  | 'language'
  | 'answerCodes'
  | 'text'
>;

/** How a send ended. */
export type SendResult =
  | { readonly kind: 'sent'; readonly platformMessageId?: string }
  /**
   * May work later: network, 5xx, rate. `afterMs` when the platform said so. `untaken` when it surely
   * has not taken the message, so that no echo need be waited for.
   */
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly afterMs?: number;
      readonly untaken?: true;
    }
  /** Never to this citizen (blocked, window closed, unfollowed): dead at once. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** The platform refuses our request or our account: dead, and an operator must look. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface Rate {
  /** Sends a second over all contacts. */
  readonly perSecond: number;
  /** Least ms between two sends to one contact. */
  readonly perContactMs: number;
}

/** An adapter of one messaging platform: the sending half. Made by `createTelegram` and the like. */
export interface Platform {
  readonly name: PlatformName;
  readonly limits: PlatformLimits;
  readonly rate: Rate;
  /**
   * Whether the platform repeats our messages to us, so that a send a crash cut off can be proven;
   * such a delivery then waits this long for its echo before it is sent again. 0: no echo.
   */
  readonly echoWaitMs: number;
  /**
   * When the platform repeats an echo that we did not acknowledge, each in ms after the message was
   * sent, in ascending order. Absent: it does not say.
   */
  readonly echoRepeatsMs?: readonly number[];
  /** The platform's request for one rendered message, as kept in the outbox. */
  toBody(message: RenderedMessage): unknown;
  /** Sends one delivery. Never throws for what the platform or the network does. */
  send(delivery: Delivery, signal: AbortSignal): Promise<SendResult>;
  /** Shows that an answer is being written, where there is such a thing. Failing is of no matter. */
  typing?(contact: string): Promise<void>;
  /**
   * Fetches the recording of a `voice` event by its reference, up to what the platform and we take;
   * absent where there are none. Never throws for what the platform or the network does.
   */
  fetchVoice?(reference: string, signal: AbortSignal): Promise<VoiceFetch>;
  /** What the officer must know before writing (window, budget left); null when nothing. */
  budget?(contact: string): Promise<ContactBudget | null>;
  /** Begins what needs beginning (polling, token refresh). */
  start?(intake: Intake): Promise<void>;
  /** Takes no more and lets running work end. */
  stop?(): Promise<void>;
  /** The receiving half by webhook; absent when only polling is set. */
  readonly webhook?: Webhook;
}

/** How fetching a recording ended. */
export type VoiceFetch =
  | {
      readonly kind: 'fetched';
      readonly bytes: Uint8Array;
      /** Absent when the platform does not say. */
      readonly mediaType?: string;
      readonly fileName?: string;
    }
  /**
   * - `too-large`: more than the platform gives out or we take.
   * - `gone`: there is no such recording (any more).
   * - `refused`: an address outside the rules, or the platform refuses our account.
   * - `unavailable`: may work later.
   */
  | {
      readonly kind: 'failed';
      readonly reason: 'too-large' | 'gone' | 'refused' | 'unavailable';
    };

export interface ContactBudget {
  /** Until when the platform lets us write freely; null when it does not say. */
  readonly windowEndsAt: string | null;
  /** Messages left; null when it does not say. */
  readonly messagesLeft: number | null;
}

/** Stores events; resolves when they are durable. The acknowledgement waits for this and no more. */
export interface Intake {
  accept(events: readonly InboundEvent[]): Promise<void>;
}

interface WebhookReply {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

export interface Webhook {
  /** Path it is mounted at, e.g. `/webhooks/zalo`. */
  readonly path: `/webhooks/${string}`;
  /** The platform's way to check the address (Messenger's GET); absent: 405. */
  verify?(query: Readonly<Record<string, unknown>>): WebhookReply;
  /**
   * Verifies the raw bytes and parses them. `unauthorised`: no or a wrong signature, answered 401 and
   * nothing kept. `malformed`: rightly signed but not understood as a whole, answered 200 so that the
   * platform does not stop sending, counted and logged by shape only.
   */
  read(
    raw: Buffer,
    headers: IncomingHttpHeaders,
  ):
    | { readonly kind: 'events'; readonly events: readonly InboundEvent[] }
    | { readonly kind: 'unauthorised' }
    | { readonly kind: 'malformed'; readonly reason: string };
}
