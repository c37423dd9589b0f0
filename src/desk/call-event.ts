import type { Call, Utterance } from './call.ts';
import type { SuggestionCard, Suggestions } from './suggestion.ts';

/** What telephony tells of a call; the vendor-neutral shape every connector is brought to. */
export type CallEventBody =
  | {
      readonly type: 'call.started';
      /** The caller's number as it came; kept masked. Blank where it was withheld. */
      readonly from: string;
      readonly provider?: string;
      readonly agentId?: string;
    }
  | { readonly type: 'agent.connected' | 'call.transferred'; readonly agentId?: string }
  | {
      readonly type: 'transcript.partial' | 'transcript.final';
      readonly utteranceId: string;
      readonly speaker: Utterance['speaker'];
      readonly text: string;
      /** ms since the call began; orders what was said. */
      readonly startMs: number;
    }
  | { readonly type: 'call.held' | 'call.resumed' | 'call.ended' }
  /** Of no use to us, such as pressed keys; kept as seen. */
  | { readonly type: 'other' };

export interface CallEvent {
  readonly eventId: string;
  readonly callId: string;
  /** Number of the event within its call: the same number is the same event, whenever it comes. */
  readonly seq: number;
  /** When it happened by the connector's clock (ISO 8601). */
  readonly at: string;
  readonly body: CallEventBody;
}

/**
 * What became of an event. `repeated`: known already. `too-late`: words of a call that ended more than a
 * minute ago.
 */
export type EventOutcome = 'taken' | 'repeated' | 'too-late';

/** A card of a call that came, changed or no longer holds. */
export type CardChange =
  | {
      readonly kind: 'created' | 'updated';
      readonly callId: string;
      readonly forTurn: string;
      readonly card: SuggestionCard;
      /** Masked words the card answers. */
      readonly question: string;
      /** From the words to the card, in ms. */
      readonly tookMs: number;
    }
  | {
      readonly kind: 'retracted';
      readonly callId: string;
      readonly forTurn: string;
      readonly cardId: string;
    };

/** What consoles of an office are told of its calls. */
export type CallNotice =
  | { readonly kind: 'call'; readonly office: string; readonly call: Call }
  | {
      readonly kind: 'call-suggestions';
      readonly office: string;
      readonly callId: string;
      readonly suggestions: Suggestions;
    };
