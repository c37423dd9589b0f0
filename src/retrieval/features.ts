import { measureFit } from '../procedure/measures.ts';
import type { Measure } from '../procedure/measures.ts';
import type { QualifierDimension, Qualifiers } from '../procedure/qualifiers.ts';
import { qualifierFit } from '../procedure/qualifiers.ts';
import type { Contrast } from './contrast.ts';
import type { RawMatches } from './matching.ts';
import type { LabelChannel, SearchIndex } from './search-index.ts';

/** What the ranker knows of one procedure for one question; fixed order, see `FEATURES`. */
export type FeatureVector = Float32Array;

const QUALIFIER_FEATURES = ['agree', 'conflict', 'titleOnly', 'questionOnly'] as const;
/** Dimensions whose fit is a feature of its own, in this order. */
const RANKED_DIMENSIONS = [
  'action',
  'foreign',
  'border',
  'mobile',
  'linked',
  'party',
  'level',
] as const;

/** Values that make a title narrower than a question that does not name them. */
const NARROWING = [
  'action:reissue',
  'action:change',
  'action:renew',
  'action:end',
  'action:pause',
  'action:transfer',
  'action:extract',
  'action:confirm',
  'foreign:foreign',
  'border:border',
  'mobile:mobile',
  'linked:linked',
  'party:organisation',
] as const;

export const FEATURES: readonly string[] = [
  // Official name: coverage of the question, coverage of the name, and both, per channel.
  'titleCosMarked',
  'titleCosFolded',
  'titleCosMarkedPair',
  'titleCosFoldedPair',
  'titleCovOfQuestion',
  'titleCovOfTitle',
  'titlePairCovOfQuestion',
  'titlePairCovOfTitle',
  // Phrasings: the best one, the next two, and how many are close.
  'aliasBest',
  'aliasSecond',
  'aliasThird',
  'aliasBestCosMarked',
  'aliasBestCosFoldedPair',
  'aliasBestCovOfQuestion',
  'aliasBestCovOfAlias',
  'aliasUnionOfQuestion',
  'anyBest',
  // The same against the part of a long message that names the need.
  'focusTitle',
  'focusAlias',
  // Body.
  'bodyMarked',
  'bodyFolded',
  'bodyFoldedPair',
  // Nearness in meaning: to the whole question, to the part that names the need, behind the nearest.
  'dense',
  'denseFocus',
  'denseGap',
  // Traits.
  'commune',
  'province',
  'ministry',
  'forPersons',
  'forFirms',
  'hasGuide',
  'ofOneProvince',
  'hasAlias',
  // Conversation.
  'isInFocus',
  'inFamilyOfFocus',
  ...RANKED_DIMENSIONS.flatMap((dimension) =>
    QUALIFIER_FEATURES.map((fit) => `${dimension}:${fit}`),
  ),
  ...NARROWING.map((value) => `narrower:${value}`),
  // The title, or the best phrasing, says more than the question: share of its IDF not asked for.
  'titleUnasked',
  'aliasUnasked',
  // The label and nothing but the label: the lesser of both coverages.
  'titleBoth',
  'aliasBoth',
  'contrastCovered',
  'contrastCoveredByTitle',
  'contrastUnasked',
  'contrastUnaskedMass',
  'isRival',
  'provinceNamed',
  'otherProvinceNamed',
  // Ages, members, months, levels: what the question counts against what the title counts.
  'measureAgrees',
  'measureConflicts',
];

/** Weights of the four channels in a label's similarity. */
const CHANNEL_SHARE: Readonly<Record<LabelChannel, number>> = {
  marked: 0.25,
  folded: 0.25,
  markedPair: 0.2,
  foldedPair: 0.3,
};

/** Best labels of one procedure for one question. */
export interface LabelFit {
  title: number;
  titleLabel: number;
  best: number;
  bestLabel: number;
  second: number;
  third: number;
}

function cosine(index: SearchIndex, raw: RawMatches, channel: LabelChannel, label: number): number {
  const mass = raw.labelMass[channel][label] as number;
  if (mass === 0) return 0;
  return (
    (mass * (index.labelRoot[channel][label] as number)) /
    Math.sqrt(Math.max(1e-6, raw.queryMass[channel]))
  );
}

