import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { FeedbackKind, SuggestionCard, Suggestions } from '../../desk/suggestion.ts';
import { cardsView } from './card-view.ts';
import type { ConsoleParts } from './console-page.ts';

export interface CallSideViewOptions {
  readonly parts: Pick<ConsoleParts, 'work' | 'texts' | 'facets' | 'language'>;
  readonly suggestions: Suggestions | undefined;
  /** Cards the officer has said are wrong. */
  readonly refused: ReadonlySet<string>;
  readonly onCopy: (card: SuggestionCard) => void;
  readonly onRead: (card: SuggestionCard) => void;
  readonly onChecklist: (card: SuggestionCard) => void;
  readonly onFeedback: (card: SuggestionCard, kind: FeedbackKind) => void;
}

/** What helps with a call: the words to read aloud, and the cards they come from. */
export function callSideView(options: CallSideViewOptions): TemplateResult {
  const { parts, suggestions, refused, onChecklist, onFeedback } = options;
  const { work, texts } = parts;
  return html`<aside class="hmc-side" aria-label=${texts.cards.title}>
    <h2>${texts.cards.title}</h2>
    ${scriptView(options)}
    ${cardsView({
      parts,
      suggestions,
      refused,
      actions: ({ checklist }) =>
        checklist.length === 0 ? [] : [{ label: work.calls.checklist, act: onChecklist }],
      onFeedback,
    })}
  </aside>`;
}

/** The words to read aloud stand large and stay in place while cards change below. */
function scriptView(options: CallSideViewOptions): TemplateResult | typeof nothing {
  const { parts, suggestions, refused, onCopy, onRead } = options;
  const { calls: words } = parts.work;
  const card = suggestions?.cards.find(({ id }) => !refused.has(id));
  if (card === undefined || card.script === '') return nothing;
  return html`<section class="hmc-script">
    <h3>${words.script}</h3>
    <p>${card.script}</p>
    <button type="button" class="hmc-small-button" @click=${() => onCopy(card)}>
      ${words.copy}
    </button>
    <button type="button" class="hmc-small-button" @click=${() => onRead(card)}>
      ${words.readAloud}
    </button>
  </section>`;
}
