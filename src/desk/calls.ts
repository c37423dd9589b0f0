import { randomUUID } from 'node:crypto';
import { changeOf, freshCall, hiddenNumber, utteranceOf } from './call-change.ts';
import type { CallEvent, CallNotice, CardChange, EventOutcome } from './call-event.ts';
import type { CallStore, CallView } from './call-store.ts';
import { summaryOf } from './call-summary.ts';
import { createCallTalk } from './call-talk.ts';
import type { Call, Disposition, Utterance } from './call.ts';
import { DeskRefused } from './desk.ts';
import type { Actor } from './desk.ts';
import { createLiveCalls } from './live-calls.ts';
import type { Suggesting } from './suggest.ts';
import type { SuggestionPolicy } from './suggestion-policy.ts';
import type { Suggestions } from './suggestion.ts';

/** Telephone calls: what connectors and officers tell of them, and the cards their words bring. */
export interface Calls {
  /** Takes one event; the same one again, or out of order, does no harm. */
  take(event: CallEvent): Promise<EventOutcome>;
  /** Follows the cards of all calls; returns what ends it. */
  follow(onCards: (change: CardChange) => void): () => void;

  list(actor: Actor, view: CallView): Promise<readonly Call[]>;
  /** Undefined when unknown or of another office. */
  find(id: string, actor: Actor): Promise<Call | undefined>;
  /** The cards shown for a call, newest first. */
  suggestions(call: Call): Promise<readonly Suggestions[]>;
  /** A call an officer types along, where there is no telephony. */
  open(actor: Actor, from?: string): Promise<Call>;

  /** All below throw `DeskRefused`. */
  /** Writes down what was said, and gives the cards for it at once. */
  say(
    id: string,
    actor: Actor,
    said: Pick<Utterance, 'id' | 'speaker' | 'text' | 'final'>,
  ): Promise<Suggestions | undefined>;
  /** A supervisor may take what another officer has. */
  takeOver(id: string, actor: Actor): Promise<Call>;
  /** Wraps a call up; once. Without words of the officer's own the rule's summary is kept. */
  end(
    id: string,
    actor: Actor,
    ending: { readonly disposition: Disposition; readonly summary?: string | undefined },
  ): Promise<Call>;
  /** Made from what was said and done, by rule. */
  summary(call: Call, language: 'vi' | 'en'): Promise<string>;

  /** Ends calls whose end nobody told; run every few minutes. */
  sweep(now: Date): Promise<void>;
  stop(): void;
}

export interface CallsParts {
  readonly store: CallStore;
  readonly suggesting: Suggesting;
  /** Blanks personal data out of what is kept. */
  readonly mask: (text: string) => string;
  /** The office whose telephone it is. */
  readonly office: string;
  /** The account of an agent as telephony names her. */
  readonly officerOf?: (agentId: string) => Promise<string | undefined>;
  readonly nameOf: (code: string) => string;
  readonly onChange: (notice: CallNotice) => void;
  readonly onProblem: (error: unknown) => void;
  readonly policy?: SuggestionPolicy;
  /** A call of which nothing is heard for so long has ended. */
  readonly quietMs?: number;
  readonly now?: () => Date;
}

const QUIET_MS = 4 * 3_600_000;
const MOST_LISTED = 200;
const MOST_FEEDBACK = 1000;

