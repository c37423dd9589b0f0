import type { Answer, TraceStep } from '../conversation/answer.ts';
import type { ConversationContext, Question } from '../conversation/conversation.ts';
import type { OutsideNearness } from '../retrieval/outside-nearness.ts';
import { searchingWith } from '../retrieval/outside-nearness.ts';
import { answerQuestion } from './answer-question.ts';
import type { LanguageModel } from './model.ts';
import type { Resources } from './resources.ts';
import { rephrase } from './wording/rephrase.ts';
import type { Vocabulary } from './wording/vocabulary.ts';
import { wordAnswer } from './wording/word-answer.ts';

/** What stands beside the pipeline; each may be missing. */
export interface ModelParts {
  readonly model?: LanguageModel | undefined;
  /** Nearness of procedures to a question by an embedding endpoint; never throws. */
  readonly near?: ((question: string) => Promise<Near>) | undefined;
  readonly vocabularies: Readonly<Record<'vi' | 'en', Vocabulary>>;
}

export type Near =
  | { readonly kind: 'near'; readonly nearness: OutsideNearness }
  | { readonly kind: 'none'; readonly reason: string };

export interface ModelOptions {
  readonly signal: AbortSignal;
  readonly onSentence?: ((sentence: string) => void) | undefined;
}

/**
 * The pipeline with a model beside it: an embedding may tell which procedures are near, where the
 * rules are unsure a model may put the question better, and it may word the opening of an answer. All
 * is checked by rules; without a usable reply the answer is the pipeline's own.
 */
export async function answerWithModel(
  question: Question,
  context: ConversationContext,
  resources: Resources,
  { model, near, vocabularies }: ModelParts,
  { signal, onSentence }: ModelOptions,
): Promise<Answer> {
  const plain = await answerNear(question, context, resources, near);
  if (model === undefined) return plain;
  const read = await rephrase(
    plain,
    question,
    context,
    {
      model,
      answer: (again) => answerQuestion(again, context, resources),
      sureFrom: resources.policy.answer,
    },
    signal,
  );
  const { replies } = resources;
  const options = { question: question.text, signal, onSentence };
  return wordAnswer(read, { model, vocabularies, replies }, options);
}

/** What is screened out or said in a word is not sent anywhere. */
const LEAST_LETTERS = 6;

async function answerNear(
  question: Question,
  context: ConversationContext,
  resources: Resources,
  near: ModelParts['near'],
): Promise<Answer> {
  const plain = answerQuestion(question, context, resources);
  const isSearch = plain.procedures.length > 0 && question.chosenCode === undefined;
  if (near === undefined || !isSearch || question.text.trim().length < LEAST_LETTERS) return plain;
  const startedMs = performance.now();
  const found = await near(question.text);
  const ms = Math.round((performance.now() - startedMs) * 100) / 100;
  const step = (detail: TraceStep['detail']): TraceStep => ({ stage: 'embed', ms, detail });
  if (found.kind === 'none') {
    return { ...plain, trace: [...plain.trace, step({ used: false, reason: found.reason })] };
  }
  const searcher = searchingWith(resources.searcher, found.nearness);
  const answer = answerQuestion(question, context, { ...resources, searcher });
  return { ...answer, trace: [...answer.trace, step({ used: true })] };
}
