import type { AnswerOption } from '../conversation/answer.ts';
import type { Channel } from '../conversation/conversation.ts';
import type { Facet } from '../procedure/guide.ts';
import { FEATURES } from '../retrieval/features.ts';
import { MAX_OPTIONS, UNRIVALLED, isNamedWhole, lifeEvent, separate } from './family-choice.ts';
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
