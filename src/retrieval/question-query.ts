import { z } from 'zod';
import type { Reader, ReadSyllable } from '../language/correct.ts';
import { hasMarks } from '../language/fold.ts';
import { isEnglish } from '../language/english.ts';
import { expandInitials } from '../language/initials.ts';
import type { Initials } from '../language/initials.ts';
import type { Lexicon } from '../language/lexicon.ts';
import { findEntries } from '../language/lexicon.ts';
import { canonicalSyllable } from '../language/fold.ts';
import { sentencesOf, tokenise, tokeniseAsTyped } from '../language/tokenise.ts';
import type { QualifierDimension, Qualifiers } from '../procedure/qualifiers.ts';
import { containsPhrase, qualifiersOfQuestion } from '../procedure/qualifiers.ts';
import type { QuerySegment, QueryToken } from './query.ts';

/** `knowledge/lexicon/stopwords.yaml`. */
const stopwordFileSchema = z.strictObject({
  owner: z.string(),
  about: z.string(),
  weights: z.record(z.string(), z.array(z.string())),
});

/** Weight of each syllable that names no need. */
export type Stopwords = ReadonlyMap<string, number>;

export function parseStopwords(file: unknown): Stopwords {
  const weights = new Map<string, number>();
  for (const [weight, phrases] of Object.entries(stopwordFileSchema.parse(file).weights)) {
    for (const phrase of phrases) {
      for (const syllable of tokenise(phrase)) {
        if (!weights.has(syllable)) weights.set(syllable, Number(weight));
      }
    }
  }
  return weights;
}

/** `knowledge/lexicon/needs.yaml`: words by which a sentence states a need or asks. */
const needFileSchema = z.strictObject({
  owner: z.string(),
  about: z.string(),
  cues: z.array(z.strictObject({ weight: z.number(), say: z.array(z.string()) })),
});
export interface NeedCue {
  readonly tokens: readonly string[];
  readonly weight: number;
}
export function parseNeeds(file: unknown): NeedCue[] {
  return needFileSchema
    .parse(file)
    .cues.flatMap(({ weight, say }) => say.map((phrase) => ({ tokens: tokenise(phrase), weight })));
}

/** A question turned into what the search wants. */
export interface QuestionQuery {
  /** The question as understood, dialect and teencode rewritten, in canonical spelling. */
  readonly tokens: readonly string[];
  readonly read: readonly ReadSyllable[];
  readonly segments: readonly QuerySegment[];
  readonly focusSegments?: readonly QuerySegment[];
  readonly qualifiers: Qualifiers;
}

export interface QuestionQueryParts {
  readonly reader: Reader;
  readonly lexicon: Lexicon;
  readonly initials: Initials;
  readonly stopwords: Stopwords;
  readonly needs: readonly NeedCue[];
  readonly dimensions: readonly QualifierDimension[];
}

/** Messages longer than this have a part that names the need and a story around it. */
const LONG_MESSAGE = 24;

export function createQuestionQuery(parts: QuestionQueryParts): (text: string) => QuestionQuery {
  return (text) => {
    const sentences = withNeedsFirst(
      parts.needs,
      sentencesOf(text).map((sentence) => readSentence(parts, sentence)),
    );
    const tokens = sentences.flatMap((sentence) => sentence.tokens);
    const length = tokens.length;
    const query = {
      tokens,
      read: sentences.flatMap((sentence) => sentence.read),
      segments: sentences.flatMap((sentence) => sentence.segments),
      qualifiers: qualifiersOfQuestion(parts.dimensions, tokens),
    };
    if (length <= LONG_MESSAGE || sentences.length < 2) return query;
    const focus = needfulSentences(parts.needs, sentences);
    return { ...query, focusSegments: focus.flatMap((sentence) => sentence.segments) };
  };
}

interface ReadSentence {
  readonly tokens: readonly string[];
  readonly read: readonly ReadSyllable[];
  readonly segments: readonly QuerySegment[];
  /** Where its parts between commas begin, in syllables; [0] where they cannot be told. */
  readonly clauses: readonly number[];
}

