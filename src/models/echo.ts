/** Words in a row that nobody writes by chance. */
const WINDOW = 6;

/**
 * Whether a reply repeats our own words of a prompt: six in a row, apart from what was said to it in
 * `values`. Letters and digits count, signs and capitals do not.
 */
export function repeatsPrompt(
  reply: string,
  template: string,
  values: Readonly<Record<string, string>>,
): boolean {
  const said = windowsOf(reply);
  if (said.length === 0) return false;
  const given = new Set(Object.values(values).flatMap(windowsOf));
  // A place ends a run: what fills it is not ours.
  const ours = new Set(template.split(/\{\w+\}/u).flatMap(windowsOf));
  return said.some((window) => ours.has(window) && !given.has(window));
}

function windowsOf(text: string): string[] {
  const words =
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.slice(WINDOW - 1).map((_, at) => words.slice(at, at + WINDOW).join(' '));
}
