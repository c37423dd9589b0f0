import { describe, expect, it } from 'vitest';
import type { Channel } from '../../src/conversation/conversation.ts';
import type { Calendar, ScheduleState } from '../../src/desk/schedule.ts';
import { parseHours } from '../../src/desk/parse-hours.ts';
import { createSchedule, openingWords } from '../../src/desk/schedule.ts';

const named = (en: string) => ({ vi: `vi ${en}`, en });
const TET = named('Tết');
const HUNG_KINGS = named('Hùng Kings');
const NATIONAL_DAY = named('National Day');
const MOVING = named('Moving');

const CALENDAR: Calendar = {
  holidays: [
    {
      ...TET,
      dates: ['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'],
    },
    { ...HUNG_KINGS, dates: ['2026-04-26'] },
    {
      ...named('Tết of another year'),
      dates: ['2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08', '2027-02-09'],
    },
    { ...NATIONAL_DAY, dates: ['2026-09-01', '2026-09-02'] },
  ],
  makeUp: [{ work: '2026-08-22', off: '2026-08-31', name: NATIONAL_DAY }],
  closures: [{ date: '2026-12-01', name: MOVING }],
};

const OFFICE = 'T2-T6 07:30-11:30 13:30-17:00; T7 07:30-11:30';
const moment = (local: string): Date => new Date(`${local}+07:00`);
const schedule = (hours: string = OFFICE, calendar: Calendar = CALENDAR) =>
  createSchedule({ hours: parseHours(hours), calendar });
const at = (local: string, hours?: string, channel?: Channel): ScheduleState =>
  schedule(hours).at(moment(local), channel);
const open = (closesAt: string): ScheduleState => ({ kind: 'open', closesAt: moment(closesAt) });
const closed = (why: 'lunch' | 'outside', opensAt: string): ScheduleState => ({
  kind: 'closed',
  why,
  opensAt: moment(opensAt),
});

describe('the hours of a day', () => {
  it('are open from the first minute to before the last', () => {
    expect(at('2026-11-23T07:29:59.999')).toEqual(closed('outside', '2026-11-23T07:30'));
    expect(at('2026-11-23T07:30')).toEqual(open('2026-11-23T11:30'));
    expect(at('2026-11-23T11:29:59.999')).toEqual(open('2026-11-23T11:30'));
    expect(at('2026-11-23T16:59:59.999')).toEqual(open('2026-11-23T17:00'));
    expect(at('2026-11-23T17:00')).toEqual(closed('outside', '2026-11-24T07:30'));
  });

  it('have a lunch', () => {
    expect(at('2026-11-23T11:30')).toEqual(closed('lunch', '2026-11-23T13:30'));
    expect(at('2026-11-23T13:29:59.999')).toEqual(closed('lunch', '2026-11-23T13:30'));
  });

  it('are those of Vietnam wherever the moment was written', () => {
    // 22:00 of Sunday in Berlin's summer is 03:00 of Monday.
    expect(schedule().at(new Date('2026-07-12T22:00:00+02:00'))).toEqual(
      closed('outside', '2026-07-13T07:30'),
    );
    expect(schedule().at(new Date('2026-07-13T00:29:59.999Z')).kind).toBe('closed');
    expect(schedule().at(new Date('2026-07-13T00:30:00Z')).kind).toBe('open');
  });

  it('end with the week', () => {
    const hours = 'T2-T6 07:30-11:30 13:30-17:00';
    expect(at('2026-11-20T17:30', hours)).toEqual(closed('outside', '2026-11-23T07:30'));
    expect(at('2026-11-22T23:59:59.999', hours)).toEqual(closed('outside', '2026-11-23T07:30'));
    expect(at('2026-11-20T17:30')).toEqual(closed('outside', '2026-11-21T07:30'));
  });

  it('may last to midnight, and go on behind it', () => {
    const late = 'T2 20:00-24:00; T4 00:00-06:00';
    expect(at('2026-11-23T23:59:59.999', late)).toEqual(open('2026-11-24T00:00'));
    expect(at('2026-11-24T00:00', late)).toEqual(closed('outside', '2026-11-25T00:00'));
    const night = 'T2 20:00-24:00; T3 00:00-06:00 06:00-07:00 08:00-09:00';
    expect(at('2026-11-23T23:59:59.999', night)).toEqual(open('2026-11-24T07:00'));
    expect(at('2026-11-24T00:00', night)).toEqual(open('2026-11-24T07:00'));
  });

  it('without an end close only for holidays', () => {
    const hours = 'T2-CN 00:00-24:00';
    expect(at('2026-11-30T12:00', hours)).toEqual(open('2026-12-01T00:00'));
    expect(at('2026-06-06T12:00', hours)).toEqual({ kind: 'open' });
    expect(at('2026-02-18T12:00', 'always')).toEqual({ kind: 'open' });
  });

  it('that never come have no opening', () => {
    const calendar: Calendar = {
      ...CALENDAR,
      closures: Array.from({ length: 80 }, (_, day) => ({
        date: new Date(Date.UTC(2026, 5, 1 + day)).toISOString().slice(0, 10),
        name: MOVING,
      })),
    };
    const { at: of } = schedule(OFFICE, calendar);
    expect(of(moment('2026-06-01T08:00'))).toEqual({
      kind: 'closed',
      why: 'holiday',
      holiday: MOVING,
    });
    expect(of(moment('2026-07-10T08:00'))).toMatchObject({ opensAt: moment('2026-08-20T07:30') });
  });

  it('may be others on a channel', () => {
    const hours = `${OFFICE} | hotline: T2-CN 06:00-22:00 | kiosk: always`;
    expect(at('2026-11-22T12:00', hours, 'hotline')).toEqual(open('2026-11-22T22:00'));
    expect(at('2026-11-22T12:00', hours, 'kiosk')).toEqual({ kind: 'open' });
    expect(at('2026-11-22T12:00', hours, 'zalo')).toEqual(closed('outside', '2026-11-23T07:30'));
    expect(at('2026-11-22T12:00', hours)).toEqual(closed('outside', '2026-11-23T07:30'));
  });
});

