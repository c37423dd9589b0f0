import type { NewDelivery } from '../../conversation/exchange.ts';
import type { Platform, PlatformLimits, Renderable, RenderedMessage } from './platform.ts';
import { renderAnswer, renderText } from './render.ts';
import { RENDER_WORDS } from './render-words.ts';

/** What one citizen is told at once. */
export interface Said {
  readonly contact: string;
  readonly language: 'vi' | 'en';
  readonly answer?: Renderable;
  /** Lines before and after the answer, in its own message where they fit. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

/** The deliveries that say it on a platform. */
export function toDeliveries(platform: Platform, said: Said): NewDelivery[] {
  const { limits } = platform;
  const { before = [], after = [], answer, language } = said;
  const above = renderText(before.join('\n\n'), limits);
  const below = renderText(after.join('\n\n'), limits);
  const around = (inside: readonly RenderedMessage[]): readonly RenderedMessage[] =>
    joined(joined(above, inside, limits), below, limits);
  const rendered = (textLength: number): readonly RenderedMessage[] =>
    answer === undefined
      ? []
      : renderAnswer(answer, { ...limits, textLength }, RENDER_WORDS[language]);
  const whole = around(rendered(limits.textLength));
  // With room left for the lines in its messages, the answer may need no more of them.
  const room = lengthOf([...before, ...after].join('\n\n'), limits) + 4;
  const close = room < limits.textLength / 2 ? around(rendered(limits.textLength - room)) : whole;
  const messages = close.length < whole.length ? close : whole;
  return messages.map((message) => ({
    platform: platform.name,
    contact: said.contact,
    body: platform.toBody(message),
    author: 'assistant',
  }));
}

/** Both in line, the last of the first and the first of the second as one message if that fits. */
function joined(
  first: readonly RenderedMessage[],
  second: readonly RenderedMessage[],
  limits: PlatformLimits,
): readonly RenderedMessage[] {
  const above = first.at(-1);
  const below = second[0];
  if (above === undefined || below === undefined) return [...first, ...second];
  const one: RenderedMessage = {
    text: `${above.text}\n\n${below.text}`,
    plain: `${above.plain}\n\n${below.plain}`,
    buttons: [...above.buttons, ...below.buttons],
  };
  const fits =
    lengthOf(one.plain, limits) <= limits.textLength && one.buttons.length <= limits.buttons;
  return fits ? [...first.slice(0, -1), one, ...second.slice(1)] : [...first, ...second];
}

function lengthOf(text: string, { counting }: PlatformLimits): number {
  switch (counting) {
    case 'bytes':
      return new TextEncoder().encode(text).length;
    case 'code-points':
      return [...text].length;
    case 'utf-16':
      return text.length;
  }
}
