import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Procedure } from '../../src/procedure/procedure.ts';
import { normaliseRecord } from '../../src/curation/normalise.ts';

/** Path of a small self-made record file. */
export function recordFile(name: string): string {
  return fileURLToPath(new URL(`../fixtures/records/${name}`, import.meta.url));
}

/** The values of a record file: one document, or one value a line. */
export function recordValues(name: string): Record<string, unknown>[] {
  const text = readFileSync(recordFile(name), 'utf8');
  const parsed = name.endsWith('.jsonl')
    ? text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown)
    : [JSON.parse(text) as unknown].flat();
  return parsed as Record<string, unknown>[];
}

export function accepted(value: unknown): Procedure {
  const result = normaliseRecord(value);
  if ('rejection' in result) throw new Error(`rejected: ${JSON.stringify(result.rejection)}`);
  return result.procedure;
}

export function rejection(value: unknown): {
  code: string | undefined;
  field: string;
  reason: string;
} {
  const result = normaliseRecord(value);
  if ('procedure' in result) throw new Error(`accepted ${result.procedure.code}`);
  return result.rejection;
}

/** A normalised record of the shared format with some keys of one's own. */
export function sharedRecord(
  keys: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    code: '9.000100',
    name: 'Cho mượn diều',
    field: 'Diều',
    level: 'Cấp xã',
    agency: 'Ủy ban nhân dân cấp xã',
    steps: 'Mượn rồi trả.',
    channels: [],
    dossier: [],
    raw_extra: {},
    ...keys,
  };
}

/** `count` different records as JSON lines. */
export function manyRecords(count: number, steps = 'Mượn rồi trả.'): string {
  return Array.from({ length: count }, (_, at) =>
    JSON.stringify(
      sharedRecord({
        code: `9.${String(at).padStart(6, '0')}`,
        name: `Cho mượn diều số ${at}`,
        steps,
      }),
    ),
  ).join('\n');
}