describe('days that do not keep to the week', () => {
  const closedFor = (holiday: object, opensAt: string) => ({
    kind: 'closed',
    why: 'holiday',
    holiday,
    opensAt: moment(opensAt),
  });
  const weekdays = 'T2-T6 07:30-11:30 13:30-17:00';

  it('close the office from the eve of Tết to the first working day after', () => {
    expect(at('2026-02-13T17:00', weekdays)).toEqual(closed('outside', '2026-02-23T07:30'));
    expect(at('2026-02-16T09:00', weekdays)).toEqual(closedFor(TET, '2026-02-23T07:30'));
    expect(at('2026-02-20T23:59:59.999')).toEqual(closedFor(TET, '2026-02-21T07:30'));
  });

  it('give the next working day for a holiday on a Sunday', () => {
    expect(at('2026-04-26T09:00')).toEqual(closedFor(HUNG_KINGS, '2026-04-28T07:30'));
    expect(at('2026-04-27T12:00')).toEqual(closedFor(HUNG_KINGS, '2026-04-28T07:30'));
    expect(schedule().isWorkingDay(moment('2026-04-27T09:00'))).toBe(false);
  });

  it('give two days for a weekend within Tết', () => {
    expect(at('2027-02-05T09:00')).toMatchObject({ opensAt: moment('2027-02-12T07:30') });
    expect(at('2027-02-11T09:00')).toMatchObject({ why: 'holiday' });
  });

  it('have the hours of the day that a make-up Saturday is worked for', () => {
    expect(at('2026-08-22T14:00')).toEqual(open('2026-08-22T17:00'));
    expect(at('2026-08-22T12:00', weekdays)).toEqual(closed('lunch', '2026-08-22T13:30'));
    expect(at('2026-08-21T17:00', weekdays)).toEqual(closed('outside', '2026-08-22T07:30'));
    expect(at('2026-08-31T09:00')).toEqual(closedFor(NATIONAL_DAY, '2026-09-03T07:30'));
  });

  it('hold for every channel but one that is always open', () => {
    const hours = `${OFFICE} | zalo: T2-CN 00:00-24:00 | hotline: always`;
    expect(at('2026-09-02T09:00', hours, 'zalo')).toEqual(
      closedFor(NATIONAL_DAY, '2026-09-03T00:00'),
    );
    expect(at('2026-09-02T09:00', hours, 'hotline').kind).toBe('open');
  });

  it('may be those of the office alone', () => {
    expect(at('2026-12-01T09:00')).toEqual(closedFor(MOVING, '2026-12-02T07:30'));
    expect(schedule().isWorkingDay(moment('2026-12-01T09:00'))).toBe(false);
  });

  it.each([
    ['2026-11-23T00:00', true],
    ['2026-11-20T23:59:59.999', true],
    ['2026-11-21T00:00', false],
    ['2026-11-22T23:59:59.999', false],
    ['2026-08-22T09:00', true],
    ['2026-08-31T09:00', false],
    ['2026-09-02T23:00', false],
  ])('%s is a working day: %s', (local, expected) => {
    expect(schedule().isWorkingDay(moment(local))).toBe(expected);
    expect(schedule('always').isWorkingDay(moment(local))).toBe(expected);
  });
});

