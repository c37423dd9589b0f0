import { withFolded } from './personal-data-view.ts';
import type { View } from './personal-data-view.ts';

/** Digit words without marks; a speech recogniser writes telephone numbers with them. */
const DIGIT_WORDS: Readonly<Record<string, string>> = {
  khong: '0',
  mot: '1',
  hai: '2',
  ba: '3',
  bon: '4',
  tu: '4',
  nam: '5',
  lam: '5',
  sau: '6',
  bay: '7',
  tam: '8',
  chin: '9',
  zero: '0',
  oh: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
};
/** Fewer digits in a row are quantities ("one two three days"), never a number of a person. */
const FEWEST_DIGITS = 8;
const FEWEST_WORDS = 3;
const SEPARATED = /^[ ,.-]{1,3}$/u;

interface Token {
  readonly digits: string;
  readonly word: boolean;
  readonly from: number;
  readonly to: number;
}

/** The view with every long row of digit words written as digits, one word one digit. */
export function spelledDigits(view: View): View {
  const replaced: Token[] = [];
  let row: Token[] = [];
  const endRow = (): void => {
    const digits = row.reduce((sum, token) => sum + token.digits.length, 0);
    const words = row.filter((token) => token.word);
    if (digits >= FEWEST_DIGITS && words.length >= FEWEST_WORDS) {
      for (const word of words) replaced.push(word);
    }
    row = [];
  };
  for (const match of view.folded.matchAll(/[a-z]+|\d+/gu)) {
    const digits = /^\d/u.test(match[0]) ? match[0] : DIGIT_WORDS[match[0]];
    if (digits === undefined) {
      endRow();
      continue;
    }
    const last = row.at(-1);
    if (last && !SEPARATED.test(view.folded.slice(last.to, match.index))) endRow();
    const to = match.index + match[0].length;
    row.push({ digits, word: digits !== match[0], from: match.index, to });
  }
  endRow();
  return replaced.length === 0 ? view : rewritten(view, replaced);
}

function rewritten(view: View, words: readonly Token[]): View {
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  const copy = (to: number): void => {
    parts.push(view.plain.slice(at, to));
    for (; at < to; at += 1) {
      starts.push(view.starts[at] ?? 0);
      ends.push(view.ends[at] ?? 0);
    }
  };
  for (const word of words) {
    copy(word.from);
    parts.push(word.digits);
    starts.push(view.starts[word.from] ?? 0);
    ends.push(view.ends[word.to - 1] ?? 0);
    at = word.to;
  }
  copy(view.plain.length);
  return withFolded(view.text, parts.join(''), starts, ends);
}
