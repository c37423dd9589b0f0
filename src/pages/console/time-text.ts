import type { Texts } from './texts.ts';
import { fill } from './texts.ts';

/** A span in whole words, rounded down: what is left of a window, how long somebody waits. */
export function roughSpan(ms: number, { time }: Texts): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return fill(time.minutes, { minutes });
  if (minutes < 48 * 60) return fill(time.hours, { hours: Math.floor(minutes / 60) });
  return fill(time.days, { days: Math.floor(minutes / (24 * 60)) });
}

/** The time of day on the day itself, else day and time. */
export function momentText(at: string, now: Date, language: 'vi' | 'en'): string {
  const when = new Date(at);
  if (Number.isNaN(when.getTime())) return at;
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB';
  const isToday = when.toDateString() === now.toDateString();
  return when.toLocaleString(locale, {
    hour: '2-digit',
    minute: '2-digit',
    ...(isToday ? {} : { day: '2-digit', month: '2-digit' }),
  });
}

/** Only the day. */
export function dayText(at: string, language: 'vi' | 'en'): string {
  const when = new Date(at);
  if (Number.isNaN(when.getTime())) return at;
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB';
  return when.toLocaleDateString(locale, { day: '2-digit', month: '2-digit', year: 'numeric' });
}
