import { describe, expect, it } from 'vitest';
import { adaptStyles, ownLengths } from '../../src/pages/widget/adapt-styles.ts';
import { contrast, inkOn, parseColour } from '../../src/pages/widget/colour.ts';
import { parseWidgetOptions } from '../../src/pages/widget/widget-options.ts';

describe('the colour of the widget', () => {
  it.each([
    ['#fff', [255, 255, 255]],
    [' #12aB9c ', [18, 171, 156]],
    ['#12345', null],
    ['red', null],
    ['rgb(1,2,3)', null],
    ['#fff;x', null],
    ['', null],
  ])('reads %j', (text, colour) => {
    expect(parseColour(text)).toEqual(colour);
  });

  it('measures contrast as WCAG does', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
    // The usual example of a grey that just passes on white.
    expect(contrast([118, 118, 118], [255, 255, 255])).toBeCloseTo(4.54, 2);
  });

  it('has letters of 4.5:1 or more on every ground there is', () => {
    const steps = [0, 36, 73, 109, 118, 146, 182, 219, 255];
    for (const red of steps) {
      for (const green of steps) {
        for (const blue of steps) {
          const ink = inkOn([red, green, blue]) === '#ffffff' ? 255 : 0;
          expect(contrast([red, green, blue], [ink, ink, ink])).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });
});

describe('the attributes of the widget', () => {
  it('are as usual when they are missing or wrong', () => {
    const usual = parseWidgetOptions({}, '');
    expect(usual).toEqual({
      title: undefined,
      colour: '#123c73',
      ink: '#ffffff',
      position: 'right',
      language: 'vi',
      open: false,
    });
    const wrong = { title: '  ', colour: 'blue', position: 'top', lang: 'fr', open: 'no' };
    expect(parseWidgetOptions(wrong, 'en')).toEqual(usual);
  });

  it('are taken as they are given', () => {
    const given = {
      title: ` ${'x'.repeat(70)}`,
      colour: '#ff0',
      position: 'left',
      lang: 'en-GB',
      open: '',
    };
    expect(parseWidgetOptions(given, 'vi')).toEqual({
      title: 'x'.repeat(60),
      colour: 'rgb(255, 255, 0)',
      ink: '#000000',
      position: 'left',
      language: 'en',
      open: true,
    });
  });

  it('follow the language of the page around', () => {
    expect(parseWidgetOptions({}, 'en-US').language).toBe('en');
    expect(parseWidgetOptions({ lang: 'vi' }, 'en').language).toBe('vi');
  });
});

describe('the style of the widget', () => {
  it('asks nothing of the width of the screen, as it is always narrow', () => {
    expect(
      adaptStyles(`
        .a { color: red }
        @media (min-width: 56rem) and (orientation: landscape) { .a { color: blue } }
        @media (max-width: 30rem) { .a { padding: 0 } .b { margin: 0 } }
        @media (prefers-color-scheme: dark) { :root { --ink: #fff } }`),
    ).toBe(
      '.a{color: red}.a{padding: 0}.b{margin: 0}@media (prefers-color-scheme: dark){:host{--ink: #fff}}',
    );
  });

  it('measures by its own length instead of the page’s, but not in conditions', () => {
    expect(
      ownLengths(`/* rem */ @media (max-height: 26rem) { .a { gap: 0.5rem 1rem } }
        :host { --hmc-rem: max(18px, 1rem); } .b { margin: -0.6rem; inset: max(1rem, 2px) }`),
    ).toBe(
      '@media (max-height: 26rem){.a{gap: calc(var(--hmc-rem)*0.5) calc(var(--hmc-rem)*1)}}' +
        ':host{--hmc-rem: max(18px, 1rem);}.b{margin: calc(var(--hmc-rem)*-0.6);' +
        'inset: max(calc(var(--hmc-rem)*1), 2px)}',
    );
  });

  it('leaves out the sizes that readers choose on our own pages', () => {
    expect(adaptStyles(":root[data-text-size='large'] { --scale: 1.15; } .a { top: 0 }")).toBe(
      '.a{top: 0}',
    );
  });
});
