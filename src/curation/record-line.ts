import type { Procedure } from '../procedure/procedure.ts';
import { procedureSchema } from '../procedure/procedure.ts';

/** One record as one line of JSON: keys in the schema's order, empty lists and defaults left out. */
export function recordLine(procedure: Procedure): string {
  return JSON.stringify(procedure, (key, value: unknown) => {
    if (Array.isArray(value) && value.length === 0) return undefined;
    if (value === '' && key !== 'name' && key !== 'number') return undefined;
    if (key === 'detail' && value === 'full') return undefined;
    if (key === 'currency' && value === 'VND') return undefined;
    if ((key === 'originals' || key === 'copies') && value === 0) return undefined;
    return value;
  });
}

/** Throws when the line is not a record; the message says why. */
export function parseRecordLine(line: string): Procedure {
  return parseStored(JSON.parse(line));
}

/** Reads what `recordLine` wrote: levels and a field that were empty are absent from the line. */
export function parseStored(value: unknown): Procedure {
  return procedureSchema.parse(
    typeof value === 'object' ? { field: '', levels: [], ...value } : value,
  );
}

/** Names of the top-level fields in which two records differ. */
export function changedFields(before: Procedure, after: Procedure): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Procedure>;
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
