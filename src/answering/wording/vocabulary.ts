import { z } from 'zod';
import { facetSchema } from '../../procedure/guide.ts';
import type { Facet } from '../../procedure/guide.ts';

const phrases = z.array(z.string().trim().min(1)).min(1);
const perFacet = z.partialRecord(facetSchema, phrases);
const languageSchema = z.strictObject({
  opening: phrases,
  phrases,
  cues: perFacet,
  lists: z.partialRecord(facetSchema, z.string().trim().min(1)),
});

/** `knowledge/wording/vocabulary.yaml`: what may be said around facts. */
export const vocabularySchema = z.strictObject({ vi: languageSchema, en: languageSchema });
export type VocabularyFile = z.infer<typeof vocabularySchema>;

/** The closed list of phrases of one language, ready for covering a text with them. */
export interface Vocabulary {
  /** Words of each phrase, lower case, by their first word. */
  readonly byFirst: ReadonlyMap<string, readonly Phrase[]>;
  readonly lists: Readonly<Partial<Record<Facet, string>>>;
  readonly longest: number;
}

export interface Phrase {
  readonly words: readonly string[];
  /** A facet word: stands only beside a token of that facet. */
  readonly facet: Facet | undefined;
  readonly opens: boolean;
}

export function buildVocabulary(file: VocabularyFile['vi']): Vocabulary {
  const byFirst = new Map<string, Phrase[]>();
  let longest = 0;
  const opening = new Set(file.opening.map((one) => one.toLowerCase()));
  const add = (text: string, facet: Facet | undefined): void => {
    const words = wordsOf(text);
    const [first] = words;
    if (first === undefined) return;
    longest = Math.max(longest, words.length);
    const phrase = { words, facet, opens: opening.has(words.join(' ')) };
    byFirst.set(first, [...(byFirst.get(first) ?? []), phrase]);
  };
  for (const text of [...file.phrases, ...file.opening]) add(text, undefined);
  for (const [facet, texts] of Object.entries(file.cues)) {
    for (const text of texts) add(text, facetSchema.parse(facet));
  }
  return { byFirst, lists: file.lists, longest };
}

/** Lower-case words of a text; what is no letter parts them. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? []
  );
}

/**
 * The phrases a text is made of, few long ones rather than many short ones; undefined when a part of
 * it is in no phrase.
 */
export function cover(words: readonly string[], vocabulary: Vocabulary): Phrase[] | undefined {
  // best[i]: fewest phrases that cover the words from i.
  const best: (readonly Phrase[] | undefined)[] = [];
  best[words.length] = [];
  for (let at = words.length - 1; at >= 0; at -= 1) {
    for (const phrase of vocabulary.byFirst.get(words[at] ?? '') ?? []) {
      const rest = best[at + phrase.words.length];
      if (rest === undefined || !phrase.words.every((word, n) => word === words[at + n])) continue;
      const known = best[at];
      if (known === undefined || rest.length + 1 < known.length) best[at] = [phrase, ...rest];
    }
  }
  return best[0] === undefined ? undefined : [...best[0]];
}
