import { capitalisedWords, lowerWords } from './personal-data-names.ts';
import type { Word } from './personal-data-names.ts';
import {
  beginName,
  FIXED_PAIRS,
  NO_STREET,
  STREET_HEADS,
  SURNAMES,
} from './personal-data-words.ts';
import { isOffice } from './personal-data-office.ts';
import type { Stretch, View } from './personal-data-view.ts';

/** House numbers: `12`, `12/5B`, `K123/45`, `102A`, `12.05`. */
const HOUSE = '(?:k)?(?!0\\d\\d)\\d{1,4}[a-z]?(?:[/.-]\\d{1,4}[a-z]?){0,4}(?![a-z0-9/])';
const LANE = 'duong so|duong|pho|ngo|ngach|hem|kiet|alley|lane';
const GROUP = 'to dan pho|khu pho|to|thon|ap|xom|ban|lang|buon|khom|doi|khu';
const BUILDING = 'chung cu|khu tap the|nha tap the|tap the|khu do thi|toa nha|toa|block|cu xa';
const ROOM = 'can ho|can|phong|p\\.|lo';
const ADMINISTRATIVE = /^(?:phuong|quan|xa|huyen|tinh|ward|district)$/u;

const sticky = (pattern: string): RegExp => new RegExp(pattern, 'yu');
/** Parts of an address that carry a number, and those that carry a name. */
const NUMBERED = sticky(
  `(?:so nha|nha so|so|no\\.?|nha|lo|${ROOM}|${BUILDING}|${LANE}|${GROUP}) ?(?:[a-z]\\d{1,4}|${HOUSE})(?![a-z0-9])|(?:lo|block|toa|nha) [a-z](?![a-z0-9])|[a-z]\\d{1,2}(?= (?:${BUILDING})[ ,])`,
);
const NAMED = sticky(`(?:${BUILDING}|${LANE}|${GROUP}) (?=[a-z0-9])`);
const AMBIGUOUS = /^(?:to|ban|lang|doi|khu|buon|pho) /u;
const LANED = new RegExp(`^(?:${LANE})`, 'u');
const DATE_STREET = sticky('\\d{1,2}(?:/| thang )\\d{1,2}(?![\\d/])');
const STREET_SUFFIX = sticky(' (?:street|st|road|rd|avenue|ave|alley|lane)(?![a-z])');
const SEPARATOR = sticky('(?:, ?| )');

/** A word that says an address follows, close before the place. */
const ADDRESSED =
  /(?<![a-z])(?:dia chi|thuong tru|tam tru|tru|ngu|o|tai|nha|ve|song|tro|address|live|living|at|ho khau|que)(?: (?:tai|o|la|so|em|toi|minh|cua|nha|tro|at|is|in|hien|nay)){0,4}[ :]{0,3}$/u;
/** A word that counts something else with the number after it. */
const COUNTED =
  /(?<![a-z])(?:mau(?: don)?|to khai|thong tu|nghi dinh|quyet dinh|nghi quyet|luat|dieu|khoan|diem|muc|phieu|tu phap|don|bieu|phu luc|thua(?: dat)?|ban do|duong tinh|tinh lo|quoc lo|huyen lo|huong lo|to|quyen|phap|cong van|quan|phuong|lop|khoa|nam|thang|ngay|ap|thon|xa|khu vuc|hang|buoc|so luong|giay|tiem|mui)(?: so)?[ :]{0,2}$/u;

const TRIGGERS = new RegExp(
  `(?<![a-z0-9./,-])(?:(?<said>so nha|nha so|so|no\\.?) ?(?=${HOUSE})|(?<lane>kiet|ngach|ngo|hem) ?(?=${HOUSE})|(?<room>${ROOM}) ?(?=[a-z]?\\d)|(?=${HOUSE}))`,
  'gu',
);

