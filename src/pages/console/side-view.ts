import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { SuggestionCard } from '../../desk/suggestion.ts';
import { fieldIn } from '../chat/form-field.ts';
import { cardsView } from './card-view.ts';
import type { ConsoleParts } from './console-page.ts';
import type { Talk } from './talks.ts';
import { momentText } from './time-text.ts';
import type { HandoffDetail } from './wire.ts';

export interface FoundProcedure {
  readonly code: string;
  readonly name: string;
}

export interface SideViewOptions {
  readonly parts: ConsoleParts;
  readonly talk: Talk;
  readonly detail: HandoffDetail;
  readonly isMine: boolean;
  /** Null before anything was searched. */
  readonly found: readonly FoundProcedure[] | null;
  readonly use: (card: SuggestionCard, how: 'insert' | 'edit' | 'send' | 'approve') => void;
  readonly doubt: (card: SuggestionCard, kind: 'not-this' | 'wrong-figure') => void;
  readonly onSearch: (words: string) => void;
  readonly onInsertName: (procedure: FoundProcedure) => void;
  readonly onNote: (text: string) => void;
}

/** Suggested answers, procedure search and notes beside a conversation. */
export function sideView(options: SideViewOptions): TemplateResult {
  const { parts, talk, detail } = options;
  const { cards: words, talk: talkWords } = parts.texts;
  const waitsForApproval = isApproveFirst(detail);
  return html`<aside class="hmc-side" aria-label=${talkWords.details}>
    <section>
      <h2>${waitsForApproval ? talkWords.approveTitle : words.title}</h2>
      ${waitsForApproval ? html`<p class="hmc-notice">${talkWords.approveHelp}</p>` : nothing}
      ${cardsView({
        parts,
        suggestions: talk.suggestions,
        refused: talk.refused,
        actions: (card) => actionsOf(card, options, waitsForApproval),
        onFeedback: (card, kind) => {
          if (kind === 'not-this' || kind === 'wrong-figure') options.doubt(card, kind);
        },
      })}
    </section>
    ${searchView(options)} ${notesView(options)}
  </aside>`;
}

/** The assistant's last answer was kept back until an officer has seen it. */
function isApproveFirst({ handoff, turns }: HandoffDetail): boolean {
  if (handoff.state === 'closed') return false;
  const last = turns.findLast(({ answer }) => answer !== undefined)?.answer;
  return last?.outcome === 'handed-off' && last.reason === 'approve-first';
}

function actionsOf(card: SuggestionCard, options: SideViewOptions, waitsForApproval: boolean) {
  const { parts, use, isMine, detail } = options;
  const { cards: words, talk: talkWords } = parts.texts;
  if (waitsForApproval && (isMine || detail.handoff.state === 'waiting')) {
    const approve = (one: SuggestionCard): void => use(one, 'approve');
    if (!isMine) return [{ label: talkWords.approve, act: approve }];
  }
  if (!isMine) return [];
  return [
    ...(waitsForApproval
      ? [{ label: talkWords.approve, act: (one: SuggestionCard) => use(one, 'approve') }]
      : []),
    {
      label: words.insert,
      key: `Alt+${card.rank}`,
      act: (one: SuggestionCard) => use(one, 'insert'),
    },
    {
      label: words.edit,
      ...(card.rank === 1 ? { key: 'Alt+E' } : {}),
      act: (one: SuggestionCard) => use(one, 'edit'),
    },
    {
      label: words.send,
      key: `Alt+Shift+${card.rank}`,
      act: (one: SuggestionCard) => use(one, 'send'),
    },
  ];
}

function searchView({ parts, found, isMine, onSearch, onInsertName }: SideViewOptions) {
  const { procedures: words } = parts.texts;
  const search = (event: Event): void => {
    event.preventDefault();
    onSearch(fieldIn(event.currentTarget as HTMLFormElement, 'q'));
  };
  return html`<section>
    <h2>${words.title}</h2>
    <form class="hmc-side-search" @submit=${search}>
      <label class="hmc-field"
        >${words.label} <input id="hmc-procedure-search" name="q" type="search" maxlength="300"
      /></label>
      <button class="hmc-small-button">${words.search}</button>
    </form>
    <div role="status">
      ${
        found === null
          ? nothing
          : found.length === 0
            ? html`<p class="hmc-quiet">${words.none}</p>`
            : html`<ul class="hmc-found">
                ${found.map(
                  (procedure) =>
                    html`<li>
                      <a href=${`/thu-tuc/${encodeURIComponent(procedure.code)}`} target="_blank"
                        >${procedure.name}</a
                      >
                      ${
                        isMine
                          ? html`<button
                              type="button"
                              class="hmc-small-button"
                              @click=${() => onInsertName(procedure)}
                            >
                              ${words.insertName}
                            </button>`
                          : nothing
                      }
                    </li>`,
                )}
              </ul>`
      }
    </div>
  </section>`;
}

function notesView({ parts, detail, onNote }: SideViewOptions): TemplateResult {
  const { notes: words } = parts.texts;
  const add = (event: Event): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const text = fieldIn(form, 'note');
    if (text === '') return;
    onNote(text);
    form.reset();
  };
  return html`<section>
    <h2>${words.title}</h2>
    <p class="hmc-quiet">${words.hint}</p>
    ${
      detail.notes.length === 0
        ? html`<p class="hmc-quiet">${words.none}</p>`
        : html`<ul class="hmc-notes">
            ${detail.notes.map(
              (note) =>
                html`<li>
                  <p class="hmc-quiet">
                    ${note.byName} <time>${momentText(note.at, parts.now(), parts.language)}</time>
                  </p>
                  <p class="hmc-talk-said">${note.text}</p>
                </li>`,
            )}
          </ul>`
    }
    <form class="hmc-note-form" @submit=${add}>
      <label class="hmc-field"
        >${words.label} <textarea id="hmc-note" name="note" rows="2" maxlength="4000"></textarea>
      </label>
      <button class="hmc-small-button">${words.add}</button>
    </form>
  </section>`;
}