/** Labels less similar than this cannot become candidates. */
const FAINT = 0.04;

/**
 * Best labels of every procedure that shares a term with the question. The similarity of a label is
 * the mean over channels of the IDF mass shared ÷ √(both masses).
 */
export function fitLabels(index: SearchIndex, raw: RawMatches): Map<number, LabelFit> {
  const fits = new Map<number, LabelFit>();
  const { marked, folded, markedPair, foldedPair } = raw.labelMass;
  const roots = index.labelRoot;
  const scale = (channel: LabelChannel): number =>
    CHANNEL_SHARE[channel] / Math.sqrt(Math.max(1e-6, raw.queryMass[channel]));
  const [a, b, c, d] = [scale('marked'), scale('folded'), scale('markedPair'), scale('foldedPair')];
  for (let at = 0; at < raw.touchedCount; at += 1) {
    const label = raw.touched[at] as number;
    const similarity =
      a * (marked[label] as number) * (roots.marked[label] as number) +
      b * (folded[label] as number) * (roots.folded[label] as number) +
      c * (markedPair[label] as number) * (roots.markedPair[label] as number) +
      d * (foldedPair[label] as number) * (roots.foldedPair[label] as number);
    if (similarity < FAINT) continue;
    const owner = index.labelOwner[label] as number;
    let fit = fits.get(owner);
    if (!fit) {
      fit = { title: 0, titleLabel: -1, best: 0, bestLabel: -1, second: 0, third: 0 };
      fits.set(owner, fit);
    }
    if (index.labelKind[label] === 0) {
      fit.title = similarity;
      fit.titleLabel = label;
    } else if (similarity > fit.best) {
      fit.third = fit.second;
      fit.second = fit.best;
      fit.best = similarity;
      fit.bestLabel = label;
    } else if (similarity > fit.second) {
      fit.third = fit.second;
      fit.second = similarity;
    } else if (similarity > fit.third) fit.third = similarity;
  }
  return fits;
}

/** Cosines of procedures with a question. */
export interface Nearness {
  readonly whole: (procedure: number) => number;
  readonly focus: (procedure: number) => number;
  /** The highest of all. */
  readonly best: number;
}

export interface FeatureContext {
  readonly index: SearchIndex;
  readonly raw: RawMatches;
  readonly fits: ReadonlyMap<number, LabelFit>;
  /** Title and best alias similarity to the part that names the need, by procedure. */
  readonly focusFits?: ReadonlyMap<number, { title: number; best: number }>;
  readonly dense?: Nearness;
  readonly dimensions: readonly QualifierDimension[];
  readonly ofQuestion: Qualifiers;
  readonly measures: readonly Measure[];
  readonly titleMeasures: (procedure: number) => readonly Measure[];
  readonly titleQualifiers: (procedure: number) => Qualifiers;
  readonly hasAlias: (procedure: number) => boolean;
  readonly inFocus: number;
  /** How it stands against the best candidates; absent for those far behind. */
  readonly contrast: (procedure: number) => Contrast | undefined;
  /** Folded names of provinces the question names. */
  readonly provinces: ReadonlySet<string>;
  readonly familyOf: (procedure: number) => number;
}

