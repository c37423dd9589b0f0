import { OpenAIEmbeddings } from '@langchain/openai';
import { createBreaker } from './breaker.ts';
import type { BreakerOptions } from './breaker.ts';
import type { ModelFigures } from './figures.ts';

interface EmbeddingConfig {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly name: string;
  readonly timeoutMs: number;
}

/** Vectors of texts by an endpoint. */
export interface Embeddings {
  readonly name: string;
  /** Unit vectors, one a text. Undefined when the endpoint gives none now. Never throws. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[] | undefined>;
}

export interface EmbeddingParts {
  readonly config: EmbeddingConfig;
  readonly figures: ModelFigures;
  readonly mask: (text: string) => string;
  readonly allowed?: (url: string) => Promise<void>;
  readonly breaker?: Partial<BreakerOptions>;
}

/** An embedding endpoint through LangChain; one that keeps failing is left alone for a while. */
export function createEmbeddings(parts: EmbeddingParts): Embeddings {
  const { config, figures, mask, allowed = () => Promise.resolve() } = parts;
  const breaker = createBreaker(parts.breaker);
  const client = new OpenAIEmbeddings({
    model: config.name,
    apiKey: config.apiKey ?? 'none',
    configuration: { baseURL: config.baseUrl },
    maxRetries: 0,
    timeout: config.timeoutMs,
    // Not every endpoint packs its numbers.
    encodingFormat: 'float',
  });
  return {
    name: config.name,
    embed: async (texts) => {
      const startedMs = performance.now();
      const note = (outcome: string): void =>
        figures.add('embed', {
          outcome,
          ms: performance.now() - startedMs,
          tokensIn: Math.ceil(texts.join('').length / 2.5),
          tokensOut: 0,
        });
      if (!breaker.allows(startedMs)) return undefined;
      try {
        await allowed(config.baseUrl);
        const masked = texts.map((text) => mask(text));
        const vectors = (await client.embedDocuments(masked)).map(toUnit);
        const [first] = vectors;
        const sound =
          vectors.length === texts.length &&
          vectors.every((one) => one.length === first?.length && one.length > 0 && !isZero(one));
        if (!sound) throw new Error('The endpoint gave vectors of another shape.');
        breaker.succeeded();
        note('ok');
        return vectors;
      } catch {
        breaker.failed(performance.now());
        note('failed');
        return undefined;
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
