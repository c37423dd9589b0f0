import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LanguageModel } from '../answering/model.ts';
import type { ModelConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { openBudget } from './budget.ts';
import { createModelFigures } from './figures.ts';
import { createKillSwitch } from './kill-switch.ts';
import { openLanguageModel } from './open-language-model.ts';
import { loadPrompts } from './prompts.ts';

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
): { readonly model: LanguageModel; readonly metrics: () => string } {
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
  return { model, metrics: figures.render };
}
