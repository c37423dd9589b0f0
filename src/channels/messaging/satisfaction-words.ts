import { fileURLToPath } from 'node:url';
import en from '../../../knowledge/satisfaction.en.json' with { type: 'json' };
import vi from '../../../knowledge/satisfaction.vi.json' with { type: 'json' };
import type { Rating } from '../../conversation/conversation.ts';
import { readYaml } from '../../curation/read-yaml.ts';
import { fold } from '../../language/fold.ts';
import { firstRule, parsePhraseRules, phraseText } from '../../language/phrase-rules.ts';
import { commandIn } from './commands.ts';

/** What is said about how she was served; both languages have the same keys. */
export const SATISFACTION_WORDS: Readonly<Record<'vi' | 'en', typeof vi>> = { vi, en };

export type Stars = Rating['stars'];
/** Best first, as they are shown. */
export const LEVELS = ['5', '4', '3', '2', '1'] as const;
const STARS: Readonly<Record<(typeof LEVELS)[number], Stars>> = { 5: 5, 4: 4, 3: 3, 2: 2, 1: 1 };

/** A rating in words, with what she gave as its reason in the same message. */
export interface SaidRating {
  readonly stars: Stars;
  readonly reason?: string;
  /** A number or signs: said of nothing else. */
  readonly isNumber: boolean;
}

const MOST_LENGTH = 120;
const phrases = [vi.phrases, en.phrases];
const units = phrases.flatMap((one) => one.units.map(plain));
const skips = new Set(phrases.flatMap((one) => one.skip.map(plain)));
const fillers = longestFirst(phrases.flatMap((one) => one.fillers.map(plain)));
const byPhrase: ReadonlyMap<string, Stars> = new Map(
  LEVELS.flatMap((level) =>
    [...phrases.flatMap((one) => one.levels[level]), vi.levels[level], en.levels[level]].map(
      (text) => [plain(text), STARS[level]] as const,
    ),
  ),
);

/** The rating a whole message is, with or without marks and courtesies; undefined when it is none. */
export function ratingIn(text: string): SaidRating | undefined {
  const whole = wholeRating(text);
  if (whole !== undefined) return whole;
  if (isAsking(text)) return undefined;
  for (const { index, 0: sign } of text.matchAll(REASON_BEGINS)) {
    const head = text.slice(0, index).trim();
    const reason = text.slice(index + sign.length).trim();
    // A bare number before other words may count anything; one word may be a courtesy.
    if (reason === '' || !/\p{L}/u.test(head) || !head.includes(' ')) continue;
    const rating = wholeRating(head);
    if (rating !== undefined) return { ...rating, reason };
  }
  return undefined;
}

function wholeRating(text: string): SaidRating | undefined {
  const bare = text.replace(/[\s\uFE0F]/gu, '');
  if (/^[⭐★🌟]{1,5}$/u.test(bare)) return starred([...bare].length);
  if (text.length > MOST_LENGTH) return undefined;
  let left = plain(text);
  for (;;) {
    const stars = byPhrase.get(left);
    if (stars !== undefined) return { stars, isNumber: /^\d/u.test(left) };
    const [, digit, unit = ''] = /^(\d)(?: (.+))?$/u.exec(left) ?? [];
    if (digit !== undefined && (unit === '' || unit === '5' || units.includes(unit))) {
      return starred(Number(digit));
    }
    const shorter = withoutFiller(left);
    if (shorter === left) return undefined;
    left = shorter;
  }
}

function starred(count: number): SaidRating | undefined {
  const level = LEVELS.find((one) => Number(one) === count);
  return level === undefined ? undefined : { stars: STARS[level], isNumber: true };
}

/** The reason stands behind a sign, or begins with "because". */
const because = longestFirst(phrases.flatMap((one) => one.because)).join('|');
const REASON_BEGINS = new RegExp(`[,.;:!\\n–-]+|\\s+(?=(?:${because})\\s)`, 'giu');

const rulesOf = (name: string, all: readonly string[], more: object = {}) => ({
  name,
  all: [all],
  ...more,
});
const askingRules = parsePhraseRules({
  owner: 'desk editors',
  about: 'What is asked rather than given as a reason.',
  rules: [
    rulesOf(
      'asking',
      phrases.flatMap((one) => one.asking),
    ),
    rulesOf(
      'topic',
      phrases.flatMap((one) => one.topics),
      { none: phrases.flatMap((one) => one.notTopics), maxSyllables: 10 },
    ),
  ],
});
/** Danger to life goes to the assistant, whatever was asked before. */
const emergencyRules = parsePhraseRules(
  readYaml(
    fileURLToPath(new URL('../../../knowledge/screening/emergencies.yaml', import.meta.url)),
  ),
);

/** Whether a message wants something: a question, an order, help. Rather too often than too seldom. */
export function isAsking(text: string): boolean {
  if (text.includes('?') || commandIn(text) !== undefined) return true;
  const read = phraseText(text);
  return firstRule([...emergencyRules, ...askingRules], read) !== undefined;
}

/** Whether she would rather say nothing, or only thanked. */
export function isSkipped(text: string): boolean {
  let left = plain(text);
  while (left !== '' && !skips.has(left)) {
    const shorter = withoutFiller(left);
    if (shorter === left) return false;
    left = shorter;
  }
  return true;
}

/** Whether a message is courtesy and nothing else. */
export function isCourtesy(text: string): boolean {
  let left = plain(text);
  while (left !== '') {
    const shorter = withoutFiller(left);
    if (shorter === left) return false;
    left = shorter;
  }
  return true;
}

/** Less one filler, behind before in front: "ba sao ạ" is three stars. */
function withoutFiller(text: string): string {
  if (fillers.includes(text)) return '';
  const last = fillers.find((filler) => text.endsWith(` ${filler}`));
  if (last !== undefined) return text.slice(0, -last.length - 1);
  const first = fillers.find((filler) => text.startsWith(`${filler} `));
  return first === undefined ? text : text.slice(first.length + 1);
}

function plain(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function longestFirst(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted((one, two) => two.length - one.length);
}
