/** Logistic regression by gradient descent with L2, for a handful of inputs. */
export function fitLogistic(
  inputs: readonly (readonly number[])[],
  right: readonly boolean[],
  options: { readonly decay: number; readonly steps: number },
): { weights: number[]; bias: number } {
  const width = inputs[0]?.length ?? 0;
  const mean = new Float64Array(width);
  const scale = new Float64Array(width);
  for (const row of inputs)
    row.forEach((value, at) => (mean[at] = (mean[at] ?? 0) + value / inputs.length));
  for (const row of inputs) {
    row.forEach(
      (value, at) =>
        (scale[at] = (scale[at] ?? 0) + (value - (mean[at] ?? 0)) ** 2 / inputs.length),
    );
  }
  for (let at = 0; at < width; at += 1) scale[at] = Math.sqrt(scale[at] ?? 0) || 1;
  const rows = inputs.map((row) =>
    row.map((value, at) => (value - (mean[at] ?? 0)) / (scale[at] ?? 1)),
  );
  const weights = new Float64Array(width);
  let bias = 0;
  for (let step = 0; step < options.steps; step += 1) {
    const gradient = new Float64Array(width);
    let biasGradient = 0;
    rows.forEach((row, index) => {
      const sum = row.reduce((total, value, at) => total + value * (weights[at] ?? 0), bias);
      const error = 1 / (1 + Math.exp(-sum)) - (right[index] ? 1 : 0);
      row.forEach((value, at) => (gradient[at] = (gradient[at] ?? 0) + error * value));
      biasGradient += error;
    });
    const rate = 2 / (1 + step / 400);
    for (let at = 0; at < width; at += 1) {
      weights[at] =
        (weights[at] ?? 0) -
        rate * ((gradient[at] ?? 0) / rows.length + options.decay * (weights[at] ?? 0));
    }
    bias -= (rate * biasGradient) / rows.length;
  }
  const unscaled = Array.from(weights, (weight, at) => weight / (scale[at] ?? 1));
  const shift = unscaled.reduce((sum, weight, at) => sum + weight * (mean[at] ?? 0), 0);
  return { weights: unscaled.map(round), bias: round(bias - shift) };
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Expected calibration error over ten bins of equal width. */
export function calibrationError(
  probabilities: readonly number[],
  right: readonly boolean[],
): number {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, sum: 0, hits: 0 }));
  probabilities.forEach((value, at) => {
    const bin = bins[Math.min(9, Math.floor(value * 10))] as (typeof bins)[number];
    bin.count += 1;
    bin.sum += value;
    bin.hits += right[at] ? 1 : 0;
  });
  return bins.reduce(
    (error, bin) =>
      error + (bin.count === 0 ? 0 : Math.abs(bin.sum - bin.hits) / probabilities.length),
    0,
  );
}

export interface RiskPoint {
  readonly threshold: number;
  /** Share of the in-scope questions that are answered. */
  readonly coverage: number;
  /** Share of the answers that are wrong. */
  readonly risk: number;
  /** Upper 90 % bound of the risk, counting procedures and not questions. */
  readonly bound: number;
}

/** Risk and coverage at a threshold; `groups` are the procedures the questions are about. */
export function riskAt(
  threshold: number,
  probabilities: readonly number[],
  right: readonly boolean[],
  groups: readonly string[],
  inScope: readonly boolean[],
): RiskPoint {
  const byGroup = new Map<string, { wrong: number; count: number }>();
  let answered = 0;
  let wrong = 0;
  let answeredInScope = 0;
  probabilities.forEach((value, at) => {
    if (value < threshold) return;
    answered += 1;
    if (inScope[at]) answeredInScope += 1;
    if (!right[at]) wrong += 1;
    const group = byGroup.get(groups[at] ?? '') ?? { wrong: 0, count: 0 };
    group.count += 1;
    if (!right[at]) group.wrong += 1;
    byGroup.set(groups[at] ?? '', group);
  });
  // One vote a procedure: the share of its answers that are wrong.
  const votes = [...byGroup.values()].map((group) => group.wrong / group.count);
  const mean = votes.reduce((sum, vote) => sum + vote, 0) / Math.max(1, votes.length);
  const variance =
    votes.reduce((sum, vote) => sum + (vote - mean) ** 2, 0) / Math.max(1, votes.length - 1);
  return {
    threshold,
    coverage: answeredInScope / Math.max(1, inScope.filter(Boolean).length),
    risk: wrong / Math.max(1, answered),
    bound:
      mean +
      1.2816 * Math.sqrt(variance / Math.max(1, votes.length)) +
      1 / Math.max(1, votes.length),
  };
}
