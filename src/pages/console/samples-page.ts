import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { SAMPLE_ACTIONS, SAMPLE_QUALITIES } from '../../desk/follow-up-store.ts';
import type { Sample, SampleLabels } from '../../desk/follow-up-store.ts';
import { fieldIn } from '../chat/form-field.ts';
import { ConsolePage } from './console-page.ts';
import { addressOf, inboxRoute } from './route.ts';
import { fill } from './texts.ts';
import { dayText } from './time-text.ts';

interface Theme {
  readonly id: string;
  readonly name: string;
}
const VIEWS = ['unlabelled', 'labelled'] as const;

/** Closed conversations drawn for a second look: theme, quality, what is to be done. */
export class SamplesPage extends ConsolePage {
  #samples: readonly Sample[] | null = null;
  #themes: readonly Theme[] = [];

  get #state(): (typeof VIEWS)[number] {
    return this.route?.page === 'samples' ? this.route.state : 'unlabelled';
  }

  protected override routed(): void {
    this.#samples = null;
    void this.#read();
  }

  override heard(): void {}

  async #read(): Promise<void> {
    const state = this.#state;
    const found = this.parts.taken(await this.parts.desk.samples(state));
    if (found === undefined || state !== this.#state) return;
    this.#samples = found.samples;
    this.#themes = found.themes;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { samples: words } = this.parts.work;
    const samples = this.#samples;
    const draw = async (event: Event): Promise<void> => {
      event.preventDefault();
      const count = Number(fieldIn(event.currentTarget as HTMLFormElement, 'count'));
      const drawn = this.parts.taken(await this.parts.desk.drawSamples(count));
      if (drawn === undefined) return;
      this.parts.tell(fill(words.drawn, { count: drawn.drawn }));
      await this.#read();
    };
    return html`<section class="hmc-work">
      <h2>${words.title}</h2>
      <p class="hmc-quiet">${words.help}</p>
      <nav class="hmc-tabs" aria-label=${words.title}>
        ${VIEWS.map(
          (state) =>
            html`<a
              href=${addressOf({ page: 'samples', state })}
              aria-current=${state === this.#state ? 'page' : nothing}
              >${words.views[state]}</a
            >`,
        )}
      </nav>
      <form class="hmc-work-form hmc-work-filter" @submit=${draw}>
        <label class="hmc-field"
          >${words.count} <input name="count" type="number" min="1" max="50" value="10" required
        /></label>
        <button class="hmc-small-button">${words.draw}</button>
      </form>
      ${
        samples === null
          ? nothing
          : samples.length === 0
            ? html`<p class="hmc-quiet">${words.empty}</p>`
            : html`<ul class="hmc-work-list">
                ${repeat(
                  samples,
                  ({ handoffId }) => handoffId,
                  (sample) => html`<li>${this.#sampleView(sample)}</li>`,
                )}
              </ul>`
      }
    </section>`;
  }

  #sampleView(sample: Sample): TemplateResult {
    const { samples: words } = this.parts.work;
    const { handoffId, subject, closedAt, labels } = sample;
    const choice = <T extends string>(
      name: string,
      label: string,
      options: readonly { readonly id: T; readonly name: string }[],
      chosen: T | undefined,
    ): TemplateResult =>
      html`<label class="hmc-field"
        >${label}
        <select name=${name} required>
          ${options.map(
            (one) =>
              html`<option value=${one.id} ?selected=${one.id === chosen}>${one.name}</option>`,
          )}
        </select></label
      >`;
    const save = async (event: Event): Promise<void> => {
      event.preventDefault();
      const form = event.currentTarget as HTMLFormElement;
      const note = fieldIn(form, 'note');
      const given: SampleLabels = {
        theme: fieldIn(form, 'theme'),
        quality: fieldIn(form, 'quality') as SampleLabels['quality'],
        action: fieldIn(form, 'action') as SampleLabels['action'],
        ...(note === '' ? {} : { note }),
      };
      const saved = this.parts.taken(await this.parts.desk.labelSample(handoffId, given));
      if (saved === undefined) return;
      this.parts.tell(words.saved);
      await this.#read();
    };
    return html`<article class="hmc-work-item">
      <h3>${subject}</h3>
      <p class="hmc-quiet">
        ${fill(words.closed, { day: dayText(closedAt, this.parts.language) })}
        <a href=${addressOf(inboxRoute({ view: 'closed' }, handoffId))}>${words.open}</a>
      </p>
      <form class="hmc-work-form hmc-work-filter" @submit=${save}>
        ${choice('theme', words.theme, this.#themes, labels?.theme)}
        ${choice(
          'quality',
          words.quality,
          SAMPLE_QUALITIES.map((id) => ({ id, name: words.qualities[id] })),
          labels?.quality,
        )}
        ${choice(
          'action',
          words.action,
          SAMPLE_ACTIONS.map((id) => ({ id, name: words.actions[id] })),
          labels?.action,
        )}
        <label class="hmc-field"
          >${words.note} <input name="note" maxlength="2000" .value=${labels?.note ?? ''}
        /></label>
        <button class="hmc-small-button">${words.save}</button>
      </form>
    </article>`;
  }
}