/** Weight of what stands beside the need: who asks, and what happened. */
const BESIDE_NEED = 0.5;
/** A word that says what is needed; "giấy tờ", "làm" alone do not. */
const TELLING = 0.9;

/** Lets clauses that state no need weigh less, where another both states one and says what. */
function withNeedsFirst(
  needs: readonly NeedCue[],
  sentences: readonly ReadSentence[],
): readonly ReadSentence[] {
  const clauses = sentences.flatMap((sentence, of) =>
    sentence.clauses.map((start, at) => {
      const end = sentence.clauses[at + 1] ?? sentence.tokens.length;
      const tokens = sentence.tokens.slice(start, end);
      const needed = needs.some((cue) => containsPhrase(tokens, cue.tokens));
      const main = sentence.segments[0]?.slice(start, end) ?? [];
      const says = main.filter(({ weight }) => weight >= TELLING).length >= 2;
      return { of, start, end, needed, says };
    }),
  );
  if (clauses.length < 2 || !clauses.some(({ needed, says }) => needed && says)) return sentences;
  return sentences.map((sentence, of) => {
    const beside = clauses.filter((clause) => clause.of === of && !clause.needed);
    const [main = [], ...added] = sentence.segments;
    const weighed = main.map((token, at) =>
      beside.some(({ start, end }) => start <= at && at < end)
        ? { ...token, weight: token.weight * BESIDE_NEED }
        : token,
    );
    return beside.length === 0 ? sentence : { ...sentence, segments: [weighed, ...added] };
  });
}

/** Where the parts between commas begin. Figures keep their commas. */
function clausesOf(sentence: string, length: number): number[] {
  const counts = sentence.split(/,\s+/u).map((part) => tokeniseAsTyped(part).length);
  // What was read otherwise than typed (keystrokes, dialect) has other positions.
  if (counts.reduce((sum, count) => sum + count, 0) !== length) return [0];
  let start = 0;
  return counts.flatMap((count) => {
    const at = start;
    start += count;
    return count === 0 ? [] : [at];
  });
}

/** Weight shared by the terms that made-up initials may stand for. */
const INITIALS_WEIGHT = 0.9;

/** Weight of an English word itself; its Vietnamese meaning is added beside it. */
const ENGLISH_WEIGHT = 0.35;

function readSentence(parts: QuestionQueryParts, sentence: string): ReadSentence {
  const english = isEnglish(sentence);
  // Words of another language are not corrected into Vietnamese ones.
  const read = english
    ? tokenise(sentence).map((syllable): ReadSyllable => ({
        syllable,
        typed: syllable,
        certain: true,
      }))
    : rewriteDialect(parts.lexicon, parts.reader.read(tokeniseAsTyped(sentence)));
  const tokens = read.map((one) => one.syllable);
  const weightOf = (syllable: string): number => parts.stopwords.get(syllable) ?? 1;
  const matches = findEntries(parts.lexicon, tokens, (kind) =>
    english
      ? kind === 'english' || kind === 'aside'
      : kind !== 'teencode' && kind !== 'dialect' && kind !== 'english',
  );
  const aside = placeSyllables(sentence, read);
  for (const { start, end, entry } of matches) {
    if (entry.kind === 'aside') for (let at = start; at < end; at += 1) aside.add(at);
  }
  const main: QueryToken[] = read.map((one, at) => ({
    syllable: one.syllable,
    ...(one.typed !== '' && one.typed !== one.syllable ? { typed: one.typed } : {}),
    weight: Math.min(
      weightOf(one.syllable),
      english ? ENGLISH_WEIGHT : 1,
      aside.has(at) ? (english ? ENGLISH_ASIDE_WEIGHT : ASIDE_WEIGHT) : 1,
    ),
    certain: one.certain || one.syllable === one.typed,
  }));
  const added = matches.flatMap(({ entry }) =>
    entry.meanings.map((meaning) =>
      meaning.tokens.map((syllable) => ({
        syllable,
        weight: meaning.weight * Math.max(0.3, weightOf(syllable)),
        certain: true,
      })),
    ),
  );
  const spelledOut = english
    ? []
    : tokens.flatMap((token) => {
        if (parts.lexicon.shortForms.has(token)) return [];
        const terms = expandInitials(parts.initials, token);
        return terms.map((term) =>
          tokenise(term).map((syllable) => ({
            syllable,
            weight: INITIALS_WEIGHT / terms.length,
            certain: true,
          })),
        );
      });
  return {
    tokens,
    read,
    segments: [main, ...added, ...spelledOut],
    clauses: clausesOf(sentence, tokens.length),
  };
}

