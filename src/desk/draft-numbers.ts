/** A number of a text, however it is spelled: `200.000`, `200k`, `hai trăm nghìn`, `1 triệu rưỡi`. */
export interface WrittenNumber {
  readonly value: number;
  /** A scale that is only used of money ("nghìn", "triệu", "k") was written. */
  readonly scaled: boolean;
  /** Index of the first token after it. */
  readonly next: number;
}

export interface Token {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const TOKEN = /\d+(?:[.,]\d+)*|\p{L}[\p{L}\p{M}]*|%|\$/gu;

/** Figures, words, % and $ of a text, in small letters. */
export function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((match) => ({
    text: match[0].normalize('NFC').toLowerCase(),
    from: match.index,
    to: match.index + match[0].length,
  }));
}

const DIGITS: Readonly<Record<string, number>> = {
  không: 0,
  một: 1,
  mốt: 1,
  hai: 2,
  ba: 3,
  bốn: 4,
  tư: 4,
  năm: 5,
  lăm: 5,
  nhăm: 5,
  sáu: 6,
  bảy: 7,
  bẩy: 7,
  tám: 8,
  chín: 9,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  ninety: 90,
};
const HUNDRED = new Set(['trăm', 'tram', 'hundred']);
const TEN = new Set(['mươi', 'chục']);
const BETWEEN = new Set(['lẻ', 'linh', 'and']);
const HALF = new Set(['rưỡi', 'ruoi']);
const SCALES: Readonly<Record<string, number>> = {
  nghìn: 1e3,
  ngàn: 1e3,
  nghin: 1e3,
  ngan: 1e3,
  thousand: 1e3,
  triệu: 1e6,
  trieu: 1e6,
  million: 1e6,
  tỷ: 1e9,
  tỉ: 1e9,
};
/** Only right behind a figure: "200k", "2tr". */
const SHORT_SCALES: Readonly<Record<string, number>> = { k: 1e3, tr: 1e6, củ: 1e6 };

/** `200.000` and `200,000` are two hundred thousand, `1,5` and `1.5` one and a half. */
export function valueOf(figure: string): number {
  if (/^\d{1,3}(?:[.,]\d{3})+$/u.test(figure)) return Number(figure.replace(/[.,]/gu, ''));
  return Number(figure.replace(',', '.'));
}

const isFigure = (token: Token | undefined): token is Token =>
  token !== undefined && /^\d/u.test(token.text);

/** The number that begins at a token; undefined where none does. */
export function numberAt(tokens: readonly Token[], start: number): WrittenNumber | undefined {
  let at = start;
  let total = 0;
  let lastScale = 0;
  let scaled = false;
  let found = false;
  for (;;) {
    const group = groupAt(tokens, at);
    if (group === undefined) break;
    // "1 triệu 500": five hundred of the next smaller scale only when a scale follows; "1 triệu 5" is 1.5.
    const scale = scaleAt(tokens, group.next);
    if (scale === undefined) {
      if (found && group.value >= 10) break;
      total += found ? (group.value * lastScale) / 10 : group.value;
      at = group.next;
      found = true;
      break;
    }
    if (found && scale >= lastScale) break;
    total += group.value * scale;
    lastScale = scale;
    scaled = true;
    found = true;
    at = group.next + 1;
    if (HALF.has(tokens[at]?.text ?? '')) {
      total += scale / 2;
      at += 1;
      break;
    }
  }
  return found && at > start
    ? { value: Math.round(total * 1e6) / 1e6, scaled, next: at }
    : undefined;
}

function scaleAt(tokens: readonly Token[], at: number): number | undefined {
  const token = tokens[at];
  const before = tokens[at - 1];
  if (token === undefined) return undefined;
  const short = isFigure(before) && before.to === token.from ? SHORT_SCALES[token.text] : undefined;
  return SCALES[token.text] ?? short;
}

/** A number below a thousand in words, or a figure. */
function groupAt(
  tokens: readonly Token[],
  start: number,
): { readonly value: number; readonly next: number } | undefined {
  let at = start;
  const first = tokens[at];
  if (isFigure(first)) {
    const hundreds = HUNDRED.has(tokens[at + 1]?.text ?? '');
    const value = valueOf(first.text) * (hundreds ? 100 : 1);
    return { value, next: at + (hundreds ? 2 : 1) };
  }
  let value: number | undefined;
  const digit = (): number | undefined => DIGITS[tokens[at]?.text ?? ''];
  let one = digit();
  if (one !== undefined && HUNDRED.has(tokens[at + 1]?.text ?? '')) {
    value = one * 100;
    at += 2;
    if (HALF.has(tokens[at]?.text ?? '')) return { value: value + 50, next: at + 1 };
    if (BETWEEN.has(tokens[at]?.text ?? '')) at += 1;
    one = digit();
  }
  if (tokens[at]?.text === 'mười') {
    at += 1;
    const unit = digit();
    value = (value ?? 0) + 10 + (unit !== undefined && unit < 10 ? unit : 0);
    return { value, next: unit !== undefined && unit < 10 ? at + 1 : at };
  }
  if (one === undefined) return value === undefined ? undefined : { value, next: at };
  if (TEN.has(tokens[at + 1]?.text ?? '')) {
    at += 2;
    const unit = digit();
    const isUnit = unit !== undefined && unit < 10;
    return { value: (value ?? 0) + one * 10 + (isUnit ? unit : 0), next: isUnit ? at + 1 : at };
  }
  const [tens, next] = [one, DIGITS[tokens[at + 1]?.text ?? '']];
  // "hai lăm", "twenty five".
  const small = next !== undefined && next < 10 && (tens >= 20 || tokens[at + 1]?.text === 'lăm');
  if (small) return { value: (value ?? 0) + (tens < 10 ? tens * 10 : tens) + next, next: at + 2 };
  return { value: (value ?? 0) + one, next: at + 1 };
}
