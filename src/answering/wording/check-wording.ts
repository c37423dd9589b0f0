import type { Facet } from '../../procedure/guide.ts';
import type { FactToken, FactTokens } from './fact-tokens.ts';
import { cover, wordsOf } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * Why a model's words are not used; stable machine words, counted and shown in the trace.
 * - `unknown-words`: something outside tokens is no approved phrase (an invented paper, a promise,
 *   another language, the prompt itself, a link).
 * - `figure`: a digit of any script, or another sign that is no word.
 * - `unknown-token`, `missing-token`: a mark nobody gave, or not what was asked.
 * - `half-facet`: some but not all facts of a facet.
 * - `wrong-place`: a fact beside words of another facet.
 */
type WordingFault =
  | 'empty'
  | 'too-long'
  | 'too-many-sentences'
  | 'figure'
  | 'unknown-words'
  | 'unknown-token'
  | 'missing-token'
  | 'repeated-token'
  | 'half-facet'
  | 'wrong-place'
  | 'impolite';

export interface WordingCheck {
  readonly faults: readonly WordingFault[];
  /** The words at fault, for the trace; never longer than 80 characters. */
  readonly excerpt: string;
}

/** Characters of a draft before its tokens are filled. */
const LONGEST = 600;
const MOST_SENTENCES = 6;
const MARK = /⟦[^⟦⟧\s]{0,8}⟧/gu;
/** Besides letters, all that may stand between tokens. */
const FIT = /^[\p{Lu}\p{Ll}\p{M} \n.,:;?!()“”"'’–-]*$/u;

/** Checks one sentence alone: what is shown at once must be true by itself. */
export function checkSentence(
  sentence: string,
  { tokens }: Pick<FactTokens, 'tokens'>,
  vocabulary: Vocabulary,
): WordingCheck {
  const known = new Map(tokens.map((token) => [token.mark, token]));
  const text = sentence.normalize('NFC');
  const unknown = (text.match(MARK) ?? []).find((mark) => !known.has(mark));
  if (unknown !== undefined) return fault('unknown-token', unknown);
  const rest = text.replace(MARK, ' ');
  if (!FIT.test(rest)) return fault('figure', rest);
  let before: Facet | undefined;
  for (const clause of text.split(/[.,;?!\n]+/u)) {
    const { wrong, facet } = checkClause(clause, known, vocabulary, before);
    if (wrong !== undefined) return fault(wrong, clause);
    before = facet;
  }
  return { faults: [], excerpt: '' };
}

/** Checks a whole draft. No faults: every word of it is approved and every fact is the record's. */
export function checkWording(
  draft: string,
  facts: FactTokens,
  vocabulary: Vocabulary,
): WordingCheck {
  const text = draft.normalize('NFC').trim();
  if (text === '') return fault('empty', '');
  if ([...text].length > LONGEST) return fault('too-long', text);
  const sentences = sentencesIn(text);
  if (sentences.length > MOST_SENTENCES) return fault('too-many-sentences', text);
  for (const sentence of sentences) {
    const check = checkSentence(sentence, facts, vocabulary);
    if (check.faults.length > 0) return check;
  }
  const marks: readonly string[] = text.match(MARK) ?? [];
  const used = new Set(marks);
  const twice = marks.find((mark, at) => marks.indexOf(mark) !== at);
  if (twice !== undefined) return fault('repeated-token', twice);
  const missing = facts.obligatory.find((mark) => !used.has(mark));
  if (missing !== undefined) return fault('missing-token', missing);
  const half = halfFacet(facts.tokens, used);
  if (half !== undefined) return fault('half-facet', half);
  const opens = cover(wordsOf(text.replace(MARK, ' ')), vocabulary)?.some((one) => one.opens);
  return opens === true ? { faults: [], excerpt: '' } : fault('impolite', text);
}

/** Sentences with their ends; marks and abbreviations have no full stop inside. */
export function sentencesIn(text: string): string[] {
  return (text.match(/[^.?!\n]+(?:[.?!]+|\n+|$)\s*/gu) ?? []).filter((one) => one.trim() !== '');
}

function checkClause(
  clause: string,
  known: ReadonlyMap<string, FactToken>,
  vocabulary: Vocabulary,
  /** The facet the clause before spoke of: a list of facts names it once. */
  before: Facet | undefined,
): { readonly wrong?: WordingFault; readonly facet: Facet | undefined } {
  const words = wordsOf(clause.replace(MARK, ' '));
  // Parts between tokens are covered each for itself: a phrase never reaches over a fact.
  const phrases = clause.split(MARK).map((part) => cover(wordsOf(part), vocabulary));
  if (phrases.some((one) => one === undefined)) {
    return { wrong: 'unknown-words', facet: undefined };
  }
  const cues = new Set(phrases.flatMap((one) => (one ?? []).flatMap(({ facet }) => facet ?? [])));
  const facets = new Set<Facet>();
  for (const mark of clause.match(MARK) ?? []) {
    const facet = known.get(mark)?.facet;
    if (facet !== undefined) facets.add(facet);
  }
  const [facet] = facets;
  const wrong = { wrong: 'wrong-place', facet } as const;
  if (facets.size > 1 || [...cues].some((cue) => cue !== facet)) return wrong;
  if (facet === undefined || cues.has(facet)) return { facet };
  // A bare figure says nothing of what it is.
  return facet === before && words.length <= 1 ? { facet } : wrong;
}

/** A facet of which only a part was said: half a table of fees misleads. */
function halfFacet(tokens: readonly FactToken[], used: ReadonlySet<string>): string | undefined {
  const facets = new Set(tokens.flatMap(({ facet }) => facet ?? []));
  return [...facets].find((facet) => {
    const own = tokens.filter((token) => token.facet === facet);
    const said = own.filter(({ mark }) => used.has(mark)).length;
    return said > 0 && said < own.length;
  });
}

function fault(kind: WordingFault, excerpt: string): WordingCheck {
  return { faults: [kind], excerpt: excerpt.trim().slice(0, 80).toWellFormed() };
}

/** Puts the facts in the place of their marks; ways of submission go on in small letters. */
export function fillTokens(text: string, tokens: readonly FactToken[]): string {
  const known = new Map(tokens.map((token) => [token.mark, token]));
  return text
    .normalize('NFC')
    .replace(MARK, (mark) => {
      const token = known.get(mark);
      if (token === undefined) return '';
      return token.facet !== undefined && FLOWING.has(token.facet)
        ? (token.text[0] ?? '').toLocaleLowerCase('vi') + token.text.slice(1)
        : token.text;
    })
    .replace(/[ \t]+/gu, ' ')
    .trim();
}

/** Their lines begin with a common word, never with a name. */
const FLOWING: ReadonlySet<Facet> = new Set(['fee', 'time']);
