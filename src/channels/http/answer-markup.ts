import type { AnswerLine } from '../../conversation/answer.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { WireTurn } from './schemas.ts';
import { fill } from './words.ts';
import type { Words } from './words.ts';

type WireAnswer = NonNullable<WireTurn['answer']>;

/** One turn of the log. Buttons stand only on the newest answer; they belong to the given form. */
export function turnMarkup(turn: WireTurn, newest: boolean, formId: string, { chat }: Words): Html {
  if (turn.role === 'citizen') {
    return html`<div class="hmc-turn hmc-turn-citizen">
      <p class="hmc-who">${chat.citizen}</p>
      <p class="hmc-said">${turn.text}</p>
    </div>`;
  }
  const { answer } = turn;
  return html`<div class="hmc-turn hmc-turn-${turn.role}" data-outcome="${answer?.outcome ?? ''}">
    <h2 class="hmc-who">${turn.role === 'officer' ? chat.officer : chat.assistant}</h2>
    <div class="hmc-answer">
      ${answer ? answerMarkup(answer, chat) : html`<p class="hmc-gist">${turn.text}</p>`}
      ${answer && answer.options.length > 0 ? options(answer, newest, formId, chat) : null}
    </div>
  </div>`;
}

function answerMarkup(answer: WireAnswer, chat: Words['chat']): Html {
  const codes = [...new Set(answer.answerCodes)].slice(0, 3);
  return html`${gistMarkup(answer)}
  ${answer.sections.map(
    (section) =>
      html`<section class="hmc-section hmc-facet-${section.facet}">
        <h3 class="hmc-section-title">${section.title}</h3>
        ${lines(section.lines)}
      </section>`,
  )}
  ${codes.map((code) => html`<p class="hmc-full"><a href="/thu-tuc/${code}">${fill(chat.fullRecord, { code })}</a></p>`)}
  ${answer.source === '' ? null : html`<p class="hmc-source"><span>${withLinks(answer.source, chat.portal)}</span></p>`}`;
}

/** Official names longer than this are set smaller. */
const LONG_NAME = 120;

/** The official name stands by itself, as the script shows it too. */
function gistMarkup(answer: WireAnswer): Html {
  const { gist, answerCodes, procedures } = answer;
  if (answer.outcome === 'emergency') return html`<p class="hmc-gist">${withCalls(gist)}</p>`;
  const names = answerCodes.map((code) => procedures.find((one) => one.code === code)?.name);
  const name = names.find((one) => one !== undefined && one !== '' && gist.includes(`“${one}”`));
  if (name === undefined) return html`<p class="hmc-gist">${gist}</p>`;
  const at = gist.indexOf(`“${name}”`);
  const rest = gist.slice(at + name.length + 2).replace(/^:\s*/u, '');
  const look = name.length > LONG_NAME ? 'hmc-name hmc-name-long' : 'hmc-name';
  return html`<p class="hmc-about">
      ${gist.slice(0, at).trim()} <strong class="${look}">${name}</strong>
    </p>
    ${rest === '' ? null : html`<p class="hmc-gist">${rest}</p>`}`;
}

/** Bullets that follow each other make one list. */
function lines(all: readonly AnswerLine[]): Html[] {
  const parts: Html[] = [];
  let bullets: string[] = [];
  const flush = (): void => {
    if (bullets.length > 0)
      parts.push(
        html`<ul class="hmc-list">
          ${bullets.map(bullet)}
        </ul>`,
      );
    bullets = [];
  };
  for (const { style, text } of all) {
    if (style === 'bullet') {
      bullets.push(text);
      continue;
    }
    flush();
    if (style === 'heading') parts.push(html`<h4 class="hmc-heading">${text}</h4>`);
    else if (style === 'quote')
      parts.push(html`<blockquote class="hmc-quote">${text}</blockquote>`);
    else parts.push(html`<p class="hmc-${style}">${text}</p>`);
  }
  flush();
  return parts;
}

/** The number of originals and copies stands apart from a paper's name. */
function bullet(text: string): Html {
  const { name, count } =
    /^(?<name>.*\S)\s+\((?<count>\d[^()]{1,40})\)$/su.exec(text)?.groups ?? {};
  if (name === undefined) return html`<li>${text}</li>`;
  return html`<li>${name} <span class="hmc-count">(${count})</span></li>`;
}

function options(answer: WireAnswer, newest: boolean, formId: string, chat: Words['chat']): Html {
  return html`<ol class="hmc-options" aria-label="${chat.optionsLabel}">
    ${answer.options.map((option, at) => {
      const inside = html`<span class="hmc-number">${at + 1}</span> <span>${option.label}</span>`;
      return newest
        ? html`<li>
            <button class="hmc-option" form="${formId}" name="chosenCode" value="${option.code}">
              ${inside}
            </button>
          </li>`
        : html`<li><div class="hmc-option hmc-option-past">${inside}</div></li>`;
    })}
  </ol>`;
}

/** Web addresses become links; only http(s) ever does. */
function withLinks(text: string, label: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"”)]+[^\s<>"”).,;])/u)
    .map((part, at) =>
      at % 2 === 0
        ? html`${part}`
        : html`<a href="${part}" target="_blank" rel="noopener noreferrer">${label}</a>`,
    );
}

/** The emergency numbers (111–115) become calls. */
function withCalls(text: string): Html[] {
  return text
    .split(/\b(11[1-5])\b/u)
    .map((part, at) =>
      at % 2 === 0 ? html`${part}` : html`<a class="hmc-call" href="tel:${part}">${part}</a>`,
    );
}
