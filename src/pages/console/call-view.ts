import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { DISPOSITIONS } from '../../desk/call.ts';
import type { Call } from '../../desk/call.ts';
import { TASK_KINDS } from '../../desk/task.ts';
import type { ConsoleParts } from './console-page.ts';

type Parts = Pick<ConsoleParts, 'work'>;

/** What both sides said; words that are still being heard stand in italics. */
export function transcriptView({ utterances }: Call, { work }: Parts): TemplateResult {
  const { calls: words } = work;
  return html`<div class="hmc-talk-log" role="log" aria-label=${words.transcript} tabindex="0">
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

/** How the call ended: summary, outcome, what is owed. */
export function endOfCallView(options: {
  readonly parts: Parts;
  readonly summary: string;
  readonly onEnd: (form: FormData) => void;
}): TemplateResult {
  const { parts, summary, onEnd } = options;
  const { calls: words, tasks } = parts.work;
  const submit = (event: Event): void => {
    event.preventDefault();
    onEnd(new FormData(event.currentTarget as HTMLFormElement));
  };
  return html`<form class="hmc-compose hmc-call-end" @submit=${submit}>
    <label class="hmc-field"
      >${words.summary}
      <textarea name="summary" rows="3" maxlength="4000" .value=${summary}></textarea>
    </label>
    <label class="hmc-field"
      >${words.disposition}
      <select name="disposition">
        ${DISPOSITIONS.map((one) => html`<option value=${one}>${words.dispositions[one]}</option>`)}
      </select></label
    >
    <details>
      <summary>${words.followUp}</summary>
      <label class="hmc-field"
        >${tasks.kind}
        <select name="kind">
          ${TASK_KINDS.map((one) => html`<option value=${one}>${tasks.kinds[one]}</option>`)}
        </select></label
      >
      <label class="hmc-field">${tasks.text} <input name="task" maxlength="4000" /></label>
      <label class="hmc-field">${tasks.contact} <input name="contact" maxlength="200" /></label>
    </details>
    <div class="hmc-compose-foot">
      <button class="hmc-button hmc-main-button">${words.save}</button>
    </div>
  </form>`;
}
