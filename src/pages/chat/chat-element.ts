import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { createRef } from 'lit/directives/ref.js';
import type { Answer } from '../../conversation/answer.ts';
import type { Facet } from '../../procedure/guide.ts';
import type { Api, Message } from './api.ts';
import { barView } from './bar-view.ts';
import { TEXT_LIMIT } from './composer-view.ts';
import { copyText } from './copy.ts';
import { openIdle } from './idle.ts';
import type { Idle } from './idle.ts';
import type { Keep } from './keep.ts';
import type { Follow } from './live.ts';
import { createMessageId } from './message-id.ts';
import { nextView } from './next-view.ts';
import { greetingView, suggestionsView } from './opening-view.ts';
import { printOnly } from './print.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { activeIn, bringUp, lastTurn, seesEnd, showEnd } from './sight.ts';
import { openSpeaker } from './speech.ts';
import type { Speaker } from './speech.ts';
import type { PageState, Texts } from './texts.ts';
import { turnView, writingView } from './turn-view.ts';
import { openWaiting } from './waiting.ts';
import type { Waiting } from './waiting.ts';
import { waitView } from './wait-view.ts';

/** What a chat is made with. */
export interface ChatSetting {
  readonly state: PageState;
  readonly api: Api;
  readonly follow: Follow;
  readonly keep: Keep;
  /** Origin of the server whose pages are linked to; empty on its own pages. */
  readonly site: string;
  /** Inside the widget, on the page of another site. */
  readonly embedded: boolean;
  /** Forgets what the browser itself remembers of the conversation. */
  readonly forget: () => void;
}

const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const;
const KIOSK_IDLE_MS = 120_000;
const KIOSK_WAITING_MS = 600_000;

function later(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
}

/**
 * The chat, taking over what the server rendered inside it. It renders into the page itself (no
 * shadow root), so one style sheet serves both and nothing moves when the script arrives.
 */
