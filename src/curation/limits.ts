import type { Duration, DurationUnit } from '../procedure/procedure.ts';
import { parseNumber } from './money.ts';

const UNITS: Readonly<Record<string, DurationUnit>> = {
  WORKING_DAY: 'working-day',
  DAY: 'day',
  HOUR: 'hour',
  MONTH: 'month',
};

/** The portal's unit, or a unit in words ("ngày làm việc", "Giờ"); undefined for `OTHER`. */
export function readUnit(unit: string | undefined): DurationUnit | undefined {
  if (unit === undefined) return undefined;
  const known = UNITS[unit];
  if (known) return known;
  if (/ngày làm việc/iu.test(unit)) return 'working-day';
  if (/ngày/iu.test(unit)) return 'day';
  if (/giờ|tiếng/iu.test(unit)) return 'hour';
  if (/tháng/iu.test(unit)) return 'month';
  return undefined;
}

const PLAIN =
  /^(?:trong\s+)?(?:không quá\s+)?(\d+(?:[.,]\d+)?)\s*(ngày làm việc|ngày|giờ(?: làm việc)?|tháng)\.?$/iu;

/** "3 ngày làm việc" becomes a figure; other words are kept as they stand; a bare number says nothing. */
export function readLimit(text: string): Duration | undefined {
  const stated = text.replace(/\s+/gu, ' ').trim();
  if (stated === '' || /^\d+(?:[.,]\d+)?$/u.test(stated)) return undefined;
  const plain = PLAIN.exec(stated);
  const unit = readUnit(plain?.[2]);
  if (plain && unit) return { quantity: parseNumber(plain[1] ?? ''), unit };
  return /^(?:không|chưa) (?:có )?(?:quy định|thông tin)\.?$/iu.test(stated)
    ? undefined
    : { stated };
}
