import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Notice, PresenceState } from '../../desk/desk.ts';
import { startOf } from './pages.ts';
import { addressOf } from './route.ts';
import type { PageName, Route } from './route.ts';
import { fill } from './texts.ts';
import type { Texts } from './texts.ts';
import { momentText } from './time-text.ts';
import type { Me } from './wire.ts';

export interface FrameViewOptions {
  readonly texts: Texts;
  readonly me: Me | undefined;
  readonly language: 'vi' | 'en';
  readonly pages: readonly PageName[];
  readonly route: Route;
  readonly presence: PresenceState;
  readonly notices: readonly Notice[];
  readonly isLost: boolean;
  /** She is taken for away. */
  readonly isIdle: boolean;
  readonly told: { readonly text: string; readonly kind: 'done' | 'problem' } | undefined;
  readonly isSounding: boolean;
  readonly page: Element | undefined;
  readonly now: () => Date;
  readonly onPresence: (presence: PresenceState) => void;
  readonly onSound: () => void;
  readonly onHelp: () => void;
  /** She is leaving for good: nothing of hers stays on the machine. */
  readonly onSignOut: () => void;
}

const PRESENCES: readonly PresenceState[] = ['available', 'away', 'offline'];

/** What stands around every page of the console. */
export function frameView(options: FrameViewOptions): TemplateResult {
  const { texts, me, pages, page, isLost, told } = options;
  return html`<a class="hmc-skip" href="#hmc-console-main">${texts.skip}</a>
    <header class="hmc-frame-head">
      <div class="hmc-frame-top">
        <h1>${texts.title}</h1>
        ${me === undefined ? nothing : toolsView(options, me)}
      </div>
      <nav class="hmc-tabs hmc-frame-nav" aria-label=${texts.navLabel}>
        ${pages.map(
          (name) =>
            html`<a
              href=${addressOf(startOf(name))}
              aria-current=${options.route.page === name ? 'page' : nothing}
              >${texts.pages[name]}</a
            >`,
        )}
      </nav>
    </header>
    <div role="status" class="hmc-line">
      ${isLost ? html`<p class="hmc-notice">${texts.line.lost}</p>` : nothing}
      ${options.isIdle ? html`<p class="hmc-notice">${texts.presence.idle}</p>` : nothing}
    </div>
    ${noticesView(options)}
    <main id="hmc-console-main" class="hmc-frame-main" tabindex="-1">
      ${page ?? (me && pages.length === 0 ? html`<p class="hmc-notice">${texts.noRole}</p>` : nothing)}
    </main>
    <div class="hmc-told" role="status" data-kind=${told?.kind ?? nothing}>
      ${told === undefined ? nothing : html`<p>${told.text}</p>`}
    </div>`;
}

function toolsView(options: FrameViewOptions, me: Me): TemplateResult {
  const { texts, language, presence, isSounding } = options;
  const isStaff = me.account.roles.some((role) => role === 'operator' || role === 'supervisor');
  const other = language === 'vi' ? 'en' : 'vi';
  const change = (event: Event): void =>
    options.onPresence((event.target as HTMLSelectElement).value as PresenceState);
  return html`<div class="hmc-frame-tools">
    ${
      isStaff
        ? html`<label class="hmc-presence" data-presence=${presence}
              ><span>${texts.presence.label}</span>
              <select @change=${change} title=${texts.presence.note}>
                ${PRESENCES.map(
                  (state) =>
                    html`<option value=${state} ?selected=${state === presence}>
                      ${texts.presence[state as 'available' | 'away' | 'offline']}
                    </option>`,
                )}
              </select></label
            >
            <button
              type="button"
              class="hmc-small-button"
              aria-pressed=${isSounding}
              @click=${options.onSound}
            >
              ${isSounding ? texts.sound.off : texts.sound.on}
            </button>
            <button type="button" class="hmc-small-button" @click=${options.onHelp}>
              ${texts.help.open}
            </button>`
        : nothing
    }
    <a href=${`?lang=${other}`} lang=${other} hreflang=${other}>${texts.otherLanguage}</a>
    <a href="/tai-khoan">${me.account.name}</a>
    ${
      me.account.roles.includes('administrator')
        ? html`<a href="/quan-tri/tai-khoan">${texts.accounts}</a>`
        : nothing
    }
    <form method="post" action="/dang-xuat" @submit=${options.onSignOut}>
      <input type="hidden" name="csrf" value=${me.csrfToken} />
      <button class="hmc-small-button">${texts.signOut}</button>
    </form>
  </div>`;
}

function noticesView({ texts, notices, language, now }: FrameViewOptions): TemplateResult {
  return html`<section class="hmc-frame-notices" aria-label=${texts.notices} aria-live="polite">
    ${notices.slice(0, 3).map(
      (notice) =>
        html`<p class="hmc-notice">
          ${notice.text}
          <span class="hmc-quiet"
            >${fill(texts.noticeBy, {
              name: notice.byName,
              at: momentText(notice.at, now(), language),
            })}</span
          >
        </p>`,
    )}
  </section>`;
}
