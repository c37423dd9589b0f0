import { z } from 'zod';
import type { FeatureVector } from './features.ts';
import { FEATURES } from './features.ts';

/**
 * The learned fusion: a linear score plus one small hidden layer that lets features act together
 * (a qualifier that conflicts matters more when the names agree). Trained by `npm run train` with a
 * listwise softmax loss; the committed file is `knowledge/weights/ranker.json`.
 */
export const rankerSchema = z.strictObject({
  features: z.array(z.string()),
  /** Linear weights, one per feature. */
  linear: z.array(z.number()),
  /** `hidden[h]` holds the input weights of unit h, then its bias. */
  hidden: z.array(z.array(z.number())),
  /** Output weight of each hidden unit. */
  output: z.array(z.number()),
  trainedAt: z.string(),
  note: z.string(),
});
export type RankerWeights = Readonly<z.infer<typeof rankerSchema>>;

export interface Ranker {
  score(features: FeatureVector): number;
}

/** Whether the weights belong to the features of this version. */
export const isTrained = (weights: RankerWeights): boolean =>
  weights.features.join() === FEATURES.join();

/** Throws when the weights were trained for other features: then `npm run train` is due. */
export function createRanker(weights: RankerWeights): Ranker {
  if (!isTrained(weights)) {
    throw new Error('The ranker was trained for other features; run `npm run train`.');
  }
  const linear = Float64Array.from(weights.linear);
  const hidden = weights.hidden.map((unit) => Float64Array.from(unit));
  const output = Float64Array.from(weights.output);
  return {
    score(features) {
      const count = features.length;
      let score = 0;
      for (let at = 0; at < count; at += 1)
        score += (linear[at] as number) * (features[at] as number);
      for (let unit = 0; unit < hidden.length; unit += 1) {
        const input = hidden[unit] as Float64Array;
        let sum = input[count] as number;
        for (let at = 0; at < count; at += 1)
          sum += (input[at] as number) * (features[at] as number);
        if (sum > 0) score += (output[unit] as number) * sum;
      }
      return score;
    },
  };
}

/** Before any training: the two best similarities and coverage, by hand. */
export function untrainedRanker(): RankerWeights {
  const hand: Record<string, number> = {
    anyBest: 6,
    aliasBest: 3,
    titleCovOfTitle: 2,
    titlePairCovOfTitle: 2,
    aliasBestCovOfAlias: 2,
    aliasUnionOfQuestion: 3,
    bodyFoldedPair: 2,
    commune: 0.5,
    hasGuide: 0.3,
  };
  return {
    features: [...FEATURES],
    linear: FEATURES.map((name) => hand[name] ?? 0),
    hidden: [],
    output: [],
    trainedAt: '',
    note: 'untrained',
  };
}
