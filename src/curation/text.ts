const HIDDEN =
  /[\u00AD\u034F\u061C\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E0FFF}]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Text of a published record: NFC, no hidden characters, no markup, spaces collapsed within lines. */
export function recordText(value: string): string {
  return value
    .replace(/<br\s*\/?>|<\/(?:p|div|li|tr)>/giu, '\n')
    .replace(/<\/?[a-z][^<>]{0,200}>/giu, ' ')
    .replace(/&(#\d+|#x[\da-f]+|\w+);/giu, (whole, name: string) => {
      if (name.startsWith('#')) {
        const code =
          name[1] === 'x' || name[1] === 'X'
            ? parseInt(name.slice(2), 16)
            : parseInt(name.slice(1), 10);
        return code > 31 && code < 0x10ffff ? String.fromCodePoint(code) : ' ';
      }
      return ENTITIES[name.toLowerCase()] ?? whole;
    })
    .normalize('NFC')
    .replace(HIDDEN, '')
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F]/gu, ' ')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .replace(/\n{2,}/gu, '\n')
    .trim();
}

/** A line of a list without its bullet and closing stop. */
export function listLine(value: string): string {
  return recordText(value)
    .replace(/^[\s\-–+*•]+/u, '')
    .replace(/[\s;]+$/u, '');
}

/** Agencies, subjects, results: separated by semicolons or lines; commas stay, names contain them. */
export function splitList(value: string | undefined): string[] {
  return recordText(value ?? '')
    .split(/\s*[;\n]\s*/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Start of the year 10000: dates beyond it are slips and have another form in ISO 8601. */
const LAST_MS = 253_402_300_800_000;

/** 2026-04-18T08:47:42Z, 1784… (epoch ms), 18/04/2026 → 2026-04-18. */
export function isoDate(value: unknown): string | undefined {
  if (typeof value === 'number')
    return value > 1e11 && value < LAST_MS ? new Date(value).toISOString().slice(0, 10) : undefined;
  if (typeof value !== 'string' || value === '') return undefined;
  const iso = /^(\d{4}-\d{2}(?:-\d{2})?)/u.exec(value);
  if (iso) return iso[1];
  const local = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})/u.exec(value);
  return local
    ? `${local[3] ?? ''}-${(local[2] ?? '').padStart(2, '0')}-${(local[1] ?? '').padStart(2, '0')}`
    : undefined;
}
