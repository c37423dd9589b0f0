/**
 * Parses JSON, numbers beyond 2^53 as strings of their digits: ids have 18 to 20 digits and some
 * senders write them without quotes. Undefined when it is no JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return (JSON.parse as ParseWithSource)(text, (_key, value, context) =>
      typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
        ? (context.source ?? String(value))
        : value,
    );
  } catch {
    return undefined;
  }
}

/** ECMAScript 2026, "JSON.parse source text access"; TypeScript's library does not know it yet. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;
