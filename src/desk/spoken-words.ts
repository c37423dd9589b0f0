import type { SuggestionPolicy } from './suggestion-policy.ts';

/** Longest stretch of words that is taken for a slip of the tongue when it is said twice. */
const LONGEST_REPEAT = 3;

/** What is said after a restart has to be a matter of its own. */
const FEWEST_AFTER_RESTART = 3;

/**
 * Takes out of speech what says nothing: openings, fillers, words said twice, and what the caller took
 * back. Blank when nothing is left.
 */
export type CleanSpeech = (text: string) => string;

export function cleanOf(
  policy: Pick<SuggestionPolicy, 'openings' | 'restarts' | 'fillers'>,
): CleanSpeech {
  const opening = phrases(policy.openings);
  const restart = phrases(policy.restarts);
  const filler = phrases(policy.fillers);
  return (text) => {
    const all = text.normalize('NFC').trim().split(/\s+/u).filter(isWord);
    const begun = all.findLastIndex(
      (_, at) => longest(restart, all, at) > 0 && all.length - at > FEWEST_AFTER_RESTART,
    );
    const after = begun < 0 ? all : all.slice(begun + longest(restart, all, begun));
    const words = after.length < FEWEST_AFTER_RESTART ? all : after;
    let from = 0;
    for (let length = 1; length > 0; from += length) length = longest(opening, words, from);
    const kept: string[] = [];
    for (let at = from; at < words.length;) {
      const length = longest(filler, words, at);
      if (length === 0) kept.push(words[at] ?? '');
      at += Math.max(1, length);
    }
    return withoutRepeats(kept).join(' ');
  };
}

export const countWords = (text: string): number =>
  text.split(/\s+/u).filter((word) => word !== '').length;

const isWord = (word: string): boolean => /[\p{L}\p{N}]/u.test(word);
const bare = (word: string): string =>
  word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

/** By their first word, the longest first. */
function phrases(list: readonly string[]): ReadonlyMap<string, readonly (readonly string[])[]> {
  const byFirst = new Map<string, (readonly string[])[]>();
  for (const phrase of list) {
    const words = phrase.normalize('NFC').toLowerCase().split(/\s+/u);
    const first = words[0] ?? '';
    byFirst.set(first, [...(byFirst.get(first) ?? []), words]);
  }
  for (const found of byFirst.values()) found.sort((a, b) => b.length - a.length);
  return byFirst;
}

/** Words of the longest phrase that stands here; 0 for none. */
function longest(known: ReturnType<typeof phrases>, words: readonly string[], at: number): number {
  const found = known
    .get(bare(words[at] ?? ''))
    ?.find((phrase) => phrase.every((word, place) => bare(words[at + place] ?? '') === word));
  return found?.length ?? 0;
}

/** "làm làm giấy", "đăng ký đăng ký": said once. Figures are never dropped. */
function withoutRepeats(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (const word of words) {
    kept.push(word);
    for (let length = LONGEST_REPEAT; length > 0; length -= 1) {
      const tail = kept.slice(-length).map(bare);
      const before = kept.slice(-2 * length, -length).map(bare);
      const isRepeat =
        before.length === length && tail.every((one, at) => one === before[at] && !/\d/u.test(one));
      if (isRepeat) {
        kept.length -= length;
        break;
      }
    }
  }
  return kept;
}
