import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Call, Disposition } from '../../desk/call.ts';
import type { FeedbackKind, SuggestionCard, Suggestions } from '../../desk/suggestion.ts';
import type { TaskKind } from '../../desk/task.ts';
import { copyText } from '../chat/copy.ts';
import { fieldIn } from '../chat/form-field.ts';
import { endOfCallView, transcriptView, typingView } from './call-view.ts';
import { cardsView } from './card-view.ts';
import { ConsolePage } from './console-page.ts';
import { addressOf } from './route.ts';
import type { Route } from './route.ts';
import { momentText } from './time-text.ts';
import type { EndOfCall, WireEvent } from './wire.ts';

const VIEWS = ['open', 'mine', 'ended'] as const;
/** After so long without a key the words are taken for what was said so far. */
const PAUSE_MS = 250;

/** Calls at the hotline and those typed along: transcript, cards, what is read aloud, how it ended. */
export class CallsPage extends ConsolePage {
  #calls: readonly Call[] | null = null;
  #call: Call | undefined;
  #suggestions: Suggestions | undefined;
  #refused = new Set<string>();
  #speaker: 'customer' | 'agent' = 'customer';
  #utterance = crypto.randomUUID();
  #pause: number | undefined;
  /** Prefilled words of the summary; undefined while the call is not being ended. */
  #summary: string | undefined;

