import type { PlatformLimits } from './platform.ts';

/** How a platform counts text; its limits are in this unit. */
export type Counting = PlatformLimits['counting'];

const ENCODER = new TextEncoder();
const GRAPHEMES = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/** Length of a text as the platform counts it. */
export function measure(text: string, counting: Counting): number {
  switch (counting) {
    case 'bytes':
      return ENCODER.encode(text).length;
    case 'utf-16':
      return text.length;
    case 'code-points':
      return Array.from(text).length;
  }
}

/** Controls but line feed, and what else no platform shows. */
const UNFIT = /(?!\n)\p{Cc}/gu;

/** NFC, well-formed, line feeds only, no runs of blanks or of empty lines. */
export function tidy(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/gu, '\n')
    .replace(/[\t\u00A0]/gu, ' ')
    .replace(UNFIT, '')
    .replace(/ *\n */gu, '\n')
    .replace(/ {2,}/gu, ' ')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
}

const SENTENCE_END = /[.!?…;]+[”"’')\]]*(?=\s)/gu;
/** "TP.", "Q.", "1.": a full stop that ends no sentence. */
const NO_END = /(?:^|[\s(“"])(?:\p{Lu}\p{L}{0,2}|\d{1,3})\.$/u;

/** The sentences of one line, without the blanks between them. */
export function sentencesOf(line: string): readonly string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of line.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    const sentence = line.slice(start, end).trim();
    if (NO_END.test(sentence)) continue;
    sentences.push(sentence);
    start = end;
  }
  const rest = line.slice(start).trim();
  return rest === '' ? sentences : [...sentences, rest];
}

/**
 * A figure with what it counts: "100.000 đồng", "07 (bảy) ngày làm việc", "3 - 5 ngày", "1 bản chính",
 * a telephone number in groups, the number before a choice. It never comes apart.
 */
const FIGURE =
  /\d[\d.,/]*(?:\s\d[\d.,/]*)*(?:\s?[-–]\s?\d[\d.,/]*)?(?:\s\([^()]{1,40}\))?(?:(?<![,;])\s(?:(?:ngày|giờ)(?: làm việc)?|(?:nghìn|ngàn|triệu|tỷ)(?: đồng)?|(?:bản|bộ) \p{L}+|(?:working|business) \p{L}+|(?!https?:)\S+))?/gu;

/** The words of one line; a figure and what it counts are one word. */
export function wordsOf(line: string): readonly string[] {
  const joined = line.replace(FIGURE, (figure) => figure.replace(/\s/gu, JOINT));
  return joined
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => word.replaceAll(JOINT, ' '));
}

/** Stands in for the blank inside a figure; `tidy` lets none through. */
const JOINT = '\u0000';

/** What a reader sees as single characters; a letter and its marks, an emoji of several parts. */
export function graphemesOf(word: string): readonly string[] {
  return Array.from(GRAPHEMES.segment(word), ({ segment }) => segment);
}

/** Cuts a text at a word so that it and an ellipsis have at most `length` code points. */
export function shortenAtWord(text: string, length: number): string {
  if (measure(text, 'code-points') <= length) return text;
  let short = '';
  for (const word of wordsOf(text)) {
    const longer = short === '' ? word : `${short} ${word}`;
    if (measure(longer, 'code-points') > length - 1) break;
    short = longer;
  }
  return `${short}…`;
}
