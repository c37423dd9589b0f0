import { z } from 'zod';
import { fold } from '../language/fold.ts';

/** What a message is about, before any procedure is looked for. */
export const MESSAGE_KINDS = ['procedure', 'out-of-scope', 'handoff'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/**
 * A small text classifier (multinomial logistic regression over folded syllables and pairs), learned
 * from own messages by `npm run train`: `knowledge/weights/message-kind.json`.
 */
export const messageKindSchema = z.strictObject({
  bias: z.array(z.number()).length(MESSAGE_KINDS.length),
  terms: z.record(z.string(), z.array(z.number()).length(MESSAGE_KINDS.length)),
  note: z.string(),
});
export type MessageKindWeights = Readonly<z.infer<typeof messageKindSchema>>;

export type KindShares = Readonly<Record<MessageKind, number>>;

/** Probability of each kind for a message as read. */
export function readMessageKind(
  weights: MessageKindWeights,
  tokens: readonly string[],
): KindShares {
  const sums = [...weights.bias];
  const terms = kindTerms(tokens);
  const scale = 1 / Math.sqrt(Math.max(1, terms.length));
  for (const term of terms) {
    const found = Object.hasOwn(weights.terms, term) ? weights.terms[term] : undefined;
    found?.forEach((weight, at) => {
      sums[at] = (sums[at] ?? 0) + weight * scale;
    });
  }
  const top = Math.max(...sums);
  const raised = sums.map((sum) => Math.exp(sum - top));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return Object.fromEntries(
    MESSAGE_KINDS.map((kind, at) => [kind, (raised[at] ?? 0) / total]),
  ) as Record<MessageKind, number>;
}

/** Terms of a message: folded syllables and pairs, each once; figures become one term. */
export function kindTerms(tokens: readonly string[]): string[] {
  const folded = tokens.map((token) => (/\d/u.test(token) ? '#' : fold(token)));
  const terms = new Set(folded);
  for (let at = 0; at + 1 < folded.length; at += 1)
    terms.add(`${folded[at] ?? ''} ${folded[at + 1] ?? ''}`);
  return [...terms];
}
