/** https://core.telegram.org/bots/api#html-style; undefined when Telegram would refuse it. */
export function visibleText(html: string): string | undefined {
  const open: string[] = [];
  const tag = /<(\/?)([a-z-]+)((?:\s+[a-z-]+="[^"<]*")*)\s*>/giu;
  const isRight = [...html.matchAll(tag)].every(([, slash, name = '']) => {
    if (slash === '/') return open.pop() === name;
    open.push(name);
    return /^(?:b|strong|i|em|u|ins|s|strike|del|a|code|pre|blockquote|tg-spoiler|span)$/u.test(
      name,
    );
  });
  const rest = html.replace(tag, '');
  if (!isRight || open.length > 0 || rest.includes('<')) return undefined;
  if (/&(?!(?:lt|gt|amp|quot|#\d+|#x[\da-f]+);)/iu.test(rest)) return undefined;
  return rest
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

/** Buttons of a message. */
export function keysOf(
  markup: unknown,
): { readonly text: string; readonly callback_data: string }[] {
  const rows = (markup as { inline_keyboard?: { text: string; callback_data: string }[][] } | null)
    ?.inline_keyboard;
  return (rows ?? []).flat();
}
