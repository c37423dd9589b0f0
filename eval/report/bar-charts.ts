import type { Interval } from '../metrics/intervals.ts';
import type { Label } from './labels.ts';
import { bothPlain } from './markup.ts';
import { type Canvas, line, rect, svg, words } from './svg.ts';

const INNER = 400;
/** Width of a letter at the page's chart size, a little generous. */
const LETTER = 7;

type Chart = Pick<Canvas, 'id' | 'title' | 'description'>;

interface Bar {
  /** Length as a share of the whole width. */
  readonly share: number;
  /** What is written beside it, where that is not the share in percent. */
  readonly text?: string;
  readonly interval?: Interval;
}
export interface BarRow {
  readonly name: Label;
  readonly cases?: number;
  /** One bar per series, in the order of the legend. */
  readonly bars: readonly (Bar | undefined)[];
}

const percent = (share: number): string => `${share * 100} %`;

/** Bars of shares with their intervals as lines, one group a row. */
export function groupedBars(
  chart: Chart,
  series: readonly Label[],
  rows: readonly BarRow[],
  tick: (share: number) => string = percent,
): string {
  const thick = 11;
  const step = series.length * (thick + 2) + 10;
  const left = leftOf(rows);
  const top = 16 + legendHeight(series.length);
  const height = top + rows.length * step + 24;
  const content = [
    ...scale(left, top, height - 22, tick),
    ...legend(series.map((name, at) => [name, `s${at}`])),
  ];
  rows.forEach((row, at) => {
    const y = top + at * step;
    content.push(rowName(row, left, y + step / 2 - 3));
    row.bars.forEach((bar, place) => {
      if (!bar) return;
      const barTop = y + place * (thick + 2);
      const middle = barTop + thick / 2;
      content.push(rect(left, barTop, bar.share * INNER, thick, `s${place}`));
      content.push(words(left + INNER + 6, middle + 4, bar.text ?? (bar.share * 100).toFixed(1)));
      if (!bar.interval) return;
      const { low, high } = bar.interval;
      content.push(line(left + low * INNER, middle, left + high * INNER, middle, 'whisker'));
    });
  });
  return svg({ ...chart, width: left + INNER + 60, height }, content);
}

export interface StackRow {
  readonly name: Label;
  readonly cases: number;
  readonly shares: readonly number[];
}

/** One bar of 100 % a row, split in parts; parts wide enough carry their number. */
export function stackedBars(
  chart: Chart,
  parts: readonly { readonly name: Label; readonly kind: string }[],
  rows: readonly StackRow[],
): string {
  const step = 27;
  const left = leftOf(rows);
  const top = 16 + legendHeight(parts.length);
  const height = top + rows.length * step + 24;
  const content = [
    ...scale(left, top, height - 22, percent),
    ...legend(parts.map(({ name, kind }) => [name, kind])),
  ];
  rows.forEach((row, at) => {
    const y = top + at * step;
    content.push(rowName(row, left, y + 12));
    let from = 0;
    row.shares.forEach((share, part) => {
      const wide = share * INNER;
      const x = left + from * INNER;
      from += share;
      const kind = parts[part]?.kind ?? '';
      if (wide > 0) content.push(rect(x, y, wide - 1, 18, kind));
      if (wide > 24) {
        const number = (share * 100).toFixed(0);
        content.push(words(x + wide / 2, y + 13, number, { anchor: 'middle', kind: `on-${kind}` }));
      }
    });
  });
  return svg({ ...chart, width: left + INNER + 60, height }, content);
}

export interface Column {
  readonly name: string;
  readonly count: number;
}

/** Upright columns of counts, for a histogram. */
export function columns(chart: Chart, unit: Label, bins: readonly Column[]): string {
  const width = 620;
  const height = 250;
  const floor = 200;
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const wide = (width - 40) / bins.length;
  const content = [line(30, floor, width - 10, floor, 'axis')];
  bins.forEach((bin, at) => {
    const tall = (bin.count / most) * (floor - 30);
    const x = 30 + at * wide;
    content.push(rect(x + 1, floor - tall, wide - 2, tall, 's0'));
    if (bin.count > 0)
      content.push(words(x + wide / 2, floor - tall - 4, String(bin.count), { anchor: 'middle' }));
    content.push(words(x, floor + 16, bin.name, { anchor: 'middle' }));
  });
  content.push(words(width / 2, height - 12, bothPlain(unit), { anchor: 'middle' }));
  return svg({ ...chart, width, height }, content);
}

function scale(
  left: number,
  top: number,
  bottom: number,
  tick: (share: number) => string,
): string[] {
  return [0, 0.25, 0.5, 0.75, 1].flatMap((share) => {
    const x = left + share * INNER;
    return [
      line(x, top - 4, x, bottom, 'grid'),
      words(x, bottom + 14, tick(share), { anchor: 'middle' }),
    ];
  });
}

/** Two names a line. */
function legend(entries: readonly (readonly [Label, string])[]): string[] {
  return entries.flatMap(([name, kind], at) => {
    const x = (at % 2) * 280 + 6;
    const y = 6 + Math.floor(at / 2) * 18;
    return [rect(x, y, 12, 12, kind), words(x + 18, y + 10, bothPlain(name))];
  });
}

function legendHeight(entries: number): number {
  return Math.ceil(entries / 2) * 18;
}

interface NamedRow {
  readonly name: Label;
  readonly cases?: number;
}

function rowText({ name, cases }: NamedRow): string {
  return cases === undefined ? name.vi : `${name.vi} (${cases})`;
}

function leftOf(rows: readonly NamedRow[]): number {
  return Math.max(120, ...rows.map((row) => rowText(row).length * LETTER)) + 12;
}

function rowName(row: NamedRow, left: number, y: number): string {
  return words(left - 8, y, rowText(row), { anchor: 'end' });
}
