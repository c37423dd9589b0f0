import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openRecords } from '../../src/curation/load-records.ts';
import { facetSchema } from '../../src/procedure/guide.ts';
import { procedureCodeSchema } from '../../src/procedure/procedure.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const trainingSchema = z.strictObject({
  id: z.string().min(1),
  text: z.string().trim().min(1),
  turns: z.array(z.string().trim().min(1)).optional(),
  codes: z.array(procedureCodeSchema),
  facet: facetSchema.nullable(),
  kind: z.enum(['answer', 'clarify', 'out-of-scope', 'handoff']),
});
const caseSchema = z.object({
  id: z.string().min(1),
  text: z.string(),
  turns: z.array(z.string()).optional(),
  expect: z.object({
    codes: z.array(procedureCodeSchema),
    needs: z.array(z.array(procedureCodeSchema)).optional(),
  }),
});

function read<T>(path: string, schema: z.ZodType<T>): T[] {
  return readFileSync(join(root, path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => schema.parse(JSON.parse(line)));
}

const training = ['questions', 'negatives'].flatMap((name) =>
  read(`knowledge/training/${name}.jsonl`, trainingSchema),
);
const cases = readdirSync(join(root, 'eval/cases'))
  .filter((name) => name.endsWith('.jsonl'))
  .sort()
  .flatMap((name) => read(`eval/cases/${name}`, caseSchema));

/** A question is the whole talk: "Thế còn lệ phí?" differs with what was said before it. */
function key({
  text,
  turns,
}: {
  readonly text: string;
  readonly turns?: readonly string[] | undefined;
}): string {
  return [...(turns ?? []), text]
    .join('\n')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\n]+/gu, ' ')
    .trim();
}

describe('training questions and evaluation cases', () => {
  it('name only procedures that exist', () => {
    const facts = openRecords(join(root, 'knowledge/procedures'));
    const known = new Set(facts.codes);
    facts.close();
    const named = [
      ...training.map(({ id, codes }) => ({ id, codes })),
      ...cases.map(({ id, expect: { codes, needs } }) => ({
        id,
        codes: [...codes, ...(needs ?? []).flat()],
      })),
    ];
    expect(
      named.flatMap(({ id, codes }) =>
        codes.filter((code) => !known.has(code)).map((code) => `${id}: ${code}`),
      ),
    ).toEqual([]);
  });

  it('have no question in common', () => {
    const trained = new Map(training.map((one) => [key(one), one.id]));
    expect(
      cases.flatMap((one) =>
        trained.has(key(one)) ? [`${one.id} = ${trained.get(key(one)) ?? ''}`] : [],
      ),
    ).toEqual([]);
  });

  it('use each id once', () => {
    const ids = [...training, ...cases].map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('have codes exactly where there is something to answer', () => {
    const wrong = training.filter(
      ({ kind, codes }) => (kind === 'answer' || kind === 'clarify') !== codes.length > 0,
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});
