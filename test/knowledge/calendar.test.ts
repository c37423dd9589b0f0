import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCalendar } from '../../src/curation/load-calendar.ts';
import { parseHours } from '../../src/desk/parse-hours.ts';
import { createSchedule } from '../../src/desk/schedule.ts';

const YEARS = [2026, 2027, 2028, 2029, 2030];
const calendar = loadCalendar(join(import.meta.dirname, '../../knowledge/calendar.yaml'));
const { isWorkingDay } = createSchedule({ hours: parseHours('T2-T6 07:30-17:00'), calendar });

const datesOf = (id: string, year: number): readonly string[] =>
  calendar.holidays
    .filter((holiday) => holiday.id === id)
    .flatMap(({ dates }) => dates)
    .filter((date) => date.startsWith(String(year)));
const works = (date: string): boolean => isWorkingDay(new Date(`${date}T09:00:00+07:00`));
const firstOfJanuary = (year: number): number => Date.UTC(year, 0, 1) / 86_400_000;
const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

describe('the lunar calendar of UTC+7', () => {
  it.each(['1985-01-21', '2007-02-17', '2024-02-10', '2025-01-29'])(
    'begins a year on %s',
    (date) => {
      expect(dateOf(lunarNewYear(Number(date.slice(0, 4))))).toBe(date);
    },
  );

  it.each(['2023-04-29', '2024-04-18', '2025-04-07'])('has the tenth of month 3 on %s', (date) => {
    expect(dateOf(tenthOfMonth3(Number(date.slice(0, 4))))).toBe(date);
  });
});

describe('the calendar of the desk', () => {
  it.each(YEARS)('has Tết %i: the last day of the old year and four of the new', (year) => {
    const first = lunarNewYear(year);
    expect(datesOf('lunar-new-year', year)).toEqual(
      [-1, 0, 1, 2, 3].map((at) => dateOf(first + at)),
    );
  });

  it.each(YEARS)('has the day of the Hùng Kings %i on the tenth of month 3', (year) => {
    expect(datesOf('hung-kings', year)).toEqual([dateOf(tenthOfMonth3(year))]);
  });

  it.each(YEARS)('has the fixed days of %i', (year) => {
    expect(datesOf('new-year', year)).toEqual([`${year}-01-01`]);
    expect(datesOf('victory-day', year)).toEqual([`${year}-04-30`]);
    expect(datesOf('labour-day', year)).toEqual([`${year}-05-01`]);
    const national = datesOf('national-day', year);
    expect(national).toHaveLength(2);
    expect(national).toContain(`${year}-09-02`);
    expect(
      [`${year}-09-01`, `${year}-09-03`].filter((date) => national.includes(date)),
    ).toHaveLength(1);
  });

  it.each(YEARS)('takes eleven weekdays out of %i, whatever weekends they fall on', (year) => {
    const days = Array.from(
      { length: firstOfJanuary(year + 1) - firstOfJanuary(year) },
      (_, at) => firstOfJanuary(year) + at,
    );
    const weekdays = days.filter((day) => ![0, 6].includes(new Date(day * 86_400_000).getUTCDay()));
    const worked = days.filter((day) => works(dateOf(day)));
    expect(weekdays.length - worked.length).toBe(11);
  });

  it('is as announced for 2026', () => {
    const off = Array.from({ length: 365 }, (_, at) => firstOfJanuary(2026) + at)
      .filter((day) => {
        const weekend = [0, 6].includes(new Date(day * 86_400_000).getUTCDay());
        return works(dateOf(day)) === weekend;
      })
      .map(dateOf);
    expect(off).toEqual([
      '2026-01-01',
      '2026-01-02',
      '2026-01-10',
      '2026-02-16',
      '2026-02-17',
      '2026-02-18',
      '2026-02-19',
      '2026-02-20',
      '2026-04-27',
      '2026-04-30',
      '2026-05-01',
      '2026-08-22',
      '2026-08-31',
      '2026-09-01',
      '2026-09-02',
    ]);
  });

  it.each(['2027-02-10', '2027-02-11', '2027-05-03', '2028-05-02', '2028-09-04', '2029-09-04'])(
    'gives %s for a holiday on a weekend',
    (date) => {
      expect(works(date)).toBe(false);
    },
  );
});

