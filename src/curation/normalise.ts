import { z } from 'zod';
import type { Procedure } from '../procedure/procedure.ts';
import { isExchangeRecord, normaliseExchangeRecord } from './normalise-exchange.ts';
import { isPortalRecord, normalisePortalRecord } from './normalise-portal.ts';
import { isSharedRecord, normaliseSharedRecord } from './normalise-shared.ts';
import { parseStored } from './record-line.ts';

/** Why a record was not taken: the field and the reason, and its code where it could be read. */
interface Rejection {
  readonly code: string | undefined;
  readonly field: string;
  readonly reason: string;
}

export type Normalised = { readonly procedure: Procedure } | { readonly rejection: Rejection };

/** Reads a record of any known format; tells why when it cannot. */
export function normaliseRecord(value: unknown): Normalised {
  if (typeof value !== 'object' || value === null) {
    return { rejection: { code: undefined, field: '(record)', reason: 'is not an object' } };
  }
  const normalise = formatOf(value);
  if (!normalise) {
    return {
      rejection: {
        code: codeOf(value),
        field: missingKey(value),
        reason: 'is missing or of the wrong type, so the format is not recognised',
      },
    };
  }
  try {
    return { procedure: normalise(value) };
  } catch (error) {
    if (error instanceof z.ZodError) {
      const [issue] = error.issues;
      return {
        rejection: {
          code: codeOf(value),
          field: issue?.path.join('.') || '(record)',
          reason: issue?.message ?? 'is invalid',
        },
      };
    }
    // Whatever a record does to the reader, it stops only that record.
    return {
      rejection: {
        code: codeOf(value),
        field: '(record)',
        reason: error instanceof Error ? error.message : String(error),
      },
    };
  }
}

function formatOf(value: object): ((value: unknown) => Procedure) | undefined {
  if (isExchangeRecord(value)) return normaliseExchangeRecord;
  if (isPortalRecord(value)) return normalisePortalRecord;
  if (isSharedRecord(value)) return normaliseSharedRecord;
  // A record this product wrote itself.
  if ('levels' in value || 'detail' in value || 'submissions' in value) return parseStored;
  return undefined;
}

function codeOf(value: object): string | undefined {
  const inner =
    'data' in value && typeof value.data === 'object' && value.data !== null ? value.data : value;
  for (const key of ['code', 'MATTHC']) {
    const code = (inner as Record<string, unknown>)[key];
    if (typeof code === 'string') return code;
  }
  return undefined;
}

function missingKey(value: object): string {
  return (
    ['code', 'level', 'channels'].find((key) => !(key in value)) ??
    ['code', 'level', 'channels'].find(
      (key) =>
        typeof (value as Record<string, unknown>)[key] !==
        (key === 'channels' ? 'object' : 'string'),
    ) ??
    '(record)'
  );
}
