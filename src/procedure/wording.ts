import type { Duration, DurationUnit, Fee, SubmissionMethod } from './procedure.ts';

/** "10000" → "10.000", as amounts are written in Vietnam. */
export function formatNumber(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/gu, '.');
  return fraction === undefined ? grouped : `${grouped},${fraction}`;
}

/** "10.000 đồng", "25 USD". */
export function formatAmount(fee: Fee): string {
  const amount = formatNumber(fee.amount ?? 0);
  return fee.currency === 'VND' ? `${amount} đồng` : `${amount} ${fee.currency}`;
}

/** The limit as the record means it; undefined when it states neither figure nor words. */
export function formatDuration(
  duration: Duration,
  units: Readonly<Record<DurationUnit, string>>,
): string | undefined {
  if (duration.quantity !== undefined && duration.quantity > 0 && duration.unit) {
    return `${formatNumber(duration.quantity)} ${units[duration.unit]}`;
  }
  return duration.stated === undefined || duration.stated === '' ? undefined : duration.stated;
}

/** Dates as people write them: 2026-04-18 → 18/4/2026, 2026-07 → 7/2026. */
export function formatDate(iso: string): string {
  const [year = '', month, day] = iso.slice(0, 10).split('-');
  return [day, month]
    .filter((part): part is string => part !== undefined)
    .map((part) => String(Number(part)))
    .concat(year)
    .join('/');
}

/** Joins with commas and a last "và". */
export function joinWords(words: readonly string[], and: string): string {
  if (words.length <= 1) return words.join('');
  return `${words.slice(0, -1).join(', ')}${and}${words.at(-1) ?? ''}`;
}

export const METHOD_ORDER: readonly SubmissionMethod[] = ['online', 'direct', 'postal'];

/** First letter in upper case. */
export function capitalise(text: string): string {
  return text === '' ? text : (text[0] as string).toLocaleUpperCase('vi') + text.slice(1);
}

/** Cut at a word, with an ellipsis, to at most `limit` characters. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), limit * 0.6)).trimEnd()}…`;
}
