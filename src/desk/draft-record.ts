import type { Guide } from '../procedure/guide.ts';
import type { Procedure } from '../procedure/procedure.ts';
import { formatDate } from '../procedure/wording.ts';
import type { Figure } from './draft-figures.ts';
import { figuresIn } from './draft-figures.ts';

const keyOf = ({ unit, value }: Pick<Figure, 'unit' | 'value'>): string => `${unit} ${value}`;

/** Which figures a draft may state: those of the records it rests on, and of their guides. */
export function knownFigures(
  records: readonly { readonly procedure: Procedure; readonly guide: Guide | undefined }[],
): (figure: Figure) => boolean {
  const known = new Set<string>();
  const add = (unit: Figure['unit'], value: number | string): void => {
    known.add(keyOf({ unit, value: String(value) }));
  };
  for (const { procedure, guide } of records) {
    add('code', procedure.code);
    for (const text of stringsOf([procedure, guide])) {
      for (const figure of figuresIn(text)) known.add(keyOf(figure));
    }
    for (const { fees, durations } of procedure.submissions) {
      for (const { amount, currency } of fees) {
        if (amount !== undefined) add(currency === 'VND' ? 'money' : 'usd', amount);
      }
      for (const { quantity, unit } of durations) {
        if (quantity !== undefined && unit !== undefined) add(unit, quantity);
      }
    }
    for (const { items, duration } of procedure.cases) {
      if (duration?.quantity !== undefined && duration.unit !== undefined)
        add(duration.unit, duration.quantity);
      const papers = items.filter(({ kind }) => kind === 'paper');
      add('count', papers.length);
      add('count', papers.filter(({ conditional }) => conditional !== true).length);
      for (const { originals, copies } of papers) {
        add('count', originals);
        add('count', copies);
      }
    }
    const { updatedAt, retrievedAt, publishedAt } = procedure;
    for (const date of [updatedAt, retrievedAt, publishedAt]) {
      if (date?.length === 10) add('date', formatDate(date));
    }
  }
  const shortDates = [...known].flatMap((key) => /^date \d+\/\d+(?=\/)/u.exec(key)?.[0] ?? []);
  for (const date of shortDates) known.add(date);
  // One copy, one set, one kind: says no more than "a".
  return (figure) => known.has(keyOf(figure)) || (figure.unit === 'count' && figure.value === '1');
}

/** Every text in a value, whichever depth it stands at. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}
