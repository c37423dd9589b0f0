import words from '../../knowledge/personal-words.json' with { type: 'json' };
import { writtenAs } from './personal-data-view.ts';
import type { View } from './personal-data-view.ts';

/** Family names as they are written with marks; a word with other marks is none ("phí", "đăng"). */
export const WRITTEN_SURNAMES: ReadonlySet<string> = new Set(words.surnames);

/** People of history whom streets, schools and funds are named for, without marks. */
export const FAMOUS: ReadonlySet<string> = new Set(words.namesakes);

const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');
/** Words close before a name that make it the name of a place, a prize or a firm. */
const PLACE = words.placeHeads.join('|');
/** The same with up to four words between. */
const INSTITUTION = words.institutionHeads.join('|');
const PERSON =
  'ong|ba|anh|chi|em|toi|minh|la|ten|chu|cua|do|cho|con|chau|co|bac|cu|vo|chong|me|bo|cha|nguoi|sinh|va|voi|boi|be|ban|hoc|hop';
const NAMED_AFTER = new RegExp(
  `(?<![a-z])(?<!hang |gia |truong )(?<head>(?:${fold(PLACE)})(?![a-z])\\.?|(?:${fold(INSTITUTION)})(?![a-z])(?: (?!(?:${PERSON})(?![a-z]))[a-z0-9.&-]{1,12}){0,4}) ?["'“-]? ?$`,
  'u',
);
const WRITTEN_HEADS = new Set(`${PLACE}|${INSTITUTION}`.split('|'));
const LONGEST_HEAD = 4;
const LOOK_BACK = 48;

/** Whether the words before make a name the name of a street, a school, a firm. */
export function isNamedPlace(view: View, from: number): boolean {
  const start = Math.max(0, from - LOOK_BACK);
  const match = NAMED_AFTER.exec(view.folded.slice(start, from));
  const head = match?.groups?.['head'];
  if (!match || head === undefined) return false;
  const at = start + match.index;
  const written = writtenAs(view, at, at + head.length)
    .replace(/\.$/u, '')
    .split(' ');
  if (written.join(' ') === head.replace(/\.$/u, '')) return true;
  return written
    .slice(0, LONGEST_HEAD)
    .some((_, index) => WRITTEN_HEADS.has(written.slice(0, index + 1).join(' ')));
}

/** Words of which another spelling is another word: "vợ" is no "Võ", "cụ" no "cư". */
const CUE_WRITTEN: Readonly<Record<string, string>> = {
  vo: 'vợ',
  chong: 'chồng',
  co: 'cô',
  cu: 'cụ cu',
  chu: 'chú chủ',
  be: 'bé',
  bo: 'bố bộ',
  me: 'mẹ',
  ba: 'bà ba bá',
  ban: 'bạn',
  chi: 'chị',
  ong: 'ông',
  thang: 'thằng',
  bac: 'bác',
  ten: 'tên',
  la: 'là',
  chau: 'cháu',
  minh: 'mình',
  toi: 'tôi',
};

/** Whether a cue's first word is written as that word, or without marks. */
export function agreesWithCue(view: View, from: number, to: number): boolean {
  const word = /^[a-z]+/u.exec(view.folded.slice(from, to))?.[0] ?? '';
  const spellings = CUE_WRITTEN[word];
  const written = writtenAs(view, from, from + word.length);
  if (spellings && written !== word && !spellings.split(' ').includes(written)) return false;
  // "chồng La Vĩnh Hòa": the family name was read as the cue's "là".
  if (/^[a-z].* [A-Z][a-z]* $/u.test(view.plain.slice(from, to))) return false;
  // "Hoàng Anh Gia Lai": a capital inside a row of capitals is part of a name.
  const inside = /[A-Z][a-z]+ $/u.test(view.plain.slice(Math.max(0, from - 10), from));
  return !(inside && /^[A-Z][a-z]/u.test(view.plain.slice(from, from + 2)));
}
