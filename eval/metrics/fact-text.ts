/**
 * Whether an answer states a fact, as the shared question format asks: in NFC, with case, spaces
 * and thousand separators ignored. A figure must also stand alone, so "5 ngày" is not found in
 * "15 ngày" nor in "2,5 ngày"; a leading zero ("05 ngày") is the same figure.
 */
export function statesFact(text: string, fact: string): boolean {
  const wanted = plain(fact).replaceAll(/\s+/gu, '');
  if (wanted === '') return true;
  const letters = Array.from(wanted, (letter) => letter.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&'));
  const opening = /^\d/u.test(wanted) ? '(?<!\\d)(?<!\\d[.,])0*' : '';
  const closing = /\d$/u.test(wanted) ? '(?![.,]?\\d)' : '';
  return new RegExp(opening + letters.join('\\s*') + closing, 'u').test(plain(text));
}

/** Lower case, NFC, "1.000.000" and "1,000,000" as "1000000". */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/(?<=\d)[.,](?=\d{3}(?!\d))/gu, '');
}

const AMOUNT = /(?<![\d.,/-])(\d[\d.,]*)\s*(?:đồng|vnđ|vnd|đ|usd|đô la)(?![\p{L}])/giu;
const DURATION =
  /(?<![\d.,/-])(\d+(?:[.,]\d+)?)\s*(?:giờ|ngày|tháng|tuần|hours?|days?|(?:working|calendar) days?|months?)(?![\p{L}])(?!\s*\d)/giu;

/** A sum of money or a length of time in a text, as its digits. */
export interface Figure {
  readonly kind: 'amount' | 'duration';
  readonly digits: string;
}

export function figuresOf(text: string): Figure[] {
  const found = (kind: Figure['kind'], pattern: RegExp): Figure[] =>
    Array.from(text.normalize('NFC').matchAll(pattern), ([, digits = '']) => ({
      kind,
      digits: bare(digits),
    }));
  return [...found('amount', AMOUNT), ...found('duration', DURATION)];
}

/**
 * The figures of an answer that stand nowhere in what it cites (records and guides as one text):
 * an independent check on the pipeline's own last stage.
 */
export function unsupportedFigures(answer: string, cited: string): string[] {
  const stated = new Set(
    Array.from(cited.normalize('NFC').matchAll(/\d[\d.,]*/gu), ([digits]) => bare(digits)),
  );
  return [
    ...new Set(
      figuresOf(answer)
        .filter((figure) => !stated.has(figure.digits))
        .map((figure) => `${figure.kind} ${figure.digits}`),
    ),
  ];
}

/** "10.000" → "10000"; "2,5" stays a decimal; a full stop that ends the sentence goes. */
function bare(digits: string): string {
  return digits
    .replace(/[.,]+$/u, '')
    .replaceAll(/[.,](?=\d{3}(?!\d))/gu, '')
    .replace(',', '.')
    .replace(/^0+(?=\d)/u, '');
}
