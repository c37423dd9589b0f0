/** Letters whose mark is a letter of its own and survives NFD decomposition. */
const STROKED: Readonly<Record<string, string>> = { đ: 'd', Đ: 'D' };

/** Lower-cases and removes every Vietnamese mark: "Đăng ký" → "dang ky". */
export function fold(text: string): string {
  if (text.length > LONGEST_SYLLABLE) return foldAfresh(text);
  const known = folds.get(text);
  if (known !== undefined) return known;
  const folded = foldAfresh(text);
  if (folds.size < 50_000) folds.set(text, folded);
  return folded;
}

/** The language has few syllables; each is folded once. */
const LONGEST_SYLLABLE = 10;
const folds = new Map<string, string>();

function foldAfresh(text: string): string {
  if (!hasMarks(text)) return text.toLowerCase();
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/gu, (letter) => STROKED[letter] ?? letter)
    .toLowerCase();
}

/** Whether the text carries at least one letter with a mark (a tone, a hat, a horn, a stroke). */
export function hasMarks(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) >= 0xc0) return true;
  return false;
}

const TONES = '\u0300\u0301\u0303\u0309\u0323';
const TONE = new RegExp(`[${TONES}]`, 'u');

/** Tone of a syllable as its combining mark; empty for the level tone. */
export function toneOf(syllable: string): string {
  return TONE.exec(syllable.normalize('NFD'))?.[0] ?? '';
}

/** The syllable without its tone but with its vowel marks: "đường" → "đương". */
export function withoutTone(syllable: string): string {
  return syllable
    .normalize('NFD')
    .replace(new RegExp(`[${TONES}]`, 'gu'), '')
    .normalize('NFC');
}

const OLD_PLACEMENT: readonly (readonly [RegExp, string])[] = [
  // "hoà, khoẻ, thuỷ" and "hòa, khỏe, thủy" are the same syllable; keep the second form.
  [/o([\u0300\u0301\u0303\u0309\u0323])([ae])$/u, 'o$1$2'],
  [/o([ae])([\u0300\u0301\u0303\u0309\u0323])$/u, 'o$2$1'],
  [/(?<!q)u([ye])([\u0300\u0301\u0303\u0309\u0323])$/u, 'u$2$1'],
];

/**
 * One spelling per syllable, so that the same word always is the same term: NFC, lower case, tone
 * on the first vowel of oa, oe, uy ("hoà" → "hòa"), and i for a final y after a lone consonant
 * ("kỹ" → "kĩ", "lý" → "lí"), both of which are in daily use.
 */
export function canonicalSyllable(syllable: string): string {
  const known = canonical.get(syllable);
  if (known !== undefined) return known;
  const spelt = respell(syllable);
  if (canonical.size < 20_000) canonical.set(syllable, spelt);
  return spelt;
}

/** The language has few syllables; each is respelt once. */
const canonical = new Map<string, string>();

function respell(syllable: string): string {
  let decomposed = syllable.toLowerCase().normalize('NFD');
  for (const [pattern, replacement] of OLD_PLACEMENT) {
    if (pattern.test(decomposed)) {
      decomposed = decomposed.replace(pattern, replacement);
      break;
    }
  }
  return decomposed
    .replace(/^([bhklmstv])y(\p{M}?)$/u, '$1i$2')
    .replace(/^quy(\p{M}?)$/u, 'qui$1')
    .normalize('NFC');
}
