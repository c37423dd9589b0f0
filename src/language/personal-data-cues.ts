import { blankOf } from './personal-data-view.ts';
import type { PersonalDataKind, Stretch, View } from './personal-data-view.ts';

/** Words between a cue and its number that begin something else. */
const TURN =
  'sdt|dien|dt|phone|tel|zalo|cccd|can|cmnd|cmt|ma|ngay|thang|nam|gom|hon|khoang|tren|tu|co|ho|mst|stk|email|the|phi|tien|gia|bhxh|bhyt|goi|lien|thu|nop|thue|luong|muc';
/** A bank account is told with what is paid into it. */
const ACCOUNT_TURN = TURN.replace('|luong', '').replace('|nop', '').replace('|thu|', '|');
/** Up to `words` words (or only punctuation) between a cue and its number. */
const gap = (words: number, turn = TURN): string =>
  `(?:[ :.,=#()-]{1,3}(?!(?:${turn})(?![a-z0-9]))[a-z]{1,14}(?![a-z0-9])){0,${words}}[ :.,=#()-]{0,4}`;
/** A number of `from`–`to` digits with single separators inside. */
const digits = (from: number, to: number): string =>
  `\\d(?:[ .-]?\\d){${from - 1},${to - 1}}(?![\\d]|[/]\\d)`;
const NO_MONEY = '(?! ?(?:dong|d|vnd|trieu|tr|ty|k|nghin|ngan(?! hang))(?![a-z]))';

const cued = (cue: string, between: string, number: string): RegExp =>
  new RegExp(`(?<![a-z])(?:${cue})(?![a-z])${between}(?<number>${number})`, 'gud');

/** First two letters of health insurance cards. Source: Decision 1351/QĐ-BHXH (2015), later ones added. */
const HEALTH_CARD =
  'dn|hx|ch|nn|tk|hc|xk|ht|tb|no|ct|xb|tn|cs|qn|ca|cy|xn|ms|cc|ck|cb|kc|hd|te|bt|hn|dt|dk|xd|ts|tc|tq|ta|ty|hg|ls|pv|hs|sv|gb|gd|nd|tg|nu|tv|th|td|xv|dd|bd|na';

