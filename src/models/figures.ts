import type { ModelStage } from '../answering/model.ts';

/** What a model was asked and what it cost, since the start of this process. */
export interface ModelFigures {
  add(
    stage: ModelStage | EmbeddingStage,
    call: {
      /** `ok`, `cached`, or why there was no reply. */
      readonly outcome: string;
      readonly ms: number;
      readonly tokensIn: number;
      readonly tokensOut: number;
    },
  ): void;
  /** Prometheus text format. */
  render(): string;
}

/** Vectors of questions, and of the records in the background. */
export type EmbeddingStage = 'embed' | 'embed-fill';

export interface Prices {
  /** For a million tokens, in whatever the office pays in. */
  readonly in: number;
  readonly out: number;
  /** Of an embedding model; `in` where it is not given. */
  readonly embedding?: number;
}

export function createModelFigures(prices: Prices): ModelFigures {
  const calls = new Map<string, number>();
  const sums = new Map<string, { ms: number; in: number; out: number }>();
  return {
    add: (stage, { outcome, ms, tokensIn, tokensOut }) => {
      const key = `stage="${stage}",outcome="${outcome}"`;
      calls.set(key, (calls.get(key) ?? 0) + 1);
      const sum = sums.get(stage) ?? { ms: 0, in: 0, out: 0 };
      sums.set(stage, { ms: sum.ms + ms, in: sum.in + tokensIn, out: sum.out + tokensOut });
    },
    render: () => {
      const lines = ['# TYPE hmc_model_calls_total counter'];
      for (const [key, count] of calls) lines.push(`hmc_model_calls_total{${key}} ${count}`);
      lines.push('# TYPE hmc_model_tokens_total counter');
      for (const [stage, sum] of sums) {
        lines.push(`hmc_model_tokens_total{stage="${stage}",direction="in"} ${sum.in}`);
        lines.push(`hmc_model_tokens_total{stage="${stage}",direction="out"} ${sum.out}`);
      }
      lines.push('# TYPE hmc_model_seconds_total counter');
      for (const [stage, { ms }] of sums) {
        lines.push(`hmc_model_seconds_total{stage="${stage}"} ${(ms / 1000).toFixed(3)}`);
      }
      lines.push('# TYPE hmc_model_cost_total counter');
      for (const [stage, sum] of sums) {
        const isEmbedding = stage.startsWith('embed');
        const priceIn = isEmbedding ? (prices.embedding ?? prices.in) : prices.in;
        const cost = (sum.in * priceIn + sum.out * prices.out) / 1_000_000;
        lines.push(`hmc_model_cost_total{stage="${stage}"} ${cost.toFixed(6)}`);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}
