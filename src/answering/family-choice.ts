import type { AnswerOption } from '../conversation/answer.ts';
import { tokenise } from '../language/tokenise.ts';
import { containsPhrase } from '../procedure/qualifiers.ts';
import { FEATURES } from '../retrieval/features.ts';
import type { Resources } from './resources.ts';
import type { GroupedMatch, Retrieval } from './retrieve.ts';
import type { Understanding } from './understand.ts';

const at = (name: string): number => FEATURES.indexOf(name);
const TITLE_COVERAGE = at('titleCovOfQuestion');
const UNASKED = at('contrastUnasked');
const IS_RIVAL = at('isRival');
const CONFLICTS = FEATURES.flatMap((name, position) =>
  name.endsWith(':conflict') ? [position] : [],
);

/** Choices offered at a time. */
export const MAX_OPTIONS = 4;

/** The question carries the whole official name of the procedure, as far as it tells it from others. */
export function isNamedWhole(match: GroupedMatch | undefined): boolean {
  const features = match?.best.features;
  return (
    features !== undefined &&
    features[IS_RIVAL] === 1 &&
    (features[UNASKED] ?? 1) <= 0.02 &&
    (features[TITLE_COVERAGE] ?? 0) >= 0.6
  );
}

/** A happening in life, told without a need: what people then do is offered. */
export function lifeEvent(
  { query, facets, contentWords, language }: Understanding,
  resources: Resources,
): { readonly options: readonly AnswerOption[]; readonly question: string } | undefined {
  if (contentWords > MOST_WORDS_OF_EVENT) return undefined;
  const family = resources.lifeEvents.find(({ events }) =>
    events.some((event) => {
      const words = tokenise(event);
      // "Mất giấy tờ" tells what was lost and asks for no papers.
      const asked = facets.filter((facet) => facet !== 'dossier' || !words.includes('tờ'));
      return (
        containsPhrase(query.tokens, words) &&
        asked.every((facet) => facet === 'how' || facet === 'overview')
      );
    }),
  );
  return (
    family && {
      question: language === 'vi' ? family.question : family.questionEn,
      options: family.members.slice(0, MAX_OPTIONS).map(({ code, label, labelEn }) => ({
        code: resources.preferredTwin(code),
        label: language === 'vi' ? label : labelEn,
      })),
    }
  );
}
/** Messages with more words of their own name more than the happening. */
const MOST_WORDS_OF_EVENT = 7;

/** With this share of the evidence there is nothing to choose among. */
export const UNRIVALLED = 0.75;

/** A member with this share of its family's evidence needs no question; less will do for one who asks for a facet. */
const TOLD_APART = 0.9;
const NEARLY_APART = 0.75;
/** Below this share of all evidence it is not even sure that the family is meant. */
const FAMILY_SHARE = 0.6;
/** The usual member of a family is not assumed below this share of its evidence. */
const LEAST_OF_USUAL = 0.1;
/** Messages with so many words of their own have said what they had to say. */
const SAYS_ENOUGH = 5;

type Separation =
  | { readonly kind: 'clear' }
  | {
      readonly kind: 'ask';
      readonly options: readonly AnswerOption[];
      readonly question: string;
    }
  | {
      readonly kind: 'assume';
      readonly code: string;
      readonly assumption: Readonly<Record<'vi' | 'en', string>>;
    };

/**
 * Whether the message tells the members of the likeliest procedure's family apart. Where it does not:
 * the one question, or the member most people mean, with what is assumed.
 */
export function separate(
  { query, facets, language, contentWords }: Understanding,
  { matches, usedContext }: Retrieval,
  resources: Resources,
): Separation {
  const [first] = matches;
  const family = first && resources.family(first.code);
  if (!first || !family || usedContext) return { kind: 'clear' };
  // An English question says "lost"; what the lexicon adds to it says "mất".
  const said =
    language === 'vi'
      ? [query.tokens]
      : query.segments.map((segment) => segment.map(({ syllable }) => syllable));
  const told = family.members.some(({ cues }) =>
    cues.some((cue) => said.some((tokens) => containsPhrase(tokens, tokenise(cue)))),
  );
  if (told || isNamedWhole(first)) return { kind: 'clear' };
  const shares = new Map(matches.map((match) => [match.code, match.share]));
  const shareOf = (code: string): number => shares.get(resources.preferredTwin(code)) ?? 0;
  const total = family.members.reduce((sum, { code }) => sum + shareOf(code), 0);
  if (total < FAMILY_SHARE) return { kind: 'clear' };
  const asks = facets.some((facet) => facet !== 'overview');
  const says = asks || contentWords >= SAYS_ENOUGH;
  const apart = first.share / total >= (asks ? NEARLY_APART : TOLD_APART);
  const usual = family.default === null ? undefined : resources.preferredTwin(family.default);
  const isUsual = usual === first.code;
  // Nothing said points to another member: the usual one is meant, even where another scored higher.
  const mayBeUsual =
    usual !== undefined &&
    shareOf(usual) / total >= LEAST_OF_USUAL &&
    !contradicts(matches.find(({ code }) => code === usual));
  if (usual !== undefined && ((asks && mayBeUsual) || (isUsual && says && apart))) {
    return {
      kind: 'assume',
      code: usual,
      assumption: { vi: family.assumption ?? '', en: family.assumptionEn ?? '' },
    };
  }
  if (says && apart) return { kind: 'clear' };
  const options = [...family.members]
    .sort((a, b) => shareOf(b.code) - shareOf(a.code))
    .slice(0, MAX_OPTIONS)
    .map(({ code, label, labelEn }) => ({
      code: resources.preferredTwin(code),
      label: language === 'vi' ? label : labelEn,
    }));
  return {
    kind: 'ask',
    options,
    question: language === 'vi' ? family.question : family.questionEn,
  };
}

/** Whether the question names a qualifier that this procedure's name excludes. */
function contradicts(match: GroupedMatch | undefined): boolean {
  return CONFLICTS.some((position) => match?.best.features[position] === 1);
}
