import { fill } from '../answering/replies.ts';
import type { Disposition } from './call.ts';
import { CALL_WORDS } from './call-words.ts';
import type { FeedbackKind, SuggestionFeedback, Suggestions } from './suggestion.ts';

export interface SummaryInput {
  /** Cards for each matter of the call, oldest first. */
  readonly matters: readonly Suggestions[];
  /** What officers did with cards of this call. */
  readonly feedback: readonly Pick<SuggestionFeedback, 'kind' | 'procedureCode'>[];
  readonly nameOf: (code: string) => string;
  readonly disposition?: Disposition | undefined;
  readonly language: 'vi' | 'en';
}

/** Kinds by which a card reached the caller. */
const USED: ReadonlySet<FeedbackKind> = new Set([
  'inserted',
  'edited',
  'sent',
  'copied',
  'read-aloud',
]);
const QUIET: ReadonlySet<string> = new Set(['smalltalk', 'refused']);

/**
 * What a call was about, by rule: matters understood, parts asked for, cards used, what stayed open.
 * Names come from records and from what was done; no sentence is made up.
 */
export function summaryOf(input: SummaryInput): string {
  const { matters, feedback, nameOf, disposition, language } = input;
  const words = CALL_WORDS[language].summary;
  const named = (codes: readonly string[]): string =>
    [...new Set(codes)].map((code) => nameOf(code)).join('; ');
  const used = feedback.filter(({ kind }) => USED.has(kind)).map((one) => one.procedureCode);
  const refused = new Set(
    feedback.filter(({ kind }) => kind === 'not-this').map((one) => one.procedureCode),
  );
  const understood = matters.flatMap(({ cards }) => {
    const usedCard = cards.find(({ procedureCode }) => used.includes(procedureCode));
    const card = usedCard ?? cards.find(({ procedureCode }) => !refused.has(procedureCode));
    return card === undefined || (usedCard === undefined && card.sureness === 'possible')
      ? []
      : [card];
  });
  const codes = understood.map(({ procedureCode }) => procedureCode);
  const facets = understood.flatMap((card) =>
    card.facets.includes('overview') ? [] : card.fields.map(({ title }) => title),
  );
  const open = codes.filter((code) => !used.includes(code));
  const unclear = matters.filter(
    ({ cards, understood: { outcome } }) =>
      !QUIET.has(outcome) &&
      outcome !== 'emergency' &&
      !cards.some(({ procedureCode }) => codes.includes(procedureCode)),
  ).length;
  return [
    codes.length === 0 ? words.noMatter : fill(words.matters, { procedures: named(codes) }),
    ...(facets.length === 0
      ? []
      : [fill(words.facets, { facets: [...new Set(facets)].join(', ') })]),
    ...(used.length === 0 ? [] : [fill(words.used, { procedures: named(used) })]),
    ...(open.length === 0 ? [] : [fill(words.open, { procedures: named(open) })]),
    ...(unclear === 0 ? [] : [fill(words.unclear, { count: String(unclear) })]),
    ...(matters.some(({ understood: { outcome } }) => outcome === 'emergency')
      ? [words.urgent]
      : []),
    ...(disposition === undefined
      ? []
      : [fill(words.disposition, { disposition: words.dispositions[disposition] })]),
  ].join('\n');
}
