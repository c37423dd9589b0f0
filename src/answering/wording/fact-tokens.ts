import type { AnswerSection } from '../../conversation/answer.ts';
import type { Facet } from '../../procedure/guide.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A fact of the answer as a model sees it: a mark whose words it never writes itself. */
export interface FactToken {
  /** ⟦F1⟧ */
  readonly mark: string;
  /** Undefined: the name of the procedure. */
  readonly facet: Facet | undefined;
  /** What stands in its place, copied from the answer. */
  readonly text: string;
}

export interface FactTokens {
  readonly tokens: readonly FactToken[];
  /** Marks that must all stand in a draft, because they answer what was asked. */
  readonly obligatory: readonly string[];
}

/** More single facts are not said aloud but listed. */
const MOST_SAID = 3;
/** Longer facts, in characters, are listed too. */
const LONGEST_SAID = 160;

const LETTERS: Readonly<Record<Facet, string>> = {
  dossier: 'P',
  fee: 'F',
  time: 'T',
  where: 'W',
  how: 'S',
  online: 'O',
  conditions: 'C',
  result: 'R',
  legal: 'D',
  forms: 'M',
  overview: 'G',
};

/**
 * Turns an answer's sections into tokens. A token is a whole line of the record with its condition
 * inside ("Trực tiếp: 10.000 đồng"), so that no figure can be given to another condition; a section with
 * headings, notes or many lines is one token that points to the list below.
 */
export function factTokens(
  answer: {
    readonly name: string;
    readonly sections: readonly AnswerSection[];
    readonly facets: readonly Facet[];
  },
  vocabulary: Vocabulary,
): FactTokens {
  const tokens: FactToken[] = [{ mark: '⟦N1⟧', facet: undefined, text: `“${answer.name}”` }];
  const used = new Map<Facet, number>();
  for (const { facet, lines } of answer.sections) {
    const said = lines.filter(({ style }) => style === 'text' || style === 'bullet');
    const isPlain =
      said.length === lines.length &&
      said.length <= MOST_SAID &&
      said.every(({ text }) => text.length <= LONGEST_SAID && !/[⟦⟧]/u.test(text));
    const texts = isPlain ? said.map(({ text }) => withoutEnd(text)) : listOf(facet, vocabulary);
    for (const text of texts) {
      const number = (used.get(facet) ?? 0) + 1;
      used.set(facet, number);
      tokens.push({ mark: `⟦${LETTERS[facet]}${number}⟧`, facet, text });
    }
  }
  const asked = answer.facets.find((facet) => facet !== 'overview');
  const obligatory = tokens.filter(({ facet }) => facet !== undefined && facet === asked);
  return { tokens, obligatory: obligatory.map(({ mark }) => mark) };
}

function listOf(facet: Facet, { lists }: Vocabulary): string[] {
  const text = lists[facet];
  return text === undefined ? [] : [text];
}

const withoutEnd = (text: string): string => text.trim().replace(/[.;:,\s]+$/u, '');
