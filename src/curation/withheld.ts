import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Procedure } from '../procedure/procedure.ts';
import { procedureCodeSchema, procedureSchema } from '../procedure/procedure.ts';

const withheldSchema = z.strictObject({
  about: z.string(),
  records: z.array(
    z.strictObject({
      code: procedureCodeSchema,
      /** Name the damaged copy carries; a record under another name is sound and is used. */
      damagedName: z.string(),
      name: z.string(),
      field: z.string(),
    }),
  ),
});

/** Puts a record that states nothing in the place of one whose content belongs to another procedure. */
export type Withhold = (procedure: Procedure) => Procedure;

/** Reads `knowledge/withheld.json`. */
export function loadWithheld(path: string): Withhold {
  const { records } = withheldSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const byCode = new Map(records.map((record) => [record.code, record]));
  return (procedure) => {
    const record = byCode.get(procedure.code);
    if (!record || procedure.name !== record.damagedName) return procedure;
    const { code, name, field } = record;
    return procedureSchema.parse({ code, name, field, levels: [], detail: procedure.detail });
  };
}
