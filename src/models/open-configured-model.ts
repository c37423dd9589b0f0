import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LanguageModel } from '../answering/model.ts';
import type { ModelConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { openBudget } from './budget.ts';
import { createEmbeddings } from './embeddings.ts';
import { createModelFigures } from './figures.ts';
import { createKillSwitch } from './kill-switch.ts';
import { openLanguageModel } from './open-language-model.ts';
import { fillOutsideVectors } from './outside-vectors.ts';
import type { OutsideVectors } from './outside-vectors.ts';
import { loadPrompts } from './prompts.ts';
import { openVectorCache } from './vector-cache.ts';

const PROMPTS = fileURLToPath(new URL('../../prompts', import.meta.url));

/** The model of the settings, with its figures for `GET /metrics`. */
export function openConfiguredModel(
  config: ModelConfig,
  parts: {
    readonly varDir: string;
    readonly log: Log;
    readonly mask: (text: string) => string;
    readonly allowed?: (url: string) => Promise<void>;
  },
): {
  readonly model: LanguageModel;
  /** Undefined without an embedding model. */
  readonly nearness: ((texts: readonly string[]) => OutsideVectors['near']) | undefined;
  readonly metrics: () => string;
  stop(): void;
} {
  const { varDir, log, mask, allowed } = parts;
  const figures = createModelFigures(config.prices);
  const model = openLanguageModel({
    config,
    prompts: loadPrompts(PROMPTS),
    budget: openBudget(join(varDir, 'model-budget.json'), config.dailyTokens),
    figures,
    killSwitch: createKillSwitch(join(varDir, 'model-off'), config.off, log),
    mask,
    ...(allowed === undefined ? {} : { allowed }),
  });
  const { embedding } = config;
  let vectors: OutsideVectors | undefined;
  const fill = (texts: readonly string[]): OutsideVectors['near'] => {
    const { name, weight } = embedding ?? { name: '', weight: 0 };
    const { baseUrl, apiKey, timeoutMs } = config;
    vectors = fillOutsideVectors({
      embeddings: createEmbeddings({
        config: { baseUrl, apiKey, name, timeoutMs },
        figures,
        mask,
        ...(allowed === undefined ? {} : { allowed }),
      }),
      cache: openVectorCache(join(varDir, 'vectors.jsonl'), name),
      texts,
      weight,
      log,
    });
    return vectors.near;
  };
  return {
    model,
    nearness: embedding === undefined ? undefined : fill,
    metrics: figures.render,
    stop: () => vectors?.stop(),
  };
}
