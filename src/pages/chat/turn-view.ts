import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { AnswerOption } from '../../conversation/answer.ts';
import { answerView } from './answer-view.ts';
import type { Delivery, ShownTurn } from './session.ts';
import type { Texts } from './texts.ts';

export interface TurnActions {
  readonly choose: (option: AnswerOption) => void;
  readonly retry: () => void;
  /** Origin of the pages that answers link to; empty for our own. */
  readonly site: string;
}

/** One turn of the log. Options are pressed only on the newest answer; older ones just show them. */
export function turnView(
  turn: ShownTurn,
  newest: boolean,
  texts: Texts,
  actions: TurnActions,
): TemplateResult {
  return turn.role === 'citizen'
    ? citizenTurn(turn, texts, actions)
    : replyTurn(turn, newest, texts, actions);
}

/** What of the next answer is already written; screen readers hear the whole answer once it is there. */
export function writingView(text: string, texts: Texts): TemplateResult | typeof nothing {
  if (text === '') return nothing;
  return html`<div class="hmc-turn hmc-turn-assistant hmc-turn-writing" aria-hidden="true">
    <p class="hmc-who">${texts.assistant}</p>
    <div class="hmc-answer"><p class="hmc-gist">${text} …</p></div>
  </div>`;
}

function citizenTurn(turn: ShownTurn, texts: Texts, actions: TurnActions): TemplateResult {
  return html`<div class="hmc-turn hmc-turn-citizen" tabindex="-1">
    <p class="hmc-who">${texts.citizen}</p>
    <p class="hmc-said">${turn.text}</p>
    ${turn.delivery === undefined || turn.delivery === 'sent' ? nothing : deliveryView(turn.delivery, texts, actions)}
  </div>`;
}

function deliveryView(
  delivery: Exclude<Delivery, 'sent'>,
  texts: Texts,
  actions: TurnActions,
): TemplateResult {
  const waiting = delivery === 'offline' || delivery === 'failed' || delivery === 'busy';
  return html`<div class="hmc-delivery" data-delivery=${delivery}>
    <p>${texts[delivery]}</p>
    ${
      waiting
        ? html`<button type="button" class="hmc-button" @click=${actions.retry}>
            ${texts.retry}
          </button>`
        : nothing
    }
  </div>`;
}

function replyTurn(
  turn: ShownTurn,
  newest: boolean,
  texts: Texts,
  actions: TurnActions,
): TemplateResult {
  const { answer } = turn;
  return html`<div
    class="hmc-turn hmc-turn-${turn.role}"
    data-outcome=${answer?.outcome ?? nothing}
    tabindex="-1"
  >
    <h2 class="hmc-who">${turn.role === 'officer' ? texts.officer : texts.assistant}</h2>
    <div class="hmc-answer">
      ${answer ? answerView(answer, texts, actions.site) : html`<p class="hmc-gist">${turn.text}</p>`}
      ${
        answer && answer.options.length > 0
          ? html`<ol class="hmc-options" aria-label=${texts.optionsLabel}>
              ${answer.options.map((option, at) => optionView(option, at, newest, actions))}
            </ol>`
          : nothing
      }
    </div>
  </div>`;
}

function optionView(
  option: AnswerOption,
  at: number,
  newest: boolean,
  actions: TurnActions,
): TemplateResult {
  const inside = html`<span class="hmc-number">${at + 1}</span> <span>${option.label}</span>`;
  return html`<li>
    ${
      newest
        ? html`<button type="button" class="hmc-option" @click=${() => actions.choose(option)}>
            ${inside}
          </button>`
        : html`<div class="hmc-option hmc-option-past">${inside}</div>`
    }
  </li>`;
}
