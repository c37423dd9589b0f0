import type { Rating } from '../conversation/conversation.ts';
import type { Alongside, NewDelivery } from '../conversation/exchange.ts';

/**
 * Where a request to say how she was served stands.
 * - `asked`: for the stars; `reason`: for why she was dissatisfied.
 * - `ended`: answered, or she spoke of something else.
 */
export type SatisfactionState = 'asked' | 'reason' | 'ended';

export interface SatisfactionRequest {
  readonly handoffId: string;
  readonly state: SatisfactionState;
  readonly askedAt: string;
  /** Since when it stands so. */
  readonly changedAt: string;
  /** A talk with an officer began after the one it asks about. */
  readonly isPast: boolean;
}

/** Requests of citizens on messaging platforms to rate a talk with an officer. */
export interface SatisfactionStore {
  /**
   * Keeps the request with the messages that ask. False, and nothing is kept, unless the hand-off was
   * closed after an officer had spoken, its talk is not rated, neither an officer nor the queue has
   * the citizen again, and the conversation was asked nothing for `restMs`. However often and at once
   * it is called, over all processes, a hand-off is asked about once.
   */
  askSatisfaction(
    handoff: { readonly id: string; readonly conversationId: string },
    deliveries: readonly NewDelivery[],
    options: { readonly now: Date; readonly restMs: number },
  ): Promise<boolean>;
  /** The newest request of a conversation, or the newest about a hand-off whose id begins so. */
  satisfactionOf(
    conversationId: string,
    handoffBegins?: string,
  ): Promise<SatisfactionRequest | undefined>;
  /**
   * Keeps what she answered with the end of its events and what she is told, in one transaction; of
   * events that have ended before, nothing. Without `stars` a reason joins the rating that is there.
   */
  answerSatisfaction(
    handoffId: string,
    answer: {
      readonly state: SatisfactionState;
      readonly stars?: Rating['stars'];
      readonly reason?: string;
    },
    alongside: Pick<Alongside, 'events' | 'deliveries'>,
    now: Date,
  ): Promise<void>;
}
