import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Call } from '../../desk/call.ts';
import type { CallViewName } from './call-list.ts';
import type { ConsoleParts } from './console-page.ts';
import { addressOf } from './route.ts';

type Parts = Pick<ConsoleParts, 'work'>;

/** How the call stands, and what can be done with it. */
export function callHeadView(options: {
  readonly parts: Pick<ConsoleParts, 'work' | 'me'>;
  readonly call: Call;
  readonly view: CallViewName;
  /** The form of its end is open already. */
  readonly isEnding: boolean;
  readonly onTake: () => void;
  readonly onEnd: () => void;
}): TemplateResult {
  const { parts, call, view, isEnding, onTake, onEnd } = options;
  const { calls: words } = parts.work;
  const isMine = call.officerId === parts.me.account.id;
  const isOver = call.disposition !== undefined;
  return html`<p class="hmc-talk-ways">
      <a href=${addressOf({ page: 'calls', view, id: null })}>${words.back}</a>
    </p>
    <header class="hmc-talk-head">
      <h2>${words.states[call.state]}</h2>
      <div class="hmc-talk-actions">
        ${
          isMine || isOver
            ? nothing
            : html`<button type="button" class="hmc-button hmc-main-button" @click=${onTake}>
                ${words.take}
              </button>`
        }
        ${
          isMine && !isOver && !isEnding
            ? html`<button type="button" class="hmc-small-button" @click=${onEnd}>
                ${words.end}
              </button>`
            : nothing
        }
      </div>
    </header>`;
}

/** What both sides said; words that are still being heard stand in italics. */
export function transcriptView({ utterances }: Call, { work }: Parts): TemplateResult {
  const { calls: words } = work;
  return html`<div
    class="hmc-talk-log"
    role="log"
    aria-live="polite"
    aria-label=${words.transcript}
    tabindex="0"
  >
    ${repeat(
      utterances,
      ({ id }) => id,
      ({ speaker, text, final }) =>
        html`<div
          class="hmc-talk-turn"
          data-role=${speaker === 'agent' ? 'officer' : 'citizen'}
          data-final=${String(final)}
        >
          <p class="hmc-talk-who">${words[speaker]}</p>
          <p class="hmc-talk-said">${text}</p>
        </div>`,
    )}
  </div>`;
}

export interface TypingViewOptions {
  readonly parts: Parts;
  readonly speaker: 'customer' | 'agent';
  readonly onSpeaker: (speaker: 'customer' | 'agent') => void;
  readonly onInput: (text: string) => void;
  /** The sentence is whole. */
  readonly onDone: (text: string) => void;
}

/** Where an officer types along with a call. */
export function typingView(options: TypingViewOptions): TemplateResult {
  const { parts, speaker, onSpeaker, onInput, onDone } = options;
  const { calls: words } = parts.work;
  const submit = (event: Event): void => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem('say');
    if (!(input instanceof HTMLInputElement)) return;
    onDone(input.value);
    input.value = '';
  };
  return html`<form class="hmc-compose" @submit=${submit}>
    <fieldset class="hmc-call-speaker">
      <legend>${words.speaker}</legend>
      ${(['customer', 'agent'] as const).map(
        (one) =>
          html`<label class="hmc-check"
            ><input
              type="radio"
              name="speaker"
              value=${one}
              .checked=${one === speaker}
              @change=${() => onSpeaker(one)}
            />
            ${words[one]}</label
          >`,
      )}
    </fieldset>
    <label class="hmc-field"
      >${words.say} <span class="hmc-quiet">${words.sayHelp}</span>
      <input
        name="say"
        maxlength="4000"
        autocomplete="off"
        @input=${(event: InputEvent) => onInput((event.target as HTMLInputElement).value)}
    /></label>
    <div class="hmc-compose-foot"><button class="hmc-button">${words.add}</button></div>
  </form>`;
}
