import { askInChat } from './ask-in-chat.ts';
import { browserParts } from './browser-parts.ts';
import { HmcChat } from './chat-element.ts';
import { wireCopyButtons } from './copy.ts';
import { createKeep } from './keep.ts';
import { wirePrintButtons } from './print.ts';
import { readPageState } from './texts.ts';
import { applyTextSize, showTextSizeButtons } from './text-size.ts';

applyTextSize();
wirePrintButtons();
wireCopyButtons();

const tools = document.querySelector<HTMLElement>('.hmc-tools');
const state = readPageState(document);
if (tools) {
  const { textSize, smaller, normal, larger } = state?.texts ?? tools.dataset;
  if (textSize && smaller && normal && larger) {
    showTextSizeButtons(tools, { textSize, smaller, normal, larger });
  }
}

const keep = createKeep(() => sessionStorage);
askInChat(keep);

/** The server remembers the conversation by a cookie that script cannot reach. */
function forget(): void {
  const body = new URLSearchParams({ restart: '1' });
  void fetch('/hoi', { method: 'POST', body, redirect: 'manual' }).catch(() => {});
}

/** The chat of our own pages begins with what the server wrote into the page. */
class PageChat extends HmcChat {
  override connectedCallback(): void {
    if (state) {
      const parts = browserParts('', state.channel);
      this.setting ??= { state, keep, site: '', embedded: false, forget, ...parts };
    }
    super.connectedCallback();
  }
}
customElements.define('hmc-chat', PageChat);
