import { z } from 'zod';
import { fold, hasMarks } from '../language/fold.ts';
import { tokenise } from '../language/tokenise.ts';
import type { Facet } from '../procedure/guide.ts';
import { facetSchema } from '../procedure/guide.ts';

/** `knowledge/lexicon/facets.yaml`. */
const facetFileSchema = z.strictObject({
  owner: z.string(),
  about: z.string(),
  facets: z.record(
    facetSchema,
    z.array(z.strictObject({ weight: z.number().positive(), say: z.array(z.string()) })),
  ),
});

interface FacetCue {
  readonly facet: Facet;
  readonly tokens: readonly string[];
  readonly weight: number;
}

/** In a cue: up to three syllables that may be anything. */
const GAP = '…';
const LONGEST_GAP = 3;

/** Cues by the fold of their first syllable, longest first. */
export type FacetCues = ReadonlyMap<string, readonly FacetCue[]>;

export function parseFacetCues(file: unknown): FacetCues {
  const cues = new Map<string, FacetCue[]>();
  for (const [facet, groups] of Object.entries(facetFileSchema.parse(file).facets)) {
    for (const { weight, say } of groups) {
      for (const phrase of say) {
        const tokens = phrase
          .split(GAP)
          .flatMap((part, at) => [...(at > 0 ? [GAP] : []), ...tokenise(part)]);
        const key = fold(tokens[0] ?? '');
        const list = cues.get(key) ?? [];
        list.push({ facet: facet as Facet, tokens, weight });
        cues.set(key, list);
      }
    }
  }
  for (const list of cues.values()) list.sort((a, b) => b.tokens.length - a.tokens.length);
  return cues;
}

export interface FacetReading {
  /** Facets asked for, the plainest first; empty when the message names none. */
  readonly facets: readonly Facet[];
  /** Positions of syllables that only ask, and name no need. */
  readonly asking: ReadonlySet<number>;
}

/** Facets that lose to a more telling one in the same message. */
const GENERAL: ReadonlySet<Facet> = new Set(['how', 'overview', 'conditions', 'where', 'online']);

/**
 * Reads which facets a question asks for: every cue phrase, longest first and not overlapping, adds
 * its weight and a little more for later ones, since people ask at the end.
 */
export function readFacets(cues: FacetCues, tokens: readonly string[]): FacetReading {
  const scores = new Map<Facet, number>();
  const asking = new Set<number>();
  let position = 0;
  while (position < tokens.length) {
    const found = cuesAt(cues, tokens, position);
    const [cue] = found;
    if (!cue) {
      position += 1;
      continue;
    }
    const late = position / Math.max(1, tokens.length);
    const length = Math.min(4, cue.cue.tokens.length);
    for (const {
      cue: { facet, weight },
    } of found) {
      scores.set(facet, (scores.get(facet) ?? 0) + weight * (0.7 + 0.1 * length + 0.4 * late));
    }
    for (let at = position; at < cue.end; at += 1) asking.add(at);
    position = cue.end;
  }
  const ranked = [...scores].sort((a, b) => rank(b) - rank(a)).map(([facet]) => facet);
  const telling = ranked.filter((facet) => !GENERAL.has(facet));
  const general = ranked.filter((facet) => GENERAL.has(facet) && facet !== 'overview');
  const facets = telling.length > 0 ? [...telling, ...general] : ranked;
  return { facets: facets.slice(0, 4), asking };
}

function rank([facet, score]: [Facet, number]): number {
  return score - (GENERAL.has(facet) ? 0.35 : 0);
}

/** The longest cues that stand here; one phrase may ask for two facets. */
function cuesAt(
  cues: FacetCues,
  tokens: readonly string[],
  at: number,
): { readonly cue: FacetCue; readonly end: number }[] {
  const standing = (cues.get(fold(tokens[at] ?? '')) ?? []).flatMap((cue) => {
    const end = endOf(cue.tokens, tokens, at);
    return end < 0 ? [] : [{ cue, end }];
  });
  const longest = standing[0]?.cue.tokens.length ?? 0;
  return standing.filter(({ cue }) => cue.tokens.length === longest);
}

/** Where a cue that begins here ends; −1 when it does not stand here. */
function endOf(want: readonly string[], tokens: readonly string[], from: number): number {
  let at = from;
  for (let part = 0; part < want.length; part += 1) {
    if (want[part] === GAP) {
      const rest = want.slice(part + 1);
      for (let skip = 0; skip <= LONGEST_GAP; skip += 1) {
        const end = endOf(rest, tokens, at + skip);
        if (end >= 0) return end;
      }
      return -1;
    }
    if (!isSyllable(want[part] ?? '', tokens[at], want.length > 1)) return -1;
    at += 1;
  }
  return at;
}

function isSyllable(want: string, token: string | undefined, inPhrase: boolean): boolean {
  return (
    token === want || (token !== undefined && inPhrase && !hasMarks(token) && fold(want) === token)
  );
}
