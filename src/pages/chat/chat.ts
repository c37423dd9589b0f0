import { HmcChat } from './chat-element.ts';
import { askInChat } from './ask-in-chat.ts';
import { createKeep } from './keep.ts';
import { wirePrintButtons } from './print.ts';
import { readPageState } from './texts.ts';
import { applyTextSize, showTextSizeButtons } from './text-size.ts';

applyTextSize();
wirePrintButtons();

const tools = document.querySelector<HTMLElement>('.hmc-tools');
const words = readPageState(document)?.texts;
if (tools) {
  const { textSize, smaller, normal, larger } = words ?? tools.dataset;
  if (textSize && smaller && normal && larger) {
    showTextSizeButtons(tools, { textSize, smaller, normal, larger });
  }
}

askInChat(createKeep(() => sessionStorage));
customElements.define('hmc-chat', HmcChat);
