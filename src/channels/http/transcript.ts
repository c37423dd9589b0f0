import type { Conversation, Turn } from '../../conversation/conversation.ts';
import { labelMarks } from '../../language/personal-data-marks.ts';
import { WORDS, fill } from './words.ts';

/** Viet Nam has one time, UTC+7, without summer time. */
const OFFSET_MS = 7 * 3_600_000;
/** Old Notepad and Word take a text without it for ANSI and spoil every Vietnamese letter. */
const BYTE_ORDER_MARK = '\uFEFF';

/** A conversation to read and keep: plain text in its own language, lines ended as on Windows. */
export function transcript(
  conversation: Conversation,
  office: { readonly name?: string | undefined },
  now: Date,
): string {
  const { site, transcript: texts, chat, privacy } = WORDS[conversation.language];
  const who = { citizen: chat.citizen, assistant: chat.assistant, officer: chat.officer };
  const said = (turn: Turn): string =>
    [
      `[${localTime(new Date(turn.at))}] ${who[turn.role]}:`,
      labelMarks(turn.text, privacy.marks),
      ...choices(turn),
    ].join('\n');
  const head = [
    `${site.name} – ${texts.title}`,
    ...(office.name === undefined ? [] : [fill(site.office, { name: office.name })]),
    fill(texts.made, { time: localTime(now) }),
    texts.note,
  ];
  const all = [head.join('\n'), ...conversation.turns.map(said)];
  return `${BYTE_ORDER_MARK}${all.join('\n\n')}\n`.replaceAll('\n', '\r\n');
}

/** As `content-disposition` wants it; the date keeps two downloads apart. */
export function downloadAs(kind: 'txt' | 'json', now: Date): string {
  return `attachment; filename="hoi-mot-cua-${local(now).slice(0, 10)}.${kind}"`;
}

/** What the assistant offered; often the text names the choices already. */
function choices({ answer, text }: Turn): string[] {
  return (answer?.options ?? [])
    .filter((option) => !text.includes(option.label))
    .map((option, at) => `${at + 1}. ${option.label}`);
}

/** Day and minute in Viet Nam. */
export function localTime(at: Date): string {
  const iso = local(at);
  const [year, month, day] = iso.slice(0, 10).split('-');
  return `${day}/${month}/${year} ${iso.slice(11, 16)}`;
}

function local(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString();
}
