import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { HmcChat } from '../chat/chat-element.ts';
import type { WidgetOptions } from './widget-options.ts';

/** The words of the widget: the key `widget` of `knowledge/pages.*.json`. */
export type WidgetWords = Readonly<Record<'title' | 'open' | 'unread' | 'close', string>>;

export interface WidgetShown {
  readonly options: WidgetOptions;
  readonly words: WidgetWords;
  readonly open: boolean;
  /** Whether the window covers the page. */
  readonly covering: boolean;
  readonly unread: number;
  readonly chat: HmcChat | null;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** The button in the corner or the window it opens; the window stays in the page while closed. */
export function widgetView(shown: WidgetShown): TemplateResult {
  const { options, words, open, covering, unread, chat } = shown;
  const title = options.title ?? words.title;
  const count = words.unread.replace('{count}', String(unread));
  return html`<div class="hmc-widget" lang=${options.language} data-position=${options.position}>
    <p class="hmc-hidden" role="status">${unread > 0 && !open ? count : ''}</p>
    <button
      type="button"
      class="hmc-launcher"
      ?hidden=${open}
      aria-haspopup="dialog"
      aria-expanded="false"
      @click=${shown.onOpen}
    >
      <span>${words.open}</span>
      <span class="hmc-hidden">: ${title}${unread > 0 ? `. ${count}` : ''}</span>
      ${unread > 0 ? html`<span class="hmc-badge" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>` : nothing}
    </button>
    <div
      class="hmc-window"
      role="dialog"
      aria-modal=${covering ? 'true' : nothing}
      aria-labelledby="hmc-window-title"
      ?hidden=${!open}
    >
      <div class="hmc-window-head">
        <h2 class="hmc-window-title" id="hmc-window-title" tabindex="-1">${title}</h2>
        <button type="button" class="hmc-close" aria-label=${words.close} @click=${shown.onClose}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M5 5l14 14M19 5L5 19" stroke="currentColor" stroke-width="2.5" />
          </svg>
        </button>
      </div>
      <div class="hmc-window-body">${chat ?? nothing}</div>
    </div>
  </div>`;
}
