import { bareNames } from './personal-data-bare.ts';
import { birthsAfterNames, birthsByCue } from './personal-data-birth.ts';
import { CUED_STEPS, emails } from './personal-data-cues.ts';
import { likelyKept, surelyKept } from './personal-data-kept.ts';
import { lowerNames } from './personal-data-lower.ts';
import { introducedNames, namesBesideData } from './personal-data-names.ts';
import { misspelledNumbers, numbersAlone, telephoneOf } from './personal-data-numbers.ts';
import { privateMarks } from './personal-data-private.ts';
import { places } from './personal-data-residence.ts';
import { spelledDigits } from './personal-data-spelled.ts';
import { markOf, PERSONAL_DATA_KINDS, settle, viewOf } from './personal-data-view.ts';
import type { PersonalDataKind, Recognise, Stretch, View } from './personal-data-view.ts';

export type { PersonalDataKind } from './personal-data-view.ts';

/** Personal data in a text: UTF-16 offsets into that text, `to` exclusive. */
export interface PersonalDataSpan {
  readonly kind: PersonalDataKind;
  readonly from: number;
  readonly to: number;
}

/** What a step settles is invisible to the steps after it: the surest come first. */
const STEPS: readonly Recognise[] = [
  emails,
  privateMarks,
  surelyKept,
  misspelledNumbers,
  ...CUED_STEPS,
  birthsByCue,
  lowerNames,
  introducedNames,
  bareNames,
  namesBesideData,
  birthsAfterNames,
  likelyKept,
  numbersAlone,
  places,
];
/** What one pass settles can show a name or a date to the next. */
const MOST_PASSES = 4;

/** Personal data of a text in order, without overlaps. Work grows linearly with the text. */
export function findPersonalData(text: string): readonly PersonalDataSpan[] {
  const view = spelledDigits(viewOf(text));
  return recognised(view).map(({ kind, from, to }) => inOriginal(view, kind, from, to));
}

/**
 * Replaces personal data by marks like `⟨phone⟩` and names the kinds found, each once. Procedure
 * codes, sums, numbers of laws and dossiers, service numbers and other dates stay. Masking what is
 * masked changes nothing. Never throws.
 */
export function maskPersonalData(text: string): {
  readonly text: string;
  readonly found: readonly PersonalDataKind[];
} {
  const spans = findPersonalData(text);
  const parts: string[] = [];
  let at = 0;
  for (const { kind, from, to } of spans) {
    parts.push(text.slice(at, from), markOf(kind));
    at = to;
  }
  parts.push(text.slice(at));
  const kinds = new Set(spans.map(({ kind }) => kind));
  return {
    text: parts.join(''),
    found: PERSONAL_DATA_KINDS.filter((kind) => kinds.has(kind)),
  };
}

/**
 * The first telephone number of a text: `0912345678`, or `+` with digits when it is abroad.
 * Undefined when there is none that could be called.
 */
export function telephoneIn(text: string): string | undefined {
  const view = spelledDigits(viewOf(text));
  for (const { kind, from, to } of recognised(view)) {
    if (kind !== 'phone') continue;
    const written = view.folded.slice(from, to).replaceAll('o', '0').replaceAll('l', '1');
    const telephone = telephoneOf(written.replace(/\D/gu, ''), written.includes('+'));
    if (telephone !== undefined) return telephone;
  }
  return undefined;
}

interface Personal extends Stretch {
  readonly kind: PersonalDataKind;
}

function recognised(view: View): readonly Personal[] {
  const all: Personal[] = [];
  let settled = view;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const before = all.length;
    for (const step of STEPS) {
      const stretches = inOrder(step(settled));
      all.push(...stretches.filter(isPersonal));
      settled = settle(settled, stretches);
    }
    if (all.length === before) break;
  }
  return all.sort((one, other) => one.from - other.from);
}

function isPersonal(stretch: Stretch): stretch is Personal {
  return stretch.kind !== 'kept';
}

function inOrder(stretches: readonly Stretch[]): Stretch[] {
  let to = -1;
  return stretches
    .toSorted((one, other) => one.from - other.from || other.to - one.to)
    .filter((stretch) => {
      if (stretch.from < to || stretch.to <= stretch.from) return false;
      to = stretch.to;
      return true;
    });
}

function inOriginal(
  view: View,
  kind: PersonalDataKind,
  from: number,
  to: number,
): PersonalDataSpan {
  return { kind, from: view.starts[from] ?? 0, to: view.ends[to - 1] ?? 0 };
}
