import { z } from 'zod';
import { fold, hasMarks } from './fold.ts';
import { tokenise } from './tokenise.ts';

/**
 * The lexicon: reviewed data that maps what citizens say to what the records say.
 * - `teencode`, `dialect`: the same meaning in other letters or another region's words; rewritten
 *   before anything else looks at the question.
 * - `abbreviation`, `phrase`, `old-name`, `event`, `english`: the official words are added to the
 *   question, never put in place of it, at `weight`.
 * - `aside`: says where or for whom, not what: the words hardly count, their meaning is added.
 */
export const LEXICON_KINDS = [
  'teencode',
  'dialect',
  'abbreviation',
  'phrase',
  'old-name',
  'event',
  'aside',
  'english',
] as const;
export type LexiconKind = (typeof LEXICON_KINDS)[number];

const meaningSchema = z.union([
  z.string().min(1),
  z.strictObject({ text: z.string().min(1), weight: z.number().gt(0).lte(1) }),
]);

/** One file of `knowledge/lexicon`. */
export const lexiconFileSchema = z.strictObject({
  /** Who reviews changes to this file. */
  owner: z.string().min(1),
  about: z.string().min(1),
  kind: z.enum(LEXICON_KINDS),
  entries: z.array(
    z.strictObject({
      say: z.array(z.string().min(1)).min(1),
      means: z.array(meaningSchema).min(1),
      note: z.string().optional(),
    }),
  ),
});
export type LexiconFile = z.infer<typeof lexiconFileSchema>;

interface Meaning {
  readonly tokens: readonly string[];
  /** How surely the words mean this, 0–1; ambiguous expansions share their weight. */
  readonly weight: number;
}

interface LexiconEntry {
  readonly kind: LexiconKind;
  readonly tokens: readonly string[];
  readonly meanings: readonly Meaning[];
}

export interface LexiconMatch {
  readonly start: number;
  readonly end: number;
  readonly entry: LexiconEntry;
}

export interface Lexicon {
  /** Single-token rewrites (teencode, dialect) by the token as typed. */
  readonly rewrites: ReadonlyMap<string, readonly Meaning[]>;
  /** Abbreviations of one token: words in their own right, never "corrected". */
  readonly shortForms: ReadonlySet<string>;
  /** Entries of several tokens or added meaning, by the fold of their first token, longest first. */
  readonly byFirst: ReadonlyMap<string, readonly LexiconEntry[]>;
  readonly size: number;
}

const DEFAULT_WEIGHT: Readonly<Record<LexiconKind, number>> = {
  teencode: 0.95,
  dialect: 0.9,
  abbreviation: 0.9,
  phrase: 0.6,
  'old-name': 0.7,
  event: 0.5,
  aside: 0.2,
  english: 0.9,
};

export function buildLexicon(files: readonly LexiconFile[]): Lexicon {
  const rewrites = new Map<string, Meaning[]>();
  const byFirst = new Map<string, LexiconEntry[]>();
  const shortForms = new Set<string>();
  let size = 0;
  for (const file of files) {
    for (const { say, means } of file.entries) {
      const meanings = means.map((meaning) => {
        const { text, weight } =
          typeof meaning === 'string'
            ? { text: meaning, weight: DEFAULT_WEIGHT[file.kind] }
            : meaning;
        return { tokens: tokenise(text), weight };
      });
      for (const spoken of say) {
        const tokens = tokenise(spoken);
        const [first] = tokens;
        if (first === undefined) continue;
        size += 1;
        const rewriting = file.kind === 'teencode' || file.kind === 'dialect';
        if (rewriting && tokens.length === 1) {
          rewrites.set(first, [...(rewrites.get(first) ?? []), ...meanings]);
          continue;
        }
        if (file.kind === 'abbreviation' && tokens.length === 1) shortForms.add(first);
        const key = fold(first);
        const entries = byFirst.get(key) ?? [];
        entries.push({ kind: file.kind, tokens, meanings });
        byFirst.set(key, entries);
      }
    }
  }
  for (const entries of byFirst.values()) entries.sort((a, b) => b.tokens.length - a.tokens.length);
  return { rewrites, shortForms, byFirst, size };
}

/**
 * Finds entries in a sequence of syllables, longest first, not overlapping. A syllable with marks
 * must match letter by letter; one without marks may stand for a marked one only inside a phrase
 * of two or more syllables, so that "mo" alone never becomes "mồ" or "mổ".
 */
export function findEntries(
  lexicon: Lexicon,
  tokens: readonly string[],
  kinds: (kind: LexiconKind) => boolean,
): LexiconMatch[] {
  const matches: LexiconMatch[] = [];
  let position = 0;
  while (position < tokens.length) {
    const entries = lexicon.byFirst.get(fold(tokens[position] ?? '')) ?? [];
    const found = entries.filter(
      (entry) => kinds(entry.kind) && matchesAt(entry.tokens, tokens, position),
    );
    const [longest] = found;
    if (longest === undefined) {
      position += 1;
      continue;
    }
    for (const entry of found) {
      if (entry.tokens.length === longest.tokens.length) {
        matches.push({ start: position, end: position + entry.tokens.length, entry });
      }
    }
    position += longest.tokens.length;
  }
  return matches;
}

function matchesAt(wanted: readonly string[], tokens: readonly string[], at: number): boolean {
  const lone = wanted.length === 1;
  return wanted.every((want, offset) => {
    const token = tokens[at + offset];
    if (token === undefined) return false;
    if (token === want) return true;
    return !lone && !hasMarks(token) && fold(want) === token;
  });
}
