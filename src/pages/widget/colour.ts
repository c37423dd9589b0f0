/** Red, green and blue from 0 to 255. */
export type Colour = readonly [number, number, number];

/** Reads `#rgb` and `#rrggbb`; null for anything else. */
export function parseColour(text: string): Colour | null {
  const digits = /^#(?<short>[\da-f]{3})$|^#(?<long>[\da-f]{6})$/iu.exec(text.trim())?.groups;
  const long =
    digits?.['long'] ?? digits?.['short']?.replace(/./gu, (digit) => digit + digit) ?? null;
  if (long === null) return null;
  const part = (at: number): number => Number.parseInt(long.slice(at, at + 2), 16);
  return [part(0), part(2), part(4)];
}

/** From 1 to 21. (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio) */
export function contrast(one: Colour, other: Colour): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** White or black, whichever is read on this ground: one of them always has 4.5:1 or more. */
export function inkOn(ground: Colour): '#ffffff' | '#000000' {
  return contrast(ground, [255, 255, 255]) >= 4.5 ? '#ffffff' : '#000000';
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
