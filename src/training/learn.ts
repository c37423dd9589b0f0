import type { RankerWeights } from '../retrieval/ranker.ts';
import { FEATURES } from '../retrieval/features.ts';
import type { Random } from './random.ts';

/** One question with the features of its candidates; `right` marks the candidates that answer it. */
export interface TrainingList {
  readonly features: readonly Float32Array[];
  readonly right: readonly boolean[];
  /** Procedure the question is about; folds are cut by it. */
  readonly group: string;
  readonly weight: number;
}

export interface LearnOptions {
  readonly hidden: number;
  readonly epochs: number;
  readonly rate: number;
  readonly decay: number;
  readonly random: Random;
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/**
 * Learns the ranker by gradient descent (Adam) on the listwise softmax loss −log P(right), where P
 * is the softmax of the scores within one question.
 */
export function learnRanker(
  lists: readonly TrainingList[],
  options: LearnOptions,
): Pick<RankerWeights, 'features' | 'linear' | 'hidden' | 'output'> {
  const width = FEATURES.length;
  const { hidden: units, random } = options;
  // Layout: linear [width], then per unit [width + bias], then output [units].
  const size = width + units * (width + 1) + units;
  const weights = new Float64Array(size);
  for (let at = width; at < size; at += 1) weights[at] = (random.next() - 0.5) * 0.4;
  const outputAt = width + units * (width + 1);
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  const gradient = new Float64Array(size);
  const activations: Float64Array[] = [];
  const order = lists.map((_, index) => index);
  let step = 0;
  const BATCH = 32;
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = random.below(at + 1);
      [order[at], order[other]] = [order[other] as number, order[at] as number];
    }
    let loss = 0;
    let inBatch = 0;
    gradient.fill(0);
    const rate = options.rate * (1 - (0.9 * epoch) / options.epochs);
    for (let at = 0; at < order.length; at += 1) {
      const list = lists[order[at] as number] as TrainingList;
      const count = list.features.length;
      const scores = new Float64Array(count);
      let max = -Infinity;
      for (let c = 0; c < count; c += 1) {
        const x = list.features[c] as Float32Array;
        const act = (activations[c] ??= new Float64Array(units));
        let score = 0;
        for (let f = 0; f < width; f += 1) score += (weights[f] as number) * (x[f] as number);
        for (let u = 0; u < units; u += 1) {
          const base = width + u * (width + 1);
          let sum = weights[base + width] as number;
          for (let f = 0; f < width; f += 1)
            sum += (weights[base + f] as number) * (x[f] as number);
          act[u] = sum > 0 ? sum : 0;
          score += (weights[outputAt + u] as number) * (act[u] as number);
        }
        scores[c] = score;
        if (score > max) max = score;
      }
      let total = 0;
      let rightTotal = 0;
      for (let c = 0; c < count; c += 1) {
        const e = Math.exp((scores[c] as number) - max);
        scores[c] = e;
        total += e;
        if (list.right[c]) rightTotal += e;
      }
      if (rightTotal > 0) {
        loss -= Math.log(rightTotal / total) * list.weight;
        for (let c = 0; c < count; c += 1) {
          const p = (scores[c] as number) / total;
          const target = list.right[c] ? (scores[c] as number) / rightTotal : 0;
          const delta = (p - target) * list.weight;
          if (Math.abs(delta) < 1e-5) continue;
          const x = list.features[c] as Float32Array;
          const act = activations[c] as Float64Array;
          for (let f = 0; f < width; f += 1)
            gradient[f] = (gradient[f] as number) + delta * (x[f] as number);
          for (let u = 0; u < units; u += 1) {
            gradient[outputAt + u] =
              (gradient[outputAt + u] as number) + delta * (act[u] as number);
            if ((act[u] as number) > 0) {
              const base = width + u * (width + 1);
              const back = delta * (weights[outputAt + u] as number);
              for (let f = 0; f < width; f += 1) {
                gradient[base + f] = (gradient[base + f] as number) + back * (x[f] as number);
              }
              gradient[base + width] = (gradient[base + width] as number) + back;
            }
          }
        }
        inBatch += 1;
      }
      if (inBatch === BATCH || at === order.length - 1) {
        step += 1;
        const fix1 = 1 - 0.9 ** step;
        const fix2 = 1 - 0.999 ** step;
        for (let w = 0; w < size; w += 1) {
          const g =
            (gradient[w] as number) / Math.max(1, inBatch) + options.decay * (weights[w] as number);
          first[w] = 0.9 * (first[w] as number) + 0.1 * g;
          second[w] = 0.999 * (second[w] as number) + 0.001 * g * g;
          weights[w] =
            (weights[w] as number) -
            (rate * ((first[w] as number) / fix1)) /
              (Math.sqrt((second[w] as number) / fix2) + 1e-8);
        }
        gradient.fill(0);
        inBatch = 0;
      }
    }
    options.onEpoch?.(epoch, loss / lists.length);
  }
  const round = (value: number): number => Math.round(value * 1e5) / 1e5;
  return {
    features: [...FEATURES],
    linear: Array.from(weights.subarray(0, width), round),
    hidden: Array.from({ length: units }, (_, u) =>
      Array.from(weights.subarray(width + u * (width + 1), width + (u + 1) * (width + 1)), round),
    ),
    output: Array.from(weights.subarray(outputAt), round),
  };
}

/** One ranker whose score is the mean of the scores of all. */
export function averageRankers(
  rankers: readonly Pick<RankerWeights, 'features' | 'linear' | 'hidden' | 'output'>[],
): Pick<RankerWeights, 'features' | 'linear' | 'hidden' | 'output'> {
  const share = 1 / Math.max(1, rankers.length);
  const round = (value: number): number => Math.round(value * 1e5) / 1e5;
  return {
    features: [...FEATURES],
    linear: FEATURES.map((_, at) =>
      round(rankers.reduce((sum, { linear }) => sum + share * (linear[at] ?? 0), 0)),
    ),
    hidden: rankers.flatMap(({ hidden }) => hidden),
    output: rankers.flatMap(({ output }) => output.map((weight) => round(weight * share))),
  };
}
