import type { Answer } from '../conversation/answer.ts';
import type { ConversationContext, Question } from '../conversation/conversation.ts';
import { answerQuestion } from './answer-question.ts';
import type { LanguageModel } from './model.ts';
import type { Resources } from './resources.ts';
import { rephrase } from './wording/rephrase.ts';
import type { Vocabulary } from './wording/vocabulary.ts';
import { wordAnswer } from './wording/word-answer.ts';

export interface ModelParts {
  readonly model: LanguageModel;
  readonly vocabularies: Readonly<Record<'vi' | 'en', Vocabulary>>;
}

export interface ModelOptions {
  readonly signal: AbortSignal;
  readonly onSentence?: ((sentence: string) => void) | undefined;
}

/**
 * The pipeline with a model beside it: where the rules are unsure it may put the question better, and
 * it may word the opening of an answer. Both are checked by rules; without a usable reply the answer is
 * the pipeline's own.
 */
export async function answerWithModel(
  question: Question,
  context: ConversationContext,
  resources: Resources,
  { model, vocabularies }: ModelParts,
  { signal, onSentence }: ModelOptions,
): Promise<Answer> {
  const plain = answerQuestion(question, context, resources);
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
