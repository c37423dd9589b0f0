import type { Answer } from '../conversation/answer.ts';
import type { Turn } from '../conversation/conversation.ts';
import type { Utterance } from './call.ts';
import { cleanOf, countWords } from './spoken-words.ts';
import type { Reading, Suggesting } from './suggest.ts';
import type { Suggestions } from './suggestion.ts';
import { SUGGESTION_POLICY } from './suggestion-policy.ts';
import type { SuggestionPolicy } from './suggestion-policy.ts';

/** The caller's utterances up to an answer of the agent: one matter, said in pieces. */
type Run = readonly Utterance[];

/** Cards for a matter of a call. */
interface Heard {
  readonly suggestions: Suggestions;
  /** Ids of the utterances of this matter: cards shown for any of them are replaced by these. */
  readonly matter: readonly string[];
}

/** What a call's words suggest. Remembers how the matters before would be answered; forgets with the call. */
export interface CallTalk {
  /**
   * Cards for the caller's last words, in the light of all that was said: `utterances` in any order.
   * Undefined when too little was said. Throws the reason of `signal` once newer words came.
   */
  listen(utterances: readonly Utterance[], signal?: AbortSignal): Promise<Heard | undefined>;
  /** Every matter of the call, oldest first. */
  review(utterances: readonly Utterance[]): Promise<readonly Suggestions[]>;
}

export interface CallTalkParts {
  readonly suggesting: Suggesting;
  readonly callId: string;
  readonly language: 'vi' | 'en';
  readonly policy?: SuggestionPolicy;
}

/** Matters of a call whose answers are remembered. */
const MOST_REMEMBERED = 50;

export function createCallTalk(parts: CallTalkParts): CallTalk {
  const { suggesting, callId, language, policy = SUGGESTION_POLICY } = parts;
  const clean = cleanOf(policy);
  const remembered = new Map<string, Answer>();

  /**
   * A caller greets, tells a story and begins again: the words from each of her utterances on are one
   * way to read her.
   */
  async function readRun(
    run: Run,
    turns: readonly Turn[],
    signal: AbortSignal | undefined,
  ): Promise<Awaited<ReturnType<Suggesting['suggestFor']>> | undefined> {
    const said = run
      .slice(-policy.talk.mostUtterances)
      .map(({ id, text }) => ({ id, text: clean(text) }))
      .filter(({ text }) => text !== '');
    const words = said.reduce((sum, { text }) => sum + countWords(text), 0);
    if (run.at(-1)?.final !== true && words < policy.partial.fewestWords) return undefined;
    const [whole, ...shorter] = said.map(({ id }, at): Reading => {
      const rest = said.slice(at).map(({ text }) => text);
      return { forTurn: id, question: rest.join(' ') };
    });
    if (whole === undefined) return undefined;
    const context = { turns, language, about: callId, channel: 'hotline' } as const;
    return suggesting.suggestFor(
      [whole, ...shorter],
      signal === undefined ? context : { ...context, signal },
    );
  }

  const wordsOf = (run: Run): string => run.map(({ text }) => clean(text)).join(' ');

  function remember(text: string, answer: Answer): void {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(text, answer);
  }

  /** What was asked before and how it would be answered, as the pipeline reads a conversation. */
  async function turnsOf(
    runs: readonly Run[],
    signal: AbortSignal | undefined,
  ): Promise<readonly Turn[]> {
    const turns: Turn[] = [];
    for (const run of runs) {
      const text = wordsOf(run);
      const answer = remembered.get(text) ?? (await readRun(run, turns, signal))?.answer;
      if (answer === undefined) continue;
      remember(text, answer);
      if (answer.outcome === 'smalltalk') continue;
      turns.push({ index: turns.length, role: 'citizen', text, at: '' });
      turns.push({ index: turns.length, role: 'assistant', text: '', at: '', answer });
    }
    return turns;
  }

  return {
    listen: async (utterances, signal) => {
      const runs = runsOf(utterances, policy);
      const turns = await turnsOf(runs.slice(0, -1), signal);
      const run = runs.at(-1) ?? [];
      const found = await readRun(run, turns, signal);
      if (found !== undefined) remember(wordsOf(run), found.answer);
      return found && { suggestions: found.suggestions, matter: run.map(({ id }) => id) };
    },
    review: async (utterances) => {
      const runs = runsOf(utterances, policy);
      const found: Suggestions[] = [];
      for (const [at, run] of runs.entries()) {
        const turns = await turnsOf(runs.slice(0, at), undefined);
        const heard = await readRun(run, turns, undefined);
        if (heard !== undefined) found.push(heard.suggestions);
      }
      return found;
    },
  };
}

/** Puts utterances in order and cuts them where the agent answered. */
function runsOf(utterances: readonly Utterance[], { talk }: SuggestionPolicy): readonly Run[] {
  const ordered = utterances.toSorted((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
  const runs: Utterance[][] = [[]];
  for (const utterance of ordered) {
    const run = runs.at(-1) ?? [];
    if (utterance.speaker === 'customer') run.push(utterance);
    else if (run.length > 0 && countWords(utterance.text) >= talk.agentWords) runs.push([]);
  }
  return runs.at(-1)?.length === 0 ? runs.slice(0, -1) : runs;
}
