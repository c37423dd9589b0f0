import { html } from './html.ts';
import type { Html } from './html.ts';
import type { CitizenWait } from '../../desk/desk.ts';
import type { Words } from './words.ts';

/** Addresses of the waiting card's forms, for browsers without script. */
export const WAIT_FORMS = {
  leave: '/hoi/thoi-cho',
  contact: '/hoi/goi-lai',
  rate: '/hoi/danh-gia',
  look: '/',
} as const;

const STARS = ['5', '4', '3', '2', '1'] as const;

/** Her place in line and what she can do, without script; nothing while nobody was asked for. */
export function waitMarkup(wait: CitizenWait | null, chat: Words['chat']): Html | null {
  if (wait === null || wait.text === '') return null;
  const { wait: words } = chat;
  return html`<div class="hmc-wait-frame">
    <p class="hmc-wait-text">${wait.text}</p>
    ${
      wait.mayRate
        ? html`<form
            class="hmc-rating"
            method="post"
            action="${WAIT_FORMS.rate}"
            aria-label="${words.rateLabel}"
          >
            ${STARS.map((one) => html`<button class="hmc-chip" name="stars" value="${one}">${words.stars[one]}</button>`)}
          </form>`
        : null
    }
    ${
      wait.alternatives.length === 0
        ? null
        : html`<details class="hmc-wait-ways">
            <summary>${words.otherWays}</summary>
            <ul>
              ${wait.alternatives.map((one) => html`<li>${one}</li>`)}
            </ul>
          </details>`
    }
    ${
      wait.mayLeaveContact && !wait.contactLeft
        ? html`<form class="hmc-wait-contact" method="post" action="${WAIT_FORMS.contact}">
            <label for="hmc-contact">${words.contact}</label>
            <input
              id="hmc-contact"
              name="contact"
              type="tel"
              autocomplete="tel"
              maxlength="120"
              required
            />
            <button class="hmc-button">${words.contactSend}</button>
          </form>`
        : null
    }
    ${wait.contactLeft ? html`<p>${words.contactKept}</p>` : null}
    ${
      wait.mayLeave
        ? html`<form method="post" action="${WAIT_FORMS.leave}">
            <button class="hmc-button">${words.leave}</button>
          </form>`
        : null
    }
    ${
      wait.wait.kind === 'queued' || wait.wait.kind === 'served'
        ? html`<form method="get" action="${WAIT_FORMS.look}">
            <button class="hmc-button">${words.lookAgain}</button>
          </form>`
        : null
    }
  </div>`;
}
