import { canonicalSyllable } from './fold.ts';

/** Procedure codes, legal numbers and figures stay whole; everything else splits into syllables. */
const TOKEN =
  /\d\.\d{6}|\d+\/\d{4}\/[\p{L}\d]+(?:-[\p{L}\d]+)*|\d+(?:[.,]\d+)*|[\p{L}\p{M}]+\d*[\p{L}\p{M}]*/gu;

/** Syllables of a text in canonical spelling (see `canonicalSyllable`), in order. */
export function tokenise(text: string): string[] {
  return (text.normalize('NFC').match(TOKEN) ?? []).map(canonicalSyllable);
}

/** Tokens as typed (lower case, NFC), for keystroke decoding; digits inside words are kept. */
export function tokeniseAsTyped(text: string): string[] {
  const typed =
    /\d\.\d{6}|\d+\/\d{4}\/[\p{L}\d]+(?:-[\p{L}\d]+)*|\d+(?:[.,]\d+)*(?![\p{L}])|[\p{L}\p{M}\d]+(?:[`'?~.^*+(][\p{L}\p{M}\d`'?~.^*+(]*[\p{L}\p{M}\d])?/gu;
  return (text.normalize('NFC').match(typed) ?? []).map((token) => token.toLowerCase());
}

/** Sentences of a text: split at line breaks and at . ! ? ; … followed by space. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?…;])\s+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}
