import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { composerView } from './composer-view.ts';
import type { Composer } from './composer-view.ts';
import type { Texts } from './texts.ts';

interface Bar extends Composer {
  /** Said above the field, unless a waiting message says it already. */
  readonly offline: boolean;
  readonly askPerson: () => void;
}

/** What stays at the foot of the chat: whether there is a network, writing, a person. */
export function barView(bar: Bar, texts: Texts): TemplateResult {
  return html`<div class="hmc-bar">
    <div class="hmc-network" role="status">
      ${bar.offline ? html`<p class="hmc-offline">${texts.offlineNotice}</p>` : nothing}
    </div>
    ${composerView(bar, texts)}
    <div class="hmc-bar-more">
      <button type="button" class="hmc-person" @click=${bar.askPerson}>${texts.person}</button>
    </div>
  </div>`;
}