describe('every moment of two years', () => {
  it.each([OFFICE, 'T2,T5 08:00-11:00', 'CN 00:00-24:00; T3 22:00-24:00; T4 00:00-05:00'])(
    'of %s is open before it closes, and opens when it says',
    (hours) => {
      const { at: of, isWorkingDay } = schedule(hours);
      const end = moment('2028-01-01T00:00').getTime();
      // A step that is no part of a day, so that it meets every minute of the clock.
      for (let now = moment('2026-01-01T00:00').getTime(); now < end; now += 47 * 60_000) {
        const state = of(new Date(now));
        if (state.kind === 'open') {
          const closesAt = state.closesAt?.getTime() ?? Number.NaN;
          if (!(closesAt > now)) expect.fail(`closed at ${new Date(now).toISOString()}`);
          expect(of(new Date(closesAt - 1)).kind).toBe('open');
          expect(of(new Date(closesAt)).kind).toBe('closed');
          continue;
        }
        const opensAt = state.opensAt?.getTime() ?? Number.NaN;
        if (!(opensAt > now)) expect.fail(`no opening at ${new Date(now).toISOString()}`);
        expect(of(new Date(opensAt)).kind).toBe('open');
        expect(of(new Date(opensAt - 1)).kind).toBe('closed');
        expect(state.holiday !== undefined).toBe(state.why === 'holiday');
        if (state.why === 'holiday') expect(isWorkingDay(new Date(now))).toBe(false);
      }
    },
  );
});

describe('parseHours', () => {
  it('reads days of both languages, ranges, lists and other dashes', () => {
    const usual = parseHours('T2-T6 07:30-11:30; T7 08:00-09:00').usual;
    expect(parseHours(' mon - FRI 7:30 – 11h30 ; Sat 8:00-9:00; ').usual).toEqual(usual);
    expect(parseHours('T2,T3, t4-T6 07:30-11:30; T7 08:00-09:00').usual).toEqual(usual);
    expect(parseHours('Sun-Tue 13:00-14:00 08:00-09:00').usual).toEqual(
      parseHours('CN,T2,T3 08:00-09:00 13:00-14:00').usual,
    );
    expect(parseHours('T2-CN 00:00-24:00').usual).toEqual(
      Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]),
    );
  });

  it('reads hours of channels', () => {
    const hours = parseHours(' Hotline : always |T2 08:00-09:00| zalo:T3 08:00-09:00');
    expect(hours.usual).toEqual(parseHours('T2 08:00-09:00').usual);
    expect(hours.channels).toEqual({
      hotline: 'always',
      zalo: parseHours('T3 08:00-09:00').usual,
    });
  });

  it.each([
    ['', 'hours are missing; write always, or such as T2-T6 07:30-11:30'],
    [' ; ', 'hours are missing'],
    ['T2 08:00-09:00 |', 'after | write a channel first'],
    ['T2 08:00-09:00 | T3 08:00-09:00', 'after | write a channel first'],
    ['T2 08:00-09:00 | zalo:', 'hours are missing'],
    ['zalo: T2 08:00-09:00', 'begin with the hours of all other channels'],
    ['always | fax: always', 'fax is not a channel; write one of web, kiosk'],
    ['always | zalo: always | Zalo: always', 'zalo is there twice; write its hours once'],
    ['T2 08:00-09:00; zalo: T3 08:00-09:00', '"zalo:": begin a channel with |'],
    ['always; T2 08:00-09:00', 'always stands alone'],
    ['T8 08:00-09:00', '"t8" is not a day; write T2 to T7 and CN, or Mon to Sun'],
    ['08:00-09:00', '"08:00" is not a day'],
    ['T2- 08:00-09:00', 'is not a day'],
    ['T2-T4-T6 08:00-09:00', 'write the first and the last day, such as T2-T6'],
    ['T2-T6', '"t2-t6" has no times; write them behind it'],
    ['T2 08:00', '"08:00": write from when to when, such as 07:30-11:30'],
    ['T2 08:00-09:00-10:00', 'write from when to when'],
    ['T2 8-11', '"8" is not a time; write 00:00 to 24:00'],
    ['T2 08:60-11:00', '"08:60" is not a time'],
    ['T2 08:00-24:01', '"24:01" is not a time'],
    ['T2 08:00-25:00', '"25:00" is not a time'],
    ['T2 22:00-06:00', 'ends before it begins; write a night as two'],
    ['T2 08:00-08:00', 'ends before it begins'],
    ['T2 08:00-11:00 10:00-12:00', 'times of "t2" overlap; write them apart'],
    ['T2-T6 08:00-11:00; T6 13:00-15:00', 'T6 is there twice; write all its times behind it once'],
  ])('refuses "%s": %s', (text, message) => {
    expect(() => parseHours(text)).toThrow(message);
  });
});

describe('openingWords', () => {
  const words = (opensAt: string, now: string) => openingWords(moment(opensAt), moment(now));

  it('tell the day from the one it is in Vietnam', () => {
    expect(words('2026-11-27T07:30', '2026-11-27T00:00')).toEqual({
      kind: 'today',
      time: '07:30',
      weekday: 5,
      date: '27/11/2026',
    });
    expect(words('2026-11-27T07:30', '2026-11-26T23:59:59.999').kind).toBe('tomorrow');
    expect(words('2026-11-27T07:30', '2026-11-25T23:59:59.999').kind).toBe('day');
    expect(words('2026-03-01T00:00', '2026-02-28T12:00')).toEqual({
      kind: 'tomorrow',
      time: '00:00',
      weekday: 0,
      date: '01/03/2026',
    });
  });
});
