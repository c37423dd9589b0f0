import { canonicalSyllable, toneOf, withoutTone } from './fold.ts';
import { placeTone } from './keystrokes.ts';

const ONSETS: readonly (readonly [string, readonly string[]])[] = [
  ['tr', ['ch']],
  ['ch', ['tr']],
  ['gi', ['d', 'r']],
  ['l', ['n']],
  ['n', ['l']],
  ['s', ['x']],
  ['x', ['s']],
  ['d', ['gi', 'r', 'v']],
  ['r', ['d', 'gi', 'g']],
  ['v', ['d']],
  ['qu', ['w']],
];
const KEPT_ONSETS = ['ngh', 'ng', 'nh', 'kh', 'gh', 'ph', 'th'];

const CODAS: readonly (readonly [string, readonly string[]])[] = [
  ['ng', ['n']],
  ['nh', ['n']],
  ['ch', ['t']],
  ['n', ['ng', 'nh']],
  ['t', ['c', 'ch']],
  ['c', ['t']],
  ['i', ['y']],
  ['y', ['i']],
];

const HOOK = '\u0309';
const TILDE = '\u0303';

/**
 * Syllables that sound like this one to a speech recogniser or are spelled alike by ear: l/n,
 * tr/ch, s/x, d/gi/r/v, hỏi/ngã, final n/ng/nh, t/c/ch, i/y. Only the first-order changes; whether
 * a result is a word is for the caller to judge.
 */
export function mishearingsOf(syllable: string): string[] {
  const tone = toneOf(syllable);
  const flat = withoutTone(syllable);
  const variants = new Set<string>();
  const addFlat = (changed: string): void => {
    variants.add(withTone(changed, tone));
  };
  if (!KEPT_ONSETS.some((onset) => flat.startsWith(onset))) {
    for (const [onset, others] of ONSETS) {
      if (!flat.startsWith(onset)) continue;
      for (const other of others) {
        const rest = flat.slice(onset.length);
        if (rest !== '') addFlat(`${other}${rest}`);
      }
      break;
    }
  }
  for (const [coda, others] of CODAS) {
    if (!flat.endsWith(coda) || flat.length <= coda.length) continue;
    for (const other of others) addFlat(`${flat.slice(0, -coda.length)}${other}`);
    break;
  }
  if (tone === HOOK) variants.add(withTone(flat, TILDE));
  if (tone === TILDE) variants.add(withTone(flat, HOOK));
  variants.delete(syllable);
  return [...variants];
}

function withTone(flat: string, tone: string): string {
  if (tone === '') return flat;
  return canonicalSyllable(placeTone(flat, tone));
}
