import type { AnswerLine, AnswerSection } from '../../conversation/answer.ts';
import type { MessageButton, PlatformLimits, Renderable, RenderedMessage } from './platform.ts';
import { buttonsOf, choicesOf } from './render-buttons.ts';
import { cutToFit } from './render-cut.ts';
import { blockOf, packBlocks, plainOf } from './render-pack.ts';
import type { Block, Page, Piece } from './render-pack.ts';
import { shortenAtWord, tidy } from './render-split.ts';
import type { RenderWords } from './render-words.ts';

/**
 * An answer as messages of one platform, inside all of its limits; the source stands last and the
 * buttons hang under the last message. Text is parted at sections, lines, then sentences. What does not
 * fit into `limits.messages` is cut at the end of a section (a section longer than all messages at
 * the end of a line) and a line says what is left and how to get it; fee, time and papers are kept
 * before all else. Lengths are those of the text without markup, as Telegram counts too. `words` are
 * those of the answer's language. Words without facts and choices are never cut, and empty only
 * where there are none.
 */
export function renderAnswer(
  answer: Renderable,
  limits: PlatformLimits,
  words: RenderWords,
): readonly RenderedMessage[] {
  const choices = choicesOf(answer.options, limits);
  const sections = answer.sections.map(sectionBlock);
  const gist = textBlocks(answer.gist);
  const source = textBlocks(answer.source);
  const bare = sections.length + answer.options.length + source.length === 0;
  const fits = (pages: readonly Page[]): boolean => bare || pages.length <= limits.messages;

  for (const length of LABEL_LENGTHS) {
    const labels = labelsOf(answer, choices.numbered, length, words);
    const pages = packBlocks([...gist, ...sections, ...labels, ...source], limits);
    if (!fits(pages)) continue;
    const buttons = buttonsOf(answer, choices.buttons, answer.nextFacets, limits, words);
    const hinted = packBlocks(
      [...gist, ...sections, ...labels, ...askNext(answer, buttons, words), ...source],
      limits,
    );
    return toMessages(hinted.length === pages.length ? hinted : pages, buttons, limits);
  }

  const cut = cutToFit({ answer, gist, source, sectionBlock }, limits, words);
  const facets = [...cut.left, ...answer.nextFacets];
  const buttons = buttonsOf(answer, choices.buttons, facets, limits, words);
  return toMessages(cut.pages, buttons, limits);
}

/**
 * Plain words (a notice, an officer's message) as messages of one platform. Nothing is ever left out:
 * what needs more messages than `limits.messages` takes them. Empty for a text without characters.
 */
export function renderText(text: string, limits: PlatformLimits): readonly RenderedMessage[] {
  return toMessages(packBlocks(textBlocks(text), limits), [], limits);
}

/** Names of choices are shortened, in code points, before a choice is lost. */
const LABEL_LENGTHS = [Number.POSITIVE_INFINITY, 160, 100, 60, 40, 24];

function labelsOf(
  { options }: Renderable,
  numbered: boolean,
  length: number,
  words: RenderWords,
): readonly Block[] {
  if (options.length === 0) return [];
  if (!numbered) return textBlocks(words.chooseButton);
  const lines = options.map(
    ({ label }, at) => `${at + 1}. ${shortenAtWord(tidy(label).replaceAll('\n', ' '), length)}`,
  );
  return [blockOf(lines), ...textBlocks(words.chooseNumber)];
}

/** What may be asked next, where no button says it. */
function askNext(
  { nextFacets }: Renderable,
  buttons: readonly MessageButton[],
  words: RenderWords,
): readonly Block[] {
  if (nextFacets.length === 0 || buttons.length > 0) return [];
  const facets = nextFacets.map((facet) => words.facets[facet].toLocaleLowerCase('vi')).join(', ');
  return textBlocks(words.askNext.replace('{facets}', facets));
}

/** Paragraphs of a text as they were written. */
function textBlocks(text: string): readonly Block[] {
  const clean = tidy(text);
  return clean === '' ? [] : clean.split('\n\n').map((one) => blockOf(one.split('\n')));
}

function sectionBlock(section: Pick<AnswerSection, 'title' | 'lines'>): Block {
  const lines = section.lines.flatMap((line) =>
    tidy(line.text)
      .split(/\n+/u)
      .filter((text) => text !== '')
      .map((text, at): Piece => linePiece(line.style, text, at)),
  );
  const title = tidy(section.title).replaceAll('\n', ' ');
  return title === '' ? lines : [{ text: `${title}:`, bold: true, glue: '\n\n' }, ...lines];
}

function linePiece(style: AnswerLine['style'], text: string, at: number): Piece {
  switch (style) {
    case 'bullet':
      return { text: at === 0 ? `• ${text}` : text, bold: false, glue: '\n' };
    case 'heading':
      return { text: text.endsWith(':') ? text : `${text}:`, bold: true, glue: '\n' };
    case 'note':
      return { text: `(${text})`, bold: false, glue: '\n' };
    case 'text':
    case 'quote':
      return { text, bold: false, glue: '\n' };
  }
}

function toMessages(
  pages: readonly Page[],
  buttons: readonly MessageButton[],
  { markup }: PlatformLimits,
): readonly RenderedMessage[] {
  return pages.map((page, at) => {
    const plain = plainOf(page);
    return {
      text: markup === 'telegram-html' ? htmlOf(page) : plain,
      plain,
      buttons: at === pages.length - 1 ? buttons : [],
    };
  });
}

/** Made of whole pieces, so that no tag is ever parted. */
function htmlOf(page: Page): string {
  return page
    .map(({ text, bold, glue }, at) => {
      const escaped = text.replace(/[&<>]/gu, (sign) => ESCAPES[sign] ?? sign);
      return (at === 0 ? '' : glue) + (bold ? `<b>${escaped}</b>` : escaped);
    })
    .join('');
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
