import silence from '../../knowledge/speech-silence.json' with { type: 'json' };

/** Longest first: a phrase may begin with another. */
const PHRASES = new RegExp(
  `(?<= )(?:${silence.phrases
    .map((phrase) => lettersOf(phrase).trim())
    .toSorted((one, two) => two.length - one.length)
    .join('|')})(?= )`,
  'gu',
);

/** Part of the prompt that must come back for it to count as repeated: citizens say single words of it. */
const MOST_OF_PROMPT = 0.7;

/**
 * Whether a transcript is what speech models write of silence and noise: sentences of the films they
 * learnt from, a note in brackets, a mark, or the prompt itself.
 */
export function isSilence(text: string, prompt = ''): boolean {
  const letters = lettersOf(text);
  const prompted = lettersOf(prompt);
  if (prompted.includes(letters) && letters.length > prompted.length * MOST_OF_PROMPT) return true;
  return letters.replace(PHRASES, '').trim() === '';
}

/** Words without marks and signs, a space around each. */
function lettersOf(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll('đ', 'd')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return ` ${plain} `;
}