/** Weight of words that say where or for whom, not what. */
const ASIDE_WEIGHT = 0.1;
/** English words are so rare in the index that a single one would decide. */
const ENGLISH_ASIDE_WEIGHT = 0.01;

/** A unit of the administration and the name written after it ("huyện Từ Liêm"). */
const PLACE_NAME =
  /(?<![\p{L}\p{M}])(?:huyện|quận|thị xã|thị trấn|phường|xã|tỉnh|thành phố|tp\.?|thôn|bản|ấp|đặc khu)\s+(?:(?:\p{Lu}[\p{Ll}\p{M}]*|\d{1,2})(?![\p{L}\p{M}\d])[ ]?){1,4}/gu;

/** Positions of the syllables of place names that are written with capitals. */
function placeSyllables(sentence: string, read: readonly ReadSyllable[]): Set<number> {
  const places = new Set<number>();
  const text = sentence.normalize('NFC').replace(/^\p{Lu}/u, (letter) => letter.toLowerCase());
  if (text === text.toUpperCase()) return places;
  for (const { 0: place } of text.matchAll(PLACE_NAME)) {
    const typed = tokeniseAsTyped(place).map(canonicalSyllable);
    const from = read.findIndex((_, at) =>
      typed.every((token, offset) => read[at + offset]?.typed === token),
    );
    for (let at = 0; from >= 0 && at < typed.length; at += 1) places.add(from + at);
  }
  return places;
}

/** Replaces dialect phrases of two or more syllables; single words were rewritten when read. */
function rewriteDialect(lexicon: Lexicon, read: readonly ReadSyllable[]): ReadSyllable[] {
  const tokens = read.map((one) => one.syllable);
  const matches = findEntries(lexicon, tokens, (kind) => kind === 'dialect' || kind === 'teencode');
  if (matches.length === 0) return [...read];
  const rewritten: ReadSyllable[] = [];
  let position = 0;
  for (const { start, end, entry } of matches) {
    if (start < position) continue;
    rewritten.push(...read.slice(position, start));
    for (const syllable of entry.meanings[0]?.tokens ?? []) {
      rewritten.push({ syllable, typed: '', certain: true });
    }
    position = end;
  }
  return [...rewritten, ...read.slice(position)];
}

/** The sentences in which the need is most likely stated: most cues, later ones first. */
function needfulSentences(
  needs: readonly NeedCue[],
  sentences: readonly ReadSentence[],
): ReadSentence[] {
  const ranked = sentences.map((sentence, at) => ({
    at,
    sentence,
    value:
      needs.reduce(
        (sum, cue) => sum + (containsPhrase(sentence.tokens, cue.tokens) ? cue.weight : 0),
        0,
      ) +
      at / sentences.length,
  }));
  ranked.sort((a, b) => b.value - a.value);
  return ranked
    .slice(0, 2)
    .sort((a, b) => a.at - b.at)
    .map((one) => one.sentence);
}

/** Share of the typed words that are Vietnamese (with or without marks), for telling languages apart. */
export function vietnameseShare(
  text: string,
  knows: (syllable: string) => boolean,
  knowsFold: (folded: string) => boolean,
): number {
  const words = tokeniseAsTyped(text).filter((token) => /^\p{L}+$/u.test(token));
  if (words.length === 0) return 1;
  const known = words.filter((word) => {
    const syllable = canonicalSyllable(word);
    return hasMarks(word) ? knows(syllable) : knowsFold(syllable);
  });
  return known.length / words.length;
}
