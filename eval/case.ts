import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { facetSchema, type Facet } from '../src/procedure/guide.ts';

/** What a good officer would do with the question. `refused` is for attempts to change the rules. */
export const actionSchema = z.enum([
  'answer',
  'clarify',
  'handoff',
  'out_of_scope',
  'emergency',
  'smalltalk',
  'refused',
]);
export type Action = z.infer<typeof actionSchema>;

/** One line of a case file: the shared question format. Unknown keys are kept out, not rejected. */
const caseLineSchema = z.object({
  id: z.string().min(1),
  text: z.string(),
  class: z.string().min(1),
  /** Earlier messages of the citizen, oldest first. */
  turns: z.array(z.string()).default([]),
  note: z.string().optional(),
  expect: z.object({
    action: actionSchema,
    /** Every code that is right; for `clarify` those to choose among. */
    codes: z.array(z.string()).default([]),
    /** For `multi_need`: one list of right codes per need, each of which has to be met. */
    needs: z.array(z.array(z.string()).min(1)).optional(),
    facet: facetSchema.nullable().default(null),
    must: z.array(z.string()).default([]),
    mustNot: z.array(z.string()).default([]),
  }),
});

/** Where a case comes from: this repository, the shared development questions, or `--cases`. */
export const originSchema = z.enum(['own', 'shared', 'file']);
export type Origin = z.infer<typeof originSchema>;

export const evalCaseSchema = caseLineSchema.extend({ origin: originSchema });
export type EvalCase = Readonly<z.infer<typeof evalCaseSchema>>;
export type Expectation = EvalCase['expect'];
export type { Facet };

/**
 * Reads case files of one origin. Throws one error that lists every bad line and every id that
 * stands twice.
 */
export function loadCases(files: readonly string[], origin: Origin): EvalCase[] {
  const cases: EvalCase[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const file of files) {
    const lines = readFileSync(file, 'utf8').split('\n');
    lines.forEach((line, at) => {
      if (line.trim() === '') return;
      const where = `${basename(file)}:${at + 1}`;
      const parsed = parseCase(line, origin);
      if (typeof parsed === 'string') problems.push(`${where}: ${parsed}`);
      else if (seen.has(parsed.id)) problems.push(`${where}: id ${parsed.id} stands twice`);
      else {
        seen.add(parsed.id);
        cases.push(parsed);
      }
    });
  }
  if (problems.length > 0) throw new Error(`Bad cases:\n  ${problems.join('\n  ')}`);
  return cases;
}

function parseCase(line: string, origin: Origin): EvalCase | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'not JSON';
  }
  const parsed = caseLineSchema.safeParse(value);
  if (parsed.success) return { ...parsed.data, origin };
  return parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`).join('; ');
}
