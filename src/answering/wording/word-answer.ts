import type { Answer, TraceStep } from '../../conversation/answer.ts';
import type { LanguageModel } from '../model.ts';
import { ModelUnavailable } from '../model.ts';
import { composeText } from '../plain-text.ts';
import type { Replies } from '../replies.ts';
import { fill } from '../replies.ts';
import { checkSentence, checkWording, fillTokens, sentencesIn } from './check-wording.ts';
import type { WordingCheck } from './check-wording.ts';
import { factTokens } from './fact-tokens.ts';
import type { FactTokens } from './fact-tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface WordingParts {
  readonly model: LanguageModel;
  readonly vocabularies: Readonly<Record<'vi' | 'en', Vocabulary>>;
  readonly replies: Readonly<Record<'vi' | 'en', Replies>>;
}

export interface WordingOptions {
  /** What the citizen asked, masked. */
  readonly question: string;
  readonly signal: AbortSignal;
  /** Told of each sentence once it was verified, its facts filled in. */
  readonly onSentence?: ((sentence: string) => void) | undefined;
}

/** How a model's words fared; stands in the trace. */
interface Outcome {
  readonly used: boolean;
  readonly reason: string;
  readonly excerpt?: string;
}

/**
 * The answer with a warmer opening by a model, or as it was. Sections, choices, source, and every
 * sentence that limits a fact (assumption, confirmation) stay as the rules wrote them.
 */
export async function wordAnswer(
  answer: Answer,
  parts: WordingParts,
  options: WordingOptions,
): Promise<Answer> {
  const opening = openingOf(answer, parts.replies[answer.language]);
  if (opening === undefined) return answer;
  const startedMs = performance.now();
  const vocabulary = parts.vocabularies[answer.language];
  const facts = factTokens(
    { name: opening.name, sections: answer.sections, facets: answer.facets },
    vocabulary,
  );
  const { draft, outcome } = await drafted(answer, facts, parts, options);
  const step: TraceStep = {
    stage: 'word',
    ms: Math.round((performance.now() - startedMs) * 100) / 100,
    detail: { ...outcome, tokens: facts.tokens.map(({ mark }) => mark) },
  };
  const trace = [...answer.trace, step];
  if (draft === undefined) return { ...answer, trace };
  const gist = `${fillTokens(draft, facts.tokens)}${opening.rest}`;
  const text = composeText({ ...answer, gist }, [], undefined);
  return { ...answer, gist, text, trace };
}

/** The fixed sentence that opens an answer about one procedure, and what follows it. */
function openingOf(
  answer: Answer,
  replies: Replies,
): { readonly name: string; readonly rest: string } | undefined {
  const [code] = answer.answerCodes;
  const main = answer.procedures.find((one) => one.code === code);
  if (answer.outcome !== 'answered' || main === undefined) return undefined;
  // An answer to two needs has two openings, which one text would run together.
  const subjects = new Set(answer.sections.map(({ procedureCode }) => procedureCode));
  if (subjects.size !== 1 || answer.options.length > 0) return undefined;
  const name = main.name.replace(/\s+/gu, ' ');
  const fixed = fill(replies.answerIntro, { name });
  if (!answer.gist.startsWith(fixed)) return undefined;
  return { name, rest: answer.gist.slice(fixed.length) };
}

async function drafted(
  answer: Answer,
  facts: FactTokens,
  { model, vocabularies }: WordingParts,
  { question, signal, onSentence }: WordingOptions,
): Promise<{ readonly draft: string | undefined; readonly outcome: Outcome }> {
  const vocabulary = vocabularies[answer.language];
  const refused = ({ faults, excerpt }: WordingCheck) => ({
    draft: undefined,
    outcome: { used: false, reason: faults[0] ?? 'unknown', excerpt },
  });
  let text = '';
  let shown = 0;
  try {
    const request = {
      stage: 'compose',
      language: answer.language,
      values: {
        question,
        facts: describe(facts, vocabulary),
        obligatory: facts.obligatory.join(' '),
        phrases: phrasesOf(vocabulary),
      },
    } as const;
    for await (const piece of model.write(request, signal)) {
      text += piece;
      if (text.length > MOST_TEXT) break;
      const sentences = sentencesIn(text);
      // The last may go on.
      for (const sentence of sentences.slice(shown, -1)) {
        const check = checkSentence(sentence, facts, vocabulary);
        if (check.faults.length > 0) return refused(check);
        shown += 1;
        onSentence?.(fillTokens(sentence, facts.tokens));
      }
    }
  } catch (error) {
    if (!(error instanceof ModelUnavailable)) throw error;
    return { draft: undefined, outcome: { used: false, reason: `model-${error.reason}` } };
  }
  const check = checkWording(text, facts, vocabulary);
  if (check.faults.length > 0) return refused(check);
  for (const sentence of sentencesIn(text.trim()).slice(shown)) {
    onSentence?.(fillTokens(sentence, facts.tokens));
  }
  return { draft: text.trim(), outcome: { used: true, reason: 'verified' } };
}

/** Characters read of a model that does not stop. */
const MOST_TEXT = 2000;

/** What each mark stands for, never what it says. */
function describe({ tokens }: FactTokens, { byFirst }: Vocabulary): string {
  const cueOf = (facet: string): string => {
    const all = [...byFirst.values()].flat().filter((phrase) => phrase.facet === facet);
    return all[0]?.words.join(' ') ?? facet;
  };
  return tokens
    .map(({ mark, facet }) => `${mark} – ${facet === undefined ? '“…”' : cueOf(facet)}`)
    .join('\n');
}

function phrasesOf({ byFirst }: Vocabulary): string {
  return [...byFirst.values()]
    .flat()
    .map(({ words }) => words.join(' '))
    .join(', ');
}
