import type { AnswerOption } from '../../conversation/answer.ts';
import type { Facet } from '../../procedure/guide.ts';
import type { MessageButton, PlatformLimits, Renderable } from './platform.ts';
import { measure, tidy } from './render-split.ts';
import type { RenderWords } from './render-words.ts';

/** Payload of the button that asks for an officer. */
const PERSON_PAYLOAD = 'p';
/** Payload of an option's button. */
const optionPayload = (code: string): string => `c:${code}`;
/** Payload of a facet's button. */
const facetPayload = (facet: Facet): string => `f:${facet}`;

/** Choices as they are shown: on buttons by name, or numbered in the text with or without digits. */
export interface Choices {
  readonly numbered: boolean;
  readonly buttons: readonly MessageButton[];
}

/**
 * Names on buttons where all of them fit; else numbers in the text with digits on buttons where there
 * is one for each; else numbers to be typed.
 */
export function choicesOf(options: readonly AnswerOption[], limits: PlatformLimits): Choices {
  const named = options.map(({ code, label }) => ({
    title: tidy(label),
    payload: optionPayload(code),
  }));
  if (named.length <= limits.buttons && named.every((button) => fits(button, limits)))
    return { numbered: false, buttons: named };
  const digits = named.map(({ payload }, at) => ({ title: String(at + 1), payload }));
  const all = digits.length <= limits.buttons && digits.every((button) => fits(button, limits));
  return { numbered: true, buttons: all ? digits : [] };
}

/** After these the citizen may want an officer; where one comes anyway, or none is needed, not. */
const OFFERS_PERSON: ReadonlySet<Renderable['outcome']> = new Set([
  'answered',
  'clarify',
  'out-of-scope',
]);

/** Buttons of an answer: choices, else what was left out, what to ask next; an officer last. */
export function buttonsOf(
  answer: Pick<Renderable, 'outcome'>,
  choices: readonly MessageButton[],
  facets: readonly Facet[],
  limits: PlatformLimits,
  words: RenderWords,
): readonly MessageButton[] {
  const person = { title: words.person, payload: PERSON_PAYLOAD };
  const persons = OFFERS_PERSON.has(answer.outcome) && fits(person, limits) ? [person] : [];
  const wished = [...choices, ...facetButtons(facets, limits, words)];
  // The officer yields to a choice, never to a facet.
  const room = Math.max(choices.length, limits.buttons - persons.length);
  return [...wished.slice(0, room), ...persons].slice(0, limits.buttons);
}

/** Buttons for these facets, as far as they fit. */
export function facetButtons(
  facets: readonly Facet[],
  limits: PlatformLimits,
  words: RenderWords,
): readonly MessageButton[] {
  return [...new Set(facets)]
    .map((facet) => ({ title: words.facets[facet], payload: facetPayload(facet) }))
    .filter((button) => fits(button, limits));
}

function fits({ title, payload }: MessageButton, limits: PlatformLimits): boolean {
  return (
    measure(title, limits.counting) <= limits.buttonTitleLength &&
    measure(payload, 'bytes') <= limits.payloadBytes
  );
}
