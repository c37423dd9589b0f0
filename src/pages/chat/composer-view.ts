import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Ref } from 'lit/directives/ref.js';
import type { Texts } from './texts.ts';

/** What the server accepts in one message. */
export const TEXT_LIMIT = 2000;
const WARN_FROM = 1800;

export interface Composer {
  readonly input: Ref<HTMLTextAreaElement>;
  /** Characters written now. */
  readonly length: number;
  readonly submit: () => void;
  readonly edit: (area: HTMLTextAreaElement) => void;
}

export function composerView(
  { input, length, submit, edit }: Composer,
  texts: Texts,
): TemplateResult {
  const tooLong = length > TEXT_LIMIT;
  return html`<form
    class="hmc-composer"
    method="post"
    action="/hoi"
    @submit=${(event: Event) => {
      event.preventDefault();
      submit();
    }}
  >
    <label class="hmc-hidden" for="hmc-text">${texts.inputLabel}</label>
    <p class="hmc-hidden" id="hmc-input-help">${texts.inputHelp}</p>
    ${
      length < WARN_FROM
        ? nothing
        : html`<p class="hmc-length" id="hmc-length" role=${tooLong ? 'alert' : nothing}>
            ${tooLong ? texts.tooLong : texts.left.replace('{count}', String(TEXT_LIMIT - length))}
          </p>`
    }
    <textarea
      ${ref(input)}
      id="hmc-text"
      name="text"
      rows="1"
      autocomplete="off"
      enterkeyhint="send"
      placeholder=${texts.placeholder}
      aria-describedby=${length < WARN_FROM ? 'hmc-input-help' : 'hmc-length'}
      aria-invalid=${tooLong ? 'true' : nothing}
      @input=${(event: Event) => edit(event.currentTarget as HTMLTextAreaElement)}
      @keydown=${(event: KeyboardEvent) => {
        // While a Vietnamese input method composes, Enter belongs to it (229 in old Safari).
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229)
          return;
        event.preventDefault();
        submit();
      }}
    ></textarea>
    <button class="hmc-send">${texts.send}</button>
  </form>`;
}
