import {
  beginName,
  FIXED_PAIRS,
  NO_NAME,
  PLACES,
  PLAIN_SURNAMES,
  SHOUTED_STOP_WORDS,
  STOP_WORDS,
  SURNAMES,
} from './personal-data-words.ts';
import { blankOf } from './personal-data-view.ts';
import type { Stretch, View } from './personal-data-view.ts';

const WHO =
  'toi|em|minh|tui|con|chau|to|be|vo|chong|bo|me|ma|cha|ba|ong|anh|chi|co|chu|bac|cu|no|e|gai|trai|ban|ho|cua|day|ngoai|noi';
const GAP = '[ :]{1,3}';

interface Introduction {
  readonly pattern: RegExp;
  /** Fewest words of the name. */
  readonly words: number;
  /** Whether the first word must be a family name; `plain`: one that is no other word without marks. */
  readonly surname: 'none' | 'any' | 'plain';
  /** Whether a name without capitals is read. */
  readonly lower: 'no' | 'surname' | 'any';
  /** Whether one word must be followed by a pause or by what follows names, to be told from a trade. */
  readonly alone?: true;
}

/** Phrases after which a name stands, without marks; the surest first. */
const INTRODUCTIONS: readonly Introduction[] = [
  {
    pattern: new RegExp(
      `(?<![a-z])(?:(?:${WHO}) ten(?: la)?|ten (?:(?:${WHO}) ){1,3}la|ten la)${GAP}`,
      'gu',
    ),
    words: 1,
    surname: 'none',
    lower: 'any',
  },
  {
    pattern: new RegExp(
      `(?<![a-z])(?:ho (?:va )?ten|ten)(?: (?:day du|khai sinh|nguoi nop|nguoi khai|chu ho|that)| (?:${WHO})){0,3}(?: la)? ?(?::|la) ?`,
      'gu',
    ),
    words: 1,
    surname: 'none',
    lower: 'surname',
  },
  {
    pattern: /(?<![a-z])(?:my (?:full )?name(?: is|'s)|full name:?|i am called) /gu,
    words: 1,
    surname: 'none',
    lower: 'surname',
  },
  {
    pattern: new RegExp(
      `(?<![a-z])(?:chong|vo|bo|me|cha|ban|sep)(?: (?:toi|em|minh|con|chau|tui|cu))? la `,
      'gu',
    ),
    words: 2,
    surname: 'none',
    lower: 'no',
  },
  {
    pattern: /(?<![a-z])(?:toi|em|minh|chau|tui) la /gu,
    words: 1,
    surname: 'none',
    lower: 'no',
    alone: true,
  },
  { pattern: /(?<![a-z])ten /gu, words: 2, surname: 'any', lower: 'no' },
  {
    pattern: new RegExp(
      `(?<![a-z])(?:toi|em|minh|tui|chau|con|day|chu ho|nguoi (?:nop|khai|yeu cau|dai dien|duoc uy quyen|uy quyen|lam don|nhan))(?: la|:| :) ?`,
      'gu',
    ),
    words: 2,
    surname: 'any',
    lower: 'no',
  },
  {
    pattern: /(?<![a-z])(?:i am|i'm|we are|this is|toi|em|minh|tui|chau) /gu,
    words: 2,
    surname: 'plain',
    lower: 'no',
  },
  {
    pattern:
      /(?<![a-z])(?<!(?:duong|pho|ngo|hem|phuong|xa) )(?:ong|ba|anh|chi|bac|thang|mr\.?|mrs\.?|ms\.?)(?: (?:toi|em|minh|la|ten|ho|trai|gai|ruot|re|dau|noi|ngoai|cu|moi)){0,3} /gu,
    words: 2,
    surname: 'any',
    lower: 'no',
  },
  {
    pattern:
      /(?<![a-z])(?<!(?:duong|pho|ngo|hem|phuong|xa|\d) )(?:co|chu|cu|em|chau|be|ban|vo|chong|bo(?! truong)|me|cha)(?: (?:toi|em|minh|la|ten|ho|trai|gai|ruot|re|dau|noi|ngoai|cu|moi)){0,3} /gu,
    words: 2,
    surname: 'plain',
    lower: 'no',
  },
];

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
    const end = words.at(-1)?.to ?? from;
    if (introduction.alone && (words.length > 1 || !PAUSE.test(view.folded.slice(end, end + 6)))) {
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
    if (shouted && (isAcronym(word) || (words.length > 0 && SHOUTED_STOP_WORDS.has(word)))) break;
    words.push({ word, from: at, to: at + match[0].length });
    at += match[0].length;
    if (view.plain[at] !== ' ') break;
    at += 1;
  }
  return words;
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
  `^ ?[,;:(-]? ?(?:[${blankOf('id')}${blankOf('phone')}${blankOf('birth')}${blankOf('passport')}${blankOf('insurance')}]|(?:sinh(?: ngay| nam)?|sn|ns)[ :]{1,2}(?:\\d|[${blankOf('birth')}])|[(]?\\d{1,2}[/.-]\\d{1,2}[/.-](?:19|20)\\d{2})`,
  'u',
);
/** A number and then whose it is, or one name and another. */
const AFTER = new RegExp(
  `(?:[${blankOf('id')}${blankOf('phone')}] ?[,;:(-]? ?|${blankOf('name')}(?:,| va| voi| cung| and| -) )$`,
  'u',
);
const PLACE_BEFORE = /(?:duong|pho|phuong|xa|truong|ngo|hem|huyen|quan|luat|khu)[ :]$/u;

/** Full names that stand beside a number or a birth date without being introduced. */
export function namesBesideData(view: View): Stretch[] {
  const found: Stretch[] = [];
  for (const match of view.plain.matchAll(/(?<![A-Za-z])[A-Z][A-Za-z]*(?= [A-Z])/gu)) {
    if (!SURNAMES.has(match[0].toLowerCase())) continue;
    const words = capitalisedWords(view, match.index, MOST_WORDS);
    const to = words.at(-1)?.to;
    if (to === undefined || words.length < 2 || isPlace(words)) continue;
    if (words.length < 3 && !isPlainName(words)) continue;
    if (PLACE_BEFORE.test(view.folded.slice(Math.max(0, match.index - 8), match.index))) continue;
    const before = view.folded.slice(Math.max(0, match.index - 8), match.index);
    if (BESIDE.test(view.folded.slice(to, to + 24)) || AFTER.test(before)) {
      found.push({ kind: 'name', from: match.index, to });
    }
  }
  return found;
}
