import type { SatisfactionRequest, SatisfactionStore } from '../../desk/satisfaction-store.ts';
import { isLittleElse, languageOf } from './answer-message.ts';
import type { Incoming } from './answer-message.ts';
import { SATISFACTION_MS } from './satisfaction.ts';
import { parseRatingPayload } from './satisfaction-payload.ts';
import {
  SATISFACTION_WORDS,
  isAsking,
  isCourtesy,
  isSkipped,
  ratingIn,
} from './satisfaction-words.ts';
import type { Stars } from './satisfaction-words.ts';
import { toDeliveries } from './saying.ts';

type Heard = Pick<
  Incoming,
  'event' | 'contact' | 'platform' | 'conversation' | 'text' | 'payload' | 'telephone'
> &
  Partial<Pick<Incoming, 'before'>>;

type Line = 'askReason' | 'thanks' | 'thanksReason' | 'late';

/** Up to here she was not satisfied, and is asked why. */
const DISSATISFIED = 2;
/** As on the web. */
const MOST_REASON = 1000;

/**
 * Takes what a citizen says about how she was served; true when it was that and nothing else, and the
 * event is done. Doing it again after a crash changes nothing.
 */
export function createSatisfactionAnswers(parts: {
  readonly store: Pick<SatisfactionStore, 'satisfactionOf' | 'answerSatisfaction'> & {
    finishEvents(
      alongside: Parameters<SatisfactionStore['answerSatisfaction']>[2],
      now: Date,
    ): Promise<void>;
  };
  readonly now: () => Date;
}): (heard: Heard) => Promise<boolean> {
  const { store, now } = parts;

  const alongside = (heard: Heard, line: Line) => {
    const { event, contact, platform, conversation, before = [] } = heard;
    const language = languageOf(conversation);
    const lines = [...before, SATISFACTION_WORDS[language][line]];
    const deliveries = toDeliveries(platform, { contact, language, before: lines });
    return { events: [event.id], deliveries };
  };
  const isLate = (since: string): boolean => now().getTime() - Date.parse(since) > SATISFACTION_MS;

  async function rated(
    heard: Heard,
    { handoffId }: SatisfactionRequest,
    { stars, reason }: { readonly stars: Stars; readonly reason?: string },
  ): Promise<true> {
    const asksReason = stars <= DISSATISFIED && reason === undefined;
    const line = asksReason ? 'askReason' : reason === undefined ? 'thanks' : 'thanksReason';
    const answer = {
      state: asksReason ? 'reason' : 'ended',
      stars,
      ...(reason === undefined ? {} : { reason: reason.slice(0, MOST_REASON).toWellFormed() }),
    } as const;
    await store.answerSatisfaction(handoffId, answer, alongside(heard, line), now());
    return true;
  }

  async function ended(heard: Heard, request: SatisfactionRequest, reason?: string): Promise<true> {
    const answer = {
      state: 'ended',
      ...(reason === undefined ? {} : { reason: reason.slice(0, MOST_REASON).toWellFormed() }),
    } as const;
    const line = reason === undefined ? 'thanks' : 'thanksReason';
    await store.answerSatisfaction(request.handoffId, answer, alongside(heard, line), now());
    return true;
  }

  /** She speaks of something else: from now on a number is no rating. */
  async function passed({ handoffId }: SatisfactionRequest): Promise<false> {
    await store.answerSatisfaction(
      handoffId,
      { state: 'ended' },
      { events: [], deliveries: [] },
      now(),
    );
    return false;
  }

  return async (heard) => {
    const { conversation, event, text, payload, telephone } = heard;
    const pressed = payload === undefined ? undefined : parseRatingPayload(payload);
    const request = await store.satisfactionOf(conversation.id, pressed?.handoffBegins);
    if (pressed !== undefined) {
      if (request !== undefined && !isLate(request.askedAt)) return rated(heard, request, pressed);
      await store.finishEvents(alongside(heard, 'late'), now());
      return true;
    }
    if (request === undefined || request.state === 'ended' || request.isPast) return false;
    if (isLate(request.changedAt)) return false;
    // Written before she was asked, it is no answer.
    if (request.state === 'asked' && event.happenedAtMs < Date.parse(request.askedAt)) return false;
    if (payload !== undefined || (telephone !== undefined && isLittleElse(text))) {
      return passed(request);
    }
    const rating = ratingIn(text);
    if (request.state === 'asked') {
      if (rating !== undefined) return rated(heard, request, rating);
      return isCourtesy(text) ? false : passed(request);
    }
    // Another number after all; words such as "very bad" are the reason.
    if (rating !== undefined && (rating.isNumber || rating.stars > DISSATISFIED)) {
      return rated(heard, request, rating);
    }
    if (isSkipped(text)) return ended(heard, request);
    return isAsking(text) ? passed(request) : ended(heard, request, text);
  };
}