/** Addresses from the house number to the street or hamlet; ward, commune and province stay. */
export function addresses(view: View): Stretch[] {
  const found: Stretch[] = [];
  let settledTo = 0;
  for (const match of view.folded.matchAll(TRIGGERS)) {
    if (match.index < settledTo) continue;
    const to = addressFrom(view, match);
    if (to === undefined || isOffice(view, match.index)) continue;
    const wide = view.folded.slice(Math.max(0, match.index - 44), match.index);
    const before = /^(?:so|nha|can|p)/u.test(match[0]) ? (NAMED_BEFORE.exec(wide)?.[0] ?? '') : '';
    found.push({ kind: 'address', from: match.index - before.length, to });
    settledTo = to;
  }
  return found;
}

const NUMBER = sticky(`(?:${HOUSE}|[a-z]\\d{1,4}(?![a-z0-9]))`);
/** The hamlet or the building named before the house: "thôn 5, số nhà 17". */
const NAMED_BEFORE =
  /(?<![a-z])(?:thon|ap|xom|khu pho|to dan pho|to|toa|chung cu|khu tap the|cu xa) [a-z0-9 ]{1,24}, ?$/u;

function addressFrom(view: View, trigger: RegExpExecArray): number | undefined {
  const { said, lane, room } = trigger.groups ?? {};
  const before = view.folded.slice(Math.max(0, trigger.index - 40), trigger.index);
  // Most numbers stand beside numbers; only a word can say what one counts.
  const worded = /[a-z][ :]{0,3}$/u.test(before.slice(-4));
  if (worded && COUNTED.test(before)) return undefined;
  const from = trigger.index + trigger[0].length;
  const number = matchAt(NUMBER, view.folded, from);
  if (number === undefined) return undefined;
  const addressed = (worded && ADDRESSED.test(before)) || said === 'so nha' || said === 'nha so';
  // One digit over one digit is a share ("2/3"), unless other signs of a place stand around it.
  const slashed = (number.includes('/') && !/^\d\/\d0?$/u.test(number)) || /^k\d/u.test(number);
  const rest = extended(view, from + number.length, {
    sure: addressed || slashed || lane !== undefined,
    slashed,
    said: said !== undefined,
    addressed,
  });
  if (room !== undefined) return rest.building || NAMED_BEFORE.test(before) ? rest.to : undefined;
  if (lane !== undefined) return rest.named && (rest.capital || slashed) ? rest.to : undefined;
  if (said === 'so nha' || (said === 'nha so' && rest.parts > 0)) return rest.to;
  if (rest.parts === 0) return undefined;
  if (said !== undefined) return rest.to;
  if (/^(?:19|20)\d{2}$/u.test(number) && !addressed) return undefined;
  if (slashed || addressed) return rest.to;
  return rest.capital && rest.street ? rest.to : undefined;
}

interface Signs {
  readonly sure: boolean;
  readonly slashed: boolean;
  readonly said: boolean;
  readonly addressed: boolean;
}

interface Extent {
  readonly to: number;
  readonly parts: number;
  /** A part had a name, a name with capitals, a street's name, a building. */
  readonly named: boolean;
  readonly capital: boolean;
  readonly street: boolean;
  readonly building: boolean;
}

function extended(view: View, from: number, seen: Signs): Extent {
  let extent = { to: from, parts: 0, named: false, capital: false, street: false, building: false };
  let bareName = true;
  for (let parts = 0; parts < 6; parts += 1) {
    const separator = matchAt(SEPARATOR, view.folded, extent.to);
    if (separator === undefined) break;
    const at = extent.to + separator.length;
    const numbered = matchAt(NUMBERED, view.folded, at);
    const named = matchAt(NAMED, view.folded, at);
    if (numbered !== undefined && !thangFollows(view, at + numbered.length)) {
      const building = /^(?:nha|toa|block|chung cu|khu tap|[a-z]\d)/u.test(numbered);
      const street = extent.street || LANED.test(numbered);
      extent = {
        ...extent,
        to: at + numbered.length,
        parts: parts + 1,
        named: extent.named || numbered.startsWith('duong so'),
        street,
        building: extent.building || building,
      };
      bareName = /^(?:ngo|ngach|hem|kiet|alley|lane|so|no)/u.test(numbered);
      continue;
    }
    const nameAt = named === undefined ? at : at + named.length;
    if (named === undefined && (!bareName || separator !== ' ')) break;
    const name = nameFrom(view, nameAt, named !== undefined, AMBIGUOUS.test(named ?? ''), seen);
    if (name === undefined) break;
    extent = {
      to: name.to,
      parts: parts + 1,
      named: true,
      capital: extent.capital || name.capital,
      street: extent.street || named === undefined || LANED.test(named),
      building:
        extent.building ||
        /^(?:chung cu|khu tap|nha tap|tap the|toa|block|khu do|cu xa)/u.test(named ?? ''),
    };
    bareName = false;
  }
  return extent;
}

