import type { Answer } from '../../conversation/answer.ts';
import type { Turn } from '../../conversation/conversation.ts';
import { DESK_WORDS } from './desk-words.ts';
import { WORDS, fill } from './words.ts';
import type { Language } from './words.ts';

/** How an answer of the assistant came about, in plain sentences for an officer. */
export interface Explanation {
  readonly turnIndex: number;
  readonly lines: readonly string[];
}

/** Named besides the first; more would not be read. */
const OTHERS = 3;

/** One for each turn the assistant answered. */
export function explanationsOf(turns: readonly Turn[], language: Language): Explanation[] {
  return turns.flatMap(({ index, answer }) =>
    answer === undefined ? [] : [{ turnIndex: index, lines: linesOf(answer, language) }],
  );
}

function linesOf(answer: Answer, language: Language): string[] {
  const words = DESK_WORDS[language].explanation;
  const { outcomes, reasons } = words;
  const why: Readonly<Record<string, string>> = reasons;
  const reason =
    answer.outcome !== 'handed-off'
      ? []
      : [why[answer.reason] ?? fill(reasons.other, { reason: answer.reason })];
  const wordless = answer.outcome === 'smalltalk' || answer.outcome === 'emergency';
  return [
    ...(wordless || answer.outcome === 'refused' ? [] : understood(answer, language)),
    outcomes[answer.outcome],
    ...reason,
  ];
}

function understood(answer: Answer, language: Language): string[] {
  const words = DESK_WORDS[language].explanation;
  const { procedures, confidence, facets } = answer;
  const [first] = procedures;
  if (first === undefined) return [words.nothing];
  const chosen = procedures.filter(({ code }) => answer.answerCodes.includes(code));
  const meant = (chosen.length > 0 ? chosen : [first]).map(({ name }) => name);
  const others = procedures.filter(({ name }) => !meant.includes(name)).slice(0, OTHERS);
  const names: Readonly<Record<string, string>> = WORDS[language].chat.facets;
  const percent = Math.round(confidence * 100);
  const sureness =
    answer.reason === 'likely' ? words.likely : percent >= 80 ? words.sure : words.unsure;
  return [
    fill(words.understood, { procedures: meant.join('; ') }),
    ...(facets.length === 0
      ? []
      : [fill(words.facets, { facets: facets.map((one) => names[one] ?? one).join(', ') })]),
    fill(sureness, { percent }),
    ...(others.length === 0
      ? []
      : [fill(words.others, { procedures: others.map(({ name }) => name).join('; ') })]),
  ];
}