export class HmcChat extends LitElement {
  /** Given before it is put into the page. Tells how many replies it shows by the event `hmc-replies`. */
  setting: ChatSetting | null = null;
  readonly #input = createRef<HTMLTextAreaElement>();
  #session: Session | null = null;
  #waiting: Waiting | null = null;
  #idle: Idle | null = null;
  #speaker: Speaker | null = null;
  #length = 0;
  #said = '';
  #undelivered: HTMLElement | null = null;
  #waitText = '';
  #replies = 0;
  #atEnd = false;
  /** Where to bring the reader once the next render is done. */
  #show: 'question' | 'answer' | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    if (!this.setting) return;
    const { state, api, follow, keep } = this.setting;
    this.#speaker ??= openSpeaker(state.language, () => this.requestUpdate());
    this.#session ??= openSession({
      api,
      keep,
      follow,
      language: state.language,
      conversationId: state.conversationId,
      turns: state.turns,
      onChange: () => {
        this.requestUpdate();
        if (this.#session) this.#waiting?.look(this.#session.conversationId, this.#session.turns);
      },
      onWait: () => this.#waiting?.refresh(),
      after: later,
    });
    this.#waiting ??= openWaiting({
      api,
      after: later,
      onChange: () => this.requestUpdate(),
      isVisible: () => document.visibilityState !== 'hidden',
    });
    this.#waiting.look(this.#session.conversationId, this.#session.turns);
    if (state.channel === 'kiosk') {
      this.#idle ??= openIdle({
        // Who waits for an officer, or is served, needs longer.
        afterMs: () => (this.#waiting?.shown?.mayLeave ? KIOSK_WAITING_MS : KIOSK_IDLE_MS),
        after: later,
        onChange: () => this.requestUpdate(),
        onReset: () => this.#giveBack(),
      });
      for (const kind of TOUCHES) addEventListener(kind, this.#touched, { passive: true });
    }
    addEventListener('online', this.#network);
    addEventListener('offline', this.#network);
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    removeEventListener('online', this.#network);
    removeEventListener('offline', this.#network);
    this.#session?.close();
    this.#waiting?.close();
    this.#idle?.close();
    for (const kind of TOUCHES) removeEventListener(kind, this.#touched);
    super.disconnectedCallback();
  }

  /** Puts the keyboard where a question is written. */
  focusInput(): void {
    this.#input.value?.focus();
  }

  readonly #touched = (): void => this.#idle?.touched();

  /** The next citizen begins anew; what is under way belongs to nobody any more. */
  #giveBack(): void {
    if ((this.#session?.turns.length ?? 0) === 0 && !this.#input.value?.value) return;
    this.#session?.restart();
    this.setting?.forget();
    if (this.#input.value) {
      this.#input.value.value = '';
      this.#edit(this.#input.value);
    }
    this.#begin('');
  }

  readonly #network = (): void => {
    if (navigator.onLine) this.#session?.retry();
    this.requestUpdate();
  };

  protected override firstUpdated(): void {
    const input = this.#input.value;
    if (input && input.value === '') {
      input.value = this.setting?.keep.read<string>('draft') ?? '';
      this.#edit(input);
    }
    if ((this.#session?.turns.length ?? 0) > 0) bringUp(this, this.#show !== null);
  }

  /** The first render replaces what the server wrote, keeping what was typed before the script came. */
  protected override willUpdate(): void {
    if (this.hasUpdated) {
      this.#atEnd = seesEnd(this);
      return;
    }
    const typed = this.querySelector<HTMLTextAreaElement>('#hmc-text');
    const text = typed?.value ?? '';
    const hadFocus = typed !== null && typed === activeIn(this);
    this.replaceChildren();
    void this.updateComplete.then(() => {
      const input = this.#input.value;
      if (!input) return;
      if (text !== '') {
        input.value = text;
        this.#edit(input);
      }
      if (hadFocus) input.focus({ preventScroll: true });
    });
  }

  protected override render(): TemplateResult | typeof nothing {
    const session = this.#session;
    if (!this.setting || !session) return nothing;
    const { state, site } = this.setting;
    const { texts } = state;
    const turns = session.turns;
    const newest = turns.map((turn) => turn.role !== 'citizen').lastIndexOf(true);
    const latest = turns[newest]?.answer;
    this.classList.toggle('hmc-chat-begun', turns.length > 0);
    return html`<h1 class="hmc-title">${texts.title}</h1>
      ${greetingView(this.setting)}
      ${turns.length === 0 ? suggestionsView(this.setting, (text) => this.#send(text, 'button')) : nothing}
      <div
        class="hmc-log"
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        aria-label=${texts.logLabel}
      >
        ${turns.map((turn, at) =>
          turnView(turn, at === newest && !session.busy, texts, {
            choose: (option) => this.#send(option.label, 'button', { chosenCode: option.code }),
            retry: () => session.retry(),
            site,
          }),
        )}
      </div>
      ${writingView(session.writing, texts)}
      ${latest && !session.busy ? this.#next(latest, session, this.setting) : nothing}
      ${this.#waiting ? waitView(this.#waiting, texts) : nothing} ${this.#idleView(texts)}
      <p class="hmc-hidden" role="status">${this.#said}</p>
      ${barView(
        {
          offline: !navigator.onLine && !session.busy,
          input: this.#input,
          length: this.#length,
          submit: () => this.#submit(),
          edit: (area) => this.#edit(area),
          askPerson: () => this.#send(texts.personMessage, 'button'),
        },
        texts,
      )}`;
  }

  /** Asked only where there is something to take away. */
  #idleView(texts: Texts): TemplateResult | typeof nothing {
    const seconds = this.#idle?.secondsLeft ?? null;
    if (seconds === null || (this.#session?.turns.length ?? 0) === 0) return nothing;
    return html`<div class="hmc-idle" role="alertdialog" aria-labelledby="hmc-idle-text">
      <p id="hmc-idle-text">${texts.idle}</p>
      <p aria-hidden="true">${seconds}</p>
      <button type="button" class="hmc-button" @click=${this.#touched}>${texts.stillHere}</button>
    </div>`;
  }

  #next(
    answer: Answer,
    session: Session,
    { state: { texts }, site, embedded }: ChatSetting,
  ): TemplateResult {
    const code = answer.answerCodes[0];
    return nextView(answer, texts, this.#speaker, this.#said, {
      ask: (facet) =>
        this.#send(texts.facets[facet], 'button', {
          chosenFacet: facet,
          ...(code ? { chosenCode: code } : {}),
        }),
      refuse: () => this.#send(texts.notThisMessage, 'button'),
      copy: () => void this.#copy(answer),
      print: embedded ? null : () => this.#print(),
      transcript: `${site}/api/v1/conversations/${session.conversationId ?? ''}/transcript`,
      erase: embedded ? () => void this.#erase(texts) : null,
      restart: () => this.#restart(),
    });
  }

  #submit(): void {
    const input = this.#input.value;
    const text = input?.value.trim() ?? '';
    if (!input || text === '' || text.length > TEXT_LIMIT) {
      input?.focus();
      return;
    }
    input.value = '';
    this.#edit(input);
    this.#send(text, 'input');
    input.focus({ preventScroll: true });
  }

  /** Sends at once when typed; a button pressed while an answer is on its way is a double click. */
  #send(
    text: string,
    by: 'input' | 'button',
    chosen: { chosenCode?: string; chosenFacet?: Facet } = {},
  ): void {
    if (!this.#session || (by === 'button' && this.#session.busy)) return;
    this.#speaker?.stop();
    this.#said = '';
    this.#show = 'question';
    const message: Message = { id: createMessageId(), text, ...chosen };
    this.#session.send(message);
    // The pressed button is gone after this; the keyboard goes on from the new question.
    if (by === 'button') {
      void this.updateComplete.then(() =>
        lastTurn(this, 'citizen')?.focus({ preventScroll: true }),
      );
    }
  }

  protected override updated(): void {
    const asked = this.#show !== null;
    if (this.#show === 'question') {
      bringUp(this, this.#show !== null);
      this.#show = 'answer';
    } else if (this.#show === 'answer' && !this.#session?.busy) {
      bringUp(this, this.#show !== null);
      this.#show = null;
    }
    const wait = this.#waiting?.shown?.text ?? '';
    if (wait !== this.#waitText && wait !== '') {
      this.querySelector('.hmc-wait-frame')?.scrollIntoView({ block: 'nearest' });
    }
    this.#waitText = wait;
    // What went wrong and the way out of it stand clear of the bar, once.
    const waiting = this.querySelector<HTMLElement>('.hmc-delivery button')?.parentElement ?? null;
    if (waiting !== this.#undelivered) waiting?.scrollIntoView({ block: 'nearest' });
    this.#undelivered = waiting;
    this.#count(asked);
  }

  /** Tells of new replies, and brings one that nobody asked for into sight of who was at the end. */
  #count(asked: boolean): void {
    const replies = this.#session?.turns.filter((turn) => turn.role !== 'citizen').length ?? 0;
    if (replies === this.#replies) return;
    const isNew = replies > this.#replies;
    this.#replies = replies;
    this.dispatchEvent(new CustomEvent('hmc-replies', { detail: replies }));
    if (isNew && !asked && this.#atEnd) showEnd(this);
  }

  #edit(area: HTMLTextAreaElement): void {
    this.setting?.keep.write('draft', area.value === '' ? null : area.value);
    // As many rows as it has lines; the style sheet limits the height.
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
    if (area.value !== '') this.#waiting?.typing();
    if (area.value.length !== this.#length) {
      this.#length = area.value.length;
      this.requestUpdate();
    }
  }

  async #copy(answer: Answer): Promise<void> {
    if (await copyText(answer.text)) this.#remark(this.setting?.state.texts.copied ?? '');
  }

  #print(): void {
    const turn = lastTurn(this, 'assistant');
    if (turn) printOnly(turn);
  }

  #restart(): void {
    const texts = this.setting?.state.texts;
    if (!texts || !confirm(texts.restartConfirm)) return;
    this.#session?.restart();
    this.setting?.forget();
    this.#begin(texts.restarted);
  }

  async #erase(texts: Texts): Promise<void> {
    if (!confirm(texts.eraseConfirm)) return;
    if (await this.#session?.erase()) this.#begin(texts.erased);
    else this.#remark(texts.eraseFailed);
  }

  #begin(remark: string): void {
    this.#speaker?.stop();
    this.#remark(remark);
    this.focusInput();
    if (this.setting?.embedded) this.parentElement?.scrollTo({ top: 0 });
    else scrollTo({ top: 0 });
  }

  #remark(text: string): void {
    this.#said = text;
    this.requestUpdate();
  }
}
