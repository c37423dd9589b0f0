import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CannedReply } from '../../desk/follow-up-store.ts';
import { fieldIn } from '../chat/form-field.ts';
import { ConsolePage } from './console-page.ts';
import { fill } from './texts.ts';

/** Ready-made replies of the office. */
export class RepliesPage extends ConsolePage {
  #replies: readonly CannedReply[] | null = null;
  #search = '';
  /** Id of the reply being changed; blank for a new one. */
  #editing: string | null = null;
  #removing: string | null = null;

  protected override routed(): void {
    void this.#read();
  }

  override heard(): void {}

  get #mayWrite(): boolean {
    const { roles } = this.parts.me.account;
    return roles.includes('editor') || roles.includes('supervisor');
  }

  async #read(): Promise<void> {
    const found = this.parts.taken(await this.parts.desk.cannedReplies());
    if (found !== undefined) this.#replies = found.replies;
    this.requestUpdate();
  }

  #show(part: 'editing' | 'removing', id: string | null): void {
    this.#editing = part === 'editing' ? id : null;
    this.#removing = part === 'removing' ? id : null;
    this.requestUpdate();
    void this.#keepFocus();
  }

  /** The pressed button is gone; the keyboard goes on in what took its place. */
  async #keepFocus(): Promise<void> {
    await this.updateComplete;
    if (document.activeElement !== document.body && document.activeElement !== null) return;
    const next =
      this.querySelector<HTMLElement>('[data-do="keep"]') ??
      this.querySelector<HTMLElement>('[name="title"]') ??
      this.querySelector<HTMLElement>('h2');
    next?.focus();
  }

  protected override render(): TemplateResult {
    const { replies: words } = this.parts.work;
    const shown = foundReplies(this.#replies ?? [], this.#search);
    return html`<section class="hmc-work">
      <h2 tabindex="-1">${words.title}</h2>
      <p class="hmc-quiet">${words.help}</p>
      <label class="hmc-field hmc-work-search"
        >${words.search}
        <input
          type="search"
          @input=${(event: InputEvent) => {
            this.#search = (event.target as HTMLInputElement).value;
            this.requestUpdate();
          }}
      /></label>
      ${
        this.#mayWrite
          ? html`<p>
                <button
                  type="button"
                  class="hmc-small-button"
                  aria-expanded=${String(this.#editing === '')}
                  @click=${() => this.#show('editing', this.#editing === '' ? null : '')}
                >
                  ${words.add}
                </button>
              </p>
              ${this.#editing === '' ? this.#formView(undefined) : nothing}`
          : html`<p class="hmc-quiet">${words.readOnly}</p>`
      }
      ${
        shown.length === 0 && this.#replies !== null
          ? html`<p class="hmc-quiet">${words.empty}</p>`
          : html`<ul class="hmc-work-list">
              ${repeat(
                shown,
                ({ id }) => id,
                (reply) => html`<li>${this.#replyView(reply)}</li>`,
              )}
            </ul>`
      }
    </section>`;
  }

  #replyView(reply: CannedReply): TemplateResult {
    const { replies: words } = this.parts.work;
    if (this.#editing === reply.id) return this.#formView(reply);
    return html`<article class="hmc-work-item">
      <h3>
        ${reply.title}
        ${reply.shortcut === undefined ? nothing : html`<kbd>/${reply.shortcut}</kbd>`}
      </h3>
      <p class="hmc-talk-said" lang=${reply.language}>${reply.text}</p>
      <p class="hmc-quiet">${words[reply.language]}</p>
      ${
        this.#mayWrite
          ? this.#removing === reply.id
            ? html`<p role="alert">${fill(words.sure, { title: reply.title })}</p>
                <p class="hmc-work-actions">
                  <button
                    type="button"
                    class="hmc-small-button hmc-doubt"
                    @click=${() => void this.#remove(reply.id)}
                  >
                    ${words.yes}
                  </button>
                  <button
                    type="button"
                    class="hmc-small-button"
                    data-do="keep"
                    @click=${() => this.#show('removing', null)}
                  >
                    ${words.no}
                  </button>
                </p>`
            : html`<p class="hmc-work-actions">
                <button
                  type="button"
                  class="hmc-small-button"
                  @click=${() => this.#show('editing', reply.id)}
                >
                  ${words.edit}
                </button>
                <button
                  type="button"
                  class="hmc-small-button hmc-doubt"
                  @click=${() => this.#show('removing', reply.id)}
                >
                  ${words.remove}
                </button>
              </p>`
          : nothing
      }
    </article>`;
  }

  #formView(reply: CannedReply | undefined): TemplateResult {
    const { replies: words } = this.parts.work;
    const save = async (event: Event): Promise<void> => {
      event.preventDefault();
      const form = event.currentTarget as HTMLFormElement;
      const shortcut = fieldIn(form, 'shortcut');
      const wish = {
        title: fieldIn(form, 'title'),
        text: fieldIn(form, 'text'),
        language: fieldIn(form, 'language') === 'en' ? ('en' as const) : ('vi' as const),
        ...(shortcut === '' ? {} : { shortcut }),
      };
      const saved = this.parts.taken(
        await this.parts.desk.saveCannedReply(reply?.id ?? null, wish),
      );
      if (saved === undefined) return;
      this.parts.tell(words.saved);
      this.#show('editing', null);
      await this.#read();
    };
    return html`<form class="hmc-work-form hmc-work-item" @submit=${save}>
      <label class="hmc-field"
        >${words.name} <input name="title" maxlength="120" required .value=${reply?.title ?? ''}
      /></label>
      <label class="hmc-field"
        >${words.text}
        <textarea
          name="text"
          rows="4"
          maxlength="4000"
          required
          .value=${reply?.text ?? ''}
        ></textarea>
      </label>
      <label class="hmc-field"
        >${words.shortcut} <span class="hmc-quiet">${words.shortcutHelp}</span>
        <input
          name="shortcut"
          maxlength="30"
          pattern="[\\p{L}\\p{N}\\-]+"
          .value=${reply?.shortcut ?? ''}
      /></label>
      <label class="hmc-field"
        >${words.language}
        <select name="language">
          ${(['vi', 'en'] as const).map(
            (one) =>
              html`<option value=${one} ?selected=${one === reply?.language}>
                ${words[one]}
              </option>`,
          )}
        </select></label
      >
      <p class="hmc-work-actions">
        <button class="hmc-button hmc-main-button">${words.save}</button>
        <button type="button" class="hmc-small-button" @click=${() => this.#show('editing', null)}>
          ${this.parts.texts.cancel}
        </button>
      </p>
    </form>`;
  }

  async #remove(id: string): Promise<void> {
    const reply = await this.parts.desk.removeCannedReply(id);
    if (reply.kind === 'done') this.parts.tell(this.parts.work.replies.removed);
    else this.parts.taken(reply);
    this.#show('removing', null);
    await this.#read();
  }
}

/** Replies that have all words looked for, with or without their accents. */
export function foundReplies(
  replies: readonly CannedReply[],
  search: string,
): readonly CannedReply[] {
  const wanted = plain(search).split(/\s+/u);
  return replies.filter(({ title, text, shortcut = '' }) => {
    const whole = plain(`${title} ${text} ${shortcut}`);
    return wanted.every((word) => whole.includes(word));
  });
}

/** Without marks and capitals, as officers type in a hurry. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd').trim();
}
