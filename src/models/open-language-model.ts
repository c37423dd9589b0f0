import { ChatOpenAI } from '@langchain/openai';
import type { z } from 'zod';
import { ModelUnavailable } from '../answering/model.ts';
import type { LanguageModel, ModelProblem, ModelRequest } from '../answering/model.ts';
import type { ModelConfig } from '../config.ts';
import { createBreaker } from './breaker.ts';
import type { BreakerOptions } from './breaker.ts';
import type { Budget } from './budget.ts';
import type { ModelFigures } from './figures.ts';
import { repeatsPrompt } from './echo.ts';
import type { KillSwitch } from './kill-switch.ts';
import { fillPrompt } from './prompts.ts';
import type { Prompt, Prompts } from './prompts.ts';
import { createRemembered, promptHash } from './remembered.ts';
import { tokensOf } from './tokens.ts';

export interface LanguageModelParts {
  readonly config: Pick<ModelConfig, 'baseUrl' | 'apiKey' | 'name' | 'timeoutMs' | 'concurrency'>;
  readonly prompts: Prompts;
  readonly budget: Budget;
  readonly figures: ModelFigures;
  readonly killSwitch: KillSwitch;
  /** Blanks personal data out of what leaves. */
  readonly mask: (text: string) => string;
  /** Connects instead of the global one; see `createPrivateFetch`. */
  readonly fetch?: typeof fetch | undefined;
  readonly breaker?: Partial<BreakerOptions>;
  readonly now?: () => Date;
}

/** Tokens of the longest reply any stage needs. */
const MOST_REPLY_TOKENS = 400;
const REMEMBERED = 500;
/** Tries of one call while nothing came yet; the citizen waits meanwhile. */
const TRIES = 2;

/**
 * A model behind any OpenAI-compatible endpoint, through LangChain. Whatever goes wrong is
 * `ModelUnavailable`, within `timeoutMs`; a failing endpoint is left alone.
 */
export function openLanguageModel(parts: LanguageModelParts): LanguageModel {
  const { config, prompts, budget, figures, killSwitch, mask } = parts;
  const { now = () => new Date() } = parts;
  const breaker = createBreaker(parts.breaker);
  const remembered = createRemembered(REMEMBERED);
  let running = 0;
  const chat = new ChatOpenAI({
    model: config.name,
    apiKey: config.apiKey ?? 'none',
    configuration: {
      baseURL: config.baseUrl,
      ...(parts.fetch === undefined ? {} : { fetch: parts.fetch }),
    },
    temperature: 0,
    maxTokens: MOST_REPLY_TOKENS,
    // Retries, time limits and counting are ours.
    maxRetries: 0,
    timeout: config.timeoutMs,
    streamUsage: false,
  });

  function promptOf({ stage, language, values }: ModelRequest): { prompt: Prompt; text: string } {
    const prompt = prompts.find(stage, language);
    if (prompt === undefined) throw new ModelUnavailable('off');
    const masked = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, mask(value)]),
    );
    return { prompt, text: fillPrompt(prompt, masked) };
  }

  async function* write(request: ModelRequest, signal: AbortSignal): AsyncGenerator<string> {
    const { stage } = request;
    const { prompt, text } = promptOf(request);
    const key = promptHash(config.name, stage, String(prompt.version), text);
    const known = remembered.get(key);
    if (known !== undefined) {
      figures.add(stage, { outcome: 'cached', ms: 0, tokensIn: 0, tokensOut: 0 });
      yield known;
      return;
    }
    const startedMs = performance.now();
    const tokensIn = tokensOf(text);
    let reply = '';
    let outcome: string = 'left';
    const refuse = (reason: ModelProblem): ModelUnavailable => {
      outcome = reason;
      return new ModelUnavailable(reason);
    };
    let reserved: ReturnType<Budget['reserve']>;
    let began = false;
    const timeout = AbortSignal.timeout(config.timeoutMs);
    try {
      if (killSwitch.reason() !== undefined) throw refuse('off');
      if (running >= config.concurrency) throw refuse('busy');
      if (!breaker.allows(performance.now())) throw refuse('resting');
      reserved = budget.reserve(tokensIn + MOST_REPLY_TOKENS, now());
      if (reserved === undefined) throw refuse('budget');
      running += 1;
      began = true;
      for (let attempt = 1; ; attempt += 1) {
        try {
          const stream = await chat.stream(text, { signal: AbortSignal.any([signal, timeout]) });
          for await (const chunk of stream) {
            if (chunk.text === '') continue;
            reply += chunk.text;
            yield chunk.text;
          }
          break;
        } catch (error) {
          const reason = problemOf(error, timeout, reply);
          // A half reply is not begun anew: part of it may have been shown.
          if (reply !== '' || attempt >= TRIES || !isPassing(reason) || signal.aborted) {
            throw refuse(reason);
          }
        }
      }
      // Nobody who told it to repeat what it was told reads it.
      if (reply.trim() === '' || repeatsPrompt(reply, prompt.template, request.values)) {
        throw refuse('wrong-shape');
      }
      outcome = 'ok';
      remembered.set(key, reply);
    } finally {
      const ms = performance.now() - startedMs;
      const tokensOut = tokensOf(reply);
      figures.add(stage, { outcome, ms, tokensIn: began ? tokensIn : 0, tokensOut });
      if (began) running -= 1;
      reserved?.settle(tokensIn + tokensOut);
      if (outcome === 'ok' || outcome === 'left') breaker.succeeded();
      else if (began && !signal.aborted) breaker.failed(performance.now());
    }
  }

  return {
    write,
    read: async <T>(request: ModelRequest, schema: z.ZodType<T>, signal: AbortSignal) => {
      let text = '';
      for await (const piece of write(request, signal)) text += piece;
      const result = schema.safeParse(jsonIn(text));
      if (!result.success) throw new ModelUnavailable('wrong-shape');
      return result.data;
    },
  };
}

function isPassing(reason: ModelProblem): boolean {
  return reason === 'unreachable';
}

function problemOf(error: unknown, timeout: AbortSignal, reply: string): ModelProblem {
  if (timeout.aborted) return 'timeout';
  const status: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : undefined;
  if (typeof status === 'number' && status >= 400 && status < 500 && status !== 429) {
    return 'refused';
  }
  if (reply !== '') return 'cut-off';
  return error instanceof SyntaxError ? 'wrong-shape' : 'unreachable';
}

/** The JSON of a reply, also where words or a fence stand around it. */
function jsonIn(text: string): unknown {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  if (from < 0 || to < from) return undefined;
  try {
    return JSON.parse(text.slice(from, to + 1));
  } catch {
    return undefined;
  }
}
