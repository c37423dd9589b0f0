import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DeskHandoff } from '../../desk/desk.ts';
import type { Overview } from '../../desk/overview.ts';
import { fieldIn } from '../chat/form-field.ts';
import { ConsolePage } from './console-page.ts';
import { addressOf, inboxRoute } from './route.ts';
import { officersView, ratingsView } from './supervisor-views.ts';
import { named } from './texts.ts';
import { roughSpan } from './time-text.ts';
import type { WireEvent } from './wire.ts';

const AGAIN_MS = 15_000;
const SOON_MS = 1000;

/** How the desk stands: who waits, who serves, how long it takes; a supervisor moves what is stuck. */
export class SupervisorPage extends ConsolePage {
  #overview: Overview | null = null;
  #waiting: readonly DeskHandoff[] = [];
  #timer: number | undefined;
  #soon: number | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = window.setInterval(() => void this.#read(), AGAIN_MS);
  }

  override disconnectedCallback(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    this.#soon = undefined;
    super.disconnectedCallback();
  }

  get #isSupervisor(): boolean {
    return this.parts.me.account.roles.includes('supervisor');
  }

  protected override routed(): void {
    void this.#read();
  }

  override heard(event: WireEvent): void {
    if (event.kind !== 'handoff' && event.kind !== 'presence') return;
    this.#soon ??= window.setTimeout(() => {
      this.#soon = undefined;
      void this.#read();
    }, SOON_MS);
  }

  async #read(): Promise<void> {
    const { desk, taken } = this.parts;
    const overview = await desk.overview();
    if (overview.kind === 'done') this.#overview = overview.value;
    // Leaders see figures, never conversations.
    if (this.#isSupervisor) {
      const page = taken(await desk.handoffs({ view: 'waiting' }));
      if (page !== undefined) this.#waiting = page.handoffs;
    }
    this.requestUpdate();
  }

  async #assign(id: string, officerId: string): Promise<void> {
    this.parts.taken(await this.parts.desk.assign(id, officerId));
    await this.#read();
  }

  protected override render(): TemplateResult {
    const { work, texts } = this.parts;
    const { supervisor: words } = work;
    const overview = this.#overview;
    const span = (ms: number | null): string => (ms === null ? words.none : roughSpan(ms, texts));
    return html`<section class="hmc-work">
      <h2>${words.title}</h2>
      ${
        overview === null
          ? nothing
          : html`<h3>${words.now}</h3>
              <dl class="hmc-figures">
                ${[
                  [words.waiting, String(overview.waiting)],
                  [words.oldest, span(overview.oldestWaitMs)],
                  [words.assigned, String(overview.assigned)],
                  [words.p50, span(overview.waitP50Ms)],
                  [words.p90, span(overview.waitP90Ms)],
                ].map(
                  ([name, value]) =>
                    html`<div>
                      <dt>${name}</dt>
                      <dd>${value}</dd>
                    </div>`,
                )}
              </dl>`
      }
      ${this.#isSupervisor ? this.#queueView() : nothing}
      ${
        overview === null
          ? nothing
          : html`${this.#isSupervisor ? officersView(overview, this.parts) : nothing}
            ${this.#channelsView(overview)} ${ratingsView(overview, this.parts)}`
      }
      ${this.#isSupervisor ? this.#noticeView() : nothing}
    </section>`;
  }

  #queueView(): TemplateResult {
    const { work, texts, now, me } = this.parts;
    const { supervisor: words } = work;
    const officers = (this.#overview?.perOfficer ?? [])
      .map(({ presence }) => presence)
      .filter((one) => one.state !== 'offline' && one.officerId !== me.account.id);
    const assign = (id: string) => (event: Event) => {
      event.preventDefault();
      void this.#assign(id, fieldIn(event.currentTarget as HTMLFormElement, 'officer'));
    };
    if (this.#waiting.length === 0) {
      return html`<h3>${words.queue}</h3>
        <p class="hmc-quiet">${words.queueEmpty}</p>`;
    }
    return html`<h3 id="hmc-queue">${words.queue}</h3>
      <div class="hmc-work-table" role="region" aria-labelledby="hmc-queue" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">${words.matter}</th>
              <th scope="col">${words.channel}</th>
              <th scope="col">${words.waits}</th>
              <th scope="col">${words.do}</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              this.#waiting,
              ({ id }) => id,
              (handoff) =>
                html`<tr>
                  <th scope="row">
                    <a href=${addressOf(inboxRoute({ view: 'waiting' }, handoff.id))}
                      >${named(texts.reasons, handoff.reason)}</a
                    >
                    <span class="hmc-quiet">${handoff.subject}</span>
                  </th>
                  <td>${named(texts.channels, handoff.channel)}</td>
                  <td>${roughSpan(now().getTime() - Date.parse(handoff.requestedAt), texts)}</td>
                  <td>
                    <div class="hmc-work-actions">
                      <button
                        type="button"
                        class="hmc-small-button"
                        @click=${() => void this.#assign(handoff.id, me.account.id)}
                      >
                        ${words.takeOver}
                      </button>
                      ${
                        officers.length === 0
                          ? nothing
                          : html`<form class="hmc-work-actions" @submit=${assign(handoff.id)}>
                              <select
                                name="officer"
                                aria-label=${`${words.do}: ${handoff.subject}`}
                              >
                                ${officers.map(
                                  (one) =>
                                    html`<option value=${one.officerId}>
                                      ${one.name} (${one.load}/${one.capacity})
                                    </option>`,
                                )}
                              </select>
                              <button class="hmc-small-button">${words.assign}</button>
                            </form>`
                      }
                    </div>
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  #channelsView({ perChannel }: Overview): TemplateResult | typeof nothing {
    const { work, texts } = this.parts;
    const { supervisor: words } = work;
    if (perChannel.length === 0) return nothing;
    return html`<h3 id="hmc-channels">${words.channels}</h3>
      <div class="hmc-work-table" role="region" aria-labelledby="hmc-channels" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">${words.channel}</th>
              <th scope="col">${words.waiting}</th>
              <th scope="col">${words.assigned}</th>
            </tr>
          </thead>
          <tbody>
            ${perChannel.map(
              (one) =>
                html`<tr>
                  <th scope="row">${named(texts.channels, one.channel)}</th>
                  <td>${one.waiting}</td>
                  <td>${one.assigned}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  #noticeView(): TemplateResult {
    const { supervisor: words } = this.parts.work;
    const announce = async (event: Event): Promise<void> => {
      event.preventDefault();
      const form = event.currentTarget as HTMLFormElement;
      const text = fieldIn(form, 'text');
      const until = fieldIn(form, 'until');
      if (text === '') return;
      const end = until === '' ? undefined : new Date(until).toISOString();
      if (this.parts.taken(await this.parts.desk.announce(text, end)) === undefined) return;
      this.parts.tell(words.announced);
      form.reset();
    };
    return html`<h3>${words.notice}</h3>
      <form class="hmc-work-form" @submit=${announce}>
        <label class="hmc-field"
          >${words.noticeText} <textarea name="text" rows="2" maxlength="500" required></textarea>
        </label>
        <label class="hmc-field"
          >${words.noticeUntil} <input name="until" type="datetime-local"
        /></label>
        <button class="hmc-small-button">${words.announce}</button>
      </form>`;
  }
}
