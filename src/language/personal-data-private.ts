import { blankOf } from './personal-data-view.ts';
import type { PersonalDataKind, Stretch, View } from './personal-data-view.ts';

/** Up to four words between a cue and its value that begin nothing else. */
const GAP =
  '(?:[ :.,=()"-]{1,3}(?!(?:sdt|dt|cccd|cmnd|so dien|mat khau|otp)(?![a-z]))[a-z]{1,12}(?![a-z0-9@!#$%&*_])){0,6}?[ :=."\'(-]{0,4}';

interface Private {
  readonly kind: PersonalDataKind;
  readonly pattern: RegExp;
}

/** A password: signs and a digit, or a row of letters longer than any syllable. */
const PASSWORD =
  '(?=[^ \\n,;]{0,40}\\d)(?!1[89]00|\\d{1,2}[/.-]\\d{1,2}[/.-]\\d|[1-9]\\.\\d{6})[^ \\n,;"()]{3,40}[^ \\n,;.?"()]|(?<=(?:[:="] ?| la ))(?!facebook|instagram|telegram)[a-z]{8,40}(?![a-z])';

const PRIVATE: readonly Private[] = [
  {
    kind: 'profile',
    pattern:
      /(?<value>(?:https?:\/\/)?(?:www\.|m\.|web\.|vi-vn\.)?(?:facebook\.com|fb\.com|fb\.me|fb\.watch|m\.me|zalo\.me|chat\.zalo\.me|zaloapp\.com|instagram\.com|tiktok\.com|t\.me|telegram\.me|wa\.me|linkedin\.com|twitter\.com|x\.com|threads\.net|youtube\.com)\/[^\s,;)"'>\u0001-\u0020]{2,200})/dgu,
  },
  {
    kind: 'profile',
    pattern:
      /(?<![a-z])(?:facebook|fb|face|zalo|tele|telegram|insta|instagram|ig|tiktok|skype|line|wechat|viber|nick)(?: (?:cua|la|em|toi|minh|id|nick|name|ten|chau)){0,3}[ :]{1,3}(?<value>@[a-z0-9][a-z0-9._]{2,40}|[a-z]{2,20}(?=[a-z0-9._]*[._\d])[a-z0-9._]{2,30}[a-z0-9])(?![a-z0-9@])/dgu,
  },
  {
    kind: 'coordinates',
    pattern:
      /(?<![\d.])(?<value>(?:[89]|1\d|2[0-4])[.,]\d{3,15} ?°?n? ?[,;/ ] ?1[01]\d[.,]\d{3,15}(?: ?°?e(?![a-z]))?|1[01]\d\.\d{3,15} ?°?e? ?[,;/ ] ?(?:[89]|1\d|2[0-4])\.\d{3,15})(?!\d)/dgu,
  },
  {
    kind: 'coordinates',
    pattern:
      /(?<![\d.])(?<value>\d{1,2} ?(?:°|do) ?\d{1,2} ?(?:'|′|phut) ?(?:\d{1,2}(?:[.,]\d{1,6})? ?(?:"|″|′′|''|giay)?)? ?(?:vi do )?[nb]?(?:ac)?(?![a-z])[ ,;-]{0,3}(?:kinh do )?1[01]\d ?(?:°|do) ?\d{1,2} ?(?:'|′|phut) ?(?:\d{1,2}(?:[.,]\d{1,6})? ?(?:"|″|′′|''|giay)?)? ?(?:e|dong|d)?)(?![a-z0-9])/dgu,
  },
  {
    kind: 'coordinates',
    pattern:
      /(?<![a-z])(?:lat|latitude|vi do|kinh do|long|lng|lon|longitude)[ :=]{1,3}(?<value>\d{1,3}[.,]\d{3,15})/dgu,
  },
  {
    kind: 'coordinates',
    pattern:
      /(?<![a-z])x ?[:=]? ?(?<value>\d{6,7}[.,]?\d{0,4}[ ,;]{1,3}(?:va )?y ?[:=]? ?\d{6,7}[.,]?\d{0,4})(?!\d)/dgu,
  },
  {
    kind: 'coordinates',
    pattern:
      /(?<value>(?:https?:\/\/)?(?:maps\.app\.goo\.gl|goo\.gl\/maps|maps\.google\.[a-z.]{2,6}|(?:www\.)?google\.[a-z.]{2,6}\/maps)[/?][^\s;)"'>\u0001-\u0020]{2,300})/dgu,
  },
  {
    kind: 'land',
    pattern: new RegExp(
      `(?<![a-z])(?:so vao so|vao so|so phat hanh|phat hanh|gcn|gcnqsdd|gcn qsdd|qsdd|giay chung nhan|chung nhan quyen|so do|so hong|bia do|bia hong|giay do|so dat|so nha dat|red ?book|pink ?book|land use (?:rights? )?certificate)(?![a-z])(?:[ :.,#()-]{1,3}(?!(?:ngay|thang|nam|cccd|cmnd|sdt|bien|ho chieu)(?![a-z]))[a-z]{1,12}(?![a-z0-9])){0,9}[ :.,#()-]{0,4}(?<value>[a-z]{1,2}[ .-]{0,2}(?:\\d{5,8}|\\d{3}[ .]\\d{3}(?:[ .]?\\d{2})?)|(?:ch|cs|ct|vp|vps|h|ho)[ .-]{0,2}\\d{3,8}(?:/[a-z0-9.-]{1,20})?)(?![a-z0-9/])`,
      'dgu',
    ),
  },
  {
    kind: 'land',
    pattern:
      /(?<![a-z])(?:so|bia|giay) (?<value>(?!la |cu |em |co |bi |ma )[a-z]{2} ?\d{6,8})(?![a-z0-9/])/dgu,
  },
  {
    kind: 'land',
    pattern: new RegExp(
      `${blankOf('land')}[ ,;:a-z()]{1,30}(?<![a-z0-9])(?<value>[a-z]{1,2}[ .-]?\\d{5,8})(?![a-z0-9])`,
      'dgu',
    ),
  },
  {
    kind: 'secret',
    pattern: new RegExp(
      `(?<![a-z])(?:otp|ma xac (?:thuc|minh|nhan)|verification code|passcode|pass code|ma pin|pin|smart ?otp|ma bao mat|ma cvv|cvv|cvc)(?![a-z])${GAP}(?<value>(?:(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin)(?: |(?![a-z]))){4,8}|(?!1[89]00)(?!(?:19|20)\\d{2}(?!\\d))\\d(?:[ .-]?\\d){2,7})(?![\\d]|[ ]?(?:so|ky tu|phut|giay|ngay|lan|chu|dong|d|k)(?![a-z]))`,
      'dgu',
    ),
  },
  {
    kind: 'secret',
    pattern: new RegExp(
      `(?<![a-z])(?:mat khau|password|passwd|pass|pwd|mk|mat ma)(?![a-z])${GAP}(?<value>${PASSWORD})`,
      'dgu',
    ),
  },
];

/**
 * What lets somebody in or leads to somebody's door: links to a person's page, coordinates, numbers
 * of land use certificates, passwords and one-time codes.
 */
export function privateMarks(view: View): Stretch[] {
  return PRIVATE.flatMap(({ kind, pattern }) =>
    [...view.folded.matchAll(pattern)].flatMap((match): Stretch[] => {
      const [from, to] = match.indices?.groups?.['value'] ?? [];
      return from === undefined || to === undefined ? [] : [{ kind, from, to }];
    }),
  );
}
