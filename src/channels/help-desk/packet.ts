import type { Conversation, Turn } from '../../conversation/conversation.ts';
import type { DeskHandoff } from '../../desk/desk.ts';
import { explanationsOf } from '../http/desk-explanation.ts';
import type { HandoffPacket } from './help-desk.ts';
import { HELP_DESK_WORDS } from './words.ts';

/** Last turns that are told whole; a conversation of weeks would bury what matters. */
const MOST_TURNS = 40;
const MOST_TURN_TEXT = 1500;

/** What agents are given with a hand-off, by rule and from what is kept: nothing is made up. */
export function packetOf(
  handoff: DeskHandoff,
  { turns }: Pick<Conversation, 'turns'>,
  language: 'vi' | 'en',
): HandoffPacket {
  const words = HELP_DESK_WORDS[language];
  const explained = explanationsOf(turns, language).at(-1)?.lines ?? [];
  const contact =
    handoff.contact === undefined
      ? []
      : [words.contact.replace('{contact}', () => handoff.contact ?? '')];
  return {
    handoff,
    citizen: words.citizen.replace('{channel}', () => words.channels[handoff.channel]),
    summary: [words.summary, `“${handoff.subject}”`, ...explained, ...contact].join('\n'),
    transcript: [
      words.transcript,
      ...turns.slice(-MOST_TURNS).map((turn) => turnLine(turn, language)),
    ].join('\n'),
    turns,
  };
}

/** One turn with who said it. */
export function turnLine({ role, text }: Turn, language: 'vi' | 'en'): string {
  const cut = text.length > MOST_TURN_TEXT ? `${text.slice(0, MOST_TURN_TEXT)}…` : text;
  return `${HELP_DESK_WORDS[language].roles[role]}: ${cut.toWellFormed()}`;
}
