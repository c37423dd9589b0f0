/**
 * Turns the style of our pages into that of the widget's shadow root: what is asked of the screen's
 * width is decided now, as the widget is always narrow; the rest by `ownLengths`.
 */
export function adaptStyles(css: string): string {
  const narrow = rules(plain(css)).flatMap(({ head, body }) => {
    if (!head.startsWith('@media')) return [`${head}{${body}}`];
    if (/orientation|min-width/u.test(head)) return [];
    return /max-width/u.test(head) ? [body] : [`${head}{${body}}`];
  });
  return ownLengths(narrow.join('').replace(/:root\[[^{}]*\{[^{}]*\}/gu, ''));
}

/** `rem` becomes a length of our own, as the page around may have set its root to any size. */
export function ownLengths(css: string): string {
  return plain(css)
    .replaceAll(':root', ':host')
    .replace(
      /(@media[^{]*|--hmc-rem:[^;]*)|(-?\d*\.?\d+)rem\b/gu,
      (_whole, left: string | undefined, size: string) => left ?? `calc(var(--hmc-rem)*${size})`,
    )
    .replace(/\s*([{};])\s*/gu, '$1')
    .trim();
}

function plain(css: string): string {
  return css.replace(/\/\*[\s\S]*?\*\//gu, '').replace(/\s+/gu, ' ');
}

interface Rule {
  readonly head: string;
  readonly body: string;
}

/** The outermost rules of a sheet. */
function rules(css: string): Rule[] {
  const found: Rule[] = [];
  let depth = 0;
  let start = 0;
  let open = 0;
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === '{') {
      if (depth === 0) open = at;
      depth += 1;
    } else if (css[at] === '}') {
      depth -= 1;
      if (depth > 0) continue;
      found.push({ head: css.slice(start, open).trim(), body: css.slice(open + 1, at).trim() });
      start = at + 1;
    }
  }
  return found;
}
