import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Call } from '../../desk/call.ts';
import type { FeedbackKind, SuggestionCard, Suggestions } from '../../desk/suggestion.ts';
import { copyText } from '../chat/copy.ts';
import { endOfCallView } from './call-end-view.ts';
import { callListView } from './call-list-view.ts';
import { withCall } from './call-list.ts';
import type { CallViewName } from './call-list.ts';
import { callSideView } from './call-side-view.ts';
import { createCallTyping } from './call-typing.ts';
import type { TypedWords } from './call-typing.ts';
import { callHeadView, transcriptView, typingView } from './call-view.ts';
import { ConsolePage } from './console-page.ts';
import type { EndOfCall, WireEvent } from './wire.ts';

/** Calls at the hotline and those typed along: transcript, cards, what is read aloud, how it ended. */
export class CallsPage extends ConsolePage {
  #calls: readonly Call[] | null = null;
  #call: Call | undefined;
  #suggestions: Suggestions | undefined;
  #refused = new Set<string>();
  #speaker: 'customer' | 'agent' = 'customer';
  readonly #typing = createCallTyping({
    send: (words) => void this.#say(words),
    createId: () => crypto.randomUUID(),
    after: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
  });
  /** Prefilled words of the summary; undefined while the call is not being ended. */
  #summary: string | undefined;

  get #view(): CallViewName {
    return this.route?.page === 'calls' ? this.route.view : 'open';
  }

  get #id(): string | null {
    return this.route?.page === 'calls' ? this.route.id : null;
  }

  override disconnectedCallback(): void {
    this.#typing.stop();
    super.disconnectedCallback();
  }

  protected override routed(): void {
    const id = this.#id;
    if (this.#call?.id !== id) {
      this.#typing.stop();
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
      this.#heardOf(event.call);
    } else if (event.kind === 'call-suggestions' && event.callId === this.#id) {
      this.#suggest(event.suggestions);
    }
  }

  #heardOf(call: Call): void {
    const officerId = this.parts.me.account.id;
    const isMine = call.officerId === officerId;
    if (call.id === this.#id) {
      const hungUp = this.#call !== undefined && this.#call.state !== 'ended';
      this.#call = call;
      // The caller is gone: what is left to do is to wrap it up.
      if (hungUp && isMine && call.state === 'ended' && call.disposition === undefined) {
        void this.#beginEnd(call.id);
      }
    }
    this.#calls = withCall(this.#calls ?? [], call, { view: this.#view, officerId });
    this.requestUpdate();
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
      ${callListView({
        parts: this.parts,
        calls: this.#calls,
        view: this.#view,
        id: this.#id,
        onOpen: () => void this.#open(),
      })}
      ${
        this.#call === undefined
          ? html`<p class="hmc-quiet hmc-inbox-pick">${words.pick}</p>`
          : this.#callView(this.#call)
      }
    </div>`;
  }

  #callView(call: Call): TemplateResult {
    const { parts } = this;
    const { calls: words } = parts.work;
    const isMine = call.officerId === parts.me.account.id;
    const isTyped = call.provider === 'typed';
    return html`<section class="hmc-call" aria-label=${words.transcript}>
        ${callHeadView({
          parts,
          call,
          view: this.#view,
          isEnding: this.#summary !== undefined,
          onTake: () => void this.#take(call.id),
          onEnd: () => void this.#beginEnd(call.id),
        })}
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
                onInput: (text) => this.#typing.input(text),
                onDone: (text) => this.#typing.done(text),
              })
            : nothing
        }
        ${
          this.#summary === undefined
            ? nothing
            : endOfCallView({
                parts,
                summary: this.#summary,
                onEnd: (end) => void this.#end(call.id, end),
              })
        }
      </section>
      ${callSideView({
        parts,
        suggestions: this.#suggestions,
        refused: this.#refused,
        onCopy: (card) => void this.#copy(card),
        onRead: (card) => {
          this.#tell(card, 'read-aloud');
          parts.tell(parts.texts.cards.thanks);
        },
        onChecklist: (card) => void this.#checklist(call.id, card),
        onFeedback: (card, kind) => this.#doubt(card, kind),
      })}`;
  }

  async #say(words: TypedWords): Promise<void> {
    const id = this.#id;
    if (id === null) return;
    const said = { ...words, speaker: this.#speaker };
    const found = this.parts.taken(await this.parts.desk.say(id, said));
    if (found?.suggestions && this.#id === id) this.#suggest(found.suggestions);
  }

  async #open(): Promise<void> {
    const opened = this.parts.taken(await this.parts.desk.openCall());
    if (opened !== undefined) {
      this.parts.navigate({ page: 'calls', view: 'open', id: opened.call.id });
    }
  }

  async #take(id: string): Promise<void> {
    const taken = this.parts.taken(await this.parts.desk.takeCall(id));
    if (taken !== undefined && this.#id === id) this.#call = taken.call;
    this.requestUpdate();
  }

  /** The summary stands there already; an officer's own words in it are never written over. */
  async #beginEnd(id: string): Promise<void> {
    const found = this.parts.taken(await this.parts.desk.summaryOfCall(id));
    if (this.#id !== id || this.#call?.disposition !== undefined) return;
    this.#summary ??= found?.summary ?? '';
    this.requestUpdate();
  }

  async #end(id: string, end: EndOfCall): Promise<void> {
    const ended = this.parts.taken(await this.parts.desk.endCall(id, end));
    if (ended === undefined) return;
    if (this.#id === id) {
      this.#call = ended.call;
      this.#summary = undefined;
    }
    this.parts.tell(this.parts.work.calls.saved);
    await this.#readList();
  }

  async #copy(card: SuggestionCard): Promise<void> {
    if (!(await copyText(card.script))) return;
    this.#tell(card, 'copied');
    this.parts.tell(this.parts.work.calls.copied);
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