/** What a word before it (or a shape of its own with letters) tells, in the order it is tried. */
const CUED: readonly { readonly kind: PersonalDataKind; readonly pattern: RegExp }[] = [
  // The QR code of the citizen card: number|old number|name|birth|sex|address|issued.
  {
    kind: 'id',
    pattern:
      /(?<number>\d{12} ?\|[^|\n]{0,20}\|[^|\n]{1,80}\|[^|\n]{0,12}\|[^|\n]{0,8}\|[^|\n]{0,200}(?:\|[^|\n ]{0,40}){0,5})/dgu,
  },
  // Machine readable lines of cards and passports (ICAO Doc 9303).
  { kind: 'id', pattern: /(?<![a-z0-9<])(?<number>[a-z0-9][a-z0-9<]{12,42}<[a-z0-9<]{1,30})/dgu },
  {
    kind: 'insurance',
    pattern: new RegExp(
      `(?<![a-z0-9])(?<number>(?:${HEALTH_CARD})[ .-]?[1-5](?:[ .-]?\\d){12})(?!\\d)`,
      'gud',
    ),
  },
  {
    kind: 'card',
    pattern: cued(
      'the|so the|visa|napas|atm|mastercard|jcb|amex|card',
      gap(4),
      '[2-9]\\d{3}(?:[ .-]?\\d){9,15}(?!\\d)',
    ),
  },
  {
    kind: 'insurance',
    pattern: cued(
      'bhxh|bao hiem xa hoi|so bao hiem|bao hiem y te|bhyt|ma (?:so )?bao hiem|so bh|social insurance',
      `(?: ?[(]?(?:10|muoi) so[)]?)?${gap(5)}`,
      digits(10, 10),
    ),
  },
  {
    kind: 'insurance',
    pattern: new RegExp(
      `${blankOf('insurance')}(?:[ ,;:/-]{1,3}(?:va|moi|cu|hoac|con|so|la|voi)){0,3}[ ,;:/-]{1,3}(?<number>${digits(10, 10)})`,
      'gud',
    ),
  },
  {
    kind: 'tax',
    pattern: cued('mst|ma so thue|tax code', gap(5), `${digits(10, 10)}(?:-\\d{3})?`),
  },
  {
    kind: 'passport',
    pattern: cued(
      'ho chieu|passport|hc',
      gap(5),
      '(?:[a-z] ?\\d(?:[ .]?\\d){6,7}[a-z]?|[a-z]{1,2}\\d{6,7}|\\d{9})(?![a-z\\d])',
    ),
  },
  { kind: 'passport', pattern: /(?<![a-z0-9])(?<number>[a-z]\d{7,8})(?![a-z0-9])/dgu },
  {
    kind: 'id',
    pattern: cued(
      'gplx|bang lai|giay phep lai xe|blx|so bang|driving licen[cs]e',
      gap(4),
      digits(12, 12),
    ),
  },
  {
    kind: 'id',
    pattern: cued(
      'cccd|can cuoc|dinh danh|cmnd|cmt|cmtnd|cmnd\\/cccd|chung minh(?: nhan dan| thu)?|id|citizen id|cc|cmsq|so giay to',
      `${gap(7)}(?:0[ :]+(?:dau|o dau)[ :]+la[ :]+)?`,
      `(?:${digits(12, 12)}|${digits(11, 11)}|${digits(9, 9)})${NO_MONEY}`,
    ),
  },
  {
    kind: 'account',
    pattern: cued(
      'stk|so tk|chuyen khoan|chuyen tien|ck|so tai khoan|tai khoan|tk|tknh|account|acc|vietcombank|vcb|bidv|agribank|vietinbank|techcombank|mb ?bank|sacombank|tpbank|vpbank|acb',
      gap(7, ACCOUNT_TURN),
      `(?:\\d{3}[a-z]\\d{6,12}(?!\\d)|\\d{6,19}(?![\\d./])|${digits(8, 19)})${NO_MONEY}`,
    ),
  },
  {
    kind: 'account',
    pattern:
      /(?<![\d.,/+-])(?<number>\d{7,16})(?=[ ,(-]{1,3}(?:tai |o |ngan hang |nh |ngan hang tmcp )?(?:vietcombank|vcb|bidv|agribank|vietinbank|techcombank|tcb|mb|mb ?bank|sacombank|tpbank|vpbank|acb|vib|shb|hdbank|ocb|msb|seabank|eximbank|lpbank|kienlong)(?![a-z]))/dgu,
  },
  {
    kind: 'phone',
    pattern: cued(
      'sdt|so dien thoai|dien thoai|dt|phone|tel|zalo|so may|viber|whatsapp',
      gap(4),
      `(?!1[89]00)[(]?(?:\\+?84|0)?[)]?(?:[ .-]?\\d){8,11}(?![\\d]|[/]\\d)${NO_MONEY}`,
    ),
  },
  {
    kind: 'plate',
    pattern: cued(
      'bien(?: so| kiem soat| xe)?|bks|xe|so xe|o to|plate',
      gap(5, 'ngay|thang|nam|tu|den'),
      '\\d{2} ?-? ?[a-z]{1,2}\\d? ?[-.]? ?(?:\\d{3}[. ]?\\d{2}|\\d{4})(?!\\d)',
    ),
  },
  {
    kind: 'plate',
    pattern: /(?<![a-z0-9])(?<number>\d{2}[a-z]{1,2}\d?[-. ]\d{3}\.\d{2})(?!\d)/dgu,
  },
];

/** Steps that recognise what a word before a number tells. */
export const CUED_STEPS = CUED.map(
  ({ kind, pattern }) =>
    (view: View): Stretch[] =>
      [...view.folded.matchAll(pattern)].flatMap((match) => {
        const [from, to] = match.indices?.groups?.['number'] ?? [];
        return from === undefined || to === undefined ? [] : [{ kind, from, to }];
      }),
);

/** The sign of an address of electronic mail, and the words that are said for it. */
const AT =
  / ?(?:@| ?[([{] ?(?:at|a cong|acong) ?[)\]}] ?|(?<=[a-z0-9]) (?:a cong|acong|a-cong|at) (?=(?:go|gi|g|gio|ya|hot|ai|i) (?:meo|hu|cloud) |[a-z0-9-]{2,30}(?: ?[.([]| (?:cham|dot)|\.)))( ?)/gu;
const BEFORE_AT = /[a-z0-9](?:[a-z0-9._%+-]{0,63})$/u;
const DOTTED = /[a-z0-9._-]{1,30} ?[([{] ?(?:dot|cham) ?[)\]}] ?$/u;
const AFTER_AT =
  /^ ?(?:go meo|gi meo|g meo|gio meo|ya hu|hot meo|ai cloud|i cloud|[a-z0-9-]{1,40})(?:(?:\.| ?[([{] ?(?:dot|cham) ?[)\]}] ?| (?:cham|dot|\.) ?)[a-z0-9-]{1,24}){1,4}/u;

/** Addresses of electronic mail, also with the at sign and the dots in words. */
export function emails(view: View): Stretch[] {
  const found: Stretch[] = [];
  for (const match of view.folded.matchAll(AT)) {
    const end = match.index + match[0].length;
    const before = BEFORE_AT.exec(view.folded.slice(Math.max(0, match.index - 64), match.index));
    const after = AFTER_AT.exec(view.folded.slice(end, end + 160));
    if (!before || !after) continue;
    let from = match.index - before[0].length;
    for (let part = 0; part < 3; part += 1) {
      const dotted = DOTTED.exec(view.folded.slice(Math.max(0, from - 40), from));
      if (!dotted) break;
      from -= dotted[0].length;
    }
    found.push({
      kind: 'email',
      from,
      to: end + after[0].length,
    });
  }
  return found;
}
