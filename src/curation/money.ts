import type { Fee } from '../procedure/procedure.ts';

/** A sum found in a text, in units of its currency. */
export interface Sum {
  readonly amount: number;
  readonly currency: string;
}

const SUM =
  /(\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\s\d{3})+|\d+(?:[.,]\d+)?)\s*(triệu|nghìn|ngàn|tỷ)?\s*(việt nam đồng|đồng|vnđ|vnd|đ(?![\p{L}])|usd|đô la(?: mỹ)?|\$)/giu;
const SCALE: Readonly<Record<string, number>> = { triệu: 1e6, nghìn: 1e3, ngàn: 1e3, tỷ: 1e9 };

/** Every sum of money a text names ("100.000 đồng/lần", "1,5 triệu đồng", "25 USD"). */
export function sumsIn(text: string): Sum[] {
  return [...text.matchAll(SUM)].map((match) => {
    const [, digits = '', scale, unit = ''] = match;
    const currency = /usd|đô la|\$/iu.test(unit) ? 'USD' : 'VND';
    return { amount: parseNumber(digits) * (SCALE[(scale ?? '').toLowerCase()] ?? 1), currency };
  });
}

/** "100.000", "100,000" and "100 000" are one hundred thousand, "100,000.00" too; "1,5" has a fraction. */
export function parseNumber(digits: string): number {
  const text = digits
    .trim()
    .replace(/[.,]+$/u, '')
    .replace(/^(\d{1,3}(?:,\d{3})+)\.\d{1,2}$|^(\d{1,3}(?:\.\d{3})+),\d{1,2}$/u, '$1$2');
  if (/^\d{1,3}(?:[.,\s]\d{3})+$/u.test(text)) return Number(text.replace(/[.,\s]/gu, ''));
  return Number(text.replace(',', '.'));
}

const LOCALLY =
  /hội đồng nhân dân|hđnd|(?:ubnd|ủy ban nhân dân) (?:cấp )?(?:tỉnh|thành phố)|địa phương (?:quy định|ban hành)|cấp tỉnh (?:quy định|quyết định|ban hành)/iu;
const FREE =
  /miễn (?:phí|lệ phí)|không thu|không mất|không (?:phải )?(?:nộp|đóng)|không đồng|^\s*(?:phí|lệ phí)?\s*:?\s*không\s*\.?$|^0 ?đ|không có\s*$|^không phí/iu;
const SILENT =
  /^(?:chưa|không) (?:có )?(?:quy định|thông tin)\.?$|^không có thông tin$|^đồng$|^o đồng$/iu;

/** Smallest sum in đồng that is believed when no text repeats it: lower ones lack their thousands. */
const SMALLEST_VND = 2_000;

export interface RawFee {
  readonly kind: Fee['kind'];
  /** The number as published; null or undefined when there is none. */
  readonly value?: number | null | undefined;
  readonly currency?: string | undefined;
  /** What stands beside the number. */
  readonly text?: string | undefined;
}

/**
 * Reads a published fee. The rules, each from real records:
 * - 0 beside "do Hội đồng nhân dân cấp tỉnh quy định" is not free but set by the province;
 * - 0 beside a text with sums, or "Miễn phí" beside "135.000 đồng/lần" (3.000347), hides the sum:
 *   only the text may be shown;
 * - a number the text contradicts (2.001610: 100 against "100.000 đồng/lần") is dropped;
 * - a sum below 2.000 đồng ("25 VNĐ", 1.012680) is a slip of thousands or of the currency.
 */
export function readFee(raw: RawFee): Fee {
  const stated = tidy(raw.text ?? '');
  const currency = /usd|đô/iu.test(raw.currency ?? '') ? 'USD' : 'VND';
  const base = { kind: raw.kind, currency, ...(stated === '' ? {} : { stated }) };
  const sums = sumsIn(stated);
  if (raw.value !== null && raw.value !== undefined && raw.value > 0) {
    const amount = raw.value;
    const contradicted =
      sums.length > 0 && !sums.some((sum) => sum.amount === amount && sum.currency === currency);
    if (contradicted || (currency === 'VND' && amount < SMALLEST_VND && sums.length === 0)) {
      return {
        ...base,
        meaning: 'stated-only',
        stated: stated === '' || sums.length === 0 ? '' : stated,
      };
    }
    const isCondition = stated !== '' && sums.length === 0;
    return isCondition
      ? { kind: raw.kind, currency, meaning: 'exact', amount, condition: stated }
      : { ...base, meaning: 'exact', amount };
  }
  if (stated === '') return { ...base, meaning: raw.value === 0 ? 'free' : 'unstated' };
  if (LOCALLY.test(stated)) return { ...base, meaning: 'set-locally' };
  if (sums.some((sum) => sum.amount > 0)) return { ...base, meaning: 'stated-only' };
  if (SILENT.test(stated)) return { kind: raw.kind, currency, meaning: 'unstated' };
  if (FREE.test(stated) && stated.length <= 80)
    return { kind: raw.kind, currency, meaning: 'free' };
  return { ...base, meaning: 'stated-only' };
}

function tidy(text: string): string {
  let tidied = text.replace(/\s+/gu, ' ').trim();
  while (/^\(.*\)\.?$/su.test(tidied) && isOnePair(tidied))
    tidied = tidied.replace(/\.$/u, '').slice(1, -1).trim();
  return tidied.replace(/^[-–+*•:\s]+/u, '');
}

/** Whether the first bracket closes only at the end. */
function isOnePair(text: string): boolean {
  return closingBracket(text) >= text.replace(/\.$/u, '').length - 1;
}

/** Position of the bracket that closes the one at the start; −1 when it never closes. */
export function closingBracket(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

const PRINTED =
  /^(?:(?:phí|lệ phí)\s*:\s*)?([\d.,]+)\s*(việt nam đồng|đồng|vnđ|vnd|usd)\s*(?:[-–(]\s*)?/iu;

/** Reads a fee printed as one line of text: "20,000 Việt Nam Đồng - …", "Lệ phí : 01 USD (…)", "Miễn phí". */
export function readPrintedFee(line: string, note: string): Fee {
  const kind: Fee['kind'] = 'fee';
  const text = line.trim();
  const printed = PRINTED.exec(text);
  const rest = printed
    ? text.slice(printed[0].length).replace(/\)\s*$/u, '')
    : text.replace(/^(?:phí|lệ phí)\s*:\s*/iu, '');
  if (printed) {
    const beside = [rest, note].filter((part) => part.trim() !== '').join(' ');
    return readFee({
      kind,
      value: parseNumber(printed[1] ?? ''),
      currency: printed[2],
      text: beside,
    });
  }
  const free = FREE.test(rest) || /^miễn phí/iu.test(rest);
  if (free && sumsIn(note).length > 0) return readFee({ kind, value: 0, text: note });
  return readFee({
    kind,
    value: free ? 0 : null,
    text: [rest, free ? '' : note].filter((part) => part.trim() !== '').join(' '),
  });
}
