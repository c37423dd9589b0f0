import { facetSchema } from '../../procedure/guide.ts';
import type { Facet } from '../../procedure/guide.ts';

/** What a button of ours asks for. */
export type Pressed =
  | { readonly kind: 'choose'; readonly code: string; readonly facet?: Facet }
  | { readonly kind: 'facet'; readonly facet: Facet }
  | { readonly kind: 'person' }
  | { readonly kind: 'start' };

/** `1.001193`; in a deep link of Telegram, which takes no dot, `1-001193` or `1_001193`. */
const CODE = /^(\d)[._-](\d{6})$/u;

/**
 * Reads the payload of a button: `c:<code>`, `f:<facet>`, `f:<code>:<facet>`, `p`, `s`; of a deep link
 * also a bare code. Undefined when it is none of ours.
 */
export function parsePayload(payload: string): Pressed | undefined {
  const parts = payload.trim().split(':');
  const [kind = '', one = '', two] = parts;
  if (parts.length === 1) {
    if (kind === 'p') return { kind: 'person' };
    if (kind === 's') return { kind: 'start' };
    const code = codeIn(kind);
    return code === undefined ? undefined : { kind: 'choose', code };
  }
  const code = codeIn(one);
  if (kind === 'c' && parts.length === 2 && code !== undefined) return { kind: 'choose', code };
  if (kind !== 'f') return undefined;
  if (parts.length === 2 && isFacet(one)) return { kind: 'facet', facet: one };
  if (parts.length === 3 && code !== undefined && isFacet(two)) {
    return { kind: 'choose', code, facet: two };
  }
  return undefined;
}

function codeIn(text: string): string | undefined {
  const match = CODE.exec(text);
  return match === null ? undefined : `${match[1]}.${match[2]}`;
}

function isFacet(text: string | undefined): text is Facet {
  return facetSchema.safeParse(text).success;
}
