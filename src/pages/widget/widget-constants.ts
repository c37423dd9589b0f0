import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adaptStyles, ownLengths } from './adapt-styles.ts';

/** Sheets of our pages that the widget shows its chat with; its own comes last. */
const SHEETS = ['tokens', 'icons', 'base', 'chat', 'composer', 'answer'];

/**
 * What the build writes into the widget's script in place of these names, so that one request brings
 * all of it: the words of both languages and the style.
 */
export function widgetConstants(root: string): Readonly<Record<string, string>> {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const words = (language: string): object => {
    const { chat, widget } = JSON.parse(read(`knowledge/pages.${language}.json`)) as Record<
      string,
      unknown
    >;
    return { chat, widget };
  };
  const shared = SHEETS.map((name) => read(`src/pages/styles/${name}.css`)).join('\n');
  return {
    WIDGET_WORDS: JSON.stringify({ vi: words('vi'), en: words('en') }),
    WIDGET_STYLES: JSON.stringify(
      adaptStyles(shared) + ownLengths(read('src/pages/widget/widget.css')),
    ),
  };
}
