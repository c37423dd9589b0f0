import type { Call, Utterance } from './call.ts';
import type { CardChange } from './call-event.ts';
import { createCallTalk } from './call-talk.ts';
import type { CallTalk } from './call-talk.ts';
import type { Suggesting } from './suggest.ts';
import { SUGGESTION_POLICY } from './suggestion-policy.ts';
import type { SuggestionPolicy } from './suggestion-policy.ts';
import type { Suggestions } from './suggestion.ts';

/** The cards of calls that are going on here and now. */
export interface LiveCalls {
  /**
   * Looks for cards after these words: at once when they are final or `atOnce`, else after a pause. Newer
   * words cancel older work. Resolves to what is shown then; undefined when nothing new is.
   */
  heard(
    call: Call,
    utterance: Utterance,
    options?: { readonly atOnce?: boolean },
  ): Promise<Suggestions | undefined>;
  /** What is shown, newest first. */
  shown(callId: string): readonly Suggestions[];
  /** Forgets a call and cancels its work. */
  forget(callId: string): void;
  stop(): void;
}

export interface LiveCallsParts {
  readonly suggesting: Suggesting;
  readonly policy?: SuggestionPolicy;
  readonly onCards: (call: Call, suggestions: Suggestions, changes: readonly CardChange[]) => void;
  /** Told when looking for cards failed; the call goes on without. */
  readonly onProblem: (error: unknown) => void;
}

interface Live {
  readonly talk: CallTalk;
  readonly shown: Map<string, Suggestions>;
  work: AbortController;
}

/** Calls remembered at once; above it the oldest is forgotten and looked at afresh when asked for. */
const MOST_CALLS = 500;
const MOST_SHOWN = 3;

export function createLiveCalls(parts: LiveCallsParts): LiveCalls {
  const { suggesting, policy = SUGGESTION_POLICY, onCards, onProblem } = parts;
  const calls = new Map<string, Live>();

  function liveOf({ id }: Call): Live {
    const known = calls.get(id);
    if (known !== undefined) return known;
    const talk = createCallTalk({ suggesting, policy, callId: id, language: 'vi' });
    const live: Live = { talk, shown: new Map(), work: new AbortController() };
    calls.set(id, live);
    const [oldest] = calls.keys();
    if (calls.size > MOST_CALLS && oldest !== undefined) forget(oldest);
    return live;
  }

  function forget(callId: string): void {
    calls.get(callId)?.work.abort();
    calls.delete(callId);
  }

  return {
    heard: async (call, utterance, { atOnce = false } = {}) => {
      const live = liveOf(call);
      live.work.abort();
      const work = new AbortController();
      live.work = work;
      const { signal } = work;
      try {
        if (!atOnce && !utterance.final) await pause(policy.partial.debounceMs, signal);
        const heard = await live.talk.listen(call.utterances, signal);
        if (heard === undefined || signal.aborted) return undefined;
        const { suggestions, matter } = heard;
        const isWeak = (suggestions.cards[0]?.confidence ?? 0) < policy.partial.floor;
        if (!utterance.final && isWeak) return undefined;
        const changes = changesOf(call.id, live.shown, suggestions, new Set(matter));
        for (const id of matter) live.shown.delete(id);
        if (suggestions.cards.length > 0) live.shown.set(suggestions.forTurn, suggestions);
        const [oldest] = live.shown.keys();
        if (live.shown.size > MOST_SHOWN && oldest !== undefined) live.shown.delete(oldest);
        if (changes.length > 0) onCards(call, suggestions, changes);
        return suggestions;
      } catch (error) {
        if (!signal.aborted) onProblem(error);
        return undefined;
      }
    },
    shown: (callId) => [...(calls.get(callId)?.shown.values() ?? [])].toReversed(),
    forget,
    stop: () => {
      for (const id of calls.keys()) forget(id);
    },
  };
}

/** What became of the cards of a matter: new ones, changed ones, and those the final words contradict. */
function changesOf(
  callId: string,
  shown: ReadonlyMap<string, Suggestions>,
  { forTurn, question, cards, tookMs }: Suggestions,
  matter: ReadonlySet<string>,
): CardChange[] {
  const before = [...shown].flatMap(([id, suggestions]) =>
    matter.has(id) || id === forTurn
      ? suggestions.cards.map((card) => [card.id, { card, forTurn: id }] as const)
      : [],
  );
  const known = new Map(before);
  const kept = new Set(cards.map(({ id }) => id));
  return [
    ...before
      .filter(([id]) => !kept.has(id))
      .map(([cardId, of]) => ({ kind: 'retracted', callId, forTurn: of.forTurn, cardId }) as const),
    ...cards.flatMap((card): CardChange[] => {
      const old = known.get(card.id)?.card;
      const kind = old === undefined ? 'created' : 'updated';
      const isSame = old !== undefined && JSON.stringify(old) === JSON.stringify(card);
      return isSame ? [] : [{ kind, callId, forTurn, card, question, tookMs }];
    }),
  ];
}

/** Waits; rejects as soon as the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('Newer words came.'));
    });
  });
}