export function createCalls(parts: CallsParts): Calls {
  const { store, suggesting, mask, office, nameOf, onChange, quietMs = QUIET_MS } = parts;
  const { now = () => new Date() } = parts;
  const policy = parts.policy === undefined ? {} : { policy: parts.policy };
  const followers = new Set<(change: CardChange) => void>();

  const live = createLiveCalls({
    suggesting,
    ...policy,
    onProblem: parts.onProblem,
    onCards: (call, suggestions, changes) => {
      const { office: of, id: callId } = call;
      onChange({ kind: 'call-suggestions', office: of, callId, suggestions });
      for (const change of changes) for (const follower of followers) follower(change);
    },
  });

  const tell = (call: Call): Call => {
    onChange({ kind: 'call', office: call.office, call });
    return call;
  };

  async function seen(id: string, actor: Actor): Promise<Call> {
    const call = await store.findCall(id, actor.office);
    if (call === undefined) throw new DeskRefused('unknown');
    return call;
  }

  /** Changes a call an officer may see; what she may not do, `change` refuses by throwing. */
  async function changed(
    id: string,
    actor: Actor,
    change: Parameters<CallStore['changeCall']>[2],
  ): Promise<Call> {
    const result = await store.changeCall({ id, now: now() }, undefined, (kept) => {
      if (kept.call.office !== actor.office) throw new DeskRefused('unknown');
      return change(kept);
    });
    if (result === undefined) throw new DeskRefused('unknown');
    return tell(result.call);
  }

  const review = (call: Call): Promise<readonly Suggestions[]> =>
    createCallTalk({ suggesting, ...policy, callId: call.id, language: 'vi' }).review(
      call.utterances,
    );

  async function summary(
    call: Call,
    language: 'vi' | 'en',
    disposition: Disposition | undefined = call.disposition,
  ): Promise<string> {
    const { id: about } = call;
    const [matters, feedback] = await Promise.all([
      review(call),
      store.suggestionFeedback({ office: call.office, about, limit: MOST_FEEDBACK }),
    ]);
    return summaryOf({ matters, feedback, nameOf, disposition, language });
  }

  return {
    take: async (event) => {
      const { callId: id, seq, body } = event;
      const agentId = 'agentId' in body ? body.agentId : undefined;
      const officerId = agentId === undefined ? undefined : await parts.officerOf?.(agentId);
      const at = now();
      const result = await store.changeCall(
        { id, seq, now: at },
        freshCall(event, office),
        (kept) => changeOf(event, kept, { now: at, mask, officerId }),
      );
      if (result?.outcome === 'repeated') return 'repeated';
      if (result?.outcome !== 'changed') return 'too-late';
      const { call } = result;
      // Consoles learn of words with their cards; a half sentence ten times a second is for nobody.
      if (body.type !== 'transcript.partial') tell(call);
      if (body.type === 'transcript.partial' || body.type === 'transcript.final') {
        const utterance = call.utterances.find((one) => one.id === body.utteranceId);
        // A partial that came after its final changed nothing.
        if (utterance !== undefined && utterance.final === (body.type === 'transcript.final')) {
          void live.heard(call, utterance);
        }
      }
      return 'taken';
    },
    follow: (onCards) => {
      const follower = (change: CardChange): void => onCards(change);
      followers.add(follower);
      return () => followers.delete(follower);
    },
    list: ({ office: of, officerId }, view) =>
      store.calls({ office: of, view, officerId, limit: MOST_LISTED }),
    find: (id, actor) => store.findCall(id, actor.office),
    suggestions: async (call) => {
      const shown = live.shown(call.id);
      if (shown.length > 0 || call.utterances.length === 0) return shown;
      // Another process hears this call, or this one was started anew.
      return (await review(call))
        .filter(({ cards }) => cards.length > 0)
        .slice(-3)
        .toReversed();
    },
    open: async ({ office: of, officerId }, from = '') => {
      const at = now();
      const id = `typed-${randomUUID()}`;
      const result = await store.changeCall(
        { id, now: at },
        {
          id,
          office: of,
          provider: 'typed',
          from: hiddenNumber(from),
          state: 'talking',
          startedAt: at.toISOString(),
        },
        () => ({ values: { officerId } }),
      );
      if (result === undefined) throw new DeskRefused('unknown');
      return tell(result.call);
    },
    say: async (id, actor, { id: utteranceId, speaker, text, final }) => {
      const at = now();
      const type = final ? 'transcript.final' : 'transcript.partial';
      const call = await changed(id, actor, ({ call: { state, startedAt, utterances } }) => {
        if (state === 'ended') throw new DeskRefused('closed');
        const said = utterances.find((one) => one.id === utteranceId);
        const startMs = said?.startMs ?? Math.max(0, at.getTime() - Date.parse(startedAt));
        return {
          utterance: utteranceOf({ type, utteranceId, speaker, text, startMs }, at.getTime(), mask),
        };
      });
      const utterance = call.utterances.find((one) => one.id === utteranceId);
      return utterance && live.heard(call, utterance, { atOnce: true });
    },
    takeOver: (id, actor) =>
      changed(id, actor, ({ call: { officerId, disposition } }) => {
        if (disposition !== undefined) throw new DeskRefused('closed');
        const isOthers = officerId !== undefined && officerId !== actor.officerId;
        if (isOthers && !actor.isSupervisor) throw new DeskRefused('taken');
        return { values: { officerId: actor.officerId } };
      }),
    end: async (id, actor, ending) => {
      const call = await seen(id, actor);
      const text = ending.summary ?? (await summary(call, 'vi', ending.disposition));
      const ended = await changed(id, actor, ({ call: { state, officerId, disposition } }) => {
        if (disposition !== undefined) throw new DeskRefused('closed');
        const isOthers = officerId !== undefined && officerId !== actor.officerId;
        if (isOthers && !actor.isSupervisor) throw new DeskRefused('not-owner');
        const at = now().toISOString();
        return {
          values: {
            summary: mask(text),
            disposition: ending.disposition,
            officerId: actor.officerId,
            ...(state === 'ended' ? {} : { state: 'ended' as const, endedAt: at, closedAt: at }),
          },
        };
      });
      live.forget(id);
      return ended;
    },
    summary,
    sweep: async (at) => {
      for (;;) {
        const quiet = await store.endQuietCalls(new Date(at.getTime() - quietMs), at);
        for (const call of quiet) {
          live.forget(call.id);
          tell(call);
        }
        if (quiet.length === 0) return;
      }
    },
    stop: () => {
      followers.clear();
      live.stop();
    },
  };
}