// The lunar calendar by the sun and the moon (Meeus, Astronomical Algorithms, chapters 25 and 49, in
// the short form of Hồ Ngọc Đức). Days are counted from 1970-01-01 in UTC+7.

const RADIAN = Math.PI / 180;
const EPOCH = 2_440_587.5;
const MONTH = 29.530588853;
const sin = (degrees: number): number => Math.sin(degrees * RADIAN);

/** The day of UTC+7 on which the k-th new moon since 1900 falls. */
function newMoon(k: number): number {
  const t = k / 1236.85;
  const mean =
    2_415_020.75933 +
    29.53058868 * k +
    0.0001178 * t ** 2 -
    0.000000155 * t ** 3 +
    0.00033 * sin(166.56 + 132.87 * t - 0.009173 * t ** 2);
  const sun = 359.2242 + 29.10535608 * k - 0.0000333 * t ** 2 - 0.00000347 * t ** 3;
  const moon = 306.0253 + 385.81691806 * k + 0.0107306 * t ** 2 + 0.00001236 * t ** 3;
  const node = 21.2964 + 390.67050646 * k - 0.0016528 * t ** 2 - 0.00000239 * t ** 3;
  const shift =
    (0.1734 - 0.000393 * t) * sin(sun) +
    0.0021 * sin(2 * sun) -
    0.4068 * sin(moon) +
    0.0161 * sin(2 * moon) -
    0.0004 * sin(3 * moon) +
    0.0104 * sin(2 * node) -
    0.0051 * sin(sun + moon) -
    0.0074 * sin(sun - moon) +
    0.0004 * sin(2 * node + sun) -
    0.0004 * sin(2 * node - sun) -
    0.0006 * sin(2 * node + moon) +
    0.001 * sin(2 * node - moon) +
    0.0005 * sin(2 * moon + sun);
  const dynamic = -0.000278 + 0.000265 * t + 0.000262 * t ** 2;
  return Math.floor(mean + shift - dynamic + 7 / 24 - EPOCH);
}

/** Which twelfth of the zodiac the sun is in when a day of UTC+7 begins, 0 from the spring equinox. */
function solarTerm(day: number): number {
  const t = (day - 7 / 24 + EPOCH - 2_451_545) / 36_525;
  const anomaly = 357.5291 + 35_999.0503 * t - 0.0001559 * t ** 2 - 0.00000048 * t ** 3;
  const longitude =
    280.46645 +
    36_000.76983 * t +
    0.0003032 * t ** 2 +
    (1.9146 - 0.004817 * t - 0.000014 * t ** 2) * sin(anomaly) +
    (0.019993 - 0.000101 * t) * sin(2 * anomaly) +
    0.00029 * sin(3 * anomaly);
  return Math.floor((((longitude % 360) + 360) % 360) / 30);
}

/** The number of the new moon that begins month 11: the month of the winter solstice. */
function month11(year: number): number {
  const k = Math.floor((Date.UTC(year, 11, 31) / 86_400_000 + EPOCH - 2_415_021) / MONTH);
  return solarTerm(newMoon(k)) >= 9 ? k - 1 : k;
}

/** First days of the months from month 11 of the year before; a leap month is left out. */
function months(year: number): number[] {
  const first = month11(year - 1);
  const isLeapYear = month11(year) - first === 13;
  const starts = Array.from({ length: 14 }, (_, at) => newMoon(first + at));
  // The leap month is the first in which the sun enters no new twelfth.
  const leap = starts.findIndex(
    (start, at) => at > 0 && solarTerm(start) === solarTerm(starts[at + 1] ?? start),
  );
  return starts.filter((_, at) => !isLeapYear || at !== leap);
}

const lunarNewYear = (year: number): number => months(year)[2] ?? Number.NaN;
const tenthOfMonth3 = (year: number): number => (months(year)[4] ?? Number.NaN) + 9;
