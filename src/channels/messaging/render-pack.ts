import type { PlatformLimits } from './platform.ts';
import { graphemesOf, measure, sentencesOf, wordsOf } from './render-split.ts';

/** What stands between a piece and the one before it in the same message. */
type Glue = '\n\n' | '\n' | ' ' | '';

/** A line or a part of one. Bold ones are headings and never end a message. */
export interface Piece {
  readonly text: string;
  readonly bold: boolean;
  readonly glue: Glue;
}

/** A paragraph or section: lines that belong together. */
export type Block = readonly Piece[];

/** One message, not yet marked up. */
export type Page = readonly Piece[];

/** Where a text may be parted, best first. */
const GRAINS = ['block', 'line', 'sentence', 'word', 'bare-word', 'grapheme'] as const;
type Grain = (typeof GRAINS)[number];

/** A plain block of lines. */
export function blockOf(lines: readonly string[]): Block {
  return lines.map((text, at) => ({ text, bold: false, glue: at === 0 ? '\n\n' : '\n' }));
}

/**
 * Parts blocks into as few messages as whole sentences allow, and among the ways to do so chooses
 * the one that keeps most together: sections, then lines, then sentences. Only a sentence longer than
 * a message is parted at words, and only a word (or address) longer than a message inside it.
 */
export function packBlocks(
  blocks: readonly Block[],
  limits: Pick<PlatformLimits, 'textLength' | 'counting'>,
): readonly Page[] {
  const ways = (['sentence', 'line', 'block'] as const).map((grain) => fill(blocks, grain, limits));
  return ways.reduce((best, way) => (way.length <= best.length ? way : best));
}

/** The text of a message without markup. */
export function plainOf(page: Page): string {
  return page.map((piece, at) => (at === 0 ? '' : piece.glue) + piece.text).join('');
}

/** Puts one after the other into messages: in order, nothing is better than filling each. */
function fill(
  blocks: readonly Block[],
  grain: Grain,
  limits: Pick<PlatformLimits, 'textLength' | 'counting'>,
): readonly Page[] {
  const pages: Page[] = [];
  let page: Piece[] = [];
  let used = 0;
  const lengthOf = (pieces: Page, first: boolean): number =>
    pieces.reduce(
      (sum, { text, glue }, at) =>
        sum + measure(first && at === 0 ? text : glue + text, limits.counting),
      0,
    );
  const turn = (): void => {
    if (page.length > 0) pages.push(page);
    page = [];
    used = 0;
  };

  function place(atom: Page, at: number): void {
    const more = lengthOf(atom, page.length === 0);
    const finer = GRAINS[at + 1];
    if (used + more > limits.textLength) {
      const alone = lengthOf(atom, true);
      if (alone > limits.textLength && finer !== undefined) {
        for (const part of partsOf(atom, finer)) place(part, at + 1);
        return;
      }
      turn();
      used = alone;
    } else used += more;
    page.push(...atom);
  }

  const at = GRAINS.indexOf(grain);
  for (const block of blocks) {
    for (const atom of partsOf(block, grain)) place(atom, at);
  }
  turn();
  return pages;
}

/** Parts pieces at this grain; a heading stays with the beginning of what it heads. */
function partsOf(pieces: Page, grain: Grain): readonly Page[] {
  if (grain === 'block') return [pieces];
  const parts: Page[] = [];
  let headings: Page = [];
  for (const piece of pieces) {
    if (piece.bold && grain !== 'bare-word' && grain !== 'grapheme') {
      headings = [...headings, piece];
      continue;
    }
    const [first, ...rest] = partsOfPiece(piece, grain);
    if (first === undefined) continue;
    parts.push([...headings, first], ...rest.map((one) => [one]));
    headings = [];
  }
  return headings.length > 0 ? [...parts, headings] : parts;
}

function partsOfPiece(piece: Piece, grain: Exclude<Grain, 'block'>): readonly Piece[] {
  const texts = PARTS[grain](piece.text);
  const glue = grain === 'grapheme' ? '' : ' ';
  return texts.map((text, at) => (at === 0 ? { ...piece, text } : { ...piece, text, glue }));
}

const PARTS: Readonly<Record<Exclude<Grain, 'block'>, (text: string) => readonly string[]>> = {
  line: (text) => [text],
  sentence: sentencesOf,
  word: wordsOf,
  'bare-word': (text) => text.split(' '),
  grapheme: graphemesOf,
};
