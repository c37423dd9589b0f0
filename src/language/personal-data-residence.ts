import words from '../../knowledge/personal-words.json' with { type: 'json' };
import { capitalisedWords, lowerWords } from './personal-data-names.ts';
import { FAMOUS } from './personal-data-known.ts';
import { isOffice } from './personal-data-office.ts';
import { addresses, isAdministrative } from './personal-data-places.ts';
import { beginName, STREET_HEADS, SURNAMES } from './personal-data-words.ts';
import { writtenAs } from './personal-data-view.ts';
import type { Stretch, View } from './personal-data-view.ts';

const sticky = (pattern: string): RegExp => new RegExp(pattern, 'yu');

/** Parts of an address below the ward. */
const UNIT_WRITTEN = words.addressUnits.join('|').replaceAll('.', '\\.');
const UNIT = UNIT_WRITTEN.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');
const UNITS_WRITTEN = new Set(UNIT_WRITTEN.split('|'));
/** Units small enough that their name alone, after a word for an address, leads to a door. */
const HAMLET =
  /^(?:thon|ap|xom|ban|lang|buon|bon|khom|khoi|soc|phum|plei|to|tdp|khu pho|kp|doi|cum)(?![a-z])/u;
const NUMBER =
  '(?:so )?(?:[a-z]{1,2}[.-]?)?\\d{1,4}[a-z]?(?:[./-][a-z]?\\d{1,4}[a-z]?){0,4}(?![a-z0-9/])';
const NUMBERED = sticky(
  `(?:${UNIT})(?: so)?(?: ?\\d(?:\\d{0,3}[a-z]?(?:[./-][a-z]?\\d{1,4}[a-z]?){0,4})(?![a-z0-9/])| ${NUMBER}| [a-z]\\d{1,3}[a-z]?(?:[./-]\\d{1,4})?(?![a-z0-9])| [a-z](?![a-z0-9])| (?:muoi|mot|hai|ba|bon|nam|sau|bay|tam|chin)(?: (?:muoi|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|tram|linh|le)){0,4}(?![a-z])(?=,? (?:duong|pho|ngo|ngach|hem|kiet|to|thon|ap|xom|khu|phuong|xa)))`,
);
const HOUSE_WORD = /^(?:so nha|nha so|so \d|nha \d|\d)/u;
const UNIT_HEAD =
  /^(?:khu|phong|to|ap|thon|xom|so|ngo|ngach|hem|toa|lau|duong|pho|chung|nha|tang)$/u;
const STREET = /^(?:pho|duong|thon|ap|xom|lang|ban|chung|toa|khu)(?![a-z])/u;
/** Units whose number is a name of theirs. */
const ROAD = /^(?:duong|pho|khu (?:d|c|t)|kdc|kdt|cho)/u;
const LODGING = /^(?:ky tuc xa|ktx|day tro)/u;
const DOOR =
  /^(?:room|apart|unit|flat|o so|lien ke|so |nha so|nha \d|phong|can|kiot|ngo|ngach|hem|kiet)/u;
const INSIDE =
  /^(?:phong|p\.|can|toa|block|tang|nha [a-z]\d|room|apt|floor|tower|apart|unit|flat|[a-z]\d)/u;
const LONE_LETTER = / [a-z]$/u;
const NAMED = sticky(`(?:${UNIT})(?![a-z]) ?`);
const HOUSE = sticky(
  `(?:[a-z]{1,2}[.-]?)?\\d{1,4}[a-z]?(?:[./-][a-z]?\\d{1,4}[a-z]?){0,4}(?![a-z0-9/])`,
);
const CODE = sticky('(?![pq]\\d{1,2}(?![\\d.]))[a-z]{1,3}\\d{1,3}[a-z]?(?![a-z0-9])');
const SEPARATOR = sticky(' ?[,;-]? ?(?:thuoc |cua |o |tren )?');
const ADMINISTRATIVE = sticky(
  '(?:phuong|xa|thi tran|thi xa|quan|huyen|tinh|thanh pho|tp|tt|[pq]\\.? ?\\d{1,2}(?!\\d)|ward|commune|district|province|city|p(?!\\.? ?\\d{3})|q|x|h)(?![a-z])',
);

/** What says that somebody lives, or has a house, at what follows. */
const CUE =
  /(?<![a-z])(?:(?<formal>dia chi|d\/c|dc|thuong tru|tam tru|tru tai|tru o|tru quan|ngu tai|ngu o|ngu|cho o(?! cho)|noi o|noi cu tru|cu tru|address)|o tai|dang o|o|dc|nha o|nha(?: em| toi| minh| con| chau| bac| me em| bo em)? o|toi o|em o|con o|chau o|minh o|tui o|song o|song tai|sinh song|ho khau|o tro|tro o|can nha(?: tai| o)?|can ho|dat(?: nha)? (?:tai|o)|giao (?:tai|den|ve)|gui (?:ve|den)|live[sd]? (?:at|in)|living (?:at|in)|resid(?:ing|ent|es?) (?:at|in|of)|stay(?:ing)? (?:at|in))(?![a-z])(?:[ ,]{1,2}(?:hien|nay|tai|o|la|ghi|tren|cu|thua|dat|lien|lac|he|thuong|tru|tam|tru|cccd|nhan|ket|qua|cua|em|toi|minh|con|hien tai|at|is|so)(?![a-z])){0,4} ?(?:[:=-] ?| )/gu;
