import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Answer } from '../../conversation/answer.ts';
import type { Facet } from '../../procedure/guide.ts';
import { toSpeech } from './answer-text.ts';
import type { Speaker } from './speech.ts';
import type { Texts } from './texts.ts';

export interface NextActions {
  readonly ask: (facet: Facet) => void;
  readonly refuse: () => void;
  readonly copy: () => void;
  /** Null where the page is not ours to print. */
  readonly print: (() => void) | null;
  /** Address of the conversation as a text. */
  readonly transcript: string;
  /** Null where the page offers it elsewhere. */
  readonly erase: (() => void) | null;
  readonly restart: () => void;
}

/**
 * What can be done with the newest answer: asked further, refused, heard, copied, printed. It stands
 * outside the log, so that a screen reader says the answer and not its buttons.
 */
export function nextView(
  answer: Answer,
  texts: Texts,
  speaker: Speaker | null,
  remark: string,
  actions: NextActions,
): TemplateResult {
  return html`<div class="hmc-next">
    ${isUnsure(answer) ? html`<p class="hmc-refuse"><button type="button" class="hmc-button" @click=${actions.refuse}>${texts.notThis}</button></p>` : nothing}
    ${answer.nextFacets.length > 0 ? facetButtons(answer, texts, actions) : nothing}
    <div class="hmc-answer-tools">
      ${speaker?.available ? listenButton(answer, texts, speaker) : nothing}
      <button type="button" class="hmc-tool hmc-tool-copy" @click=${actions.copy}>
        ${texts.copy}
      </button>
      ${actions.print === null ? nothing : html`<button type="button" class="hmc-tool hmc-tool-print" @click=${actions.print}>${texts.print}</button>`}
      <a class="hmc-tool hmc-tool-transcript" href=${actions.transcript} download
        >${texts.transcript}</a
      >
      <button type="button" class="hmc-tool hmc-restart" @click=${actions.restart}>
        ${texts.restart}
      </button>
      ${actions.erase === null ? nothing : html`<button type="button" class="hmc-tool hmc-tool-erase" @click=${actions.erase}>${texts.erase}</button>`}
    </div>
    ${remark === '' ? nothing : html`<p class="hmc-remark" aria-hidden="true">${remark}</p>`}
  </div>`;
}

/** The answer itself asks whether it understood: "no" is then one press. */
function isUnsure(answer: Answer): boolean {
  return answer.options.length > 0 || (answer.outcome === 'answered' && answer.reason === 'likely');
}

function facetButtons(answer: Answer, texts: Texts, actions: NextActions): TemplateResult {
  return html`<div class="hmc-facets" role="group" aria-label=${texts.facetsLabel}>
    <p class="hmc-facets-title" aria-hidden="true">${texts.facetsLabel}</p>
    ${answer.nextFacets.map(
      (facet) =>
        html`<button
          type="button"
          class="hmc-chip hmc-facet-${facet}"
          @click=${() => actions.ask(facet)}
        >
          ${texts.facets[facet]}
        </button>`,
    )}
  </div>`;
}

function listenButton(answer: Answer, texts: Texts, speaker: Speaker): TemplateResult {
  return html`<button
    type="button"
    class="hmc-tool hmc-tool-listen"
    aria-pressed=${speaker.speaking ? 'true' : 'false'}
    @click=${() => (speaker.speaking ? speaker.stop() : speaker.say(toSpeech(answer)))}
  >
    ${speaker.speaking ? texts.stopListening : texts.listen}
  </button>`;
}
