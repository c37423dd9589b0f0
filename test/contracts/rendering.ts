import { beforeAll, describe, expect, it } from 'vitest';
import type { PlatformLimits, RenderedMessage } from '../../src/channels/messaging/platform.ts';
import { renderAnswer, renderText } from '../../src/channels/messaging/render.ts';
import { RENDER_WORDS } from '../../src/channels/messaging/render-words.ts';
import type { RenderWords } from '../../src/channels/messaging/render-words.ts';
import type { Answer } from '../../src/conversation/answer.ts';
import { twentyAnswers } from './rendering-answers.ts';

const ENCODER = new TextEncoder();

/** Counted here once more, in other words than the renderer's. */
function length(text: string, counting: PlatformLimits['counting']): number {
  if (counting === 'bytes') return ENCODER.encode(text).byteLength;
  return counting === 'utf-16' ? text.split('').length : [...text].length;
}

const squeeze = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();
const plainOf = (messages: readonly RenderedMessage[]): string =>
  squeeze(messages.map((message) => message.plain).join(' '));
const unmarked = (html: string): string =>
  html
    .replace(/<\/?b>/gu, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** A word without the signs around it. */
const core = (word: string): string => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

const textsOf = (words: RenderWords): readonly string[] => [
  ...Object.values(words.facets),
  ...Object.values(words).filter((text) => typeof text === 'string'),
];

/** Some words of the sentence that announces a cut, in either language. */
const CUT = [RENDER_WORDS.vi, RENDER_WORDS.en]
  .flatMap((words) => [words.leftButtons, words.leftTyped, words.partLeft, words.partLeftLink])
  .map((text) => squeeze(text.split(/\{\w+\}/u).sort((a, b) => b.length - a.length)[0] ?? ''));
const isCut = (text: string): boolean => CUT.some((words) => text.includes(words));

/** What every rendering of every platform promises, over the same twenty answers. */
export function testRendering(name: string, limits: PlatformLimits): void {
  describe(`the renderer within the limits of ${name}`, () => {
    let answers: ReadonlyMap<string, Answer>;
    beforeAll(async () => {
      answers = await twentyAnswers();
    });
    const each = (
      check: (answer: Answer, messages: readonly RenderedMessage[], title: string) => void,
    ): void => {
      expect(answers.size).toBe(20);
      for (const [title, answer] of answers)
        check(answer, renderAnswer(answer, limits, RENDER_WORDS[answer.language]), title);
    };

    it('spends no more messages than one answer may take, and none without text', () => {
      each((_answer, messages, title) => {
        expect(messages.length, title).toBeGreaterThan(0);
        expect(messages.length, title).toBeLessThanOrEqual(limits.messages);
        for (const message of messages) expect(message.plain.trim(), title).not.toBe('');
      });
    });

    it('keeps every message, button title and payload inside its length', () => {
      each((_answer, messages, title) => {
        for (const { plain, text, buttons } of messages) {
          expect(length(plain, limits.counting), title).toBeLessThanOrEqual(limits.textLength);
          expect(plain, title).toBe(plain.normalize('NFC'));
          expect(text.isWellFormed(), title).toBe(true);
          expect(buttons.length, title).toBeLessThanOrEqual(limits.buttons);
          for (const button of buttons) {
            expect(length(button.title, limits.counting), title).toBeLessThanOrEqual(
              limits.buttonTitleLength,
            );
            expect(ENCODER.encode(button.payload).length, title).toBeLessThanOrEqual(
              limits.payloadBytes,
            );
            expect(button.payload, title).toMatch(/^(?:c:\d\.\d{6}|f:[a-z]+|p)$/u);
          }
          expect(new Set(buttons.map((one) => one.payload)).size, title).toBe(buttons.length);
        }
      });
    });

    it('puts buttons under the last message only', () => {
      each((_answer, messages, title) => {
        for (const { buttons } of messages.slice(0, -1)) expect(buttons, title).toEqual([]);
      });
    });

    it('has the same words with and without markup, and no tag that is not whole', () => {
      each((_answer, messages, title) => {
        for (const { text, plain } of messages) {
          if (limits.markup === 'none') expect(text, title).toBe(plain);
          else {
            expect(unmarked(text), title).toBe(plain);
            expect(text.match(/<b>/gu)?.length, title).toBe(text.match(/<\/b>/gu)?.length);
            expect(text.replace(/<\/?b>|&(?:amp|lt|gt);/gu, ''), title).not.toMatch(/[<>&]/u);
          }
        }
      });
    });

    it('says everything, or says that something is left', () => {
      each((answer, messages, title) => {
        const said = plainOf(messages);
        const lines = answer.sections.flatMap((section) => [
          squeeze(section.title),
          ...section.lines.map((line) => squeeze(line.text)),
        ]);
        const lost = lines.filter((line) => !said.includes(line));
        if (lost.length > 0) expect(isCut(said), `${title}: ${lost[0]}`).toBe(true);
        else expect(isCut(said), title).toBe(false);
      });
    });

    it('ends with the whole source', () => {
      each((answer, messages, title) => {
        if (answer.source !== '')
          expect(plainOf(messages).endsWith(squeeze(answer.source)), title).toBe(true);
      });
    });

    it('parts nothing inside a word, a link or a figure', () => {
      each((answer, messages, title) => {
        const whole = squeeze(
          [
            answer.gist,
            ...answer.sections.flatMap((one) => [one.title, ...one.lines.map((line) => line.text)]),
            ...answer.options.map(({ label }, index) => `${index + 1}. ${label}`),
            ...textsOf(RENDER_WORDS[answer.language]),
            answer.source,
          ].join(' '),
        );
        const words = new Set(
          whole.split(' ').flatMap((word) => [core(word), core(word.toLowerCase())]),
        );
        for (const { plain } of messages) {
          const ends = [/^\S+/u.exec(plain)?.[0] ?? '', /\S+$/u.exec(plain)?.[0] ?? ''].map(core);
          for (const end of ends) if (end !== '') expect([...words], title).toContain(end);
        }
        for (const link of whole.match(/https?:\/\/\S+/gu) ?? [])
          expect(
            messages.some(({ plain }) => plain.includes(link)),
            title,
          ).toBe(true);
        messages.slice(0, -1).forEach(({ plain }, at) => {
          const next = messages[at + 1]?.plain ?? '';
          const seam = `${/\S+$/u.exec(plain)?.[0] ?? ''}|${/^\S+/u.exec(next)?.[0] ?? ''}`;
          expect(seam, title).not.toMatch(/^\(?\d[\d.,]*\|(?:đồng|ngày|giờ|bản|bộ|\(?\p{Ll})/u);
        });
      });
    });

    it('never ends a message with a heading', () => {
      each((answer, messages, title) => {
        const titles = answer.sections.map((section) => `${section.title}:`);
        for (const { plain } of messages)
          expect(titles, title).not.toContain(plain.split('\n').at(-1));
      });
    });

    it('offers every choice, by name on a button or by number in the text', () => {
      each((answer, messages, title) => {
        if (answer.options.length === 0) return;
        const buttons = messages.at(-1)?.buttons ?? [];
        const chosen = buttons.filter(({ payload }) => payload.startsWith('c:'));
        const said = plainOf(messages);
        expect([0, answer.options.length], title).toContain(chosen.length);
        answer.options.forEach(({ code, label }, at) => {
          const button = chosen[at];
          const byName = button?.title === squeeze(label);
          if (button) expect(button.payload, title).toBe(`c:${code}`);
          if (!byName) expect(said, title).toContain(`${at + 1}. ${squeeze(label).slice(0, 8)}`);
          if (!byName && button) expect(button.title, title).toBe(String(at + 1));
        });
      });
    });

    it('keeps every character of plain words, in as many messages as they need', () => {
      for (const text of ['Chào ông/bà. '.repeat(400), 'nghiêng'.repeat(900), '👩‍👩‍👧‍👦🇻🇳'.repeat(300)]) {
        const messages = renderText(text, limits);
        const said = messages.map(({ plain }) => plain).join('');
        expect(said.replace(/\s/gu, '')).toBe(text.normalize('NFC').replace(/\s/gu, ''));
        for (const { plain } of messages) {
          expect(length(plain, limits.counting)).toBeLessThanOrEqual(limits.textLength);
          expect(plain).toMatch(/^(?:Chào|nghiêng|[a-zê]|👩‍👩‍👧‍👦|🇻🇳)/u);
        }
      }
      expect(renderText(' \n ', limits)).toEqual([]);
    });
  });
}
