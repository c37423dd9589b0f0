import { z } from 'zod';
import type { Answer, TraceStep } from '../../conversation/answer.ts';
import type { ConversationContext, Question } from '../../conversation/conversation.ts';
import { fold } from '../../language/fold.ts';
import { tokenise } from '../../language/tokenise.ts';
import { facetSchema } from '../../procedure/guide.ts';
import type { LanguageModel } from '../model.ts';
import { ModelUnavailable } from '../model.ts';

/** What a model made of a message; it names no procedure and decides nothing. */
const understandingSchema = z.strictObject({
  questions: z.array(z.string().trim().min(3).max(300)).min(1).max(3),
  facets: z.array(facetSchema).max(11).default([]),
});

export interface RephraseParts {
  readonly model: LanguageModel;
  /** The pipeline, without a model. */
  readonly answer: (question: Question) => Answer;
  /** Sure enough to answer; below it the first reading stands. */
  readonly sureFrom: number;
}

/** Endings behind which a better-put question may find the procedure. */
const UNSURE = new Set([
  'several-procedures',
  'low-confidence',
  'misunderstood-twice',
  'not-that',
  'nothing-found',
  'likely',
]);
/** Turns told to the model; more are of another matter. */
const TURNS = 6;
const MOST_TURN = 400;

/**
 * Asks a model to put an unclear message as a whole question and reads that by the same rules. The new
 * reading is taken only when the rules are sure of it, and only if the model put in no word of its
 * own; else the first stands. Never asked for what was screened out, chosen or sure.
 */
export async function rephrase(
  plain: Answer,
  question: Question,
  context: ConversationContext,
  { model, answer, sureFrom }: RephraseParts,
  signal: AbortSignal,
): Promise<Answer> {
  const chosen = question.chosenCode !== undefined || question.chosenFacet !== undefined;
  if (chosen || !UNSURE.has(plain.reason) || tokenise(question.text).length < 2) return plain;
  const startedMs = performance.now();
  const turns = context.turns.slice(-TURNS);
  // One line a turn: nobody's words begin a turn of somebody else.
  const history = turns.map(
    ({ role, text }) => `${role}: ${text.slice(0, MOST_TURN).replace(/[\s\u0085]+/gu, ' ')}`,
  );
  const noted = (kept: Answer, used: boolean, reason: string): Answer => {
    const ms = Math.round((performance.now() - startedMs) * 100) / 100;
    const step: TraceStep = { stage: 'rephrase', ms, detail: { used, reason } };
    return { ...kept, trace: [...kept.trace, step] };
  };
  let text: string;
  try {
    const { questions } = await model.read(
      {
        stage: 'understand',
        language: plain.language,
        values: { question: question.text, history: history.join('\n').toWellFormed() },
      },
      understandingSchema,
      signal,
    );
    text = questions.join('. ');
  } catch (error) {
    if (!(error instanceof ModelUnavailable)) throw error;
    return noted(plain, false, `model-${error.reason}`);
  }
  const said = wordsIn([question.text, ...turns.map((turn) => turn.text)].join(' '));
  if ([...wordsIn(text)].some((word) => !said.has(word) && !PLAIN_WORDS.has(word))) {
    return noted(plain, false, 'new-words');
  }
  const again = answer({ ...question, text });
  const better =
    again.outcome === 'answered' && again.reason !== 'likely' && again.confidence >= sureFrom;
  return better ? noted(again, true, 'sure') : noted(plain, false, 'still-unsure');
}

const wordsIn = (text: string): Set<string> => new Set(tokenise(text).map(fold));

/** Words that ask and bind, which a whole question needs and which name no matter. */
const PLAIN_WORDS = new Set(
  'thu tuc lam xin cap giay can gi nhung bao nhieu o dau khi nao the va cho cua la co khong mat lau phi le nop de ve viec nhu nao tien ngay the procedure for a to what is how much long where of do i need and'.split(
    ' ',
  ),
);
