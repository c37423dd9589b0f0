import type { AnswerLine, AnswerSection } from '../../conversation/answer.ts';
import type { Facet } from '../../procedure/guide.ts';
import type { PlatformLimits, Renderable } from './platform.ts';
import { facetButtons } from './render-buttons.ts';
import { blockOf, packBlocks } from './render-pack.ts';
import type { Block, Page } from './render-pack.ts';
import { sentencesOf, tidy, wordsOf } from './render-split.ts';
import type { RenderWords } from './render-words.ts';

/** What an answer is made of, besides its choices. */
export interface CutInput {
  readonly answer: Renderable;
  readonly gist: readonly Block[];
  readonly source: readonly Block[];
  readonly sectionBlock: (section: Pick<AnswerSection, 'title' | 'lines'>) => Block;
}

interface Cut {
  readonly pages: readonly Page[];
  /** Facets that were left out as a whole. */
  readonly left: readonly Facet[];
}

/** Kept first when not all can be. */
const FIRST: readonly Facet[] = ['fee', 'time', 'dossier'];

/**
 * As much of an answer as fits into `limits.messages`: whole sections, the most wanted first; of a first
 * section that is too long by itself its first lines. The opening is shortened before a line is parted.
 */
export function cutToFit(input: CutInput, limits: PlatformLimits, words: RenderWords): Cut {
  const opening = firstWords(input.gist);
  return (
    wholeSections(input, input.gist, limits, words) ??
    firstLines(input, input.gist, limits, words) ??
    wholeSections(input, opening, limits, words) ??
    firstLines(input, opening, limits, words) ??
    firstWordsOfLine(input, opening, limits, words) ??
    lastResort(input, limits, words)
  );
}

/** Whole sections; undefined when not even the first fits. */
function wholeSections(
  { answer, source, sectionBlock }: CutInput,
  gist: readonly Block[],
  limits: PlatformLimits,
  words: RenderWords,
): Cut | undefined {
  const kept: AnswerSection[] = [];
  let best: Cut | undefined;
  for (const section of rankedSections(answer)) {
    const left = facetsBut(answer, [...kept, section]);
    const blocks = [...gist, ...[...kept, section].map(sectionBlock)];
    const pages = packInto([...blocks, ...leftNote(left, limits, words), ...source], limits);
    if (pages) {
      kept.push(section);
      best = { pages, left };
    } else if (best === undefined) return undefined;
  }
  return best;
}

/** The first section with as many of its lines as fit; undefined when not one does. */
function firstLines(
  input: CutInput,
  gist: readonly Block[],
  limits: PlatformLimits,
  words: RenderWords,
): Cut | undefined {
  const [section] = rankedSections(input.answer);
  if (section === undefined) return undefined;
  const { lines } = section;
  const cut = (size: number): Cut | undefined =>
    partly(input, section, lines.slice(0, size), lines.length - size, gist, limits, words);
  const most = largest(lines.length - 1, cut);
  // A heading alone heads nothing.
  return cutOrNone(lines.slice(0, most).findLastIndex(isSaid) + 1, cut);
}

/** The first section with as many words of its first line as fit. */
function firstWordsOfLine(
  input: CutInput,
  gist: readonly Block[],
  limits: PlatformLimits,
  words: RenderWords,
): Cut | undefined {
  const [section] = rankedSections(input.answer);
  const at = section?.lines.findIndex(isSaid) ?? -1;
  const line = section?.lines[at];
  if (section === undefined || line === undefined) return undefined;
  const told = wordsOf(tidy(line.text));
  const cut = (size: number): Cut | undefined => {
    const text = `${told.slice(0, size).join(' ')} …`;
    const lines = [...section.lines.slice(0, at), { ...line, text }];
    return partly(input, section, lines, section.lines.length - at, gist, limits, words);
  };
  return cutOrNone(largest(told.length - 1, cut), cut);
}

