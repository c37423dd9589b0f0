import { describe, expect, it } from 'vitest';
import { loadCalendar } from '../../src/curation/load-calendar.ts';
import { useTemporaryFolder } from './temporary.ts';

const CALENDAR = `
owner: somebody
source: a law
holidays:
  - {id: victory-day, vi: Ngày Chiến thắng, en: Victory Day, dates: [2026-04-30]}
  - {id: national-day, vi: Quốc khánh, en: National Day, dates: [2026-09-01, 2026-09-02]}
make-up:
  - {work: 2026-08-22, off: 2026-08-31, for: national-day}
closures:
  - {date: 2026-12-01, name: {vi: Chuyển trụ sở, en: Moving house}}
`;

describe('loadCalendar', () => {
  const folder = useTemporaryFolder();
  const load = (...changes: readonly [from: string, to: string][]) => {
    let text = CALENDAR;
    for (const [from, to] of changes) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    return loadCalendar(folder.write('calendar.yaml', text));
  };

  it('names what a make-up day is worked for', () => {
    const calendar = load();
    expect(calendar.makeUp).toEqual([
      {
        work: '2026-08-22',
        off: '2026-08-31',
        name: { vi: 'Quốc khánh', en: 'National Day' },
      },
    ]);
    expect(calendar.holidays[0]?.dates).toEqual(['2026-04-30']);
    expect(calendar.closures[0]?.name.en).toBe('Moving house');
  });

  it.each([
    ['a day that is none', '2026-04-30', '2026-04-31', 'holidays[0].dates[0]'],
    ['a date of another form', '2026-04-30', '30/04/2026', 'holidays[0].dates[0]'],
    ['a day of two holidays', '2026-04-30', '2026-09-02', '2026-09-02 is there twice'],
    ['a holiday that is off for a make-up day', '2026-08-31', '2026-09-01', '2026-09-01 is there'],
    ['a make-up day on a weekday', '2026-08-22', '2026-08-21', 'is not a Saturday or Sunday'],
    ['a make-up day for a weekend', '2026-08-31', '2026-08-30', 'is off anyway'],
    ['a make-up day for no holiday', 'for: national-day', 'for: nothing', 'no holiday: nothing'],
    ['two holidays of one id', 'id: victory-day', 'id: national-day', 'the holiday national-day'],
    ['a name in one language', ', en: Victory Day', '', 'holidays[0].en'],
    ['a word that is not known', 'owner: somebody', 'owner: me\nclosed: []', 'closed'],
  ])('refuses %s', (_, from, to, message) => {
    expect(() => load([from, to])).toThrow(message);
  });

  it('names the file', () => {
    expect(() => load(['owner: somebody', ''])).toThrow(/calendar\.yaml:\n.*owner/su);
  });
});