/** Units small enough to speak for themselves when two stand together. */
const START = new RegExp(
  `(?<![a-z0-9])(?=(?:${UNIT.replace('|so|', '|')})(?: so)? (?:[a-z]{0,2}\\d|[a-z]{1,14})|so (?:\\d{1,4}[a-z]?|(?:muoi|mot|hai|ba|bon|nam|sau|bay|tam|chin)(?: [a-z]{2,5}){0,3}),? (?:duong|pho|ngo|ngach|hem|kiet|to|ap|thon|xom|khu|cho) )`,
  'gu',
);
/** Addresses after a word for living somewhere, and rows of units below the ward. */
function residences(view: View): Stretch[] {
  const found: Stretch[] = [];
  for (const match of view.folded.matchAll(CUE)) {
    const from = match.index + match[0].length;
    const row = rowFrom(view, from, true);
    if (isOffice(view, match.index)) continue;
    const formal = match.groups?.['formal'] !== undefined;
    const hamlet = formal && row.parts > 0 && HAMLET.test(view.folded.slice(from, from + 9));
    const small = row.numbers > 0 && (row.units > 1 || row.house || (row.door && row.names > 0));
    if (small || (hamlet && (row.capital || row.numbers > 0))) {
      found.push({ kind: 'address', from, to: row.to });
    }
  }
  let settledTo = 0;
  for (const match of view.folded.matchAll(START)) {
    if (match.index < settledTo) continue;
    const row = rowFrom(view, match.index, false);
    if (row.parts === 0) continue;
    settledTo = row.to;
    const told = row.names > 0 || (row.door && row.numbers > 1);
    if (row.units < 2 || row.numbers === 0 || !told || isOffice(view, match.index)) continue;
    found.push({ kind: 'address', from: match.index, to: row.to });
  }
  return found;
}

/** Addresses however they are recognised; what overlaps is one. */
export function places(view: View): Stretch[] {
  const joined: Stretch[] = [];
  const all = [...residences(view), ...addresses(view)];
  for (const stretch of all.toSorted((one, other) => one.from - other.from)) {
    const last = joined.at(-1);
    if (last && stretch.from < last.to) {
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, stretch.to) };
    } else {
      joined.push(stretch);
    }
  }
  return joined;
}

interface Row {
  readonly to: number;
  readonly parts: number;
  readonly units: number;
  readonly numbers: number;
  readonly names: number;
  readonly house: boolean;
  /** A house, a room, a lane: what is narrower than a hamlet. */
  readonly door: boolean;
  readonly capital: boolean;
  /** Only rooms and buildings so far. */
  readonly inside: boolean;
}

/** As many parts of an address as stand here in a row. */
function rowFrom(view: View, from: number, cued: boolean): Row {
  let row: Row = {
    to: from,
    parts: 0,
    units: 0,
    numbers: 0,
    names: 0,
    house: false,
    door: false,
    capital: false,
    inside: true,
  };
  while (row.parts < 7) {
    const separator = row.parts === 0 ? 0 : (lengthAt(SEPARATOR, view.folded, row.to) ?? 0);
    const at = row.to + separator;
    if (row.parts > 0 && separator === 0) break;
    if (lengthAt(ADMINISTRATIVE, view.folded, at) !== undefined) break;
    const part = partAt(view, at, cued, row);
    if (!part) break;
    row = {
      to: part.to,
      parts: row.parts + 1,
      units: row.units + (part.unit ? 1 : 0),
      numbers: row.numbers + (part.number ? 1 : 0),
      names: row.names + (part.number ? 0 : 1),
      house: row.house || HOUSE_WORD.test(view.folded.slice(at, at + 8)),
      door: row.door || DOOR.test(view.folded.slice(at, at + 8)),
      capital: row.capital || part.capital === true,
      inside: row.inside && INSIDE.test(view.folded.slice(at, at + 8)),
    };
  }
  return row;
}

interface Part {
  readonly to: number;
  readonly capital?: boolean;
  readonly unit: boolean;
  readonly number: boolean;
}

