/**
 * Decodes keystrokes of an input method that was switched off: Telex ("ddawng kys"), VNI
 * ("d9a8ng ky1") and VIQR ("dda(ng ky'"). Each decoder returns undefined when the token shows no
 * sign of that method. Whether the result is a word is for the caller to judge.
 */
export function decodeKeystrokes(token: string): string[] {
  const found = [decodeTelex(token), decodeVni(token), decodeViqr(token)];
  return [...new Set(found.filter((word): word is string => word !== undefined && word !== token))];
}

const TELEX_TONES: Readonly<Record<string, string>> = {
  s: '\u0301',
  f: '\u0300',
  r: '\u0309',
  x: '\u0303',
  j: '\u0323',
};
const VNI_TONES: Readonly<Record<string, string>> = {
  1: '\u0301',
  2: '\u0300',
  3: '\u0309',
  4: '\u0303',
  5: '\u0323',
};
const VIQR_TONES: Readonly<Record<string, string>> = {
  "'": '\u0301',
  '`': '\u0300',
  '?': '\u0309',
  '~': '\u0303',
  '.': '\u0323',
};

function decodeTelex(token: string): string | undefined {
  if (!/^\p{L}+$/u.test(token) || token.length < 2) return undefined;
  let word = token.normalize('NFC');
  let tone = '';
  // The tone key may stand right after the vowel ("tieesn") or at the end ("tieens").
  const tonePattern =
    /^(.*[aeiouyăâêôơưAEIOUY\u0300-\u036f][a-zđăâêôơư]*?)([sfrxj])([a-zđăâêôơư]*)$/u;
  const atEnd = /^(.+)([sfrxj])$/u.exec(word);
  if (atEnd && /[aeiouyăâêôơư]/u.test(atEnd[1] ?? '')) {
    word = atEnd[1] ?? word;
    tone = TELEX_TONES[atEnd[2] ?? ''] ?? '';
  } else {
    const inside = tonePattern.exec(word);
    if (inside && /^(?:[aeiouyw]|n|ng|nh|c|ch|m|p|t)*$/u.test(inside[3] ?? '')) {
      word = `${inside[1] ?? ''}${inside[3] ?? ''}`;
      tone = TELEX_TONES[inside[2] ?? ''] ?? '';
    }
  }
  const marked = word
    .replace(/^dd/u, 'đ')
    .replace(/^d(.*[^d])d$/u, 'đ$1')
    .replace(/uow|uwow|uwo/u, 'ươ')
    .replace(/aa/u, 'â')
    .replace(/ee/u, 'ê')
    .replace(/oo/u, 'ô')
    .replace(/aw/u, 'ă')
    .replace(/ow/u, 'ơ')
    .replace(/uw/u, 'ư')
    .replace(/^([^aeiouyăâêôơư]*)w/u, '$1ư')
    .replace(/uo(ng|n|i|m|c|t|p|u)?w$/u, 'ươ$1')
    .replace(/a(ng|n|m|c|t|p)w$/u, 'ă$1')
    .replace(/o(n|i|m|t|p)w$/u, 'ơ$1')
    .replace(/u(ng|n|a|i|c|t|m)?w$/u, 'ư$1')
    .replace(/a([nmcptuy]|ng|nh|ch)a$/u, 'â$1')
    .replace(/e([nmcptu]|ng|nh|ch)e$/u, 'ê$1')
    .replace(/o([nmcpti]|ng)o$/u, 'ô$1');
  if (tone === '' && marked === token) return undefined;
  return placeTone(marked, tone);
}

function decodeVni(token: string): string | undefined {
  if (!/^\p{L}+[\p{L}\d]*\d[\p{L}\d]*$/u.test(token) || !/[1-9]/u.test(token)) return undefined;
  let tone = '';
  const letters = token.replace(/[1-5]/gu, (digit) => {
    tone = VNI_TONES[digit] ?? tone;
    return '';
  });
  const marked = letters
    .replace(/^d9/u, 'đ')
    .replace(/^d(\p{L}+)9/u, 'đ$1')
    .replace(/u7o7?|uo(?=\p{L}*7)/u, 'ươ')
    .replace(/(ươ\p{L}*)7/u, '$1')
    .replace(
      /([uo])(\p{L}*?)7/u,
      (_, vowel: string, rest: string) => `${vowel === 'u' ? 'ư' : 'ơ'}${rest}`,
    )
    .replace(/a(\p{L}*?)8/u, 'ă$1')
    .replace(
      /([aeo])(\p{L}*?)6/u,
      (_, vowel: string, rest: string) => `${HATS[vowel] ?? vowel}${rest}`,
    );
  if (/\d/u.test(marked)) return undefined;
  return placeTone(marked, tone);
}

const HATS: Readonly<Record<string, string>> = { a: 'â', e: 'ê', o: 'ô' };

function decodeViqr(token: string): string | undefined {
  if (!/[`'?~.^*+(]/u.test(token)) return undefined;
  let tone = '';
  const marked = token
    .replace(/^dd/u, 'đ')
    .replace(/([aeo])\^/gu, (_, vowel: string) => HATS[vowel] ?? vowel)
    .replace(/a\(/gu, 'ă')
    .replace(/o[*+]/gu, 'ơ')
    .replace(/u[*+]/gu, 'ư')
    .replace(/['`?~.]/gu, (key) => {
      tone = VIQR_TONES[key] ?? tone;
      return '';
    });
  if (!/^\p{L}+$/u.test(marked)) return undefined;
  return placeTone(marked, tone);
}

/** Puts a tone on the vowel that carries it by the rules of Vietnamese spelling. */
export function placeTone(word: string, tone: string): string {
  if (tone === '') return word.normalize('NFC');
  const match = /^(qu|gi(?=[aăâeêoôơuư])|[^aăâeêioôơuưy]*)([aăâeêioôơuưy]+)(.*)$/u.exec(word);
  if (!match) return word;
  const [, onset = '', vowels = '', coda = ''] = match;
  const letters = [...vowels];
  let at = letters.findIndex((letter) => 'ăâêôơ'.includes(letter));
  if (letters.join('') === 'ươ') at = 1;
  if (at < 0) at = letters.findIndex((letter) => letter === 'ư');
  if (at < 0) {
    if (letters.length === 1) at = 0;
    else if (coda !== '') at = letters.length - 1;
    else at = letters.length === 3 ? 1 : 0;
  }
  letters[at] = `${letters[at] ?? ''}${tone}`;
  return `${onset}${letters.join('')}${coda}`.normalize('NFC');
}