  get #view(): (typeof VIEWS)[number] {
    return this.route?.page === 'calls' ? this.route.view : 'open';
  }

  get #id(): string | null {
    return this.route?.page === 'calls' ? this.route.id : null;
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#pause);
    super.disconnectedCallback();
  }

  protected override routed(): void {
    const id = this.#id;
    if (this.#call?.id !== id) {
      this.#call = undefined;
      this.#suggestions = undefined;
      this.#refused = new Set();
      this.#summary = undefined;
    }
    void this.#readList();
    if (id !== null) void this.#readCall(id);
  }

  async #readList(): Promise<void> {
    const found = this.parts.taken(await this.parts.desk.calls(this.#view));
    if (found !== undefined) this.#calls = found.calls;
    this.requestUpdate();
  }

  async #readCall(id: string): Promise<void> {
    const found = this.parts.taken(await this.parts.desk.call(id));
    if (found === undefined || this.#id !== id) return;
    this.#call = found.call;
    this.#suggest(found.suggestions.find(({ cards }) => cards.length > 0));
    this.requestUpdate();
  }

  override heard(event: WireEvent): void {
    if (event.kind === 'call') {
      const { call } = event;
      if (call.id === this.#id) this.#call = call;
      const others = (this.#calls ?? []).filter(({ id }) => id !== call.id);
      const isShown = this.#view === 'ended' ? call.state === 'ended' : call.state !== 'ended';
      const isMine = call.officerId === this.parts.me.account.id;
      const fits = isShown && (this.#view !== 'mine' || isMine);
      this.#calls = fits ? [call, ...others] : others;
      this.requestUpdate();
    } else if (event.kind === 'call-suggestions' && event.callId === this.#id) {
      this.#suggest(event.suggestions);
    }
  }

  /** Silence takes nothing away: what was read aloud a moment ago may still be needed. */
  #suggest(suggestions: Suggestions | undefined): void {
    if (suggestions === undefined || suggestions.cards.length === 0) return;
    this.#suggestions = suggestions;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { calls: words } = this.parts.work;
    return html`<div class="hmc-calls" data-shows=${this.#id === null ? 'list' : 'call'}>
      <section class="hmc-calls-list" aria-label=${words.title}>
        <nav class="hmc-tabs" aria-label=${words.title}>
          ${VIEWS.map(
            (view) =>
              html`<a
                href=${addressOf({ page: 'calls', view, id: null })}
                aria-current=${view === this.#view ? 'page' : nothing}
                >${words.views[view]}</a
              >`,
          )}
        </nav>
        <p class="hmc-calls-new">
          <button type="button" class="hmc-small-button" @click=${() => void this.#open()}>
            ${words.type}
          </button>
          <span class="hmc-quiet">${words.typeHelp}</span>
        </p>
        ${
          this.#calls?.length === 0
            ? html`<p class="hmc-quiet hmc-inbox-empty">${words.empty}</p>`
            : html`<ul class="hmc-inbox-rows">
                ${repeat(
                  this.#calls ?? [],
                  ({ id }) => id,
                  (call) => html`<li>${this.#rowView(call)}</li>`,
                )}
              </ul>`
        }
      </section>
      ${
        this.#call === undefined
          ? html`<p class="hmc-quiet hmc-inbox-pick">${words.pick}</p>`
          : this.#callView(this.#call)
      }
    </div>`;
  }

  #rowView(call: Call): TemplateResult {
    const { work, language, now } = this.parts;
    const { calls: words } = work;
    const route: Route = { page: 'calls', view: this.#view, id: call.id };
    return html`<a
      class="hmc-inbox-row"
      href=${addressOf(route)}
      aria-current=${call.id === this.#id ? 'true' : nothing}
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

  #callView(call: Call): TemplateResult {
    const { parts } = this;
    const { calls: words } = parts.work;
    const isMine = call.officerId === parts.me.account.id;
    const isTyped = call.provider === 'typed';
    const isOver = call.disposition !== undefined;
    return html`<section class="hmc-call" aria-label=${words.transcript}>
        <p class="hmc-talk-ways">
          <a href=${addressOf({ page: 'calls', view: this.#view, id: null })}>${words.back}</a>
        </p>
        <header class="hmc-talk-head">
          <h2>${words.states[call.state]}</h2>
          <div class="hmc-talk-actions">
            ${
              isMine || isOver
                ? nothing
                : html`<button
                    type="button"
                    class="hmc-button hmc-main-button"
                    @click=${() => void this.#take(call.id)}
                  >
                    ${words.take}
                  </button>`
            }
            ${
              isMine && !isOver && this.#summary === undefined
                ? html`<button
                    type="button"
                    class="hmc-small-button"
                    @click=${() => void this.#beginEnd(call.id)}
                  >
                    ${words.end}
                  </button>`
                : nothing
            }
          </div>
        </header>
        ${transcriptView(call, parts)}
        ${
          isTyped && isMine && call.state !== 'ended'
            ? typingView({
                parts,
                speaker: this.#speaker,
                onSpeaker: (speaker) => {
                  this.#speaker = speaker;
                  this.requestUpdate();
                },
                onInput: (text) => this.#typing(call.id, text),
                onDone: (text) => this.#said(call.id, text),
              })
            : nothing
        }
        ${
          this.#summary === undefined
            ? nothing
            : endOfCallView({
                parts,
                summary: this.#summary,
                onEnd: (form) => void this.#end(call.id, form),
              })
        }
      </section>
      <aside class="hmc-side" aria-label=${parts.texts.cards.title}>
        <h2>${parts.texts.cards.title}</h2>
        ${this.#scriptView()}
        ${cardsView({
          parts,
          suggestions: this.#suggestions,
          refused: this.#refused,
          actions: (card) =>
            card.checklist.length === 0
              ? []
              : [{ label: words.checklist, act: (one) => void this.#checklist(call.id, one) }],
          onFeedback: (card, kind) => this.#doubt(card, kind),
        })}
      </aside>`;
  }

  /** The words to read aloud stand large and stay in place while cards change below. */
  #scriptView(): TemplateResult | typeof nothing {
    const { calls: words } = this.parts.work;
    const card = this.#suggestions?.cards.find(({ id }) => !this.#refused.has(id));
    if (card === undefined || card.script === '') return nothing;
    const copy = async (): Promise<void> => {
      if (!(await copyText(card.script))) return;
      this.#tell(card, 'copied');
      this.parts.tell(words.copied);
    };
    return html`<section class="hmc-script">
      <h3>${words.script}</h3>
      <p>${card.script}</p>
      <button type="button" class="hmc-small-button" @click=${() => void copy()}>
        ${words.copy}
      </button>
      <button
        type="button"
        class="hmc-small-button"
        @click=${() => {
          this.#tell(card, 'read-aloud');
          this.parts.tell(this.parts.texts.cards.thanks);
        }}
      >
        ${words.readAloud}
      </button>
    </section>`;
  }

  #typing(id: string, text: string): void {
    clearTimeout(this.#pause);
    if (text.trim() === '') return;
    this.#pause = window.setTimeout(() => void this.#send(id, text, false), PAUSE_MS);
  }

  #said(id: string, text: string): void {
    clearTimeout(this.#pause);
    if (text.trim() === '') return;
    void this.#send(id, text, true);
    this.#utterance = crypto.randomUUID();
  }

  async #send(id: string, text: string, final: boolean): Promise<void> {
    const said = { utteranceId: this.#utterance, speaker: this.#speaker, text, final };
    const found = this.parts.taken(await this.parts.desk.say(id, said));
    if (found?.suggestions) this.#suggest(found.suggestions);
  }

  async #open(): Promise<void> {
    const opened = this.parts.taken(await this.parts.desk.openCall());
    if (opened !== undefined) {
      this.parts.navigate({ page: 'calls', view: 'open', id: opened.call.id });
    }
  }

  async #take(id: string): Promise<void> {
    const taken = this.parts.taken(await this.parts.desk.takeCall(id));
    if (taken !== undefined) this.#call = taken.call;
    this.requestUpdate();
  }

  async #beginEnd(id: string): Promise<void> {
    const found = this.parts.taken(await this.parts.desk.summaryOfCall(id));
    this.#summary = found?.summary ?? '';
    this.requestUpdate();
  }

  async #end(id: string, form: FormData): Promise<void> {
    const summary = fieldIn(form, 'summary');
    const text = fieldIn(form, 'task');
    const contact = fieldIn(form, 'contact');
    const end: EndOfCall = {
      disposition: fieldIn(form, 'disposition') as Disposition,
      ...(summary === '' ? {} : { summary }),
      ...(text === ''
        ? {}
        : {
            followUp: {
              kind: fieldIn(form, 'kind') as TaskKind,
              text,
              ...(contact === '' ? {} : { contact }),
            },
          }),
    };
    const ended = this.parts.taken(await this.parts.desk.endCall(id, end));
    if (ended === undefined) return;
    this.#call = ended.call;
    this.#summary = undefined;
    this.parts.tell(this.parts.work.calls.saved);
    await this.#readList();
  }

  async #checklist(id: string, card: SuggestionCard): Promise<void> {
    const made = this.parts.taken(await this.parts.desk.sendChecklist(id, card.id, 'sms', '-'));
    if (made !== undefined && (await copyText(made.text))) {
      this.parts.tell(this.parts.work.calls.checklistCopied);
    }
  }

  #tell(card: SuggestionCard, kind: FeedbackKind): void {
    void this.parts.desk.tellOfCard({
      suggestionId: card.id,
      procedureCode: card.procedureCode,
      kind,
      about: this.#id ?? '',
      question: this.#suggestions?.question ?? '',
    });
  }

  #doubt(card: SuggestionCard, kind: FeedbackKind): void {
    this.#tell(card, kind);
    this.#refused = new Set([...this.#refused, card.id]);
    this.parts.tell(this.parts.texts.cards.thanks);
    this.requestUpdate();
  }
}
