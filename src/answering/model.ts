import type { z } from 'zod';

/** The stages a language model may help with; one prompt for each and language in `prompts/`. */
export const MODEL_STAGES = ['understand', 'compose', 'rewrite', 'summarise', 'translate'] as const;
export type ModelStage = (typeof MODEL_STAGES)[number];

/** What is asked of a model. `values` fill the places of the stage's prompt; they are masked before. */
export interface ModelRequest {
  readonly stage: ModelStage;
  readonly language: 'vi' | 'en';
  readonly values: Readonly<Record<string, string>>;
}

/**
 * A language model: it may improve words and understanding, and never decides anything. Both members
 * throw `ModelUnavailable`, at once while the model is switched off, over budget or left alone because
 * it kept failing.
 */
export interface LanguageModel {
  /** Words as they come. Leaving the loop ends the call. */
  write(request: ModelRequest, signal: AbortSignal): AsyncIterable<string>;
  /** A reply of this shape. */
  read<T>(request: ModelRequest, schema: z.ZodType<T>, signal: AbortSignal): Promise<T>;
}

export type ModelProblem =
  | 'off'
  | 'budget'
  | 'resting'
  | 'busy'
  | 'timeout'
  | 'refused'
  | 'unreachable'
  | 'wrong-shape'
  | 'cut-off';

/** There is no model's reply; the rule's result is used. */
export class ModelUnavailable extends Error {
  readonly reason: ModelProblem;
  constructor(reason: ModelProblem) {
    super(`The language model gave no reply: ${reason}.`);
    this.name = 'ModelUnavailable';
    this.reason = reason;
  }
}
