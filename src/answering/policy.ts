import { z } from 'zod';
import { facetSchema } from '../procedure/guide.ts';

/**
 * How sure is sure enough: the calibrator that turns search evidence into a probability of being
 * right, and the thresholds of the ladder. `knowledge/weights/policy.json`, written by
 * `npm run train`.
 */
export const policySchema = z.strictObject({
  calibrator: z.strictObject({
    /** Logistic weights over `EVIDENCE`, in that order. */
    weights: z.array(z.number()),
    bias: z.number(),
  }),
  /** Answer at or above this probability. */
  answer: z.number(),
  /** Between `confirm` and `answer`: answer and ask whether it is the right procedure. */
  confirm: z.number(),
  /** Between `clarify` and `confirm`: offer choices. Below: hand over. */
  clarify: z.number(),
  /** Added to `answer` and `confirm` for facets in which a mistake costs most. */
  perFacet: z.partialRecord(facetSchema, z.number()),
  /** Added per channel: a robot speaks to a crowd, an officer checks what she reads. */
  perChannel: z.record(z.string(), z.number()),
  /** Added when the words of earlier messages took part: what "it" is may be read wrongly. */
  onContext: z.number(),
  note: z.string(),
});
export type Policy = Readonly<z.infer<typeof policySchema>>;

export const EVIDENCE = [
  'shareLogit',
  'margin',
  'bestLabel',
  'coverage',
  'score',
  'dependsOnContext',
  'offTopic',
  /** Log-odds that the message is no question about a procedure. */
  'otherKind',
  'length',
] as const;
export type Evidence = Readonly<Record<(typeof EVIDENCE)[number], number>>;

export function probability(policy: Policy, evidence: Evidence): number {
  const sum = EVIDENCE.reduce(
    (total, name, at) => total + (policy.calibrator.weights[at] ?? 0) * evidence[name],
    policy.calibrator.bias,
  );
  return 1 / (1 + Math.exp(-sum));
}
