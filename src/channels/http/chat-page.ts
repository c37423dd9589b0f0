import { randomUUID } from 'node:crypto';
import type { Greeting } from '../../assistant.ts';
import { turnMarkup } from './answer-markup.ts';
import { html, island } from './html.ts';
import type { Html } from './html.ts';
import { layout, wordsOf } from './layout.ts';
import type { PageSetting } from './layout.ts';
import type { CitizenWait } from '../../desk/desk.ts';
import type { WireTurn } from './schemas.ts';
import type { PageChannel } from './visitor.ts';
import { waitMarkup } from './wait-markup.ts';
import type { Words } from './words.ts';

export interface ChatView {
  readonly conversationId: string | null;
  readonly channel: PageChannel;
  readonly turns: readonly WireTurn[];
  readonly greeting: Greeting;
  /** Null where nobody was asked for. */
  readonly wait: CitizenWait | null;
}

const FORM = 'hmc-choices';
/** Where the browser goes after a question: the newest one. */
export const NEWEST = 'cuoi';

/** The chat, whole without script; `<hmc-chat>` takes it over where there is one. */
export function chatPage(setting: PageSetting, view: ChatView): string {
  const words = wordsOf(setting);
  const { chat } = words;
  const { turns, greeting, conversationId } = view;
  const question = turns.findLastIndex((turn) => turn.role === 'citizen');
  const answer = turns.findLastIndex((turn) => turn.role !== 'citizen');
  return layout(
    setting,
    '',
    html`<hmc-chat class="hmc-chat${turns.length > 0 ? ' hmc-chat-begun' : ''}">
        <h1 class="hmc-title">${chat.title}</h1>
        <div class="hmc-greeting">
          <p>${greeting.text}</p>
          <p class="hmc-data-notice">
            ${chat.notice} <a href="/quyen-rieng-tu">${chat.privacy}</a>
          </p>
        </div>
        ${turns.length === 0 ? suggestions(greeting.suggestions, chat) : null}
        <form id="${FORM}" method="post" action="/hoi">${messageId()}</form>
        <div class="hmc-log">
          ${turns.map((turn, at) => html`${at === question ? html`<a id="${NEWEST}"></a>` : null}${turnMarkup(turn, at === answer, FORM, words)}`)}
        </div>
        ${turns.length === 0 ? null : next(turns[answer]?.answer, chat)}
        ${waitMarkup(view.wait, chat)}
        <div class="hmc-bar">
          <form class="hmc-composer" method="post" action="/hoi">
            ${messageId()}
            <label class="hmc-hidden" for="hmc-text">${chat.inputLabel}</label>
            <textarea
              id="hmc-text"
              name="text"
              rows="1"
              maxlength="2000"
              autocomplete="off"
              enterkeyhint="send"
              placeholder="${chat.placeholder}"
            ></textarea>
            <button class="hmc-send">${chat.send}</button>
          </form>
          <div class="hmc-bar-more">
            <button class="hmc-person" form="${FORM}" name="person" value="1">
              ${chat.person}
            </button>
          </div>
        </div>
      </hmc-chat>
      ${island('hmc-state', {
        conversationId,
        channel: view.channel,
        language: setting.language,
        turns,
        greeting: greeting.text,
        suggestions: greeting.suggestions,
        texts: chat,
      })}`,
  );
}

/** The same form sent twice is one message. */
function messageId(): Html {
  return html`<input type="hidden" name="clientMessageId" value="${randomUUID()}" />`;
}

function suggestions(texts: readonly string[], chat: Words['chat']): Html {
  return html`<div class="hmc-suggestions">
    <h2 class="hmc-suggestions-title">${chat.suggestionsTitle}</h2>
    <ul>
      ${texts.map((text) => html`<li><button class="hmc-suggestion" form="${FORM}" name="text" value="${text}">${text}</button></li>`)}
    </ul>
  </div>`;
}

function next(answer: WireTurn['answer'], chat: Words['chat']): Html {
  const code = answer?.answerCodes[0];
  return html`<div class="hmc-next">
    ${
      answer && answer.nextFacets.length > 0
        ? html`<form
            class="hmc-facets"
            method="post"
            action="/hoi"
            aria-label="${chat.facetsLabel}"
          >
            ${messageId()}
            <p class="hmc-facets-title" aria-hidden="true">${chat.facetsLabel}</p>
            ${code === undefined ? null : html`<input type="hidden" name="chosenCode" value="${code}" />`}
            ${answer.nextFacets.map((facet) => html`<button class="hmc-chip hmc-facet-${facet}" name="chosenFacet" value="${facet}">${chat.facets[facet]}</button>`)}
          </form>`
        : null
    }
    <div class="hmc-answer-tools">
      <a class="hmc-tool hmc-tool-transcript" href="/hoi/ban-ghi">${chat.transcript}</a>
      <button class="hmc-tool hmc-restart" form="${FORM}" name="restart" value="1">
        ${chat.restart}
      </button>
    </div>
  </div>`;
}
