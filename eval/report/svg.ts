import type { Label } from './labels.ts';
import { bothPlain, escape } from './markup.ts';

export interface Canvas {
  /** Unique on the page. */
  readonly id: string;
  readonly title: Label;
  readonly description: Label;
  readonly width: number;
  readonly height: number;
}

/** An SVG that a screen reader announces by its title and description. */
export function svg(
  { id, title, description, width, height }: Canvas,
  content: readonly string[],
): string {
  return `<svg role="img" viewBox="0 0 ${width} ${height}" width="${width}" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${escape(bothPlain(title))}</title><desc id="${id}-d">${escape(bothPlain(description))}</desc>
${content.join('\n')}
</svg>`;
}

/** The chart as a file of its own, with the page's colours. */
export function standalone(chart: string, style: string): string {
  return chart
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace('<title', `<style>${style}\nsvg { background: var(--paper); }</style>\n<title`);
}

export function rect(x: number, y: number, width: number, height: number, kind: string): string {
  return `<rect x="${at(x)}" y="${at(y)}" width="${at(Math.max(0, width))}" height="${at(height)}" class="${kind}"/>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, kind: string): string {
  return `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" class="${kind}"/>`;
}

export function polyline(points: readonly (readonly [number, number])[], kind: string): string {
  return `<polyline points="${points.map(([x, y]) => `${at(x)},${at(y)}`).join(' ')}" class="${kind}"/>`;
}

export function circle(x: number, y: number, radius: number, kind: string): string {
  return `<circle cx="${at(x)}" cy="${at(y)}" r="${at(radius)}" class="${kind}"/>`;
}

export function words(
  x: number,
  y: number,
  text: string,
  {
    anchor = 'start',
    kind = 'ink',
  }: { readonly anchor?: 'start' | 'middle' | 'end'; readonly kind?: string } = {},
): string {
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" class="${kind}">${escape(text)}</text>`;
}

function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
