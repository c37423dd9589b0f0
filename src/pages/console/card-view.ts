import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { FeedbackKind, SuggestionCard, Suggestions } from '../../desk/suggestion.ts';
import type { ConsoleParts } from './console-page.ts';
import { fill } from './texts.ts';
import { dayText } from './time-text.ts';

/** What can be done with a card beside telling that it is wrong. */
interface CardAction {
  readonly label: string;
  /** Shown beside the label and told to screen readers; see `keys.ts`. */
  readonly key?: string;
  readonly act: (card: SuggestionCard) => void;
}

export interface CardsViewOptions {
  readonly parts: Pick<ConsoleParts, 'texts' | 'facets' | 'language'>;
  readonly suggestions: Suggestions | undefined;
  readonly actions: (card: SuggestionCard) => readonly CardAction[];
  readonly onFeedback: (card: SuggestionCard, kind: FeedbackKind) => void;
  /** Cards the officer has said are wrong; shown small. */
  readonly refused?: ReadonlySet<string>;
}

/** The cards for one message, best first; silence in words where there is none. */
export function cardsView(options: CardsViewOptions): TemplateResult {
  const { parts, suggestions } = options;
  const { cards: words } = parts.texts;
  if (suggestions === undefined) return html`<p class="hmc-quiet">${words.none}</p>`;
  if (suggestions.cards.length === 0) return html`<p class="hmc-quiet">${words.silent}</p>`;
  return html`<p class="hmc-card-question">
      <span class="hmc-quiet">${words.forQuestion}</span> ${suggestions.question}
    </p>
    <ol class="hmc-cards">
      ${repeat(
        suggestions.cards,
        ({ id }) => id,
        (card) => html`<li>${cardView(card, options)}</li>`,
      )}
    </ol>`;
}

function cardView(card: SuggestionCard, options: CardsViewOptions): TemplateResult {
  const { parts, actions, onFeedback, refused } = options;
  const { texts, facets, language } = parts;
  const { cards: words } = texts;
  const percent = Math.round(card.confidence * 100);
  if (refused?.has(card.id)) {
    return html`<p class="hmc-quiet">${fill(words.refused, { name: card.procedureName })}</p>`;
  }
  return html`<article class="hmc-suggested" data-sureness=${card.sureness} data-card=${card.id}>
    <h3 class="hmc-card-name">
      <span class="hmc-number" aria-hidden="true">${card.rank}</span> ${card.procedureName}
    </h3>
    <p class="hmc-card-sure">
      <span class="hmc-sureness">${words.sureness[card.sureness]}</span>
      <span class="hmc-quiet">${fill(words.percent, { percent })}</span>
    </p>
    ${card.fields.map(
      (field) =>
        html`<section class="hmc-card-field">
          <h4>${facets[field.facet]}</h4>
          <ul>
            ${field.lines.map((line) => html`<li>${line}</li>`)}
          </ul>
        </section>`,
    )}
    <p class="hmc-card-source hmc-quiet">
      ${card.source}
      ${
        card.updatedAt === undefined
          ? nothing
          : fill(words.updated, { day: dayText(card.updatedAt, language) })
      }
      <a href=${`/thu-tuc/${encodeURIComponent(card.procedureCode)}`} target="_blank"
        >${words.record}</a
      >
      ${
        card.url === undefined
          ? nothing
          : html`<a href=${card.url} target="_blank" rel="noreferrer">${words.portal}</a>`
      }
    </p>
    <div class="hmc-card-actions">
      ${actions(card).map(
        ({ label, key, act }) =>
          html`<button type="button" class="hmc-small-button" @click=${() => act(card)}>
            ${label}${key === undefined ? nothing : html` <kbd>${key}</kbd>`}
          </button>`,
      )}
      <button
        type="button"
        class="hmc-small-button hmc-doubt"
        @click=${() => onFeedback(card, 'not-this')}
      >
        ${words.notThis}
      </button>
      <button
        type="button"
        class="hmc-small-button hmc-doubt"
        @click=${() => onFeedback(card, 'wrong-figure')}
      >
        ${words.wrongFigure}
      </button>
    </div>
  </article>`;
}
