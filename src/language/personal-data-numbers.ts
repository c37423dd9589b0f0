import type { PersonalDataKind, Stretch, View } from './personal-data-view.ts';

/** Two numbers or the groups of one number; what stands between groups of one. */
const BETWEEN = /^(?:[ .\-_/(),*]{1,3}|\n)$/u;
const LONGEST = 19;
/** Card numbers, the longest ones, begin with 2 or more. */
const LONGEST_FROM_NOUGHT = 13;
const FEWEST = 8;

/** Prefixes of the numbering plan: mobile, eleven-digit mobile until 2018, landline with area code. */
const MOBILE = /^0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}$/u;
const OLD_MOBILE = /^01(?:2\d|6[2-9]|8[68]|99)\d{7}$/u;
const LANDLINE = /^02\d{9}$/u;
const CARD_START = /^(?:4|5[0-8]|2[2-7]|3[0-9]|6[0-9]|9704)/u;

interface Group {
  /** How many digits, and where they begin among all digits of the text. */
  readonly size: number;
  readonly offset: number;
  /** Whether it may go on the group before. */
  readonly joined: boolean;
  readonly from: number;
  readonly to: number;
}

/**
 * The national form of a telephone number (`0912345678`) from its digits, or `+` and digits for one
 * abroad; undefined when the digits are no telephone number. `international`: a plus stood before.
 */
export function telephoneOf(digits: string, international: boolean): string | undefined {
  if (digits.length < 8) return undefined;
  const bare = digits.startsWith('0084') ? digits.slice(2) : digits;
  if (bare.startsWith('84') && (international || bare.length === 11 || bare !== digits)) {
    const national = `0${bare.slice(2).replace(/^0/u, '')}`;
    if (isNational(national)) return national;
  }
  if (international) return /^[1-9]\d{7,13}$/u.test(digits) ? `+${digits}` : undefined;
  return isNational(digits) ? digits : undefined;
}

function isNational(digits: string): boolean {
  if (digits.length === 10) return MOBILE.test(digits);
  return digits.length === 11 && (OLD_MOBILE.test(digits) || LANDLINE.test(digits));
}

/** Luhn's check digit. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * A citizen's number: twelve digits that begin with a province (001–096), then century and year of
 * birth. Source: Decree 137/2015/NĐ-CP, article 13, and Circular 59/2021/TT-BCA.
 */
function isCitizenNumber(digits: string): boolean {
  if (digits.length !== 12 || !digits.startsWith('0')) return false;
  const province = Number(digits.slice(1, 3));
  return province >= 1 && province <= 96;
}

/** Numbers that tell by themselves what they are, in one piece or in groups. */
export function numbersAlone(view: View): Stretch[] {
  const groups: Group[] = [];
  const all: string[] = [];
  let offset = 0;
  let last = 0;
  for (const match of view.folded.matchAll(/\d+/gu)) {
    const to = match.index + match[0].length;
    const joined = groups.length > 0 && BETWEEN.test(view.folded.slice(last, match.index));
    groups.push({ size: match[0].length, offset, from: match.index, to, joined });
    all.push(match[0]);
    offset += match[0].length;
    last = to;
  }
  const row = { view, groups, digits: all.join('') };
  const found: Stretch[] = [];
  let next = 0;
  let afterNumber = true;
  while (next < groups.length) {
    const best = bestFrom(row, next, afterNumber);
    if (best) found.push(best.stretch);
    afterNumber = best !== undefined;
    next += best?.groups ?? 1;
  }
  return found;
}

/** The letters O and L typed for nought and one, in numbers of telephones and of citizens. */
export function misspelledNumbers(view: View): Stretch[] {
  return [
    ...view.folded.matchAll(/(?<![a-z0-9])[o0][\dol](?:[ .-]?[\dol]){8,10}(?![a-z0-9])/gu),
  ].flatMap((match): Stretch[] => {
    const digits = match[0].replace(/[ .-]/gu, '').replaceAll('o', '0').replaceAll('l', '1');
    const alone = /(?:^|[ .-])[ol](?:[ .-]|$)/u.test(match[0]);
    if (alone || !/[ol]/u.test(match[0]) || match[0].replace(/\D/gu, '').length < 6) return [];
    const kind = isCitizenNumber(digits) ? 'id' : telephoneOf(digits, false) && 'phone';
    return kind ? [{ kind, from: match.index, to: match.index + match[0].length }] : [];
  });
}

