import { fold } from '../language/fold.ts';

/** A counted property a text states: "dưới 14 tuổi" is `{unit: 'tuoi', low: -∞, high: 13}`. */
export interface Measure {
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

const DIGITS: Readonly<Record<string, number>> = {
  mot: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  tu: 4,
  nam: 5,
  lam: 5,
  sau: 6,
  bay: 7,
  tam: 8,
  chin: 9,
};

/** Units that follow their number, in folded syllables. */
const AFTER: readonly (readonly string[])[] = [['tuoi'], ['thanh', 'vien'], ['thang'], ['banh']];
/** Words a number of this kind follows ("mức độ 02", "loại 3"). */
const BEFORE: readonly (readonly string[])[] = [
  ['muc', 'do'],
  ['muc'],
  ['loai'],
  ['hang'],
  ['nhom'],
];

/**
 * Counted properties by which procedures of one family differ: ages, members of a company, months of
 * a permit, levels and classes. Anything else that is a number says nothing here.
 */
export function measuresOf(tokens: readonly string[]): Measure[] {
  const folded = tokens.map(fold);
  const found: Measure[] = [];
  for (let at = 0; at < folded.length; at += 1) {
    const number = numberAt(folded, at);
    if (!number) continue;
    const after = AFTER.find((unit) => unit.every((word, by) => folded[number.end + by] === word));
    if (after) {
      found.push(bounded(folded, at, number.end + after.length, number.value, after.join(' ')));
      at = number.end + after.length - 1;
      continue;
    }
    const before = BEFORE.find((unit) =>
      unit.every((word, by) => folded[at - unit.length + by] === word),
    );
    if (before) found.push({ unit: before[0] ?? '', low: number.value, high: number.value });
  }
  return found;
}

/**
 * How the measures of a question fit those of a title: `conflict` when one of a unit both name
 * excludes the other, `agree` when none does, `neither` when they share no unit.
 */
export function measureFit(
  question: readonly Measure[],
  title: readonly Measure[],
): 'agree' | 'conflict' | 'neither' {
  let fit: 'agree' | 'conflict' | 'neither' = 'neither';
  for (const unit of new Set(title.map((measure) => measure.unit))) {
    const asked = question.filter((measure) => measure.unit === unit);
    if (asked.length === 0) continue;
    const meets = title.some(
      (measure) =>
        measure.unit === unit &&
        asked.some((one) => one.low <= measure.high && measure.low <= one.high),
    );
    if (!meets) return 'conflict';
    fit = 'agree';
  }
  return fit;
}

function bounded(
  folded: readonly string[],
  from: number,
  end: number,
  value: number,
  unit: string,
): Measure {
  const before = folded.slice(Math.max(0, from - 2), from);
  const after = folded.slice(end, end + 2).join(' ');
  if (before.includes('duoi') || before.join(' ') === 'chua du')
    return { unit, low: -Infinity, high: value - 1 };
  if (after === 'tro len' || before.includes('tren') || before.includes('tu'))
    return { unit, low: value, high: Infinity };
  if (after === 'tro xuong') return { unit, low: -Infinity, high: value };
  return { unit, low: value, high: value };
}

/** A number in figures or in words up to ninety-nine; `end` is the position after it. */
function numberAt(folded: readonly string[], at: number): { value: number; end: number } | null {
  const word = folded[at] ?? '';
  if (/^\d{1,3}$/u.test(word)) return { value: Number(word), end: at + 1 };
  const next = DIGITS[folded[at + 1] ?? ''];
  if (word === 'muoi') return { value: 10 + (next ?? 0), end: at + (next === undefined ? 1 : 2) };
  const digit = DIGITS[word];
  if (digit === undefined) return null;
  if (folded[at + 1] !== 'muoi') return { value: digit, end: at + 1 };
  const unit = DIGITS[folded[at + 2] ?? ''];
  return { value: digit * 10 + (unit ?? 0), end: at + (unit === undefined ? 2 : 3) };
}
