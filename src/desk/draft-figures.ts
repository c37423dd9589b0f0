import { numberAt, tokensOf, valueOf } from './draft-numbers.ts';
import type { Token } from './draft-numbers.ts';

/** What a figure counts. Working days are not days: five of them are a week. */
type FigureUnit =
  | 'money'
  | 'usd'
  | 'working-day'
  | 'day'
  | 'hour'
  | 'minute'
  | 'week'
  | 'month'
  | 'year'
  | 'percent'
  | 'count'
  | 'date'
  | 'law'
  | 'code';

/** A figure that states something: a sum, a time, a date, a count, a law, a procedure. */
export interface Figure {
  readonly unit: FigureUnit;
  /** The same for every way to spell the same figure. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

const UNITS: Readonly<Record<string, FigureUnit>> = {
  đồng: 'money',
  đ: 'money',
  vnđ: 'money',
  vnd: 'money',
  dong: 'money',
  usd: 'usd',
  đô: 'usd',
  dollars: 'usd',
  ngày: 'day',
  ngay: 'day',
  day: 'day',
  days: 'day',
  giờ: 'hour',
  tiếng: 'hour',
  hour: 'hour',
  hours: 'hour',
  phút: 'minute',
  minutes: 'minute',
  tuần: 'week',
  week: 'week',
  weeks: 'week',
  tháng: 'month',
  month: 'month',
  months: 'month',
  năm: 'year',
  year: 'year',
  years: 'year',
  '%': 'percent',
  percent: 'percent',
  bản: 'count',
  bộ: 'count',
  tờ: 'count',
  ảnh: 'count',
  tấm: 'count',
  loại: 'count',
  copies: 'count',
  copy: 'count',
  originals: 'count',
  original: 'count',
  photos: 'count',
  papers: 'count',
  documents: 'count',
  sets: 'count',
};

/** Whole shapes, taken before single numbers are read. */
const LAW = /\d+\/\d{4}\/[\p{Lu}Đ][\p{Lu}\dĐ]*(?:-[\p{Lu}\dĐ]+)*/gu;
const CODE = /(?<![\d.])\d\.\d{6}(?!\d)/gu;
const DATE = /(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?![\d/.-]|\s*(?:đồng|đ\b|%))/gu;
const WORDED_DATE = /(?:ngày|mùng|mồng)\s+(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?/giu;
const CLOCK =
  /\d{1,2}\s*(?:h|giờ|:)\s*\d{2}(?!\d)|\d{1,2}h(?!\p{L})|(?<=(?:lúc|từ|đến|trước|sau|vào|at|from|until|before)\s)\d{1,2}\s*(?:giờ|tiếng|am|pm)(?!\p{L})|\d{1,2}\s?(?:am|pm)(?!\p{L})/giu;
const FOREIGN = /(?:(?:usd|\$)\s*(\d+(?:[.,]\d+)*))|(?:(?:vnd|vnđ)\s*(\d+(?:[.,]\d+)*))/giu;

/** Every figure of a text that states something, in order. Clock times, room and line numbers do not. */
export function figuresIn(text: string): Figure[] {
  const found: Figure[] = [];
  let rest = text;
  const take = (
    shape: RegExp,
    read: (match: RegExpMatchArray) => Omit<Figure, 'from' | 'to'> | undefined,
  ): void => {
    rest = rest.replace(shape, (...parts: unknown[]) => {
      const groups = parts.findIndex((part) => typeof part === 'number');
      const from = Number(parts[groups]);
      const whole = String(parts[0]);
      const figure = read(parts.slice(0, groups) as unknown as RegExpMatchArray);
      if (figure !== undefined) found.push({ ...figure, from, to: from + whole.length });
      return ' '.repeat(whole.length);
    });
  };
  take(LAW, ([whole]) => ({ unit: 'law', value: whole }));
  take(CODE, ([whole]) => ({ unit: 'code', value: whole }));
  take(CLOCK, () => undefined);
  take(WORDED_DATE, ([, day = '', month = '', year]) => dateOf(day, month, year));
  take(DATE, ([, day = '', month = '', year]) => dateOf(day, month, year));
  take(FOREIGN, ([, dollars, sum]) =>
    dollars === undefined
      ? { unit: 'money', value: String(valueOf(sum ?? '')) }
      : { unit: 'usd', value: String(valueOf(dollars)) },
  );
  const tokens = tokensOf(rest);
  for (let at = 0; at < tokens.length;) {
    // "Thứ 2", "thứ hai" is a Monday.
    const isOrdinal = tokens[at - 1]?.text === 'thứ';
    const number = isOrdinal ? undefined : numberAt(tokens, at);
    const first = tokens[at];
    if (number === undefined || first === undefined) {
      at += 1;
      continue;
    }
    const { value, scaled, next } = number;
    const unit = unitAt(tokens, next);
    const last = tokens[next - 1] ?? first;
    const grouped = /\d[.,]\d{3}/u.test(first.text);
    if (unit !== undefined) {
      found.push({ unit: unit.unit, value: String(value), from: first.from, to: unit.to });
    } else if (scaled || grouped) {
      found.push({ unit: 'money', value: String(value), from: first.from, to: last.to });
    }
    at = next;
  }
  return found.sort((a, b) => a.from - b.from);
}

/** The unit after a number: "ngày làm việc", "working days", "đồng". */
function unitAt(
  tokens: readonly Token[],
  at: number,
): { readonly unit: FigureUnit; readonly to: number } | undefined {
  const [one, two, three] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (one === undefined) return undefined;
  if (/^(?:working|business)$/u.test(one.text) && /^days?$/u.test(two?.text ?? ''))
    return { unit: 'working-day', to: two?.to ?? one.to };
  if (one.text === 'giấy' && two?.text === 'tờ') return { unit: 'count', to: two.to };
  const unit = UNITS[one.text];
  if (unit === undefined) return undefined;
  if (unit === 'day' && two?.text === 'làm' && three?.text === 'việc')
    return { unit: 'working-day', to: three.to };
  return { unit, to: one.to };
}

function dateOf(day: string, month: string, year: string | undefined) {
  const [d, m] = [Number(day), Number(month)];
  if (d < 1 || d > 31 || m < 1 || m > 12) return undefined;
  return { unit: 'date', value: [d, m, ...(year === undefined ? [] : [year])].join('/') } as const;
}