interface Row {
  readonly view: View;
  readonly groups: readonly Group[];
  /** The digits of all groups on end. */
  readonly digits: string;
}

interface Best {
  readonly stretch: Stretch;
  readonly groups: number;
}

/** The best reading of a number that begins with this group; the longer one when two are as good. */
function bestFrom(row: Row, first: number, afterNumber: boolean): Best | undefined {
  const { view, groups } = row;
  const start = groups[first];
  if (!start) return undefined;
  const one = view.folded.charAt(start.from - 1);
  // The end of a decimal ("21.0285") begins no number.
  const decimal = (one === '.' || one === ',') && isDigit(view.folded.charAt(start.from - 2));
  if (decimal && !afterNumber) return undefined;
  const glued = one >= 'a' && one <= 'z';
  if (glued && start.size < 9) return undefined;
  const plus = one === '+' ? 1 : 0;
  const longest =
    row.digits.charAt(start.offset) < '2' && plus === 0 ? LONGEST_FROM_NOUGHT : LONGEST;
  let best: Best | undefined;
  for (let at = first; at < groups.length; at += 1) {
    const group = groups[at];
    if (!group || (at > first && !group.joined)) break;
    const length = group.offset + group.size - start.offset;
    if (length > longest) break;
    if (length < FEWEST) continue;
    const digits = row.digits.slice(start.offset, start.offset + length);
    const kind = kindOf(digits, groups, [first, at], plus > 0);
    if (!kind || (best && kind.weak)) continue;
    const open = view.folded.charAt(start.from - plus - 1) === '(';
    const bracket = open && view.folded.slice(start.from, group.to).includes(')') ? 1 : 0;
    best = {
      stretch: { kind: kind.kind, from: start.from - plus - bracket, to: group.to },
      groups: at - first + 1,
    };
    // One unbroken number is what its writer meant.
    if (at === first) break;
  }
  return best;
}

function isDigit(letter: string): boolean {
  return letter >= '0' && letter <= '9';
}

/** Groups in which people write twelve digits. */
const CITIZEN_GROUPS = new Set(
  '12 3,3,3,3 4,4,4 6,6 3,9 3,3,6 3,1,2,6 6,3,3 2,2,2,2,2,2'.split(' '),
);

/** What the digits are; `weak`: only when nothing else can be read. */
function kindOf(
  digits: string,
  all: readonly Group[],
  [first, last]: readonly [number, number],
  international: boolean,
): { readonly kind: PersonalDataKind; readonly weak: boolean } | undefined {
  const count = last - first + 1;
  const one = count === 1;
  const sizes = (): readonly number[] => all.slice(first, last + 1).map(({ size }) => size);
  if (!international && isCitizenNumber(digits)) {
    return { kind: 'id', weak: count < 7 && !CITIZEN_GROUPS.has(sizes().join()) };
  }
  if (telephoneOf(digits, international)) return { kind: 'phone', weak: false };
  // Round figures of nine or eleven digits are money.
  const round = digits.endsWith('000');
  if (digits.length === 9 && !round && (one || (count === 3 && sizes().join() === '3,3,3'))) {
    return { kind: 'id', weak: false };
  }
  // Spreadsheets drop the nought before a citizen's number.
  if (one && digits.length === 11 && !round && isCitizenNumber(`0${digits}`)) {
    return { kind: 'id', weak: false };
  }
  if (digits.length >= 13 && CARD_START.test(digits) && passesLuhn(digits)) {
    const fours = sizes()
      .slice(0, -1)
      .every((size) => size === 4);
    if (one || fours || sizes().join() === '4,6,5') return { kind: 'card', weak: false };
  }
  return undefined;
}
