const WHO =
  'toi|em|minh|tui|con|chau|to|be|vo|chong|bo|me|ma|cha|ba|ong|anh|chi|co|chu|bac|cu|no|e|gai|trai|ban|ho|cua|day|ngoai|noi';
const GAP = '[ :]{1,3}';

/** Roles of forms and contracts after which, and a colon, somebody is named. */
const ROLE =
  'nguoi|ben|chu|cha|me|bo|vo|chong|con|chau|nguyen don|bi don|benh nhan|hoc sinh|hoc vien|sinh vien|phu huynh|liet si|thuong binh|nhan chung|dai dien|than nhan|ky ten|name|applicant|owner|holder|spouse|father|mother|husband|wife';
const TITLE = 'ong|ba|anh|chi|mr\\.?|mrs\\.?|ms\\.?|co|chu|bac|cu|em|chau|be';
/** A phrase after which a name stands, and what that name must look like. */
export interface Introduction {
  readonly pattern: RegExp;
  /** Fewest words of the name. */
  readonly words: number;
  /** Whether the first word must be a family name; `plain`: one that is no other word without marks. */
  readonly surname: 'none' | 'any' | 'plain';
  /** Whether a name without capitals is read. */
  readonly lower: 'no' | 'surname' | 'any';
  /** Whether one word must be followed by a pause or by what follows names, to be told from a trade. */
  readonly alone?: true;
  /** Whether capitals throughout are no sign of a name. */
  readonly quiet?: true;
}

/** Phrases after which a name stands, without marks; the surest first. */
export const INTRODUCTIONS: readonly Introduction[] = [
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
    pattern: new RegExp(
      `(?<![a-z])(?:ho(?:,? chu dem)?,?(?: va)? ten|ten (?:thuong goi|khac|goi khac|cu|moi|that|cha|me|bo|vo|chong|con|chu|nguoi|hoc sinh|be)|${ROLE})(?![a-z])[^:\\n\\d]{0,40}: ?(?:${TITLE} )?`,
      'gu',
    ),
    words: 2,
    surname: 'none',
    lower: 'no',
  },
  {
    pattern: new RegExp(`(?<![a-z])(?:${TITLE}) `, 'gu'),
    words: 2,
    surname: 'none',
    lower: 'no',
    quiet: true,
  },
  {
    pattern:
      /(?<![a-z])(?:(?:i am|i'm|this is|name(?: is|d)?|called|(?:my|our) (?:son|daughter|husband|wife|friend|landlord|tenant|guest|mother|father)(?:'s name)?(?: is)?|(?:khach|giam doc|sep|luat su|nguoi yeu|ban|thay|co giao)(?: [a-z]{2,7}){0,3} la)|hai khach|nguoi [a-z]{2,7}(?: [a-z]{2,7})? ten|khach (?:thue|ten|la))[ :]{1,3}/gu,
    words: 2,
    surname: 'none',
    lower: 'no',
    quiet: true,
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
    pattern: /(?<![a-z])(?:toi|em|minh|chau|tui|tau|khach|tenant|guest) la[ \n]/gu,
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
