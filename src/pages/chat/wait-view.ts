import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { fieldIn } from './form-field.ts';
import type { Texts } from './texts.ts';
import type { Stars, Waiting } from './waiting.ts';

const STARS: readonly Stars[] = [5, 4, 3, 2, 1];

/** Her place in line, other ways, a number to be called back under; afterwards how it was. */
export function waitView(waiting: Waiting, texts: Texts): TemplateResult {
  const { shown, done, failed } = waiting;
  const words = texts.wait;
  // Always there: a screen reader hears what comes into it.
  return html`<div class="hmc-wait-frame">
    <div role="status">
      ${
        shown === null || (shown.mayRate && done === 'rated')
          ? nothing
          : html`<p class="hmc-wait-text">${shown.text}</p>`
      }
      ${done === 'contact' ? html`<p class="hmc-wait-text">${words.contactKept}</p>` : nothing}
      ${done === 'rated' ? html`<p class="hmc-wait-text">${words.rated}</p>` : nothing}
      ${failed ? html`<p class="hmc-wait-text">${words.failed}</p>` : nothing}
    </div>
    ${shown === null ? nothing : waysView(waiting, texts)}
  </div>`;
}

function waysView(waiting: Waiting, texts: Texts): TemplateResult | typeof nothing {
  const { shown, done, stars } = waiting;
  const words = texts.wait;
  if (shown === null) return nothing;
  if (done === 'rated') return stars !== null && stars <= 2 ? reasonView(waiting, texts) : nothing;
  if (shown.mayRate) {
    return html`<div class="hmc-rating" role="group" aria-label=${words.rateLabel}>
      ${STARS.map(
        (one) =>
          html`<button type="button" class="hmc-chip" @click=${() => waiting.rate(one)}>
            ${words.stars[`${one}`]}
          </button>`,
      )}
    </div>`;
  }
  return html`${
    shown.alternatives.length === 0
      ? nothing
      : html`<details class="hmc-wait-ways">
          <summary>${words.otherWays}</summary>
          <ul>
            ${shown.alternatives.map((one) => html`<li>${one}</li>`)}
          </ul>
        </details>`
  }
  ${shown.mayLeaveContact && !shown.contactLeft ? contactView(waiting, texts) : nothing}
  ${
    shown.mayLeave
      ? html`<button type="button" class="hmc-button" @click=${() => waiting.leave()}>
          ${words.leave}
        </button>`
      : nothing
  }`;
}

function contactView(waiting: Waiting, texts: Texts): TemplateResult {
  const words = texts.wait;
  const submit = (event: Event): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const contact = fieldIn(form, 'contact');
    if (contact !== '') waiting.contact(contact);
  };
  return html`<form class="hmc-wait-contact" @submit=${submit}>
    <label for="hmc-contact">${words.contact}</label>
    <input
      id="hmc-contact"
      name="contact"
      type="tel"
      autocomplete="tel"
      minlength="5"
      maxlength="120"
      pattern=".*[0-9@].*"
      required
    />
    <button class="hmc-button">${words.contactSend}</button>
  </form>`;
}

function reasonView(waiting: Waiting, texts: Texts): TemplateResult {
  const words = texts.wait;
  const submit = (event: Event): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const reason = fieldIn(form, 'reason');
    if (reason !== '' && waiting.stars !== null) waiting.rate(waiting.stars, reason);
    form.reset();
  };
  return html`<form class="hmc-wait-contact" @submit=${submit}>
    <label for="hmc-reason">${words.reason}</label>
    <input id="hmc-reason" name="reason" maxlength="1000" />
    <button class="hmc-button">${words.reasonSend}</button>
  </form>`;
}
