import { HmcChat } from './chat-element.ts';
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

customElements.define('hmc-chat', HmcChat);
