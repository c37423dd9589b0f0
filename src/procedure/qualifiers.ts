import { z } from 'zod';
import { fold, hasMarks } from '../language/fold.ts';
import { tokenise } from '../language/tokenise.ts';

/** `knowledge/lexicon/qualifiers.yaml`: the words by which procedures of one family differ. */
const qualifierFileSchema = z.strictObject({
  owner: z.string(),
  about: z.string(),
  dimensions: z.array(
    z.strictObject({
      name: z.string(),
      question: z.strictObject({ vi: z.string(), en: z.string() }),
      values: z
        .array(
          z.strictObject({
            name: z.string(),
            default: z.boolean().default(false),
            title: z.array(z.string()),
            question: z.array(z.string()),
          }),
        )
        .min(2),
    }),
  ),
});

export interface QualifierDimension {
  readonly name: string;
  readonly question: { readonly vi: string; readonly en: string };
  readonly values: readonly QualifierValue[];
}
interface QualifierValue {
  readonly name: string;
  readonly isDefault: boolean;
  readonly title: readonly Phrase[];
  readonly question: readonly Phrase[];
}

/** A phrase prepared for look-up in a space-padded text, with and without marks. */
interface Phrase {
  readonly syllables: readonly string[];
  readonly marked: string;
  readonly unmarked: string;
}

function phraseOf(text: string): Phrase {
  const syllables = tokenise(text);
  return {
    syllables,
    marked: ` ${syllables.join(' ')} `,
    unmarked: ` ${syllables.map(fold).join(' ')} `,
  };
}

/** Which values of which dimension a text names; a dimension that is not named is absent. */
export type Qualifiers = ReadonlyMap<string, ReadonlySet<string>>;

export function parseQualifiers(file: unknown): QualifierDimension[] {
  return qualifierFileSchema.parse(file).dimensions.map((dimension) => ({
    name: dimension.name,
    question: dimension.question,
    values: dimension.values.map((value) => ({
      name: value.name,
      isDefault: value.default,
      title: value.title.map(phraseOf),
      question: value.question.map(phraseOf),
    })),
  }));
}

export function qualifiersOfTitle(
  dimensions: readonly QualifierDimension[],
  title: string,
): Qualifiers {
  return qualifiersIn(dimensions, tokenise(title), (value) => value.title);
}

export function qualifiersOfQuestion(
  dimensions: readonly QualifierDimension[],
  tokens: readonly string[],
): Qualifiers {
  return qualifiersIn(dimensions, tokens, (value) => value.question);
}

function qualifiersIn(
  dimensions: readonly QualifierDimension[],
  tokens: readonly string[],
  phrasesOf: (value: QualifierValue) => readonly Phrase[],
): Qualifiers {
  const found = new Map<string, Set<string>>();
  const folded = tokens.map(fold);
  const text = ` ${tokens.join(' ')} `;
  const plain = ` ${folded.join(' ')} `;
  for (const dimension of dimensions) {
    const values = new Set<string>();
    for (const value of dimension.values) {
      const named = phrasesOf(value).some(
        ({ marked, unmarked, syllables }) =>
          text.includes(marked) ||
          (syllables.length > 1 && plain.includes(unmarked) && containsPhrase(tokens, syllables)),
      );
      if (named) values.add(value.name);
    }
    if (values.size > 0) found.set(dimension.name, values);
  }
  return found;
}

/** Whether the syllables stand one after the other; unmarked ones match in phrases of two or more. */
export function containsPhrase(tokens: readonly string[], phrase: readonly string[]): boolean {
  if (phrase.length === 0) return false;
  for (let at = 0; at + phrase.length <= tokens.length; at += 1) {
    let all = true;
    for (let offset = 0; offset < phrase.length; offset += 1) {
      const token = tokens[at + offset] as string;
      const want = phrase[offset] as string;
      if (token === want) continue;
      if (phrase.length > 1 && !hasMarks(token) && fold(want) === token) continue;
      all = false;
      break;
    }
    if (all) return true;
  }
  return false;
}

/** How a question's qualifiers fit a title's, in one dimension. */
export type QualifierFit = 'agree' | 'conflict' | 'title-only' | 'question-only' | 'neither';

export function qualifierFit(
  dimension: QualifierDimension,
  ofTitle: Qualifiers,
  ofQuestion: Qualifiers,
): QualifierFit {
  const inTitle = ofTitle.get(dimension.name);
  const inQuestion = ofQuestion.get(dimension.name);
  if (!inTitle && !inQuestion) return 'neither';
  if (!inQuestion) return 'title-only';
  if (!inTitle) {
    const isDefault = dimension.values.some(
      (value) => value.isDefault && inQuestion.has(value.name),
    );
    return isDefault ? 'neither' : 'question-only';
  }
  for (const value of inQuestion) if (inTitle.has(value)) return 'agree';
  return 'conflict';
}
