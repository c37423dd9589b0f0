import { inkOn, parseColour } from './colour.ts';

/** What the attributes of the script tag ask for. */
export interface WidgetOptions {
  /** Undefined: the usual one of the language. */
  readonly title: string | undefined;
  readonly colour: string;
  /** Of letters and lines on that colour. */
  readonly ink: string;
  readonly position: 'left' | 'right';
  readonly language: 'vi' | 'en';
  readonly open: boolean;
}

const USUAL_COLOUR = '#123c73';
const LONGEST_TITLE = 60;

/** Whatever is missing or wrong is as usual: a page must not break by a misspelt attribute. */
export function parseWidgetOptions(
  attributes: Readonly<Record<string, string | undefined>>,
  pageLanguage: string,
): WidgetOptions {
  const colour = parseColour(attributes['colour'] ?? attributes['color'] ?? '');
  const title = attributes['title']?.trim().slice(0, LONGEST_TITLE) ?? '';
  const language = (attributes['lang'] ?? pageLanguage).toLowerCase();
  return {
    title: title === '' ? undefined : title,
    colour: colour ? `rgb(${colour.join(', ')})` : USUAL_COLOUR,
    ink: colour ? inkOn(colour) : '#ffffff',
    position: attributes['position'] === 'left' ? 'left' : 'right',
    language: language.startsWith('en') ? 'en' : 'vi',
    open: attributes['open'] === '' || attributes['open'] === 'true',
  };
}
