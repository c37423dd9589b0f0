import { OpenAIEmbeddings } from '@langchain/openai';
import { createBreaker } from './breaker.ts';
import type { BreakerOptions } from './breaker.ts';
import type { Budget } from './budget.ts';
import type { EmbeddingStage, ModelFigures } from './figures.ts';
import type { KillSwitch } from './kill-switch.ts';
import { withoutHidden } from './prompts.ts';
import { tokensOf } from './tokens.ts';

interface EmbeddingConfig {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly name: string;
  readonly timeoutMs: number;
}

/** Why there are no vectors; `budget`: the day's tokens are used. */
export type EmbeddingProblem = 'off' | 'budget' | 'resting' | 'failed';

type Embedded =
  | { readonly kind: 'made'; readonly vectors: readonly Float32Array[] }
  | { readonly kind: 'none'; readonly reason: EmbeddingProblem };

/** Vectors of texts by an endpoint. */
export interface Embeddings {
  readonly name: string;
  /** Unit vectors, one a text. Never throws. */
  embed(texts: readonly string[], stage: EmbeddingStage): Promise<Embedded>;
}

export interface EmbeddingParts {
  readonly config: EmbeddingConfig;
  /** The same as of the words: one day, one stop. */
  readonly budget: Budget;
  readonly figures: ModelFigures;
  readonly killSwitch: KillSwitch;
  readonly mask: (text: string) => string;
  /** Connects instead of the global one; see `createPrivateFetch`. */
  readonly fetch?: typeof fetch | undefined;
  readonly breaker?: Partial<BreakerOptions>;
  readonly now?: () => Date;
}

/** Filling the index takes days rather than the tokens that questions need. */
const FILL_SHARE = 0.5;

/** An embedding endpoint through LangChain; one that keeps failing is left alone for a while. */
export function createEmbeddings(parts: EmbeddingParts): Embeddings {
  const { config, budget, figures, killSwitch, mask, now = () => new Date() } = parts;
  const breaker = createBreaker(parts.breaker);
  const client = new OpenAIEmbeddings({
    model: config.name,
    apiKey: config.apiKey ?? 'none',
    configuration: {
      baseURL: config.baseUrl,
      ...(parts.fetch === undefined ? {} : { fetch: parts.fetch }),
    },
    maxRetries: 0,
    timeout: config.timeoutMs,
    // Not every endpoint packs its numbers.
    encodingFormat: 'float',
  });

  async function vectorsOf(texts: readonly string[]): Promise<Float32Array[]> {
    return (await client.embedDocuments([...texts])).map(toUnit);
  }

  return {
    name: config.name,
    embed: async (texts, stage) => {
      const startedMs = performance.now();
      const sent = texts.map((text) => withoutHidden(mask(text)));
      const tokensIn = sent.reduce((sum, text) => sum + tokensOf(text), 0);
      const note = (outcome: string, tokens: number): void =>
        figures.add(stage, {
          outcome,
          ms: performance.now() - startedMs,
          tokensIn: tokens,
          tokensOut: 0,
        });
      const none = (reason: EmbeddingProblem): Embedded => {
        note(reason, 0);
        return { kind: 'none', reason };
      };
      if (killSwitch.reason() !== undefined) return none('off');
      // The budget before the breaker: its one try after a rest is not spent on a call not made.
      const reserved = budget.reserve(tokensIn, now(), stage === 'embed-fill' ? FILL_SHARE : 1);
      if (reserved === undefined) return none('budget');
      if (!breaker.allows(startedMs)) {
        reserved.settle(0);
        return none('resting');
      }
      // An endpoint that is down bills nothing; one that came too late or answered wrongly does.
      let billed = 0;
      try {
        const vectors = await vectorsOf(sent);
        billed = tokensIn;
        const [first] = vectors;
        const sound =
          vectors.length === texts.length &&
          vectors.every((one) => one.length === first?.length && one.length > 0 && !isZero(one));
        if (!sound) throw new Error('The endpoint gave vectors of another shape.');
        breaker.succeeded();
        note('ok', tokensIn);
        return { kind: 'made', vectors };
      } catch (error) {
        if (error instanceof Error && error.name === 'TimeoutError') billed = tokensIn;
        breaker.failed(performance.now());
        note('failed', billed);
        return { kind: 'none', reason: 'failed' };
      } finally {
        reserved.settle(billed);
      }
    },
  };
}

function toUnit(numbers: readonly number[]): Float32Array {
  const length = Math.hypot(...numbers);
  return Float32Array.from(numbers, (value) => (length > 0 ? value / length : 0));
}

const isZero = (vector: Float32Array): boolean =>
  !vector.some((value) => value !== 0) || vector.some((value) => !Number.isFinite(value));
