import type { Config } from '../../config.ts';
import { MESSAGING_WORDS, fillWords } from './words.ts';

/** What a citizen who waits for a person is told: that it is noted, when it is read, what she can do. */
export function nextSteps(
  language: 'vi' | 'en',
  office: Pick<Config['office'], 'hotline' | 'hours'>,
  { saidBefore, numberKept }: { readonly saidBefore: string; readonly numberKept: boolean },
): string {
  const words = MESSAGING_WORDS[language].handoff;
  const { hours, hotline } = office;
  return [
    words.recorded,
    hours === undefined ? words.noHours : fillWords(words.hours, { hours }),
    // The answer may name it already.
    ...(hotline === undefined || saidBefore.includes(hotline)
      ? []
      : [fillWords(words.hotline, { hotline })]),
    numberKept ? words.numberKept : words.leaveNumber,
  ].join(' ');
}
