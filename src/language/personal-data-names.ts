import { agreesWithCue, FAMOUS, isNamedPlace } from './personal-data-known.ts';
import {
  beginName,
  FIXED_PAIRS,
  NO_NAME,
  PLACES,
  PLAIN_SURNAMES,
  SHOUTED_STOP_WORDS,
  SHOUTED_STOPS_WRITTEN,
  STOP_WORDS,
  SURNAMES,
} from './personal-data-words.ts';
import { INTRODUCTIONS } from './personal-data-introductions.ts';
import type { Introduction } from './personal-data-introductions.ts';
import { blankOf, writtenAs } from './personal-data-view.ts';
import type { Stretch, View } from './personal-data-view.ts';

/** Words with a capital that stand after a title or a role and are no person. */
const NO_PERSON =
  /^(?:cong|so|bo|cuc|chi|ubnd|uy|ban|phong|van|truong|benh|trung|doanh|hop|ngan|toa|vien|dai|hoi|doan|giam|pho|chu|noi|ngoai|hai|ba|tu|nam|sau|bay|tam|chin|muoi|ut|ca|bac|trai|gai|ho|ten|thong|can|giay|to|don|thu|dang|bao|thue|tinh|thanh|phuong|xa|quan|huyen|viet|my|duc|nhat|trung|han|the|a|b|c|khong|da|chua|ky|quoc|dia|sdt|so|nguoi|hoa|kinh|tay|khmer|cham|british|american|vietnamese|french|korean|from|an|in|mr|mrs|tan)$/u;

