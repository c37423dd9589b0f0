import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Turn } from '../../conversation/conversation.ts';
import type { ConsoleParts } from './console-page.ts';
import type { Talk } from './talks.ts';
import type { Unsent } from './outgoing.ts';
import { fill, named } from './texts.ts';
import { momentText, roughSpan } from './time-text.ts';
import type { HandoffDetail } from './wire.ts';

export interface TalkViewOptions {
  readonly parts: ConsoleParts;
  readonly talk: Talk;
  readonly detail: HandoffDetail;
  readonly isMine: boolean;
  readonly do: (what: TalkAction) => void;
  readonly onTranslate: (turn: Turn) => void;
  readonly onUnsent: (message: Unsent, what: 'retry' | 'drop' | 'edit') => void;
}

export type TalkAction = 'claim' | 'release' | 'transfer' | 'end' | 'summary';

/** Who it is about, whose it is, and what can be done with it. */
export function talkHeadView(options: TalkViewOptions): TemplateResult {
  const { parts, detail, isMine } = options;
  const { texts, now, me } = parts;
  const { talk: words } = texts;
  const { handoff, rating, window } = detail;
  const isSupervisor = me.account.roles.includes('supervisor');
  const button = (what: TalkAction, label: string, main = false): TemplateResult =>
    html`<button
      type="button"
      class=${main ? 'hmc-button hmc-main-button' : 'hmc-small-button'}
      data-do=${what}
      @click=${() => options.do(what)}
    >
      ${label}
    </button>`;
  const leftMs =
    window.closesAt === undefined ? undefined : Date.parse(window.closesAt) - now().getTime();
  return html`<header class="hmc-talk-head">
    <div>
      <h2 tabindex="-1">${handoff.subject}</h2>
      <p class="hmc-quiet">
        ${named(texts.reasons, handoff.reason)} · ${named(texts.channels, handoff.channel)}
        ${
          leftMs === undefined || handoff.state === 'closed'
            ? nothing
            : html` ·
              ${
                leftMs <= 0
                  ? words.windowOver
                  : fill(words.windowLeft, { time: roughSpan(leftMs, texts) })
              }`
        }
        ${
          window.remaining === undefined || handoff.state === 'closed'
            ? nothing
            : html` · ${fill(words.remaining, { count: window.remaining })}`
        }
      </p>
      ${
        handoff.contact === undefined
          ? nothing
          : html`<p>${fill(words.contact, { contact: handoff.contact })}</p>`
      }
      ${
        rating === undefined
          ? nothing
          : html`<p>${fill(words.rated, { stars: rating.stars })} ${rating.reason ?? ''}</p>`
      }
      <p class="hmc-talk-state">${stateText(options)}</p>
    </div>
    <div class="hmc-talk-actions">
      ${handoff.state === 'waiting' ? button('claim', words.claim, true) : nothing}
      ${
        handoff.state !== 'closed' && (isMine || isSupervisor)
          ? html`${handoff.state === 'assigned' ? button('release', words.release) : nothing}
            ${button('transfer', words.transfer)} ${button('end', words.end)}`
          : nothing
      }
      ${button('summary', words.summary)}
    </div>
  </header>`;
}

function stateText({ parts, detail: { handoff }, isMine }: TalkViewOptions): string {
  const { talk: words } = parts.texts;
  if (handoff.state === 'closed') return words.closed;
  if (handoff.state === 'waiting') return words.nobody;
  return isMine ? '' : fill(words.ownedBy, { name: handoff.officerName ?? '' });
}

/** What was said, with what the assistant made of it. */
export function talkLogView(options: TalkViewOptions): TemplateResult {
  const { parts, talk, detail } = options;
  const { talk: words } = parts.texts;
  return html`<div class="hmc-talk-log" role="log" aria-label=${words.log} tabindex="0">
    ${repeat(
      detail.turns,
      ({ index }) => index,
      (turn) => turnView(turn, options),
    )}
    ${talk.unsent.map((message) => unsentView(message, options))}
    ${talk.isTyping ? html`<p class="hmc-talk-typing hmc-quiet">${words.typing}</p>` : nothing}
    ${stepsView(options)}
  </div>`;
}

function turnView(turn: Turn, options: TalkViewOptions): TemplateResult {
  const { parts, talk, detail, onTranslate } = options;
  const { talk: words } = parts.texts;
  const explanation = detail.explanations.find(({ turnIndex }) => turnIndex === turn.index);
  const translation = talk.translations.get(turn.index);
  const isForeign = detail.handoff.language !== parts.language && turn.role !== 'assistant';
  return html`<div class="hmc-talk-turn" data-role=${turn.role}>
    <p class="hmc-talk-who">
      ${words[turn.role]}
      <time class="hmc-quiet" datetime=${turn.at}
        >${momentText(turn.at, parts.now(), parts.language)}</time
      >
    </p>
    <p class="hmc-talk-said">${turn.text}</p>
    ${
      translation === undefined
        ? nothing
        : html`<p class="hmc-talk-translation">
            ${
              translation === null
                ? words.notTranslated
                : html`<span class="hmc-quiet">${words.machineTranslated}</span> ${translation}`
            }
          </p>`
    }
    ${
      isForeign && translation === undefined
        ? html`<button type="button" class="hmc-link-button" @click=${() => onTranslate(turn)}>
            ${words.translate}
          </button>`
        : nothing
    }
    ${
      explanation === undefined
        ? nothing
        : html`<details class="hmc-trace">
            <summary>${words.trace}</summary>
            <ul>
              ${explanation.lines.map((line) => html`<li>${line}</li>`)}
            </ul>
          </details>`
    }
  </div>`;
}

function unsentView(message: Unsent, { parts, onUnsent }: TalkViewOptions): TemplateResult {
  const { compose: words, talk } = parts.texts;
  const text = {
    sending: words.sending,
    waiting: words.unsent,
    refused: `${words.refused}: ${message.reason ?? ''}`,
  }[message.state];
  return html`<div class="hmc-talk-turn" data-role="officer" data-unsent=${message.state}>
    <p class="hmc-talk-who">${talk.officer} <span class="hmc-quiet">${text}</span></p>
    <p class="hmc-talk-said">${message.text}</p>
    ${
      message.state === 'sending'
        ? nothing
        : html`<p>
            ${
              message.state === 'waiting'
                ? html`<button
                    type="button"
                    class="hmc-small-button"
                    @click=${() => onUnsent(message, 'retry')}
                  >
                    ${words.retry}
                  </button>`
                : nothing
            }
            <button
              type="button"
              class="hmc-small-button"
              @click=${() => onUnsent(message, 'edit')}
            >
              ${words.edit}
            </button>
            <button
              type="button"
              class="hmc-small-button"
              @click=${() => onUnsent(message, 'drop')}
            >
              ${words.drop}
            </button>
          </p>`
    }
  </div>`;
}

function stepsView({ parts, detail }: TalkViewOptions): TemplateResult {
  const { talk: words } = parts.texts;
  return html`<details class="hmc-steps">
    <summary>${words.steps}</summary>
    <ol>
      ${detail.steps.map(
        (step) =>
          html`<li>
            <time datetime=${step.at}>${momentText(step.at, parts.now(), parts.language)}</time>
            ${fill(words.stepKinds[step.kind], {
              by: step.byName ?? '',
              to: step.toName ?? '',
            })}${step.note === undefined ? nothing : html`: ${step.note}`}
          </li>`,
      )}
    </ol>
  </details>`;
}
