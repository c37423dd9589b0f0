import type { Texts } from '../chat/texts.ts';
import { openWidget } from './open-widget.ts';
import { parseWidgetOptions } from './widget-options.ts';
import type { WidgetWords } from './widget-view.ts';

/** The one script of the widget. The build puts words and style in place of these names. */
declare const WIDGET_WORDS: Readonly<
  Record<'vi' | 'en', { readonly chat: Texts; readonly widget: WidgetWords }>
>;
declare const WIDGET_STYLES: string;

// Only while the script runs does the browser say which tag it is of.
const script =
  document.currentScript instanceof HTMLScriptElement
    ? document.currentScript
    : document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]');

function start({ src, dataset }: HTMLScriptElement): void {
  // The tag may stand in a page twice: in its own text and in a template around.
  if (document.querySelector('hmc-widget')) return;
  const options = parseWidgetOptions(dataset, document.documentElement.lang);
  openWidget({
    options,
    site: new URL(src).origin,
    words: WIDGET_WORDS[options.language],
    styles: WIDGET_STYLES,
  });
}

if (script) {
  if (document.readyState === 'loading')
    document.addEventListener('DOMContentLoaded', () => start(script));
  else start(script);
}
