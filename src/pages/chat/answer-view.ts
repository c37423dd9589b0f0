import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Answer, AnswerSection } from '../../conversation/answer.ts';
import { splitCount, splitGist, toBlocks, toCalls, toPieces } from './answer-text.ts';
import type { Block, Piece } from './answer-text.ts';
import type { Texts } from './texts.ts';

/** Official names longer than this are set smaller and shortened on the screen. */
const LONG_NAME = 120;

/** The words of an answer: gist, sections, source. Everything goes in as text, never as markup. */
export function answerView(answer: Answer, texts: Texts, site: string): TemplateResult {
  const codes = [...new Set(answer.answerCodes)].slice(0, 3);
  return html`${gist(answer, texts, site)} ${answer.sections.map((section) => sectionView(section))}
  ${codes.map(
    (code) =>
      html`<p class="hmc-full">
        <a href="${site}/thu-tuc/${code}" target=${frame(site)}
          >${texts.fullRecord.replace('{code}', code)}</a
        >
      </p>`,
  )}
  ${answer.source === '' ? nothing : html`<p class="hmc-source"><span>${pieces(toPieces(answer.source), texts, site)}</span></p>`}`;
}

function gist(answer: Answer, texts: Texts, site: string): TemplateResult {
  if (answer.outcome === 'emergency')
    return html`<p class="hmc-gist">${pieces(toCalls(answer.gist), texts, site)}</p>`;
  const { before, name, after } = splitGist(answer);
  if (name === '') return html`<p class="hmc-gist">${after}</p>`;
  const rest = after.replace(/^:\s*/u, '');
  return html`<p class="hmc-about">
      ${before.trim()}
      <strong class=${name.length > LONG_NAME ? 'hmc-name hmc-name-long' : 'hmc-name'}
        >${name}</strong
      >
    </p>
    ${rest === '' ? nothing : html`<p class="hmc-gist">${rest}</p>`}`;
}

function sectionView(section: AnswerSection): TemplateResult {
  return html`<section class="hmc-section hmc-facet-${section.facet}">
    <h3 class="hmc-section-title">${section.title}</h3>
    ${toBlocks(section.lines).map(blockView)}
  </section>`;
}

function blockView(block: Block): TemplateResult {
  switch (block.kind) {
    case 'list':
      return html`<ul class="hmc-list">
        ${block.items.map(itemView)}
      </ul>`;
    case 'heading':
      return html`<h4 class="hmc-heading">${block.text}</h4>`;
    case 'note':
      return html`<p class="hmc-note">${block.text}</p>`;
    case 'quote':
      return html`<blockquote class="hmc-quote">${block.text}</blockquote>`;
    case 'text':
      return html`<p class="hmc-text">${block.text}</p>`;
  }
}

function itemView(item: string): TemplateResult {
  const { name, count } = splitCount(item);
  return html`<li>
    ${name}${count === null ? nothing : html` <span class="hmc-count">(${count})</span>`}
  </li>`;
}

function pieces(parts: readonly Piece[], texts: Texts, site: string): TemplateResult[] {
  return parts.map(({ kind, text }) => {
    switch (kind) {
      case 'text':
        return html`${text}`;
      case 'code':
        return html`<a href="${site}/thu-tuc/${text}" target=${frame(site)}>${text}</a>`;
      case 'call':
        return html`<a class="hmc-call" href="tel:${text}">${text}</a>`;
      case 'link':
        return html`<a href=${text} target="_blank" rel="noopener noreferrer">${texts.portal}</a>`;
    }
  });
}

/** A page of another site is not left for ours. */
function frame(site: string): string | typeof nothing {
  return site === '' ? nothing : '_blank';
}
