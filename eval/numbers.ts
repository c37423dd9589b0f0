import type { Measure, Measured } from './metrics/measure.ts';

/** A value in its unit: "87.2 %", "0.912", "5.3 ms". */
export function inUnit(unit: Measure['unit'], value: number): string {
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`;
  return unit === 'ms' ? `${value.toFixed(1)} ms` : value.toFixed(3);
}

/** A difference with its sign; shares in points. */
export function signed(unit: Measure['unit'], value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : '±';
  const size = Math.abs(value);
  if (unit === 'share') return `${sign}${(size * 100).toFixed(1)}`;
  return `${sign}${unit === 'ms' ? size.toFixed(1) : size.toFixed(3)}`;
}

/** The 95 % interval without its unit: "84–90"; empty where there is none. */
export function intervalText(unit: Measure['unit'], measured: Measured): string {
  if (!measured.interval) return '';
  const { low, high } = measured.interval;
  if (unit === 'share') return `${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)}`;
  return `${low.toFixed(2)}–${high.toFixed(2)}`;
}
