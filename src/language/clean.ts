/** Longest question that is read; anything beyond is cut off before work starts. */
export const MAX_QUESTION_LENGTH = 4_000;

export interface CleanText {
  readonly text: string;
  /** Invisible characters were removed; such text may try to smuggle instructions. */
  readonly hadHidden: boolean;
  /** The text was longer than `MAX_QUESTION_LENGTH` characters. */
  readonly wasCut: boolean;
}

/** Zero-width, bidirectional, tag, variation-selector and private-use characters. */
const HIDDEN =
  /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}\u{F0000}-\u{10FFFD}\uE000-\uF8FF]/gu;
/** Control characters except tab and line feed. */
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/gu;
/** What masking leaves in place of personal data (`maskPersonalData`): says nothing about the need. */
const MASK_MARKS = / ?(?:\u27E8[a-z]{2,12}\u27E9[ ,]{0,3})+/gu;
const LONE_SURROGATE = /\p{Cs}/gu;

/**
 * Makes raw input safe to work on: NFC, no hidden or control characters, typographic variants
 * mapped to plain ones, white space collapsed, marks of masked personal data turned into commas, at
 * most `MAX_QUESTION_LENGTH` characters.
 */
export function cleanText(raw: string): CleanText {
  const wasCut = raw.length > MAX_QUESTION_LENGTH;
  const cut = wasCut ? raw.slice(0, MAX_QUESTION_LENGTH) : raw;
  const withoutHidden = cut.replace(HIDDEN, '');
  const text = withoutHidden
    .replace(LONE_SURROGATE, '')
    .replace(/\r\n?|\u2028|\u2029/gu, '\n')
    .replace(CONTROL, ' ')
    .replace(MASK_MARKS, ', ')
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u02BC\u0060\u00B4]/gu, "'")
    .replace(/[\u201C\u201D\u00AB\u00BB]/gu, '"')
    .replace(/[\u2013\u2014\u2212]/gu, '-')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim()
    .normalize('NFC');
  return { text, hadHidden: withoutHidden.length !== cut.length, wasCut };
}