function partAt(view: View, at: number, cued: boolean, row: Row): Part | undefined {
  const numbered = lengthAt(NUMBERED, view.folded, at);
  const end = at + (numbered ?? 0);
  const letter = LONE_LETTER.test(view.folded.slice(at, end));
  const road = ROAD.test(view.folded.slice(at, at + 8));
  if (numbered !== undefined && !(letter && /[a-z]/u.test(view.plain.charAt(end - 1)))) {
    if (
      /^ (?:thang|nam|ngay|nguoi|tuoi|tang|m2|met)(?![a-z])/u.test(
        view.folded.slice(at + numbered, at + numbered + 7),
      )
    )
      return undefined;
    return { to: at + numbered, unit: true, number: cued || !road };
  }
  const unit = lengthAt(NAMED, view.folded, at);
  if (unit !== undefined && isUnit(view, at, at + unit)) {
    const to =
      nameEnd(view, at + unit, cued || (row.door && STREET.test(view.folded.slice(at, at + 8)))) ??
      (LODGING.test(view.folded.slice(at, at + unit)) ? at + unit : undefined);
    const capital = /[A-Z]/u.test(view.plain.charAt(at + unit));
    return to === undefined ? undefined : { to, capital, unit: true, number: false };
  }
  const code = row.parts > 0 ? lengthAt(CODE, view.folded, at) : undefined;
  if (code !== undefined) return { to: at + code, unit: false, number: true };
  const slashed = /^\d{1,4}\/\d/u.test(view.folded.slice(at, at + 7)) && row.parts > 0;
  if (slashed) {
    const length = lengthAt(HOUSE, view.folded, at);
    if (length !== undefined) return { to: at + length, unit: true, number: true };
  }
  const house =
    cued && (row.parts === 0 || row.inside) ? lengthAt(HOUSE, view.folded, at) : undefined;
  if (house !== undefined) {
    const street = nameEnd(view, at + house + 1, false);
    const next =
      lengthAt(NUMBERED, view.folded, at + house + 1) ??
      lengthAt(NAMED, view.folded, at + house + 2);
    if (street === undefined && next === undefined) return undefined;
    return { to: at + house, unit: true, number: true };
  }
  // After a comma a name alone is a ward or a city, unless only a building was named so far.
  const apart = /[,;-] ?$/u.test(view.folded.slice(row.to, at));
  if (row.numbers === 0 || row.names > 0 || (apart && !row.inside)) return undefined;
  const to = nameEnd(view, at, false) ?? streetEnd(view, at, row.door || row.inside);
  return to === undefined ? undefined : { to, unit: false, number: false };
}

/** The end of a street's or a building's name without capitals after a number of a door. */
function streetEnd(view: View, at: number, door: boolean): number | undefined {
  if (!door) return undefined;
  const words = lowerWords(view, at, 4);
  const [first, second] = words;
  if (!first || !second) return undefined;
  const known =
    FAMOUS.has(`${first.word} ${second.word}`) ||
    FAMOUS.has(
      words
        .map(({ word }) => word)
        .slice(0, 3)
        .join(' '),
    ) ||
    beginName(first.word, second.word) ||
    STREET_HEADS.has(first.word) ||
    /^(?:vinhomes|sunrise|masteri|times|royal|eco|green|sky|park|river|city|golden)$/u.test(
      first.word,
    );
  return known ? words.at(-1)?.to : undefined;
}

/** "làng", but not "lạng"; without marks only where the text has none. */
function isUnit(view: View, from: number, to: number): boolean {
  const written = writtenAs(view, from, to).trim();
  if (UNITS_WRITTEN.has(written) || /^p\.|^apt/u.test(written)) return true;
  return (
    written === view.folded.slice(from, to).trim() &&
    !/[\u0300-\u036f\u00c0-\u1ef9]/u.test(
      view.text.slice(view.starts[to] ?? 0, (view.starts[to] ?? 0) + 40),
    )
  );
}

/** The end of a name with capitals; a name without only after a cue. */
function nameEnd(view: View, at: number, lower: boolean): number | undefined {
  const capitals = capitalisedWords(view, at, 5);
  const stop = capitals.findIndex((_, index) => isAdministrative(view, capitals, index));
  const words = stop === -1 ? capitals : capitals.slice(0, stop);
  const end = words.at(-1)?.to;
  if (end !== undefined) {
    // "Trung Hòa - Nhân Chính" is one estate.
    const twin = /^ - (?=[A-Z])/u.test(view.plain.slice(end, end + 4));
    const estate = /(?:khu do thi|kdt|khu dan cu|kdc|chung cu) $/u.test(
      view.folded.slice(Math.max(0, at - 13), at),
    );
    if (twin && estate) return capitalisedWords(view, end + 3, 3).at(-1)?.to ?? end;
    return end + (/^ \d{1,2}(?![\d/.])/u.exec(view.folded.slice(end, end + 5))?.[0].length ?? 0);
  }
  if (!lower) return undefined;
  const plain = lowerWords(view, at, 3);
  const unit = plain.findIndex(({ word }) => UNIT_HEAD.test(word));
  const named = plain.slice(0, unit === -1 ? undefined : unit);
  // Two words name a hamlet, three a street that is named for somebody.
  const person = SURNAMES.has(named[0]?.word ?? '');
  return named.slice(0, person ? 3 : 2).at(-1)?.to;
}

function lengthAt(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  const length = pattern.exec(text)?.[0].length;
  return length === 0 ? undefined : length;
}
