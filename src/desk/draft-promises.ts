import { z } from 'zod';
import { tokensOf } from './draft-numbers.ts';
import type { Token } from './draft-numbers.ts';

const phrases = z.array(z.string().min(2)).min(1);

/** `knowledge/desk-promises.yaml`. */
const promiseFileSchema = z.strictObject({
  owner: z.string(),
  about: z.string(),
  outcome: phrases,
  dated: z.strictObject({ when: phrases, result: phrases, within: z.number().int().min(0) }),
  /** Look like results and are the citizen's own doing. */
  citizens: phrases,
  negations: phrases,
  comforts: phrases,
  /** Words between a negation and what it denies. */
  reach: z.number().int().min(1),
  conditions: phrases,
});

/** Where a text promises something on the office's behalf, in UTF-16 units, in order. */
export type FindPromises = (
  text: string,
) => readonly { readonly from: number; readonly to: number }[];

/** In a phrase: up to three words that may be anything. */
const GAP = '…';
const LONGEST_GAP = 3;

/** Reads the wordings. Throws when the file is not of their form. */
export function parsePromises(file: unknown): FindPromises {
  const read = promiseFileSchema.parse(file);
  const { dated, reach } = read;
  const promised = phrasesOf(read.outcome);
  const when = phrasesOf(dated.when);
  const result = phrasesOf(dated.result);
  const citizens = phrasesOf(read.citizens);
  const denied = phrasesOf(read.negations);
  const comforting = phrasesOf(read.comforts);
  const conditional = phrasesOf(read.conditions);

  return (text) =>
    sentencesIn(text).flatMap((clauses) => {
      if (clauses.asks) return [];
      const condition = firstOf(conditional, clauses.tokens);
      return clauses.parts.flatMap((tokens) => {
        const isDenied = (at: number): boolean => deniedAt(tokens, at, denied, comforting, reach);
        const found: { from: number; to: number }[] = [];
        for (let at = 0; at < tokens.length; at += 1) {
          const length = lengthAt(promised, tokens, at);
          const from = tokens[at]?.from ?? 0;
          const isConditional = condition !== undefined && condition <= from;
          if (length > 0 && !isDenied(at) && !isConditional) {
            found.push({ from, to: tokens[at + length - 1]?.to ?? from });
          }
        }
        const times = placesOf(when, tokens).filter(({ at }) => !isName(text, tokens, at));
        const theirs = placesOf(citizens, tokens);
        const results = placesOf(result, tokens).filter(
          ({ at, end }) => !theirs.some((one) => one.at < end && at < one.end),
        );
        found.push(...datedIn(tokens, times, results, dated.within, isDenied));
        return merged(found);
      });
    });
}

type Phrases = ReadonlyMap<string, readonly (readonly string[])[]>;

/** By their first word, the longest first. */
function phrasesOf(list: readonly string[]): Phrases {
  const byFirst = new Map<string, (readonly string[])[]>();
  for (const phrase of list) {
    const words = phrase
      .split(GAP)
      .flatMap((part, at) => [
        ...(at > 0 ? [GAP] : []),
        ...tokensOf(spoken(part)).map(({ text }) => text),
      ]);
    const first = words[0] ?? '';
    byFirst.set(first, [...(byFirst.get(first) ?? []), words]);
  }
  for (const found of byFirst.values()) found.sort((a, b) => b.length - a.length);
  return byFirst;
}

/** "Can't" is one word. Keeps the length, so that places stay what they were. */
const spoken = (text: string): string => text.replace(/(?<=\p{L})['’](?=\p{L})/gu, 'ʼ');

interface Sentence {
  readonly tokens: readonly Token[];
  /** Cut at commas and the like. */
  readonly parts: readonly (readonly Token[])[];
  readonly asks: boolean;
}

function sentencesIn(text: string): Sentence[] {
  const words = spoken(text);
  return [...words.matchAll(/[^.!?…\n]+(?:\.(?=\S)[^.!?…\n]+)*[.!?…\n]*/gu)].map((match) => {
    const shifted = (part: string, at: number): Token[] =>
      tokensOf(part).map((token) => ({ ...token, from: token.from + at, to: token.to + at }));
    const parts = [...match[0].matchAll(/[^,;:()–]+/gu)].map((part) =>
      shifted(part[0], match.index + part.index),
    );
    return { tokens: parts.flat(), parts, asks: /\?\s*$/u.test(match[0]) };
  });
}

/** Tokens of the longest phrase that stands here; 0 for none. */
function lengthAt(known: Phrases, tokens: readonly Token[], at: number): number {
  for (const phrase of known.get(tokens[at]?.text ?? '') ?? []) {
    const end = endOf(phrase, tokens, at);
    if (end > 0) return end - at;
  }
  return 0;
}

function endOf(phrase: readonly string[], tokens: readonly Token[], from: number): number {
  let at = from;
  for (let place = 0; place < phrase.length; place += 1) {
    if (phrase[place] === GAP) {
      const rest = phrase.slice(place + 1);
      for (let skip = 0; skip <= LONGEST_GAP; skip += 1) {
        const end = endOf(rest, tokens, at + skip);
        if (end > 0) return end;
      }
      return -1;
    }
    if (tokens[at]?.text !== phrase[place]) return -1;
    at += 1;
  }
  return at;
}

/** Where the first of these phrases begins in the text. */
function firstOf(known: Phrases, tokens: readonly Token[]): number | undefined {
  return tokens.find((_, at) => lengthAt(known, tokens, at) > 0)?.from;
}

/** Whether what stands here is denied by words shortly before it. */
function deniedAt(
  tokens: readonly Token[],
  at: number,
  denied: Phrases,
  comforting: Phrases,
  reach: number,
): boolean {
  for (let before = Math.max(0, at - reach - 2); before < at;) {
    const comfort = lengthAt(comforting, tokens, before);
    const length = comfort > 0 ? 0 : lengthAt(denied, tokens, before);
    if (length > 0 && before + length > at - reach - 1) return true;
    before += Math.max(1, comfort);
  }
  return false;
}

interface Place {
  readonly at: number;
  readonly end: number;
}

function placesOf(known: Phrases, tokens: readonly Token[]): Place[] {
  return tokens.flatMap((_, at) => {
    const length = lengthAt(known, tokens, at);
    return length === 0 ? [] : [{ at, end: at + length }];
  });
}

/** "Chị Mai": a capital within a sentence. */
function isName(text: string, tokens: readonly Token[], at: number): boolean {
  return at > 0 && /^\p{Lu}/u.test(text.slice(tokens[at]?.from ?? 0));
}

/** A time and a result close together: "mai có kết quả", "your card will be ready tomorrow". */
function datedIn(
  tokens: readonly Token[],
  times: readonly Place[],
  results: readonly Place[],
  within: number,
  isDenied: (at: number) => boolean,
): { from: number; to: number }[] {
  return results.flatMap((result) => {
    const near = times.find(
      (time) =>
        (time.end <= result.at && result.at - time.end <= within) ||
        (result.end <= time.at && time.at - result.end <= within),
    );
    if (near === undefined || isDenied(result.at) || isDenied(near.at)) return [];
    const [first, last] = [Math.min(near.at, result.at), Math.max(near.end, result.end) - 1];
    return [{ from: tokens[first]?.from ?? 0, to: tokens[last]?.to ?? 0 }];
  });
}

/** Overlapping stretches become one. */
function merged(found: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const joined: { from: number; to: number }[] = [];
  for (const one of found.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && one.from <= last.to) last.to = Math.max(last.to, one.to);
    else joined.push({ ...one });
  }
  return joined;
}
