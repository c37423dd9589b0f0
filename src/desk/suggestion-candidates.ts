import type { Answer, RankedProcedure } from '../conversation/answer.ts';
import type { SuggestionPolicy } from './suggestion-policy.ts';

/** A procedure worth a card. */
export interface Candidate extends Pick<RankedProcedure, 'code' | 'name'> {
  /** Of the first it is calibrated; the others share what is left by their evidence. */
  readonly confidence: number;
}

/** How messages end that no record answers: no card, whatever lies near. */
const SILENT: ReadonlySet<Answer['outcome']> = new Set(['emergency', 'smalltalk', 'refused']);

/** Danger to life and attempts on the rules silence everything, wherever they stand. */
const isGrave = ({ outcome, reason }: Answer): boolean =>
  outcome === 'emergency' || reason === 'instructions';

/** 0 for what is no question about a procedure, however surely. */
const surenessOf = ({ outcome, procedures, confidence }: Answer): number =>
  SILENT.has(outcome) || procedures.length === 0 ? 0 : confidence;

/**
 * Which of several readings of the same speech counts: the first, as it holds all the words, unless a
 * later one is clearly surer. Its place; −1 when there are none.
 */
export function chooseReading(
  answers: readonly Answer[],
  { talk }: Pick<SuggestionPolicy, 'talk'>,
): number {
  const [first] = answers;
  if (first === undefined || isGrave(first)) return answers.length === 0 ? -1 : 0;
  let chosen = 0;
  answers.forEach((answer, at) => {
    const best = answers[chosen] ?? first;
    if (surenessOf(answer) > surenessOf(best) + talk.shorterAhead) chosen = at;
  });
  return chosen;
}

/** The first procedure of the reading that counts, then the likeliest of all readings. */
export function candidatesOf(
  chosen: Answer,
  answers: readonly Answer[],
  { floor, nextShare }: Pick<SuggestionPolicy, 'floor' | 'nextShare'>,
  most: number,
): readonly Candidate[] {
  const { procedures, answerCodes, reason } = chosen;
  const confidence = isGrave(chosen) ? 0 : surenessOf(chosen);
  const [first] = procedures;
  if (first === undefined || confidence === 0 || confidence < floor) return [];
  // Two needs in one message: both were answered, neither is a second choice.
  const needs = new Set(reason === 'several-needs' ? answerCodes : []);
  const evidence = new Map<string, RankedProcedure>();
  for (const answer of answers) {
    for (const { code, name, score } of answer.procedures) {
      const weighed = score * surenessOf(answer);
      if (score < nextShare || weighed <= (evidence.get(code)?.score ?? 0)) continue;
      evidence.set(code, { code, name, score: weighed });
    }
  }
  evidence.delete(first.code);
  const rest = [...evidence.values()];
  const total = rest.reduce((sum, { score }) => sum + score, 0);
  const next = rest
    .map(({ code, name, score }) => ({
      code,
      name,
      confidence: needs.has(code) ? confidence : ((1 - confidence) * score) / total,
    }))
    .sort((a, b) => b.confidence - a.confidence);
  return [{ code: first.code, name: first.name, confidence }, ...next].slice(0, most);
}
