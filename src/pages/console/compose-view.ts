import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { CannedReply } from '../../desk/follow-up-store.ts';
import type { DraftWarning } from '../../desk/suggestion.ts';
import type { ConsoleParts } from './console-page.ts';
import type { Talk } from './talks.ts';
import { fill } from './texts.ts';
import type { AnswerWindow } from './wire.ts';

export interface ComposeViewOptions {
  readonly parts: Pick<ConsoleParts, 'texts'>;
  readonly talk: Talk;
  readonly window: AnswerWindow;
  readonly isMine: boolean;
  /** The officer was shown the warnings and pressed once. */
  readonly isWarned: boolean;
  /** Ready-made replies that fit what is typed after a slash; undefined while none is. */
  readonly canned: readonly CannedReply[] | undefined;
  readonly chosen: number;
  readonly remark: string;
  readonly mayUndo: boolean;
  readonly onInput: (event: InputEvent) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onSend: () => void;
  readonly onCanned: (reply: CannedReply) => void;
  readonly onRewrite: () => void;
  /** Undefined where the citizen writes Vietnamese. */
  readonly onTranslate: (() => void) | undefined;
  readonly onUndo: () => void;
}

/** Where an officer writes, with what should be looked at before it is sent. */
export function composeView(options: ComposeViewOptions): TemplateResult {
  const { parts, talk, window, isMine, isWarned, canned, remark } = options;
  const { compose: words } = parts.texts;
  if (!isMine) return html`<p class="hmc-notice hmc-compose-closed">${words.claimFirst}</p>`;
  const length = [...talk.draft].length;
  const send = (event: Event): void => {
    event.preventDefault();
    options.onSend();
  };
  return html`<form class="hmc-compose" @submit=${send}>
    ${warningsView(talk.warnings, options)}
    ${canned === undefined ? nothing : cannedView(canned, options)}
    <label class="hmc-hidden" for="hmc-draft">${words.label}</label>
    <textarea
      id="hmc-draft"
      rows="3"
      placeholder=${words.placeholder}
      aria-describedby="hmc-draft-help"
      .value=${live(talk.draft)}
      @input=${options.onInput}
      @keydown=${options.onKey}
    ></textarea>
    <div class="hmc-compose-foot">
      <span id="hmc-draft-help" class="hmc-quiet">
        ${
          length > window.limit * 0.8
            ? fill(words.length, { length, limit: window.limit })
            : nothing
        }
      </span>
      <span class="hmc-quiet" role="status">${remark}</span>
      ${
        options.mayUndo
          ? html`<button type="button" class="hmc-small-button" @click=${options.onUndo}>
              ${words.undo}
            </button>`
          : nothing
      }
      ${
        options.onTranslate === undefined
          ? nothing
          : html`<button
              type="button"
              class="hmc-small-button"
              ?disabled=${talk.draft.trim() === ''}
              @click=${options.onTranslate}
            >
              ${words.translate}
            </button>`
      }
      <button
        type="button"
        class="hmc-small-button"
        ?disabled=${talk.draft.trim() === ''}
        @click=${options.onRewrite}
      >
        ${words.rewrite}
      </button>
      <button class="hmc-button hmc-main-button" ?disabled=${talk.draft.trim() === ''}>
        ${isWarned ? words.sendAnyway : words.send}
      </button>
    </div>
  </form>`;
}

function warningsView(
  warnings: readonly DraftWarning[],
  { parts }: ComposeViewOptions,
): TemplateResult {
  const { warnings: words } = parts.texts;
  // Always there, so that a screen reader hears what comes into it.
  return html`<div class="hmc-warnings" role="status">
    ${
      warnings.length === 0
        ? nothing
        : html`<p><strong>${words.title}</strong></p>
            <ul>
              ${warnings.map(
                ({ kind, excerpt, limit = '' }) =>
                  html`<li>${fill(words[kind], { excerpt, limit })}</li>`,
              )}
            </ul>`
    }
  </div>`;
}

function cannedView(replies: readonly CannedReply[], options: ComposeViewOptions): TemplateResult {
  const { parts, chosen, onCanned } = options;
  const { compose: words } = parts.texts;
  return html`<section class="hmc-canned" aria-label=${words.canned}>
    ${
      replies.length === 0
        ? html`<p class="hmc-quiet">${words.noCanned}</p>`
        : html`<ul>
            ${replies.map(
              (reply, at) =>
                html`<li>
                  <button
                    type="button"
                    class="hmc-canned-reply"
                    aria-current=${at === chosen ? 'true' : nothing}
                    @click=${() => onCanned(reply)}
                  >
                    <strong>${reply.title}</strong>
                    ${reply.shortcut === undefined ? nothing : html`<kbd>/${reply.shortcut}</kbd>`}
                    <span class="hmc-quiet">${reply.text.slice(0, 120)}</span>
                  </button>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}
