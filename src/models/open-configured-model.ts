import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LanguageModel } from '../answering/model.ts';
import type { ModelConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { openBudget } from './budget.ts';
import { createEmbeddings } from './embeddings.ts';
import { createModelFigures } from './figures.ts';
import { createKillSwitch } from './kill-switch.ts';
import type { SwitchChange } from './kill-switch.ts';
import { openLanguageModel } from './open-language-model.ts';
import { fillOutsideVectors } from './outside-vectors.ts';
import type { OutsideVectors } from './outside-vectors.ts';
import { loadPrompts } from './prompts.ts';
import { openVectorCache } from './vector-cache.ts';

/** A change is noticed so late at most. */
const LOOK_MS = 5000;
const PROMPTS = fileURLToPath(new URL('../../prompts', import.meta.url));

/** The model of the settings, with its figures for `GET /metrics`. */
export function openConfiguredModel(
  config: ModelConfig,
  parts: {
    readonly varDir: string;
    readonly log: Log;
    readonly mask: (text: string) => string;
    /** Connects instead of the global one; `createPrivateFetch()` for `OUTBOUND_PRIVATE_ONLY`. */
    readonly fetch?: typeof fetch | undefined;
  },
): {
  readonly model: LanguageModel;
  /** Undefined without an embedding model. */
  readonly nearness: ((texts: readonly string[]) => OutsideVectors['near']) | undefined;
  readonly metrics: () => string;
  /**
   * From now on tells once of each time the model goes off or on, also while nobody asks it, and at
   * once of what changed before.
   */
  onSwitch(listener: (change: SwitchChange) => void): void;
  stop(): void;
} {
  const { varDir, log, mask, fetch } = parts;
  const figures = createModelFigures(config.prices);
  const budget = openBudget(join(varDir, 'model-budget.json'), config.dailyTokens);
  const untold: SwitchChange[] = [];
  let tell = (change: SwitchChange): void => void untold.push(change);
  const killSwitch = createKillSwitch(join(varDir, 'model-off'), config.off, log, {
    onChange: (change) => tell(change),
  });
  let looking: NodeJS.Timeout | undefined;
  const model = openLanguageModel({
    config,
    prompts: loadPrompts(PROMPTS),
    budget,
    figures,
    killSwitch,
    mask,
    fetch,
  });
  const { embedding } = config;
  let vectors: OutsideVectors | undefined;
  const fill = (texts: readonly string[]): OutsideVectors['near'] => {
    const { name, weight } = embedding ?? { name: '', weight: 0 };
    const { baseUrl, apiKey, timeoutMs } = config;
    vectors = fillOutsideVectors({
      embeddings: createEmbeddings({
        config: { baseUrl, apiKey, name, timeoutMs },
        budget,
        figures,
        killSwitch,
        mask,
        fetch,
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
    onSwitch: (listener) => {
      tell = listener;
      for (const change of untold.splice(0)) listener(change);
      looking ??= setInterval(() => void killSwitch.reason(), LOOK_MS).unref();
    },
    stop: () => {
      clearInterval(looking);
      vectors?.stop();
    },
  };
}
