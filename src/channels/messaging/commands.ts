import { fold } from '../../language/fold.ts';
import { MESSAGING_WORDS } from './words.ts';

/** What a citizen orders in words instead of asking. */
export type Command = 'erase' | 'export' | 'start' | 'leave';
const COMMANDS: readonly Command[] = ['erase', 'export', 'start', 'leave'];

/** Nobody orders in more words; a long message that names one is a question about it. */
const MOST_LENGTH = 80;

const phrases = Object.values(MESSAGING_WORDS).map((words) => words.phrases);
const courtesies = phrases.flatMap((one) => one.courtesies.map(plain));
const byPhrase: ReadonlyMap<string, Command> = new Map(
  COMMANDS.flatMap((command) =>
    phrases.flatMap((one) => one[command].map((text) => [plain(text), command] as const)),
  ),
);

/**
 * The command a whole message is, with or without marks, capitals and courtesies; undefined for
 * everything else, also for a question that contains one: erasing cannot be taken back.
 */
export function commandIn(text: string): Command | undefined {
  if (text.length > MOST_LENGTH) return undefined;
  let left = plain(text);
  for (;;) {
    const command = byPhrase.get(left);
    if (command !== undefined) return command;
    const shorter = withoutCourtesy(left);
    if (shorter === left) return undefined;
    left = shorter;
  }
}

function withoutCourtesy(text: string): string {
  for (const courtesy of courtesies) {
    if (text.endsWith(` ${courtesy}`)) return text.slice(0, -courtesy.length - 1);
    if (text.startsWith(`${courtesy} `)) return text.slice(courtesy.length + 1);
  }
  return text;
}

function plain(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}/]+/gu, ' ')
    .trim();
}