const PAUSE = /^(?:[,.;\n!(]|$| (?:o|sdt|so|dt|day|ne|a|nha)(?![a-z]))/u;
const CAPITALISED = /[A-Z][A-Za-z'-]*/y;
const LOWER = /[a-z]+/y;
const MOST_WORDS = 6;
const MOST_LOWER_WORDS = 4;

/** Names that are introduced as names. */
export function introducedNames(view: View): Stretch[] {
  return INTRODUCTIONS.flatMap((introduction) => {
    const found: Stretch[] = [];
    for (const match of view.folded.matchAll(introduction.pattern)) {
      const from = match.index + match[0].length;
      if (!agreesWithCue(view, match.index, from)) continue;
      const to = endOfName(view, from, introduction);
      if (to !== undefined) found.push({ kind: 'name', from, to });
    }
    return found;
  });
}

function endOfName(view: View, from: number, introduction: Introduction): number | undefined {
  const words = capitalisedWords(view, from, MOST_WORDS);
  const first = words[0]?.word;
  if (first !== undefined) {
    if (words.length < introduction.words) return undefined;
    if (introduction.surname === 'any' && !SURNAMES.has(first)) return undefined;
    if (introduction.surname === 'plain' && !isPlainName(words)) return undefined;
    if (isPlace(words)) return undefined;
    if (introduction.surname === 'none' && introduction.words > 1 && isNoPerson(view, words)) {
      return undefined;
    }
    const end = words.at(-1)?.to ?? from;
    if (introduction.quiet && /^[A-Z]{2}/u.test(view.plain.slice(from, from + 2))) return undefined;
    if (introduction.alone && (words.length > 3 || !PAUSE.test(view.folded.slice(end, end + 6)))) {
      return undefined;
    }
    // "Tôi tên Năm Thử": two words with capitals after such a phrase are a name whatever they mean.
    const written =
      words.length > 1 &&
      (SURNAMES.has(first) ||
        (introduction.lower === 'any' && /[a-z]/u.test(view.plain.charAt(from + 1))));
    return NO_NAME.has(first) && !written ? undefined : words.at(-1)?.to;
  }
  if (introduction.lower === 'no') return undefined;
  const lower = lowerWords(view, from, MOST_LOWER_WORDS);
  const head = lower[0]?.word;
  const end = lower.at(-1)?.to;
  if (head === undefined || end === undefined) return undefined;
  if (beginName(head, lower[1]?.word ?? '') && lower.length > 1) return end;
  // Without capitals and family name a name is believed only when it stands alone before a stop.
  const stops = /^ ?(?:[,.;\n!]|$)/u.test(view.folded.slice(end, end + 2));
  return introduction.lower === 'any' && stops && !NO_NAME.has(head) && lower.length <= 3
    ? end
    : undefined;
}

/** A firm, an office, "bà Nội": what follows titles and roles and is nobody's name. */
function isNoPerson(view: View, words: readonly Word[]): boolean {
  const [first, second] = words;
  if (!first || !second) return true;
  const title = /([a-z]+) $/u.exec(view.folded.slice(Math.max(0, first.from - 6), first.from))?.[1];
  const name = words.map(({ word }) => word).join(' ');
  if (FAMOUS.has(`${title} ${first.word}`) || FAMOUS.has(`${title} ${name}`)) return true;
  return NO_PERSON.test(first.word) && !/^(?:thi|van)$/u.test(second.word);
}

/** A name whose family name is no other word, or that goes on as only names do. */
function isPlainName(words: readonly Word[]): boolean {
  const [first, second] = words;
  if (!first || !second || !SURNAMES.has(first.word)) return false;
  return PLAIN_SURNAMES.has(first.word) || (words.length > 2 && /^(?:thi|van)$/u.test(second.word));
}

function isPlace(words: readonly Word[]): boolean {
  return PLACES.has(words.map(({ word }) => word).join(' '));
}

/** A word of a view with where it stands. */
export interface Word {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/** Words with a capital from here on, one space apart; capitals throughout end at a stop word. */
export function capitalisedWords(view: View, from: number, most: number): Word[] {
  const words: Word[] = [];
  let at = from;
  while (words.length < most) {
    CAPITALISED.lastIndex = at;
    const match = CAPITALISED.exec(view.plain);
    if (!match) break;
    const word = match[0].toLowerCase();
    const shouted = match[0].length > 1 && match[0] === match[0].toUpperCase();
    if (shouted && (isAcronym(word) || (words.length > 0 && isShoutedStop(view, word, at)))) break;
    words.push({ word, from: at, to: at + match[0].length });
    at += match[0].length;
    if (view.plain[at] !== ' ') break;
    at += 1;
  }
  return words;
}

function isShoutedStop(view: View, word: string, at: number): boolean {
  if (!SHOUTED_STOP_WORDS.has(word)) return false;
  const written = writtenAs(view, at, at + word.length);
  return written === word || SHOUTED_STOPS_WRITTEN.has(written);
}

/** "BHYT", "CMND": no syllable. */
function isAcronym(word: string): boolean {
  return word.length > 2 && !/[aeiou]|y$/u.test(word);
}

/** Words from here on until one that no name goes on with. */
export function lowerWords(view: View, from: number, most: number): Word[] {
  const words: Word[] = [];
  let at = from;
  while (words.length < most) {
    LOWER.lastIndex = at;
    const match = LOWER.exec(view.folded);
    if (!match) break;
    const middle = words.length === 1 && match[0] === 'thi';
    const fixed = FIXED_PAIRS.has(`${words.at(-1)?.word ?? ''} ${match[0]}`);
    if (STOP_WORDS.has(match[0]) && !middle && !fixed) break;
    if (match[0] === 'thanh' && view.folded.startsWith(' pho', at + 5)) break;
    words.push({ word: match[0], from: at, to: at + match[0].length });
    at += match[0].length;
    if (view.folded[at] !== ' ') break;
    at += 1;
  }
  return words;
}

const BESIDE = new RegExp(
  `^ ?[,;:(-]? ?(?:[${blankOf('id')}${blankOf('phone')}${blankOf('birth')}${blankOf('passport')}${blankOf('insurance')}${blankOf('account')}]|(?:sinh(?: ngay| nam)?|sn|ns)[ :]{1,2}(?:\\d|[${blankOf('birth')}])|[(]?\\d{1,2}[/.-]\\d{1,2}[/.-](?:19|20)\\d{2})`,
  'u',
);
/** A number and then whose it is, or one name and another. */
const AFTER = new RegExp(
  `(?:[${blankOf('id')}${blankOf('phone')}] ?[,;:(-]? ?|${blankOf('name')}(?:,| va| voi| cung| and| -) )$`,
  'u',
);
/** Two names of one sentence: after the first, two words with capitals are the second. */
function isNextName(view: View, from: number, words: readonly Word[]): boolean {
  const before = view.folded.slice(Math.max(0, from - 6), from);
  if (!new RegExp(`${blankOf('name')} (?:va|and|voi|&) $`, 'u').test(before)) return false;
  return words.length > 1 && words.length < 4 && !isPlace(words) && !isNoPerson(view, words);
}

const PLACE_BEFORE = /(?:duong|pho|phuong|xa|truong|ngo|hem|huyen|quan|luat|khu)[ :]$/u;

/** Full names that stand beside a number or a birth date without being introduced. */
export function namesBesideData(view: View): Stretch[] {
  const found: Stretch[] = [];
  for (const match of view.plain.matchAll(/(?<![A-Za-z])[A-Z][A-Za-z]*(?= [A-Z])/gu)) {
    const words = capitalisedWords(view, match.index, MOST_WORDS);
    if (!SURNAMES.has(match[0].toLowerCase())) {
      if (isNextName(view, match.index, words))
        found.push({ kind: 'name', from: match.index, to: words.at(-1)?.to ?? match.index });
      continue;
    }
    const to = words.at(-1)?.to;
    if (to === undefined || words.length < 2 || isPlace(words)) continue;
    if (words.length < 3 && !isPlainName(words)) continue;
    if (PLACE_BEFORE.test(view.folded.slice(Math.max(0, match.index - 8), match.index))) continue;
    if (isNamedPlace(view, match.index)) continue;
    const before = view.folded.slice(Math.max(0, match.index - 8), match.index);
    if (BESIDE.test(view.folded.slice(to, to + 24)) || AFTER.test(before)) {
      found.push({ kind: 'name', from: match.index, to });
    }
  }
  return found;
}
