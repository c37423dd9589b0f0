import { applyTextSize } from '../chat/text-size.ts';
import { createCaller } from './caller.ts';
import { HmcConsole } from './console-element.ts';
import { definePages } from './pages.ts';
import { readShellState } from './texts.ts';

/** The one script of the console. */
applyTextSize();
const state = readShellState(document);
const place = document.querySelector('hmc-console');
if (state && place) {
  // Out of the page first: defining the element would make the empty one work without its parts.
  const comment = document.createComment('');
  place.replaceWith(comment);
  definePages();
  customElements.define('hmc-console', HmcConsole);
  const element = document.createElement('hmc-console') as HmcConsole;
  element.state = state;
  element.caller = createCaller({
    fetcher: (...request) => fetch(...request),
    isOnline: () => navigator.onLine,
    language: state.language,
    onSignedOut: () => {
      const next = encodeURIComponent(`${location.pathname}${location.search}`);
      location.assign(`/dang-nhap?tiep=${next}`);
    },
  });
  comment.replaceWith(element);
}
