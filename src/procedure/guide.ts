import { z } from 'zod';
import { procedureCodeSchema } from './procedure.ts';

/** What a citizen may want to know of a procedure (khía cạnh). */
export const facetSchema = z.enum([
  'dossier',
  'fee',
  'time',
  'where',
  'how',
  'online',
  'conditions',
  'result',
  'legal',
  'forms',
  'overview',
]);
export type Facet = z.infer<typeof facetSchema>;

const line = z.string().trim().min(1);

/**
 * A guide: what a good officer knows about one procedure beyond its record, written for this
 * project, one YAML file each in `knowledge/guides`. Facts in it come from the record only; the
 * guide lint (`test/knowledge`) rejects a figure that the record does not state.
 */
export const guideSchema = z.strictObject({
  /** The procedure this guide explains. */
  code: procedureCodeSchema,
  /** Other codes of the same procedure (same law, local copies, transition twins). */
  sameAs: z.array(procedureCodeSchema).default([]),
  /** What people call it, two to six words ("khai sinh cho con"). */
  short: line,
  shortEn: line,
  /** Ways citizens ask, in their own words; searched as written. */
  aliases: z.array(line).min(5),
  /** At most two sentences to be said aloud; `{fee}`-like placeholders are not allowed. */
  spoken: line,
  spokenEn: line,
  /** What a good officer tells, in this order. */
  order: z.array(facetSchema).min(1),
  /** Situations that change the answer, and what changes. */
  situations: z
    .array(
      z.strictObject({
        /** The situation in citizens' words ("con ngoài giá thú"). */
        when: line,
        /** Words that reveal it. */
        cues: z.array(line).default([]),
        /** What changes, in the project's own words. */
        then: line,
        /** Where it is another procedure, its code. */
        code: procedureCodeSchema.optional(),
      }),
    )
    .default([]),
  /** Procedures it is often mistaken for and how to tell them apart. */
  confusedWith: z
    .array(z.strictObject({ code: procedureCodeSchema, difference: line }))
    .default([]),
  /** The one question that tells this procedure from its family. */
  clarify: line.optional(),
  /** Date the guide was checked against the record (YYYY-MM-DD). */
  checkedAt: z.iso.date(),
});
export type Guide = Readonly<z.infer<typeof guideSchema>>;

/** One line of `knowledge/aliases/*.jsonl`: how citizens ask for a procedure. */
export const aliasEntrySchema = z.strictObject({
  code: procedureCodeSchema,
  /** Codes that share the aliases because they are the same procedure in law. */
  sameNameCodes: z.array(procedureCodeSchema).default([]),
  short: z.string().trim().default(''),
  aliases: z.array(line).min(1),
});
export type AliasEntry = Readonly<z.infer<typeof aliasEntrySchema>>;