function thangFollows(view: View, at: number): boolean {
  return view.folded.startsWith(' thang ', at);
}

function nameFrom(
  view: View,
  at: number,
  introduced: boolean,
  /** The word before is many other words when the marks are missing. */
  ambiguous: boolean,
  seen: Signs,
): { readonly to: number; readonly capital: boolean } | undefined {
  const date = introduced ? matchAt(DATE_STREET, view.folded, at) : undefined;
  if (date !== undefined) return { to: at + date.length, capital: true };
  const capitals = capitalisedWords(view, at, 6);
  const stop = capitals.findIndex((_, index) => isAdministrative(view, capitals, index));
  const words = stop === -1 ? capitals : capitals.slice(0, stop);
  const first = words[0]?.word;
  let to = words.at(-1)?.to;
  if (first !== undefined && to !== undefined) {
    const known = SURNAMES.has(first) || STREET_HEADS.has(first);
    if (!introduced && NO_STREET.has(first) && !known) return undefined;
    if (!introduced && words.length < 2 && !seen.slashed) return undefined;
    if (!introduced && !known && !seen.sure) return undefined;
    if (words.at(-1)?.word === 'thang')
      to += /^ \d{1,2}/u.exec(view.folded.slice(to))?.[0].length ?? 0;
    // "ấp Mới 1"
    if (introduced)
      to += /^ \d{1,2}(?![\d/.])/u.exec(view.folded.slice(to, to + 5))?.[0].length ?? 0;
    to += matchAt(STREET_SUFFIX, view.folded, to)?.length ?? 0;
    return { to, capital: true };
  }
  const lower = lowerWords(view, at, 4);
  const head = lower[0]?.word;
  const end = lower.at(-1)?.to;
  if (head === undefined || end === undefined) return undefined;
  if (NO_STREET.has(head) || (ambiguous && !seen.addressed)) return undefined;
  const street =
    beginName(head, lower[1]?.word ?? '') ||
    (seen.addressed && STREET_HEADS.has(head) && head.length > 2);
  const hinted = seen.sure || seen.said;
  const believed = introduced ? hinted : (street && hinted) || (seen.addressed && seen.slashed);
  if (!believed) return undefined;
  if (lower.length < 2 && !introduced) return undefined;
  return { to: end + (matchAt(STREET_SUFFIX, view.folded, end)?.length ?? 0), capital: false };
}

/** Whether a ward, commune or city begins here; the last word of a street's name is none. */
export function isAdministrative(view: View, words: readonly Word[], index: number): boolean {
  const { word, to } = words[index] ?? { word: '', to: 0 };
  const next = words[index + 1]?.word;
  if (word === 'tp') return true;
  if (word === 'thanh') return next === 'pho' || view.folded.startsWith(' pho ', to);
  if (word === 'thi') return next === 'xa' || next === 'tran';
  if (!ADMINISTRATIVE.test(word)) return false;
  if (FIXED_PAIRS.has(`${words[index - 1]?.word ?? ''} ${word}`)) return false;
  return next !== undefined || /^ \d/u.test(view.folded.slice(to, to + 2));
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
