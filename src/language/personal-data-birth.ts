import { blankOf, writtenAs } from './personal-data-view.ts';
import type { Stretch, View } from './personal-data-view.ts';

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';
const NUMBER_WORD =
  '(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|tram|nghin|ngan|linh|le|ray|mung|mong|gieng|chap|\\d{1,4})';
/** Dates as people write and say them; day first except in the ISO form. */
const FULL_DATE = [
  '\\d{1,2} ?[./-] ?\\d{1,2} ?[./-] ?(?:\\d{4}|\\d{2})(?![\\d])',
  '(?:19|20)\\d{2} ?[./-] ?\\d{1,2} ?[./-] ?\\d{1,2}(?!\\d)',
  '(?:0[1-9]|[12]\\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\\d{2}(?!\\d)',
  '(?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?!\\d)',
  '(?:ngay )?(?:mung |mong )?\\d{1,2} ?(?:thang|/) ?\\d{1,2}(?: nam |[ ,/-]{1,3})(?:(?:19|20)\\d{2}|\\d{2})(?!\\d)',
  `\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH},? (?:19|20)\\d{2}(?!\\d)`,
  `${MONTH} \\d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\\d{2}(?!\\d)`,
  `(?:ngay )?${NUMBER_WORD}(?: ${NUMBER_WORD}){0,2} thang ${NUMBER_WORD}(?: ${NUMBER_WORD})?(?: nam(?: ${NUMBER_WORD}){2,8}|(?: ${NUMBER_WORD}){3,8})(?![a-z])`,
].join('|');

/** "khai sinh ngày" is the day of a registration, "phát sinh", "học sinh" are other words. */
const CUE =
  '(?:ngay(?:,? thang)?(?:,? nam)? ?sinh|nam sinh|(?<!(?:khai|phat|thi|hoc|ve|ky|nghi|du|ho|tai|an|gioi) )sinh(?: nhat| ngay)?|sn|ns|dob|date of birth|birth ?(?:day|date)|born)';
const BETWEEN =
  '(?:[ :.,-]{1,3}(?:cua|con|em|toi|minh|be|chau|me|bo|la|vao|luc|nam|on|in|is|my|ghi|vo|chong|ong|ba|tren|cccd|can|cuoc|giay|khai|sinh|to|so|tre|nguoi|duoc|hoc|yeu|cau|cha|ngay|anh|chi|co|chu|bac|cu|cap|doi|tren|giam|ho|chet|sang|trua|chieu|\\d{1,2} ?(?:h|g|gio)(?:\\d{2})?|phut)(?![a-z])){0,6}[ :.,"-]{1,4}|:';
const BY_CUE = new RegExp(`(?<![a-z])${CUE}(?![a-z])(?:${BETWEEN})(?<date>${FULL_DATE})`, 'gud');

/** After a name a bare date is a birth, and so is a year that a word or a bracket marks as one. */
const AFTER_NAME = new RegExp(
  `${blankOf('name')}(?: ?[,;(–|/\\n-] ?| (?!ngay))(?:(?:sinh nam|sinh|nam sinh|de(?: ngay)?|sn|ns|born(?: in)?)[ :]{1,2})?(?<date>${FULL_DATE})`,
  'gud',
);
/** "một chín bốn lăm", "một nghìn chín trăm tám mươi". */
const SPELLED_YEAR = `(?<date>(?:mot chin|mot (?:nghin|ngan) chin|hai (?:nghin|ngan|khong))(?: ${NUMBER_WORD}){1,5}(?![a-z]))`;
const YEAR = '(?<date>(?:19|20)\\d{2}(?![\\d./-]))';
/** A year beside a name: in a row of a form, a list, or called a birth within the same sentence. */
const YEARS_BESIDE_NAMES = [
  new RegExp(
    `${blankOf('name')}(?:[^.!?;${blankOf('name')}]|\\.(?! )){0,60}(?<![a-z])(?<!(?:hy|khai|hi) )(?:sinh nam|nam sinh|sn|ns|sinh|born(?: in)?|year of birth)[ :]{1,3}${YEAR}`,
    'gud',
  ),
  new RegExp(
    `(?<![a-z])(?:sinh nam|nam sinh|sn|ns)[ :]{1,3}${YEAR}[^.!?\\d]{1,30}${blankOf('name')}`,
    'gud',
  ),
  new RegExp(
    `${blankOf('name')}[^.!?;\\d]{0,30}(?<![a-z])(?:sinh nam|nam sinh|sn|ns|sinh)[ :]{1,3}${SPELLED_YEAR}`,
    'gud',
  ),
  new RegExp(`${blankOf('name')} ?[,;|/–-] ?${YEAR}(?= ?[,;|)/\\n–-]|$)`, 'gud'),
];
/** A birth and what it is to be changed into. */
const CHANGED = new RegExp(
  `${blankOf('birth')} ?(?:thanh|sang|->|=>|chu khong phai|la dung|doi thanh)[ :]{1,3}(?:ngay )?(?<date>${FULL_DATE})`,
  'gud',
);
/** The same date again in words. */
const IN_WORDS = new RegExp(
  `${blankOf('birth')}[ ,(]{1,3}(?:ghi )?(?:bang|viet bang) chu[ :]{1,3}(?<date>${FULL_DATE})`,
  'gud',
);
const YEAR_AFTER_NAME = new RegExp(
  `${blankOf('name')}(?:(?: ?[,;(-] ?| )(?:sinh nam|sinh|nam sinh|sn|ns|born(?: in)?)[ :]{1,2}| ?[(] ?| - )(?<date>(?:19|20)\\d{2}(?![\\d./-]))`,
  'gud',
);

/** "sửa ngày sinh từ …": what is corrected. */
const CORRECTED = new RegExp(
  `(?<![a-z])(?:ngay|nam) sinh(?: [a-z]{2,7}){0,3} tu (?:ngay )?(?<date>${FULL_DATE})`,
  'gud',
);
const BORE = new RegExp(
  `(?<![a-z])de(?: (?:ngay|hom|luc))? (?<date>${FULL_DATE}|\\d{1,2}[/-]\\d{1,2}(?!\\d))`,
  'gud',
);

const datesBy =
  (pattern: RegExp) =>
  (view: View): Stretch[] =>
    [...view.folded.matchAll(pattern)].flatMap((match) => {
      const [from, to] = match.indices?.groups?.['date'] ?? [];
      return from === undefined || to === undefined ? [] : [{ kind: 'birth', from, to }];
    });

/** Dates that a word calls a birth. A year alone names nobody and decides ages: it is kept. */
export const birthsByCue = (view: View): Stretch[] => [
  ...datesBy(BY_CUE)(view),
  ...datesBy(CORRECTED)(view),
  // "đẻ" and no "để", which comes before any date.
  ...datesBy(BORE)(view).filter(({ from }) => {
    const before = view.folded.slice(Math.max(0, from - 10), from);
    const at = before.lastIndexOf('de');
    return writtenAs(view, from - before.length + at, from - before.length + at + 2) === 'đẻ';
  }),
];
export const birthsAfterNames = (view: View): Stretch[] => [
  ...datesBy(AFTER_NAME)(view),
  ...datesBy(YEAR_AFTER_NAME)(view),
  ...YEARS_BESIDE_NAMES.flatMap((pattern) => datesBy(pattern)(view)),
  ...datesBy(IN_WORDS)(view),
  ...datesBy(CHANGED)(view),
];
