import type { Label } from './labels.ts';
import { label } from './labels.ts';

/** Text made safe for HTML and SVG, in content and in quoted attributes. */
export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Vietnamese first, English beside it. */
export function both({ vi, en }: Label): string {
  if (vi === en) return escape(vi);
  return `${escape(vi)} <span lang="en" class="en">${escape(en)}</span>`;
}

/** The same in one plain line, for places without markup. */
export function bothPlain({ vi, en }: Label): string {
  return vi === en ? vi : `${vi} / ${en}`;
}

export interface Column {
  readonly head: Label;
  readonly numeric?: boolean;
}

/** A table; cells are HTML already. The first cell of a row is its heading. */
export function table(
  caption: Label,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const kind = (at: number): string => (columns[at]?.numeric ? ' class="number"' : '');
  const head = columns
    .map((column, at) => `<th scope="col"${kind(at)}>${both(column.head)}</th>`)
    .join('');
  const body = rows
    .map((cells) => {
      const [first = '', ...rest] = cells;
      const others = rest.map((cell, at) => `<td${kind(at + 1)}>${cell}</td>`).join('');
      return `<tr><th scope="row">${first}</th>${others}</tr>`;
    })
    .join('\n');
  if (rows.length === 0) return `<p>${both(label('page', 'none'))}</p>`;
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escape(bothPlain(caption))}"><table>
<caption>${both(caption)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody></table></div>`;
}

/** A chart with its numbers beside it. */
export function figure(chart: string, numbers: string): string {
  return `<figure><div class="chart">${chart}</div><div class="numbers">${numbers}</div></figure>`;
}

export function section(
  id: string,
  level: 2 | 3,
  title: Label,
  body: string,
  note?: Label,
): string {
  const tag = `h${level}`;
  const explanation = note ? `<p class="note">${both(note)}</p>` : '';
  return `<section aria-labelledby="${id}"><${tag} id="${id}">${both(title)}</${tag}>${explanation}\n${body}\n</section>`;
}
