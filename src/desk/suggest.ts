import { createHash } from 'node:crypto';
import type { Means, Told } from '../answering/means.ts';
import type { Answer, AnswerLine } from '../conversation/answer.ts';
import type { Channel, Turn } from '../conversation/conversation.ts';
import type { Facet } from '../procedure/guide.ts';
import { candidatesOf, chooseReading } from './suggestion-candidates.ts';
import type { Candidate } from './suggestion-candidates.ts';
import type { SuggestionPolicy } from './suggestion-policy.ts';
import { SUGGESTION_POLICY } from './suggestion-policy.ts';
import { scriptOf } from './suggestion-script.ts';
import type { SuggestionCard, Suggestions } from './suggestion.ts';

interface SuggestContext {
  /** What was said before, oldest first, with the assistant's answers where there are. */
  readonly turns: readonly Turn[];
  /** The citizen's. */
  readonly language: 'vi' | 'en';
  readonly channel: Channel;
  /** Hand-off or call: ids of cards differ between two of them. */
  readonly about: string;
  /** Index of the citizen's turn or id of the utterance. */
  readonly forTurn: string;
  /** Aborted when newer words make the work worthless. */
  readonly signal?: AbortSignal;
}

/** One way to read what was said. */
export interface Reading {
  readonly question: string;
  /** Index of the citizen's turn or id of the utterance. */
  readonly forTurn: string;
}

/** Suggests answers. Throws what `Means` throws, and the reason of an aborted signal. */
export interface Suggesting {
  /** The likeliest procedures for a message, at most three; no card where none is likely enough. */
  suggest(question: string, context: SuggestContext): Promise<Suggestions>;
  /**
   * Speech may be read from different places on: the readings, the whole first. With the answer the
   * assistant itself would give to the one that counts; later words lean on it.
   */
  suggestFor(
    readings: readonly [Reading, ...(readonly Reading[])],
    context: Omit<SuggestContext, 'forTurn'>,
  ): Promise<{ readonly suggestions: Suggestions; readonly answer: Answer }>;
}

export interface SuggestingParts {
  readonly means: Pick<Means, 'answer' | 'procedure' | 'guide' | 'tell'>;
  readonly policy?: SuggestionPolicy;
  readonly nowMs?: () => number;
}

const RANKS = [1, 2, 3] as const;

export function createSuggesting(parts: SuggestingParts): Suggesting {
  const { means, policy = SUGGESTION_POLICY, nowMs = () => performance.now() } = parts;

  const suggestFor: Suggesting['suggestFor'] = async (readings, context) => {
    const startedMs = nowMs();
    const { turns, channel, signal } = context;
    const answers: Answer[] = [];
    for (const { question: text } of readings) {
      // An officer waits for cards while somebody talks to her: no model, no network.
      answers.push(await means.answer({ text, channel }, { turns }, { byRule: true }));
      signal?.throwIfAborted();
    }
    const at = chooseReading(answers, policy);
    const { question, forTurn } = readings[at] ?? readings[0];
    const answer = answers[at];
    if (answer === undefined) throw new Error('There was no reading to suggest for.');
    const cards = candidatesOf(answer, answers, policy, RANKS.length).flatMap(
      (candidate) => cardOf(candidate, question, answer, { ...context, forTurn }) ?? [],
    );
    const { outcome, reason, confidence } = answer;
    return {
      answer,
      suggestions: {
        forTurn,
        question,
        cards: cards.map((card, place) => ({ ...card, rank: RANKS[place] ?? 3 })),
        tookMs: Math.round((nowMs() - startedMs) * 10) / 10,
        understood: { outcome, reason, confidence },
      },
    };
  };

  function cardOf(
    { code, name, confidence }: Candidate,
    question: string,
    answer: Answer,
    { about, forTurn, language }: SuggestContext,
  ): Omit<SuggestionCard, 'rank'> | undefined {
    const procedure = means.procedure(code);
    const facets = facetsOf(answer);
    const told = toldBy(answer, code, language) ?? means.tell(code, { facets, question, language });
    if (procedure === undefined || told === undefined) return undefined;
    const [citation] = told.citations;
    const { sure, likely } = policy.sureness;
    return {
      id: cardId(about, forTurn, code),
      procedureCode: code,
      procedureName: procedure.name.replace(/\s+/gu, ' ') || name,
      confidence: Math.round(confidence * 1000) / 1000,
      sureness: confidence >= sure ? 'sure' : confidence >= likely ? 'likely' : 'possible',
      facets: facets.length === 0 ? ['overview'] : facets,
      fields: told.sections.map(({ facet, title, lines }) => ({
        facet,
        title,
        lines: lines.map(shown),
      })),
      reply: told.text,
      script: scriptOf({
        told,
        procedure,
        guide: means.guide(code),
        isOverview: facets.length === 0,
        language,
      }),
      checklist: told.sections
        .filter(({ facet }) => facet === 'dossier')
        .flatMap(({ lines }) => lines.filter(({ style }) => style === 'bullet'))
        .map(({ text }) => text),
      source: told.source,
      ...(citation?.url === undefined ? {} : { url: citation.url }),
      ...(citation?.updatedAt === undefined ? {} : { updatedAt: citation.updatedAt }),
    };
  }

  return {
    suggestFor,
    suggest: async (question, { forTurn, ...context }) =>
      (await suggestFor([{ question, forTurn }], context)).suggestions,
  };
}

/** Stable for the same message and procedure. */
function cardId(about: string, forTurn: string, code: string): string {
  return createHash('sha256')
    .update(JSON.stringify([about, forTurn, code]))
    .digest('base64url')
    .slice(0, 22);
}

/** What was asked; empty for the overview. */
function facetsOf({ facets }: Answer): readonly Facet[] {
  return facets.includes('overview') ? [] : facets;
}

/** The assistant's own answer where it is about this procedure: it may say what was taken for granted. */
function toldBy(answer: Answer, code: string, language: 'vi' | 'en'): Told | undefined {
  const { outcome, reason, answerCodes, citations } = answer;
  if (outcome !== 'answered' || reason === 'several-needs' || answer.language !== language)
    return undefined;
  if (answerCodes[0] !== code) return undefined;
  const { gist, sections, source, text } = answer;
  return { gist, sections, source, text, citations };
}

function shown({ style, text }: AnswerLine): string {
  if (style === 'heading') return `${text}:`;
  return style === 'note' ? `(${text})` : text;
}
