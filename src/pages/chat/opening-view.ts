import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ChatSetting } from './chat-element.ts';

/** The greeting with the data notice; it stays above the conversation. */
export function greetingView({ state, site, embedded }: ChatSetting): TemplateResult {
  const { texts } = state;
  return html`<div class="hmc-greeting">
    <p>${state.greeting}</p>
    <p class="hmc-data-notice">
      ${texts.notice}
      <a href="${site}/quyen-rieng-tu" target=${embedded ? '_blank' : nothing}>${texts.privacy}</a>
    </p>
  </div>`;
}

/** Questions to begin with; gone once something was asked. */
export function suggestionsView(
  { state }: ChatSetting,
  ask: (text: string) => void,
): TemplateResult | typeof nothing {
  const { suggestions, texts } = state;
  if (suggestions.length === 0) return nothing;
  return html`<div class="hmc-suggestions">
    <h2 class="hmc-suggestions-title">${texts.suggestionsTitle}</h2>
    <ul>
      ${suggestions.map(
        (text) =>
          html`<li>
            <button type="button" class="hmc-suggestion" @click=${() => ask(text)}>${text}</button>
          </li>`,
      )}
    </ul>
  </div>`;
}
