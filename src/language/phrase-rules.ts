import { z } from 'zod';
import { fold, hasMarks } from './fold.ts';
import { tokenise } from './tokenise.ts';

/**
 * A rule over phrases: it holds when each group of `all` has at least one phrase in the text and no
 * phrase of `none` is there. Phrases match with marks, or wholly without them.
 */
const phraseRuleSchema = z.strictObject({
  /** What the rule finds; one name may have several rules. */
  name: z.string().min(1),
  all: z.array(z.array(z.string().min(1)).min(1)).min(1),
  none: z.array(z.string().min(1)).default([]),
  /** Holds only for messages of at most this many syllables. */
  maxSyllables: z.number().int().positive().optional(),
  note: z.string().optional(),
});

/** One file of `knowledge/screening`. */
const phraseRuleFileSchema = z.strictObject({
  owner: z.string().min(1),
  about: z.string().min(1),
  rules: z.array(phraseRuleSchema),
});

/** A phrase as it is looked for in a space-padded text, with and without marks. */
interface Phrase {
  readonly marked: string;
  /** Empty for a phrase of one syllable, which never matches without marks. */
  readonly unmarked: string;
}

function phraseOf(text: string): Phrase {
  const syllables = tokenise(text);
  return {
    marked: ` ${syllables.join(' ')} `,
    unmarked: syllables.length > 1 ? ` ${syllables.map(fold).join(' ')} ` : '',
  };
}

export interface PhraseRule {
  readonly name: string;
  readonly all: readonly (readonly Phrase[])[];
  readonly none: readonly Phrase[];
  readonly maxSyllables: number;
}

export function parsePhraseRules(file: unknown): PhraseRule[] {
  return phraseRuleFileSchema.parse(file).rules.map((rule) => ({
    name: rule.name,
    all: rule.all.map((group) => group.map(phraseOf)),
    none: rule.none.map(phraseOf),
    maxSyllables: rule.maxSyllables ?? Infinity,
  }));
}

/** A text prepared for phrase look-up: as read, and as typed without marks. */
export interface PhraseText {
  readonly tokens: readonly string[];
  readonly joined: string;
  readonly folded: string;
  /** Whether the citizen typed without marks, so that folded phrases may match. */
  readonly unmarked: boolean;
}

export function phraseText(typed: string, read?: readonly string[]): PhraseText {
  const tokens = tokenise(typed);
  const letters = tokens.filter((token) => /\p{L}/u.test(token));
  const marked = letters.filter(hasMarks).length;
  const joined = ` ${tokens.join(' ')} ${read ? `| ${read.join(' ')} ` : ''}`;
  return {
    tokens,
    joined,
    folded: ` ${tokens.map(fold).join(' ')} `,
    unmarked: marked <= letters.length * 0.15,
  };
}

function hasPhrase(text: PhraseText, phrase: Phrase): boolean {
  if (text.joined.includes(phrase.marked)) return true;
  return text.unmarked && phrase.unmarked !== '' && text.folded.includes(phrase.unmarked);
}

/** Name of the first rule that holds. */
export function firstRule(rules: readonly PhraseRule[], text: PhraseText): string | undefined {
  return rules.find((rule) => ruleHolds(rule, text))?.name;
}

function ruleHolds(rule: PhraseRule, text: PhraseText): boolean {
  return (
    text.tokens.length <= rule.maxSyllables &&
    rule.all.every((group) => group.some((phrase) => hasPhrase(text, phrase))) &&
    !rule.none.some((phrase) => hasPhrase(text, phrase))
  );
}
