import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Call } from '../../desk/call.ts';
import { CALL_VIEWS } from './call-list.ts';
import type { CallViewName } from './call-list.ts';
import type { ConsoleParts } from './console-page.ts';
import { addressOf } from './route.ts';
import { momentText } from './time-text.ts';

export interface CallListViewOptions {
  readonly parts: Pick<ConsoleParts, 'work' | 'language' | 'now'>;
  /** Null until it was read. */
  readonly calls: readonly Call[] | null;
  readonly view: CallViewName;
  /** The call shown beside the list. */
  readonly id: string | null;
  readonly onOpen: () => void;
}

/** The calls there are, and where one without telephony is begun. */
export function callListView(options: CallListViewOptions): TemplateResult {
  const { parts, calls, view, onOpen } = options;
  const { calls: words } = parts.work;
  return html`<section class="hmc-calls-list" aria-label=${words.title}>
    <h2 class="hmc-hidden">${words.title}</h2>
    <nav class="hmc-tabs" aria-label=${words.title}>
      ${CALL_VIEWS.map(
        (one) =>
          html`<a
            href=${addressOf({ page: 'calls', view: one, id: null })}
            aria-current=${one === view ? 'page' : nothing}
            >${words.views[one]}</a
          >`,
      )}
    </nav>
    <p class="hmc-calls-new">
      <button type="button" class="hmc-small-button" @click=${onOpen}>${words.type}</button>
      <span class="hmc-quiet">${words.typeHelp}</span>
    </p>
    ${
      calls?.length === 0
        ? html`<p class="hmc-quiet hmc-inbox-empty">${words.empty}</p>`
        : html`<ul class="hmc-inbox-rows">
            ${repeat(
              calls ?? [],
              ({ id }) => id,
              (call) => html`<li>${rowView(call, options)}</li>`,
            )}
          </ul>`
    }
  </section>`;
}

function rowView(call: Call, { parts, view, id }: CallListViewOptions): TemplateResult {
  const { work, language, now } = parts;
  const { calls: words } = work;
  return html`<a
    class="hmc-inbox-row"
    href=${addressOf({ page: 'calls', view, id: call.id })}
    aria-current=${call.id === id ? 'true' : nothing}
  >
    <span class="hmc-row-reason"
      >${call.provider === 'typed' ? words.typed : call.from === '' ? words.unknown : call.from}</span
    >
    <span class="hmc-row-subject">${call.utterances.at(-1)?.text ?? ''}</span>
    <span class="hmc-row-foot hmc-quiet">
      <span>${words.states[call.state]}</span>
      <span>${momentText(call.startedAt, now(), language)}</span>
    </span>
  </a>`;
}
