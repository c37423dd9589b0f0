import type { Channel } from '../conversation/conversation.ts';
import { CHANNELS } from '../conversation/conversation.ts';

/** Minutes since midnight, without the last: 1440 is the midnight that ends the day. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The spans of each weekday from Sunday, in order and apart; or without any end. */
type Week = 'always' | readonly (readonly Span[])[];

export interface WeeklyHours {
  readonly usual: Week;
  /** Of channels that do not keep the usual hours. */
  readonly channels: Readonly<Partial<Record<Channel, Week>>>;
}

const EXAMPLE = 'T2-T6 07:30-11:30 13:30-17:00; T7 07:30-11:30';
const DAYS: readonly (readonly string[])[] = [
  ['cn', 'sun'],
  ['t2', 'mon'],
  ['t3', 'tue'],
  ['t4', 'wed'],
  ['t5', 'thu'],
  ['t6', 'fri'],
  ['t7', 'sat'],
];
const DAY_MINUTES = 1440;

/**
 * Reads hours such as `T2-T6 07:30-11:30 13:30-17:00; T7 07:30-11:30 | hotline: always`. The first part is
 * for every channel that has none of its own. Throws an error that says what to write.
 */
export function parseHours(text: string): WeeklyHours {
  const channels: Partial<Record<Channel, Week>> = {};
  let usual: Week | undefined;
  for (const part of text.split('|')) {
    const [, name, rest] = /^\s*(\p{L}+)\s*:(.*)$/su.exec(part) ?? [];
    if (name === undefined || rest === undefined) {
      if (usual !== undefined)
        throw new Error('after | write a channel first, such as | zalo: T2-T6 08:00-11:00');
      usual = parseWeek(part);
      continue;
    }
    const channel = CHANNELS.find((known) => known === name.toLowerCase());
    if (channel === undefined)
      throw new Error(`${name} is not a channel; write one of ${CHANNELS.join(', ')}`);
    if (channels[channel] !== undefined)
      throw new Error(`${channel} is there twice; write its hours once, parted by ;`);
    channels[channel] = parseWeek(rest);
  }
  if (usual === undefined)
    throw new Error(
      `begin with the hours of all other channels, such as ${EXAMPLE} | zalo: always`,
    );
  return { usual, channels };
}

function parseWeek(text: string): Week {
  const rules = text
    .replaceAll(/\s*([-–—])\s*/gu, '-')
    .replaceAll(/\s*,\s*/gu, ',')
    .split(';')
    .map((rule) => rule.trim().toLowerCase())
    .filter((rule) => rule !== '');
  if (rules.length === 0) throw new Error(`hours are missing; write always, or such as ${EXAMPLE}`);
  if (rules.includes('always')) {
    if (rules.length > 1)
      throw new Error('always stands alone; leave out the other hours or always');
    return 'always';
  }
  const week = new Map<number, readonly Span[]>();
  for (const rule of rules) {
    const [days = '', ...times] = rule.split(/\s+/u);
    for (const day of parseDays(days)) {
      if (week.has(day))
        throw new Error(
          `${DAYS[day]?.[0]?.toUpperCase()} is there twice; write all its times behind it once`,
        );
      week.set(day, parseSpans(days, times));
    }
  }
  return DAYS.map((_, day) => week.get(day) ?? []);
}

function parseDays(text: string): number[] {
  if (/\p{L}:/u.test(text))
    throw new Error(
      `"${text}": begin a channel with |, such as ${EXAMPLE} | zalo: T2-T6 08:00-11:00`,
    );
  return text.split(',').flatMap((range) => {
    const [first, last = first, ...more] = range.split('-').map((name) => {
      const day = DAYS.findIndex((names) => names.includes(name));
      if (day < 0)
        throw new Error(
          `"${name}" is not a day; write T2 to T7 and CN, or Mon to Sun, such as ${EXAMPLE}`,
        );
      return day;
    });
    if (first === undefined || last === undefined || more.length > 0)
      throw new Error(`"${range}": write the first and the last day, such as T2-T6`);
    // A range may go over the end of the week, as Sun-Thu does here.
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, at) => (first + at) % 7);
  });
}

function parseSpans(days: string, texts: readonly string[]): Span[] {
  if (texts.length === 0)
    throw new Error(`"${days}" has no times; write them behind it, such as ${days} 07:30-11:30`);
  const spans = texts.map(parseSpan).sort((one, other) => one.from - other.from);
  for (const [at, span] of spans.entries())
    if (span.from < (spans[at - 1]?.to ?? 0))
      throw new Error(`times of "${days}" overlap; write them apart, such as ${EXAMPLE}`);
  return spans;
}

function parseSpan(text: string): Span {
  const [from, to, ...more] = text.split('-').map(parseTime);
  if (from === undefined || to === undefined || more.length > 0)
    throw new Error(`"${text}": write from when to when, such as 07:30-11:30`);
  if (from >= to)
    throw new Error(
      `"${text}" ends before it begins; write a night as two: to 24:00, and from 00:00 the day after`,
    );
  return { from, to };
}

function parseTime(text: string): number {
  const [, hours, minutes] = /^(\d{1,2})(?::|h(?=\d))(\d{2})$/u.exec(text) ?? [];
  const time = Number(hours) * 60 + Number(minutes);
  if (hours === undefined || Number(minutes) > 59 || time > DAY_MINUTES)
    throw new Error(`"${text}" is not a time; write 00:00 to 24:00, such as 07:30-11:30`);
  return time;
}
