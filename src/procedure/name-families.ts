import { fold } from '../language/fold.ts';
import { tokenise } from '../language/tokenise.ts';
import type { Family } from './family.ts';
import type { QualifierDimension } from './qualifiers.ts';
import { qualifiersOfTitle } from './qualifiers.ts';

interface Named {
  readonly code: string;
  readonly name: string;
}

/** Words of names that tell no families apart. */
const EMPTY = new Set(
  'thu tuc dang ky ki cap giay va cho cua co theo doi voi thuc hien tai'.split(' '),
);

/**
 * Groups procedures whose names are the same but for a qualifier (new / again / change, domestic /
 * foreign, person / organisation). Local copies are left to the caller.
 */
export function groupByName(
  dimensions: readonly QualifierDimension[],
  procedures: readonly Named[],
): Named[][] {
  const phrases = new Map<string, string[][]>();
  for (const { values } of dimensions) {
    for (const { title } of values) {
      for (const { syllables } of title) {
        const folded = syllables.map(fold);
        const [first] = folded;
        if (first === undefined) continue;
        phrases.set(first, [...(phrases.get(first) ?? []), folded]);
      }
    }
  }
  for (const list of phrases.values()) list.sort((a, b) => b.length - a.length);
  const coreOf = (name: string): string => {
    const tokens = tokenise(name).map(fold);
    const kept: string[] = [];
    for (let at = 0; at < tokens.length;) {
      const word = tokens[at] ?? '';
      const phrase = phrases
        .get(word)
        ?.find((syllables) => syllables.every((syllable, by) => tokens[at + by] === syllable));
      if (phrase === undefined && !EMPTY.has(word)) kept.push(word);
      at += phrase?.length ?? 1;
    }
    return kept.join(' ');
  };
  const groups = new Map<string, Named[]>();
  for (const one of procedures) {
    const core = coreOf(one.name);
    if (core.includes(' ')) groups.set(core, [...(groups.get(core) ?? []), one]);
  }
  return [...groups.values()].filter((members) => members.length > 1);
}

const LONGEST_LABEL = 90;

/**
 * A family nobody has reviewed: asked about with the question of the qualifier that tells most of its
 * members apart, under their official names. Undefined when no qualifier tells them apart.
 */
export function familyByName(
  dimensions: readonly QualifierDimension[],
  members: readonly Named[],
): Family | undefined {
  const titles = members.map(({ name }) => qualifiersOfTitle(dimensions, name));
  const valuesIn = ({ name }: QualifierDimension): number =>
    new Set(titles.map((values) => [...(values.get(name) ?? [])].join())).size;
  const [dimension] = [...dimensions].sort((a, b) => valuesIn(b) - valuesIn(a));
  if (dimension === undefined || valuesIn(dimension) < 2) return undefined;
  const label = (name: string): string =>
    name.length <= LONGEST_LABEL ? name : `${name.slice(0, LONGEST_LABEL - 1).trimEnd()}…`;
  return {
    id: `by-name-${members[0]?.code ?? ''}`,
    name: members[0]?.name ?? '',
    nameEn: members[0]?.name ?? '',
    question: dimension.question.vi,
    questionEn: dimension.question.en,
    members: members.map(({ code, name }, at) => {
      const own = titles[at]?.get(dimension.name);
      return {
        code,
        label: label(name),
        labelEn: label(name),
        cues: dimension.values
          .filter((value) => own?.has(value.name) === true)
          .flatMap(({ question }) => question.map(({ syllables }) => syllables.join(' '))),
      };
    }),
    events: [],
    default: null,
    checkedAt: '',
  };
}
