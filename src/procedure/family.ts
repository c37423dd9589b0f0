import { z } from 'zod';
import { procedureCodeSchema } from './procedure.ts';

const line = z.string().trim().min(1);

/**
 * A family: procedures that differ by one qualifier (new / again / change, domestic / foreign, level,
 * person / organisation), with the one question that separates them. Reviewed data in
 * `knowledge/families`; candidates come from `npm run families`.
 */
const familySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u, 'must be kebab-case'),
  /** What all members have in common, as people call it. */
  name: line,
  nameEn: line,
  /** The one question a good officer would ask. */
  question: line,
  questionEn: line,
  /** Likeliest first; at most four are offered at a time. */
  members: z
    .array(
      z.strictObject({
        code: procedureCodeSchema,
        /** The case in plain words, short enough for a button. */
        label: line.max(90),
        labelEn: line.max(90),
        /** Words in a question that already tell this member from the others. */
        cues: z.array(line).default([]),
      }),
    )
    .min(2),
  /** Happenings in life that call for any of the members ("mới cưới"); asked about as a whole. */
  events: z.array(line).default([]),
  /** The member meant by most who tell nothing; null when guessing would mislead. */
  default: procedureCodeSchema.nullable(),
  /** What is assumed when the default is answered unasked; said with the answer. */
  assumption: line.optional(),
  assumptionEn: line.optional(),
  /** Date the members were checked against their records (YYYY-MM-DD). */
  checkedAt: z.iso.date(),
});
export type Family = Readonly<z.infer<typeof familySchema>>;

/** One file of `knowledge/families`. */
export const familyFileSchema = z.strictObject({
  owner: line,
  about: line,
  families: z.array(
    familySchema.refine(
      (family) =>
        family.default === null ||
        (family.members.some((member) => member.code === family.default) &&
          family.assumption !== undefined &&
          family.assumptionEn !== undefined),
      'a default must be a member, with what is assumed said in both languages',
    ),
  ),
});