export function featuresOf(context: FeatureContext, procedure: number): FeatureVector {
  const { index, raw } = context;
  const fit = context.fits.get(procedure);
  const features = new Float32Array(FEATURES.length);
  let at = 0;
  const put = (value: number): void => {
    features[at] = Number.isFinite(value) ? value : 0;
    at += 1;
  };
  const title = fit?.titleLabel ?? -1;
  const alias = fit?.bestLabel ?? -1;
  const cos = (channel: LabelChannel, label: number): number =>
    label < 0 ? 0 : cosine(index, raw, channel, label);
  const ofQuestion = (channel: LabelChannel, label: number): number =>
    label < 0
      ? 0
      : (raw.labelMass[channel][label] as number) / Math.max(1e-6, raw.queryMass[channel]);
  const ofLabel = (channel: LabelChannel, label: number): number =>
    label < 0
      ? 0
      : (raw.labelMass[channel][label] as number) /
        Math.max(1e-6, index.labelMass[channel][label] as number);
  put(cos('marked', title));
  put(cos('folded', title));
  put(cos('markedPair', title));
  put(cos('foldedPair', title));
  put(ofQuestion('folded', title));
  put(ofLabel('folded', title));
  put(ofQuestion('foldedPair', title));
  put(ofLabel('foldedPair', title));
  put(fit?.best ?? 0);
  put(fit?.second ?? 0);
  put(fit?.third ?? 0);
  put(cos('marked', alias));
  put(cos('foldedPair', alias));
  put(ofQuestion('folded', alias));
  put(ofLabel('folded', alias));
  put(Math.max(ofQuestion('foldedPair', alias), ofQuestion('foldedPair', title)));
  put(Math.max(fit?.best ?? 0, fit?.title ?? 0));
  const focus = context.focusFits?.get(procedure);
  put(context.focusFits ? (focus?.title ?? 0) : (fit?.title ?? 0));
  put(context.focusFits ? (focus?.best ?? 0) : (fit?.best ?? 0));
  put(share(raw.body.marked[procedure], raw.bodyMax.marked));
  put(share(raw.body.folded[procedure], raw.bodyMax.folded));
  put(share(raw.body.foldedPair[procedure], raw.bodyMax.foldedPair));
  const near = context.dense?.whole(procedure) ?? 0;
  put(near);
  put(context.dense?.focus(procedure) ?? 0);
  put(context.dense ? context.dense.best - near : 0);
  const traits = index.traits[procedure];
  put(traits?.commune ?? 0);
  put(traits?.province ?? 0);
  put(traits?.ministry ?? 0);
  put(traits?.forPersons ?? 0);
  put(traits?.forFirms ?? 0);
  put(traits?.hasGuide ?? 0);
  put(traits?.ofOneProvince ?? 0);
  put(context.hasAlias(procedure) ? 1 : 0);
  put(context.inFocus === procedure ? 1 : 0);
  put(
    context.inFocus >= 0 &&
      context.inFocus !== procedure &&
      context.familyOf(context.inFocus) === context.familyOf(procedure)
      ? 1
      : 0,
  );
  const ofTitle = context.titleQualifiers(procedure);
  for (const name of RANKED_DIMENSIONS) {
    const dimension = context.dimensions.find((candidate) => candidate.name === name);
    const kind = dimension ? qualifierFit(dimension, ofTitle, context.ofQuestion) : 'neither';
    put(kind === 'agree' ? 1 : 0);
    put(kind === 'conflict' ? 1 : 0);
    put(kind === 'title-only' ? 1 : 0);
    put(kind === 'question-only' ? 1 : 0);
  }
  for (const value of NARROWING) {
    const [dimension = '', name = ''] = value.split(':');
    put(ofTitle.get(dimension)?.has(name) && !context.ofQuestion.get(dimension)?.has(name) ? 1 : 0);
  }
  put(title < 0 ? 1 : 1 - ofLabel('foldedPair', title));
  put(alias < 0 ? 1 : 1 - ofLabel('foldedPair', alias));
  put(Math.min(ofQuestion('folded', title), ofLabel('folded', title)));
  put(Math.min(ofQuestion('folded', alias), ofLabel('folded', alias)));
  const contrast = context.contrast(procedure);
  put(contrast?.covered ?? 0);
  put(contrast?.coveredByTitle ?? 0);
  put(contrast?.unasked ?? 0);
  put(contrast?.unaskedMass ?? 0);
  put(contrast ? 1 : 0);
  const province = index.traits[procedure]?.provinceName ?? '';
  put(province !== '' && context.provinces.has(province) ? 1 : 0);
  put(province !== '' && context.provinces.size > 0 && !context.provinces.has(province) ? 1 : 0);
  const fits =
    context.measures.length === 0
      ? 'neither'
      : measureFit(context.measures, context.titleMeasures(procedure));
  put(fits === 'agree' ? 1 : 0);
  put(fits === 'conflict' ? 1 : 0);
  return features;
}

function share(value: number | undefined, max: number): number {
  return max > 0 ? (value ?? 0) / max : 0;
}
