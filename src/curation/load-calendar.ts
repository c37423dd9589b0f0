import { z } from 'zod';
import { readYaml } from './read-yaml.ts';

const date = z.iso.date();
const name = z.object({ vi: z.string().min(1), en: z.string().min(1) });
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(day).getUTCDay());

const calendarSchema = z
  .strictObject({
    owner: z.string(),
    source: z.string(),
    holidays: z.array(
      z.strictObject({ id: z.string(), ...name.shape, dates: z.array(date).min(1) }),
    ),
    'make-up': z.array(
      z.strictObject({
        work: date.refine(isWeekend, 'is not a Saturday or Sunday'),
        off: date.refine((day) => !isWeekend(day), 'is off anyway'),
        for: z.string(),
      }),
    ),
    closures: z.array(z.strictObject({ date, name })),
  })
  .check(({ value, issues }) => {
    const at = (message: string): unknown =>
      issues.push({ code: 'custom', message, input: value, path: [] });
    const swaps = value['make-up'];
    const days = [
      ...value.holidays.flatMap(({ dates }) => dates),
      ...swaps.flatMap(({ work, off }) => [work, off]),
    ];
    for (const [index, day] of days.entries())
      if (days.indexOf(day) !== index) at(`${day} is there twice`);
    const ids = value.holidays.map(({ id }) => id);
    for (const [index, id] of ids.entries())
      if (ids.indexOf(id) !== index) at(`the holiday ${id} is there twice`);
    for (const swap of swaps)
      if (!ids.includes(swap.for)) at(`${swap.work} is worked for no holiday: ${swap.for}`);
  });

type Name = Readonly<z.infer<typeof name>>;

/** Days off and days worked instead, as the desk's schedule takes them. */
export interface CalendarFile {
  readonly holidays: readonly (Name & { readonly id: string; readonly dates: readonly string[] })[];
  readonly makeUp: readonly {
    readonly work: string;
    readonly off: string;
    readonly name: Name;
  }[];
  readonly closures: readonly { readonly date: string; readonly name: Name }[];
}

/** Reads and checks a calendar. Throws an error that lists what is wrong and where. */
export function loadCalendar(path: string): CalendarFile {
  const read = calendarSchema.safeParse(readYaml(path));
  if (!read.success) throw new Error(`${path}:\n${z.prettifyError(read.error)}`);
  const { holidays, 'make-up': swaps, closures } = read.data;
  const makeUp = swaps.flatMap(({ work, off, for: id }) => {
    const holiday = holidays.find((one) => one.id === id);
    return holiday === undefined ? [] : [{ work, off, name: { vi: holiday.vi, en: holiday.en } }];
  });
  return { holidays, makeUp, closures };
}