const isSaid = ({ style }: AnswerLine): boolean => style !== 'heading';
const cutOrNone = (size: number, cut: (size: number) => Cut | undefined): Cut | undefined =>
  size > 0 ? cut(size) : undefined;

/** The answer with some lines of one section; undefined when that is too much. */
function partly(
  { answer, source, sectionBlock }: CutInput,
  section: AnswerSection,
  lines: readonly AnswerLine[],
  missing: number,
  gist: readonly Block[],
  limits: PlatformLimits,
  words: RenderWords,
): Cut | undefined {
  const left = facetsBut(answer, [section]);
  const block = sectionBlock({ title: section.title, lines });
  const note = blockOf([partNote(section, missing, answer.source, words)]);
  const rest = leftNote(left, limits, words);
  const pages = packInto([...gist, block, note, ...rest, ...source], limits);
  return pages && { pages, left };
}

function packInto(blocks: readonly Block[], limits: PlatformLimits): readonly Page[] | undefined {
  const pages = packBlocks(blocks, limits);
  return pages.length <= limits.messages ? pages : undefined;
}

function rankedSections({ sections }: Renderable): readonly AnswerSection[] {
  return [...sections].sort((a, b) => rank(a.facet) - rank(b.facet));
}

function facetsBut(answer: Renderable, kept: readonly AnswerSection[]): readonly Facet[] {
  const left = rankedSections(answer).filter((one) => !kept.includes(one));
  return [...new Set(left.map(({ facet }) => facet))];
}

/** An answer too long even without facts: its first words and its end, in as many messages as there are. */
function lastResort(
  { answer, gist, source }: CutInput,
  limits: PlatformLimits,
  words: RenderWords,
): Cut {
  const left = facetsBut(answer, []);
  const note = leftNote(left, limits, words);
  const ends = [...packBlocks([...note, ...source], limits)].slice(-limits.messages);
  const room = limits.messages - ends.length;
  return { pages: [...packBlocks(gist, limits).slice(0, room), ...ends], left };
}

const rank = (facet: Facet): number => {
  const at = FIRST.indexOf(facet);
  return at < 0 ? FIRST.length : at;
};

/** Which parts are left as a whole and how to get them. */
function leftNote(
  left: readonly Facet[],
  limits: PlatformLimits,
  words: RenderWords,
): readonly Block[] {
  if (left.length === 0) return [];
  const buttons = facetButtons(left, limits, words);
  // One button is the officer's.
  const pressed = buttons.length === left.length && left.length < limits.buttons;
  const parts = left.map((facet) => words.facets[facet].toLocaleLowerCase('vi'));
  return [
    blockOf([
      pressed
        ? words.leftButtons.replace('{parts}', parts.join(', '))
        : words.leftTyped.replace(
            '{parts}',
            parts.map((part) => words.quoted.replace('{part}', part)).join(', '),
          ),
    ]),
  ];
}

function partNote(
  { facet }: AnswerSection,
  missing: number,
  source: string,
  words: RenderWords,
): string {
  const text = /https?:\/\//u.test(source) ? words.partLeftLink : words.partLeft;
  return text
    .replace('{part}', words.facets[facet].toLocaleLowerCase('vi'))
    .replace('{count}', String(missing));
}

/** The first sentence; of a long one what names the procedure, up to the colon. */
function firstWords(gist: readonly Block[]): readonly Block[] {
  const line = gist[0]?.[0]?.text ?? '';
  const [sentence = ''] = sentencesOf(line);
  const colon = /^.*?[”"]:(?=\s)/u.exec(sentence)?.[0];
  const short = colon ?? sentence;
  return short === '' ? [] : [blockOf([short])];
}

/** The largest size from 0 to `most` that works, where smaller ones do when a larger does. */
function largest(most: number, works: (size: number) => unknown): number {
  let [low, high] = [0, Math.max(0, most)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (works(middle) === undefined) high = middle - 1;
    else low = middle;
  }
  return low;
}
