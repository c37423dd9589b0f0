import type { Fault } from './faults.ts';
import { html } from './html.ts';
import { layout, wordsOf } from './layout.ts';
import type { PageSetting } from './layout.ts';
import { fill } from './words.ts';

export function errorPage(setting: PageSetting, fault: Fault, requestId: string): string {
  const { error } = wordsOf(setting);
  return layout(
    setting,
    error.title,
    html`<div class="hmc-document">
      <h1>${error.title}</h1>
      <p class="hmc-notice">${fault.messageIn(setting.language)}</p>
      <p><a class="hmc-button" href="/">${error.home}</a></p>
      <p class="hmc-quiet">${fill(error.requestId, { id: requestId })}</p>
    </div>`,
  );
}
