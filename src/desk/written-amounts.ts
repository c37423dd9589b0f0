import { numberAt, tokensOf } from './draft-numbers.ts';

/** Behind them a number is an amount, though it is written in words. */
const UNITS = new Set([
  'đồng',
  'vnđ',
  'vnd',
  'dong',
  'usd',
  '%',
  'phần',
  'percent',
  'ngày',
  'giờ',
  'phút',
  'tuần',
  'tháng',
  'day',
  'days',
  'hour',
  'hours',
  'minute',
  'minutes',
  'week',
  'weeks',
  'month',
  'months',
]);
/** "không đồng ý" is no sum. */
const NOT_MONEY = new Set(['ý', 'tình', 'thuận', 'thời', 'bộ', 'nghĩa', 'nhất', 'hành']);

/**
 * Values of the sums, shares and lengths of time in a text, in figures or in words: "hai trăm nghìn
 * đồng", "ba ngày", "two weeks".
 */
export function amountsIn(text: string): number[] {
  const tokens = tokensOf(text);
  const amounts: number[] = [];
  for (let at = 0; at < tokens.length;) {
    const number = numberAt(tokens, at);
    if (number === undefined) {
      at += 1;
      continue;
    }
    const [unit, after] = [tokens[number.next]?.text ?? '', tokens[number.next + 1]?.text ?? ''];
    const isUnit = UNITS.has(unit) && !(unit === 'đồng' && NOT_MONEY.has(after));
    if (number.scaled || isUnit) amounts.push(number.value);
    at = number.next;
  }
  return amounts;
}
