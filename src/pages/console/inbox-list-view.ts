import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CHANNELS } from '../../conversation/conversation.ts';
import type { DeskHandoff } from '../../desk/desk.ts';
import { fieldIn } from '../chat/form-field.ts';
import type { ConsoleParts } from './console-page.ts';
import type { InboxList } from './inbox-list.ts';
import { VIEWS, addressOf, inboxRoute } from './route.ts';
import type { InboxFilter } from './route.ts';
import { fill, named } from './texts.ts';
import { momentText, roughSpan } from './time-text.ts';

export interface InboxListViewOptions {
  readonly parts: Pick<ConsoleParts, 'texts' | 'language' | 'now' | 'navigate'>;
  readonly list: InboxList;
  /** The conversation shown beside the list. */
  readonly shown: string | null;
  readonly isUnread: (handoff: DeskHandoff) => boolean;
}

/** The list of conversations, its views and filters. */
export function inboxListView(options: InboxListViewOptions): TemplateResult {
  const { parts, list } = options;
  const { inbox: words } = parts.texts;
  const { filter, page } = list;
  const link = (to: Partial<InboxFilter>): string => addressOf(inboxRoute({ ...filter, ...to }));
  return html`<section class="hmc-inbox-list" aria-label=${words.listLabel}>
    <nav class="hmc-tabs" aria-label=${words.title}>
      ${VIEWS.map(
        (view) =>
          html`<a
            href=${link({ view, after: '' })}
            aria-current=${filter.view === view ? 'page' : nothing}
            >${words.views[view]} <span class="hmc-tab-count">${page?.counts[view] ?? ''}</span></a
          >`,
      )}
    </nav>
    ${filterView(options)}
    ${
      page === null
        ? nothing
        : page.handoffs.length === 0
          ? html`<p class="hmc-quiet hmc-inbox-empty">${words.empty[filter.view]}</p>`
          : html`<ul class="hmc-inbox-rows">
              ${repeat(
                page.handoffs,
                ({ id }) => id,
                (handoff) => html`<li>${rowView(handoff, options)}</li>`,
              )}
            </ul>`
    }
    <p class="hmc-inbox-more">
      ${filter.after === '' ? nothing : html`<a href=${link({ after: '' })}>${words.first}</a>`}
      ${
        page?.next === undefined
          ? nothing
          : html`<a href=${link({ after: page.next })}>${words.next}</a>`
      }
    </p>
  </section>`;
}

function filterView({ parts, list: { filter } }: InboxListViewOptions): TemplateResult {
  const { inbox: words, channels } = parts.texts;
  const apply = (event: Event): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const channel = fieldIn(given, 'channel');
    const text = fieldIn(given, 'text');
    parts.navigate(inboxRoute({ ...filter, channel, text, after: '' }));
  };
  return html`<details class="hmc-filters" ?open=${filter.channel !== '' || filter.text !== ''}>
    <summary>${words.filters}</summary>
    <form @submit=${apply}>
      <label class="hmc-field"
        >${words.channel}
        <select name="channel">
          <option value="">${words.anyChannel}</option>
          ${CHANNELS.map(
            (channel) =>
              html`<option value=${channel} ?selected=${filter.channel === channel}>
                ${channels[channel]}
              </option>`,
          )}
        </select></label
      >
      <label class="hmc-field"
        >${words.search} <input name="text" type="search" maxlength="200" .value=${filter.text}
      /></label>
      <button class="hmc-small-button">${words.apply}</button>
    </form>
  </details>`;
}

function rowView(handoff: DeskHandoff, options: InboxListViewOptions): TemplateResult {
  const { parts, list, shown, isUnread } = options;
  const { texts, language, now } = parts;
  const { inbox: words } = texts;
  const waitedMs = now().getTime() - Date.parse(handoff.requestedAt);
  const unread = isUnread(handoff);
  return html`<a
    class="hmc-inbox-row"
    href=${addressOf(inboxRoute(list.filter, handoff.id))}
    aria-current=${shown === handoff.id ? 'true' : nothing}
    data-state=${handoff.state}
    data-priority=${handoff.priority}
  >
    <span class="hmc-row-top">
      <span class="hmc-row-reason">${named(texts.reasons, handoff.reason)}</span>
      ${handoff.priority === 2 ? html`<strong class="hmc-urgent">${words.urgent}</strong>` : nothing}
      ${unread ? html`<strong class="hmc-unread">${words.unread}</strong>` : nothing}
    </span>
    <span class="hmc-row-subject">${handoff.subject}</span>
    <span class="hmc-row-foot hmc-quiet">
      <span>${named(texts.channels, handoff.channel)}</span>
      <span
        >${
          handoff.state === 'waiting'
            ? fill(words.waits, { time: roughSpan(waitedMs, texts) })
            : momentText(handoff.lastTurnAt, now(), language)
        }</span
      >
      ${
        handoff.position === undefined
          ? nothing
          : html`<span>${fill(words.place, { position: handoff.position })}</span>`
      }
      ${
        handoff.officerName === undefined
          ? nothing
          : html`<span>${fill(words.officer, { name: handoff.officerName })}</span>`
      }
    </span>
  </a>`;
}
