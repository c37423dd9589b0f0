import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { createRef } from 'lit/directives/ref.js';
import type { Answer } from '../../conversation/answer.ts';
import type { Facet } from '../../procedure/guide.ts';
import { createApi } from './api.ts';
import type { Message } from './api.ts';
import { TEXT_LIMIT, composerView } from './composer-view.ts';
import { copyText } from './copy.ts';
import { createKeep } from './keep.ts';
import { createMessageId } from './message-id.ts';
import { nextView } from './next-view.ts';
import { printOnly } from './print.ts';
import { openSession } from './session.ts';
import type { Session, ShownTurn } from './session.ts';
import { openSpeaker } from './speech.ts';
import type { Speaker } from './speech.ts';
import type { PageState, Texts } from './texts.ts';
import { readPageState } from './texts.ts';
import { turnView } from './turn-view.ts';

/**
 * The chat, taking over what the server rendered inside it. It renders into the page itself (no
 * shadow root), so one style sheet serves both and nothing moves when the script arrives.
 */
export class HmcChat extends LitElement {
  readonly #keep = createKeep(() => sessionStorage);
  readonly #input = createRef<HTMLTextAreaElement>();
  #state: PageState | null = null;
  #session: Session | null = null;
  #speaker: Speaker | null = null;
  #length = 0;
  #said = '';
  #waiting: HTMLElement | null = null;
  /** Where to bring the reader once the next render is done. */
  #show: 'question' | 'answer' | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    this.#state ??= readPageState(document);
    if (!this.#state) return;
    const { conversationId, language, turns } = this.#state;
    this.#speaker ??= openSpeaker(language, () => this.requestUpdate());
    this.#session ??= openSession({
      api: createApi(
        (...request) => fetch(...request),
        () => navigator.onLine,
      ),
      keep: this.#keep,
      language,
      conversationId,
      turns,
      onChange: () => this.requestUpdate(),
      after: (ms, action) => {
        const timer = setTimeout(action, ms);
        return () => clearTimeout(timer);
      },
    });
    addEventListener('online', this.#online);
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    removeEventListener('online', this.#online);
    super.disconnectedCallback();
  }

  readonly #online = (): void => {
    this.#session?.retry();
  };

  protected override firstUpdated(): void {
    const input = this.#input.value;
    if (input && input.value === '') {
      input.value = this.#keep.read<string>('draft') ?? '';
      this.#edit(input);
    }
    if ((this.#session?.turns.length ?? 0) > 0) this.#bringUp();
  }

  /** The first render replaces what the server wrote, keeping what was typed before the script came. */
  protected override willUpdate(): void {
    if (this.hasUpdated) return;
    const typed = this.querySelector<HTMLTextAreaElement>('#hmc-text');
    const text = typed?.value ?? '';
    const hadFocus = typed !== null && typed === document.activeElement;
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
    const state = this.#state;
    const session = this.#session;
    if (!state || !session) return nothing;
    const { texts } = state;
    const turns = session.turns;
    const newest = turns.map((turn) => turn.role !== 'citizen').lastIndexOf(true);
    const latest = turns[newest]?.answer;
    this.classList.toggle('hmc-chat-begun', turns.length > 0);
    return html`<h1 class="hmc-title">${texts.title}</h1>
      <div class="hmc-greeting"><p>${state.greeting}</p></div>
      ${turns.length === 0 ? this.#suggestions(state) : nothing}
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
          }),
        )}
      </div>
      ${latest && !session.busy ? this.#next(latest, texts) : nothing}
      <p class="hmc-hidden" role="status">${this.#said}</p>
      <div class="hmc-bar">
        ${composerView(
          {
            input: this.#input,
            length: this.#length,
            submit: () => this.#submit(),
            edit: (area) => this.#edit(area),
          },
          texts,
        )}
        <div class="hmc-bar-more">
          <button
            type="button"
            class="hmc-person"
            @click=${() => this.#send(texts.personMessage, 'button')}
          >
            ${texts.person}
          </button>
        </div>
      </div>`;
  }

  #suggestions({ suggestions, texts }: PageState): TemplateResult {
    return html`<div class="hmc-suggestions">
      <h2 class="hmc-suggestions-title">${texts.suggestionsTitle}</h2>
      <ul>
        ${suggestions.map(
          (text) =>
            html`<li>
              <button
                type="button"
                class="hmc-suggestion"
                @click=${() => this.#send(text, 'button')}
              >
                ${text}
              </button>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  #next(answer: Answer, texts: Texts): TemplateResult {
    const code = answer.answerCodes[0];
    return nextView(answer, texts, this.#speaker, this.#said, {
      ask: (facet) =>
        this.#send(texts.facets[facet], 'button', {
          chosenFacet: facet,
          ...(code ? { chosenCode: code } : {}),
        }),
      refuse: () => this.#send(texts.notThisMessage, 'button'),
      copy: () => void this.#copy(answer),
      print: () => this.#print(),
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
        this.#lastTurn('citizen')?.focus({ preventScroll: true }),
      );
    }
  }

  protected override updated(): void {
    if (this.#show === 'question') {
      this.#bringUp();
      this.#show = 'answer';
    } else if (this.#show === 'answer' && !this.#session?.busy) {
      this.#bringUp();
      this.#show = null;
    }
    // What went wrong and the way out of it stand clear of the bar, once.
    const waiting = this.querySelector<HTMLElement>('.hmc-delivery button')?.parentElement ?? null;
    if (waiting !== this.#waiting) waiting?.scrollIntoView({ block: 'nearest' });
    this.#waiting = waiting;
  }

  /** Scrolls so that the newest question stands at the top and its answer is read from its start. */
  #bringUp(): void {
    const question = this.#lastTurn('citizen');
    const answer = this.querySelector<HTMLElement>('.hmc-turn:last-child');
    const target = question && question.offsetHeight < innerHeight / 4 ? question : answer;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    target?.scrollIntoView({ block: 'start', behavior: calm || !this.#show ? 'auto' : 'smooth' });
  }

  #lastTurn(role: ShownTurn['role']): HTMLElement | undefined {
    const turns = this.querySelectorAll<HTMLElement>(`.hmc-turn-${role}`);
    return turns[turns.length - 1];
  }

  #edit(area: HTMLTextAreaElement): void {
    this.#keep.write('draft', area.value === '' ? null : area.value);
    // As many rows as it has lines; the style sheet limits the height.
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
    if (area.value.length !== this.#length) {
      this.#length = area.value.length;
      this.requestUpdate();
    }
  }

  async #copy(answer: Answer): Promise<void> {
    if (await copyText(answer.text)) this.#remark(this.#state?.texts.copied ?? '');
  }

  #print(): void {
    const turn = this.#lastTurn('assistant');
    if (turn) printOnly(turn);
  }

  #restart(): void {
    const texts = this.#state?.texts;
    if (!texts || !confirm(texts.restartConfirm)) return;
    this.#speaker?.stop();
    this.#session?.restart();
    // The server remembers the conversation by a cookie that script cannot reach.
    void fetch('/hoi', {
      method: 'POST',
      body: new URLSearchParams({ restart: '1' }),
      redirect: 'manual',
    }).catch(() => {});
    this.#remark(texts.restarted);
    this.#input.value?.focus();
    scrollTo({ top: 0 });
  }

  #remark(text: string): void {
    this.#said = text;
    this.requestUpdate();
  }
}
