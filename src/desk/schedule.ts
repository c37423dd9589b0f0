import type { Channel } from '../conversation/conversation.ts';
import type { Span, WeeklyHours } from './parse-hours.ts';

type Named = Readonly<Record<'vi' | 'en', string>>;

/** Days that do not keep to the week; dates such as 2026-09-02. */
export interface Calendar {
  /** Of the law, as they fall: for those on a weekend a working day after is off too. */
  readonly holidays: readonly (Named & { readonly dates: readonly string[] })[];
  /** A Saturday or Sunday worked for a working day that is off. */
  readonly makeUp: readonly {
    readonly work: string;
    readonly off: string;
    readonly name: Named;
  }[];
  /** Of this office alone. */
  readonly closures: readonly { readonly date: string; readonly name: Named }[];
}

export type ScheduleState =
  /** Without `closesAt` it does not close for as long as can be seen. */
  | { readonly kind: 'open'; readonly closesAt?: Date }
  | {
      readonly kind: 'closed';
      /** `lunch`: between two hours of a day. */
      readonly why: 'lunch' | 'outside' | 'holiday';
      readonly holiday?: Named;
      /** Unknown when it is further away than can be seen. */
      readonly opensAt?: Date;
    };

/** When an office's desk is open. Time is that of Vietnam wherever the server stands. */
export interface Schedule {
  at(moment: Date, channel?: Channel): ScheduleState;
  /** Whether the office works on the day: Monday to Friday and make-up days, whatever the desk's hours. */
  isWorkingDay(moment: Date): boolean;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Asia/Ho_Chi_Minh has no summer time. */
const OFFSET = 7 * 60 * MINUTE;
const DAYS_AHEAD = 60;

/** Days are counted from 1970-01-01, a Thursday. */
const dayOf = (moment: Date): number => Math.floor((moment.getTime() + OFFSET) / DAY);
const dayOfDate = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;
const startOf = (day: number): number => day * DAY - OFFSET;
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;
const isWeekend = (day: number): boolean => [0, 6].includes(weekdayOf(day));

export function createSchedule(parts: {
  readonly hours: WeeklyHours;
  readonly calendar: Calendar;
}): Schedule {
  const { usual, channels } = parts.hours;
  const off = daysOff(parts.calendar);
  const worked = new Map(
    parts.calendar.makeUp.map((swap) => [dayOfDate(swap.work), dayOfDate(swap.off)]),
  );

  /** The spans of a day as moments. A make-up day has the hours of the day it is worked for. */
  function spansOf(day: number, week: readonly (readonly Span[])[]): Span[] {
    if (off.has(day)) return [];
    const start = startOf(day);
    const spans = week[weekdayOf(worked.get(day) ?? day)] ?? [];
    return spans.map(({ from, to }) => ({ from: start + from * MINUTE, to: start + to * MINUTE }));
  }

  function at(moment: Date, channel?: Channel): ScheduleState {
    const week = (channel === undefined ? undefined : channels[channel]) ?? usual;
    if (week === 'always') return { kind: 'open' };
    const now = moment.getTime();
    const today = dayOf(moment);
    let closes: number | undefined;
    let wasOpen = false;
    for (let day = today; day <= today + DAYS_AHEAD; day += 1) {
      for (const { from, to } of spansOf(day, week)) {
        if (to <= now) wasOpen = true;
        else if (closes === undefined && from > now) {
          const why = off.has(today) ? 'holiday' : wasOpen && day === today ? 'lunch' : 'outside';
          return { kind: 'closed', why, ...holidayOn(today), opensAt: new Date(from) };
        } else if (closes === undefined || from === closes) closes = to;
      }
      // Hours that go on at midnight have not closed.
      if (closes !== undefined && spansOf(day + 1, week)[0]?.from !== closes)
        return { kind: 'open', closesAt: new Date(closes) };
    }
    return closes === undefined
      ? { kind: 'closed', why: off.has(today) ? 'holiday' : 'outside', ...holidayOn(today) }
      : { kind: 'open' };
  }

  function holidayOn(day: number): { readonly holiday?: Named } {
    const holiday = off.get(day);
    return holiday === undefined ? {} : { holiday };
  }

  return {
    at,
    isWorkingDay(moment) {
      const day = dayOf(moment);
      return !off.has(day) && (!isWeekend(day) || worked.has(day));
    },
  };
}

/** Every day off that is not merely a weekend, by what it is off for. */
function daysOff({ holidays, makeUp, closures }: Calendar): ReadonlyMap<number, Named> {
  const off = new Map<number, Named>();
  for (const { vi, en, dates } of holidays)
    for (const date of dates) off.set(dayOfDate(date), { vi, en });
  const asTheyFall = [...off].sort(([one], [other]) => one - other);
  for (const { off: date, name } of makeUp) off.set(dayOfDate(date), name);
  // Labour Code 45/2019/QH14, article 111.3.
  for (const [holiday, name] of asTheyFall) {
    if (!isWeekend(holiday)) continue;
    let instead = holiday + 1;
    while (isWeekend(instead) || off.has(instead)) instead += 1;
    off.set(instead, name);
  }
  for (const { date, name } of closures) off.set(dayOfDate(date), name);
  return off;
}

/** What a sentence about an opening is made of; the sentence is `knowledge/desk.*.json`'s. */
export function openingWords(
  opensAt: Date,
  now: Date,
): {
  readonly kind: 'today' | 'tomorrow' | 'day';
  /** Such as 07:30. */
  readonly time: string;
  /** From Sunday, 0. */
  readonly weekday: number;
  /** Such as 27/11/2026. */
  readonly date: string;
} {
  const day = dayOf(opensAt);
  const ahead = day - dayOf(now);
  const local = new Date(opensAt.getTime() + OFFSET).toISOString();
  return {
    kind: ahead === 0 ? 'today' : ahead === 1 ? 'tomorrow' : 'day',
    time: local.slice(11, 16),
    weekday: weekdayOf(day),
    date: local.slice(0, 10).split('-').toReversed().join('/'),
  };
}
