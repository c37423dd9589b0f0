import type { WaitState } from './desk.ts';
import { openingWords } from './schedule.ts';

type WaitWord =
  | 'none'
  | 'not-staffed'
  | 'closed'
  | 'closedHoliday'
  | 'closedLong'
  | 'nobody-present'
  | 'queued'
  | 'queuedWait'
  | 'served';

/** What citizens are told of the desk; both languages have the same keys. */
export interface DeskTexts {
  readonly wait: Readonly<Record<WaitWord, string>>;
  readonly opens: Readonly<Record<'today' | 'tomorrow' | 'day', string>>;
  /** From Sunday. */
  readonly weekdays: readonly string[];
  readonly alternatives: Readonly<Record<'centre' | 'legal-aid' | 'support-team', string>>;
  readonly hotline: string;
  readonly left: string;
  readonly backInQueue: string;
  readonly abandoned: string;
  readonly askRating: string;
}

/** Whether officers are on duty, and if not from when again. */
export type Opening =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'closed';
      readonly opensAt?: Date;
      readonly holiday?: Readonly<Record<'vi' | 'en', string>>;
    };

/** Where a citizen stands, in whole sentences. */
export function waitText(wait: WaitState, texts: DeskTexts, now: Date): string {
  const { wait: words } = texts;
  switch (wait.kind) {
    case 'queued': {
      const { position, expectedWaitMs: waitMs } = wait;
      const text = waitMs === undefined || waitMs < 60_000 ? words.queued : words.queuedWait;
      return fill(text, {
        position: String(position),
        minutes: String(Math.ceil((waitMs ?? 0) / 60_000)),
      });
    }
    case 'served':
      return fill(words.served, { officer: wait.officerName });
    case 'closed': {
      if (wait.opensAt === undefined) return words.closedLong;
      const opens = opensText(new Date(wait.opensAt), now, texts);
      return wait.holiday === undefined
        ? fill(words.closed, { opens })
        : fill(words.closedHoliday, { opens, holiday: wait.holiday });
    }
    default:
      return words[wait.kind];
  }
}

function opensText(opensAt: Date, now: Date, texts: DeskTexts): string {
  const { kind, time, weekday, date } = openingWords(opensAt, now);
  return fill(texts.opens[kind], { time, date, weekday: texts.weekdays[weekday] ?? '' });
}

/** Other ways while nobody serves, those that fit the reason first. */
export function alternativesOf(
  reason: string,
  { alternatives: words, hotline: hotlineText }: DeskTexts,
  hotline: string | undefined,
): readonly string[] {
  return [
    ...(hotline === undefined ? [] : [fill(hotlineText, { hotline })]),
    ...(reason === 'legal-advice' || reason === 'dispute' ? [words['legal-aid']] : []),
    ...(reason === 'technical' ? [words['support-team']] : []),
    words.centre,
  ];
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/gu, (place, name: string) => values[name] ?? place);
}
