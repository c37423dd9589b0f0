import type { AnswerOption } from '../conversation/answer.ts';
import type { Channel } from '../conversation/conversation.ts';
import { tokenise } from '../language/tokenise.ts';
import type { Facet } from '../procedure/guide.ts';
import { containsPhrase } from '../procedure/qualifiers.ts';
import { FEATURES } from '../retrieval/features.ts';
import type { KindShares } from './message-kind.ts';
import type { Evidence } from './policy.ts';
import { probability } from './policy.ts';
import type { Resources } from './resources.ts';
import type { GroupedMatch, Retrieval } from './retrieve.ts';
import type { Understanding } from './understand.ts';

/** The ladder, each step with its reason. */
export type Decision =
  | {
      readonly kind: 'answer';
      readonly code: string;
      readonly facets: readonly Facet[];
      /** Ask whether it is the right procedure. */
      readonly confirm: boolean;
      readonly confidence: number;
      readonly reason: string;
      /** Taken for granted and said with the answer. */
      readonly assumption?: Readonly<Record<'vi' | 'en', string>>;
    }
  | {
      readonly kind: 'clarify';
      readonly options: readonly AnswerOption[];
      readonly confidence: number;
      readonly reason: string;
      /** The question that separates the options, if one does. */
      readonly question?: string;
    }
  /** An officer looks at the answer before the citizen gets it. */
  | {
      readonly kind: 'approve';
      readonly code: string;
      readonly facets: readonly Facet[];
      readonly confidence: number;
      readonly reason: string;
    }
  | { readonly kind: 'hand-off'; readonly reason: string; readonly confidence: number }
  | { readonly kind: 'out-of-scope'; readonly reason: string; readonly confidence: number }
  | { readonly kind: 'not-that'; readonly reason: string; readonly confidence: number };

const at = (name: string): number => FEATURES.indexOf(name);
const COVERAGE = at('aliasBestCovOfQuestion');
const TITLE_COVERAGE = at('titleCovOfQuestion');
const ANY_BEST = at('anyBest');
const UNASKED = at('contrastUnasked');
const IS_RIVAL = at('isRival');

export function evidenceOf(understanding: Understanding, retrieval: Retrieval): Evidence {
  const [first, second] = retrieval.matches;
  const share = Math.min(0.999, Math.max(0.001, first?.share ?? 0));
  const features = first?.best.features;
  return {
    shareLogit: Math.log(share / (1 - share)),
    margin: share - (second?.share ?? 0),
    bestLabel: features?.[ANY_BEST] ?? 0,
    coverage: Math.max(features?.[COVERAGE] ?? 0, features?.[TITLE_COVERAGE] ?? 0),
    score: Math.tanh((first?.best.score ?? 0) / 10),
    dependsOnContext: retrieval.usedContext ? 1 : 0,
    offTopic: understanding.offTopic === undefined ? 0 : 1,
    otherKind: otherKindOdds(understanding.kind),
    length: Math.min(1, understanding.contentWords / 12),
  };
}

/** Log-odds of "no procedure asked", kept within ±4. */
function otherKindOdds(kind: KindShares): number {
  const other = Math.min(0.98, Math.max(0.02, 1 - kind.procedure));
  return Math.log(other / (1 - other));
}

/** A message that is plainly of another kind is not clarified among procedures. */
const PLAINLY_OTHER = 0.6;

/** Two misunderstandings in a row offer a person. */
const MISUNDERSTANDINGS = new Set([
  'not-that',
  'low-confidence',
  'several-procedures',
  'family',
  'life-event',
  'no-words',
]);

