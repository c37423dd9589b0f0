import { z } from 'zod';
import { OUTCOMES } from '../src/conversation/answer.ts';
import { facetSchema } from '../src/procedure/guide.ts';
import { originSchema } from './case.ts';

/** What the knowledge under test is: committed facts, the whole imported corpus, or a given folder. */
const knowledgeNameSchema = z.enum(['facts', 'full', 'given']);
export type KnowledgeName = z.infer<typeof knowledgeNameSchema>;

/**
 * What the product did with one case: one line of `outputs.jsonl`. Holds everything scoring needs,
 * so that a changed measure never needs the product to run again.
 */
export const outputSchema = z.object({
  knowledge: knowledgeNameSchema,
  origin: originSchema,
  id: z.string(),
  kind: z.enum(OUTCOMES),
  reason: z.string(),
  /** Best first, at most 10. */
  procedures: z.array(z.object({ code: z.string(), name: z.string(), score: z.number() })),
  answerCodes: z.array(z.string()),
  facet: facetSchema.nullable(),
  facets: z.array(facetSchema),
  confidence: z.number(),
  text: z.string(),
  options: z.array(z.object({ code: z.string(), label: z.string() })),
  /** Names of the expected procedures in the knowledge under test; absent codes are missing. */
  expectedNames: z.record(z.string(), z.string()),
  /** Figures of the answer that no cited record or guide states. */
  unsupported: z.array(z.string()),
  /** Time of the last message alone. */
  ms: z.number(),
  trace: z.array(z.unknown()),
  /** Set instead of an answer when the product threw. */
  error: z.string().optional(),
});
export type Output = Readonly<z.infer<typeof outputSchema>>;