export function decide(
  understanding: Understanding,
  retrieval: Retrieval,
  channel: Channel,
  resources: Resources,
): Decision {
  const { choice, before, policy } = { ...understanding, policy: resources.policy };
  const confidence = probability(policy, evidenceOf(understanding, retrieval));
  if (choice.kind === 'option') {
    return answer(choice.code, facetsFor(understanding), false, 1, 'chosen');
  }
  if (choice.kind === 'yes' && before?.outcome === 'answered' && before.answerCodes[0]) {
    return answer(
      before.answerCodes[0],
      before.facets.length > 0 ? before.facets : ['overview'],
      false,
      1,
      'confirmed',
    );
  }
  if (
    choice.kind === 'yes' &&
    before?.outcome === 'clarify' &&
    before.options.length === 1 &&
    before.options[0]
  ) {
    return answer(before.options[0].code, facetsFor(understanding), false, 1, 'confirmed');
  }
  if (choice.kind === 'no' && before && understanding.contentWords === 0) {
    return before.reason === 'not-that'
      ? { kind: 'hand-off', reason: 'misunderstood-twice', confidence }
      : { kind: 'not-that', reason: 'not-that', confidence };
  }
  if (
    understanding.contentWords <= 1 &&
    understanding.query.qualifiers.size === 0 &&
    understanding.inFocus !== undefined &&
    understanding.facets.length > 0 &&
    before?.outcome === 'answered' &&
    !understanding.corrects
  ) {
    // No surer than the answer that put it there.
    const { confidence: earlier } = before;
    const sure = earlier >= policy.answer || before.reason === 'confirmed';
    return answer(
      understanding.inFocus,
      understanding.facets,
      !sure,
      Math.min(0.95, Math.max(confidence, earlier)),
      'in-focus',
    );
  }
  const facets = facetsFor(understanding);
  const raise =
    (policy.perChannel[channel] ?? 0) +
    (retrieval.usedContext ? policy.onContext : 0) +
    (isNamedWhole(retrieval.matches[0])
      ? 0
      : Math.max(0, ...facets.map((facet) => policy.perFacet[facet] ?? 0)));
  const [first] = retrieval.matches;
  const event = confidence < policy.answer ? lifeEvent(understanding, resources) : undefined;
  if (event) {
    const { options, question } = event;
    return { kind: 'clarify', options, question, confidence, reason: 'life-event' };
  }
  if (!first || (understanding.offTopic !== undefined && confidence < policy.answer + 0.15)) {
    return { kind: 'out-of-scope', reason: understanding.offTopic ?? 'nothing-found', confidence };
  }
  const separated = separate(understanding, retrieval, resources);
  const { kind } = understanding;
  const plainlyOther = kind.handoff > PLAINLY_OTHER || kind['out-of-scope'] > PLAINLY_OTHER;
  if (
    separated.kind === 'ask' &&
    confidence >= policy.clarify &&
    (!plainlyOther || confidence >= policy.confirm)
  ) {
    const { options, question } = separated;
    return { kind: 'clarify', options, question, confidence, reason: 'family' };
  }
  if (separated.kind === 'assume' && confidence >= policy.confirm) {
    const { code, assumption } = separated;
    return { ...answer(code, facets, false, confidence, 'assumed'), assumption };
  }
  if (confidence >= policy.answer + raise)
    return answer(first.code, facets, false, confidence, 'sure');
  if (confidence >= policy.confirm + raise)
    return answer(first.code, facets, true, confidence, 'likely');
  if (
    resources.office.approves === true &&
    confidence >= policy.confirm &&
    first.share >= UNRIVALLED
  ) {
    return { kind: 'approve', code: first.code, facets, confidence, reason: 'approve-first' };
  }
  if (kind.handoff > PLAINLY_OTHER) return { kind: 'hand-off', reason: 'own-matter', confidence };
  if (kind['out-of-scope'] > PLAINLY_OTHER)
    return { kind: 'out-of-scope', reason: 'other-matter', confidence };
  if (confidence >= policy.clarify) {
    return {
      kind: 'clarify',
      options: optionsOf(retrieval.matches),
      confidence,
      reason: 'several-procedures',
    };
  }
  if (before && MISUNDERSTANDINGS.has(before.reason)) {
    return { kind: 'hand-off', reason: 'misunderstood-twice', confidence };
  }
  return understanding.contentWords >= 2 && looksAdministrative(first)
    ? { kind: 'hand-off', reason: 'low-confidence', confidence }
    : { kind: 'out-of-scope', reason: 'low-confidence', confidence };
}

function answer(
  code: string,
  facets: readonly Facet[],
  confirm: boolean,
  confidence: number,
  reason: string,
): Extract<Decision, { kind: 'answer' }> {
  return { kind: 'answer', code, facets, confirm, confidence, reason };
}

/** Facets of this message, else those of the question that was clarified, else none (overview). */
function facetsFor(understanding: Understanding): readonly Facet[] {
  if (understanding.facets.length > 0) return understanding.facets;
  const { before, choice } = understanding;
  if (before?.outcome === 'clarify' && choice.kind !== 'none') return before.facets;
  return [];
}

/** The question carries the whole official name of the procedure, as far as it tells it from others. */
function isNamedWhole(match: GroupedMatch | undefined): boolean {
  const features = match?.best.features;
  return (
    features !== undefined &&
    features[IS_RIVAL] === 1 &&
    (features[UNASKED] ?? 1) <= 0.02 &&
    (features[TITLE_COVERAGE] ?? 0) >= 0.6
  );
}

/** A happening in life, told without a need: what people then do is offered. */
function lifeEvent(
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
const UNRIVALLED = 0.75;

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
function separate(
  { query, facets, language, contentWords }: Understanding,
  { matches, usedContext }: Retrieval,
  resources: Resources,
): Separation {
  const [first] = matches;
  const family = first && resources.family(first.code);
  if (!first || !family || usedContext) return { kind: 'clear' };
  const told = family.members.some(({ cues }) =>
    cues.some((cue) => containsPhrase(query.tokens, tokenise(cue))),
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
  const mayBeUsual = usual !== undefined && shareOf(usual) / total >= LEAST_OF_USUAL;
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

const MAX_OPTIONS = 4;

function optionsOf(matches: readonly GroupedMatch[]): AnswerOption[] {
  const top = matches[0]?.share ?? 0;
  return matches
    .slice(0, MAX_OPTIONS)
    .filter((match, position) => position < 2 || match.share >= top * 0.08)
    .map((match) => ({ code: match.code, label: match.name }));
}

function looksAdministrative(match: GroupedMatch): boolean {
  return (match.best.features[ANY_BEST] ?? 0) > 0.2;
}
