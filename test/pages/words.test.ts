import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { facetSchema } from '../../src/procedure/guide.ts';

const ROOT = join(import.meta.dirname, '../..');

function words(language: string, part: 'chat' | 'widget' = 'chat'): Record<string, unknown> {
  const text = readFileSync(join(ROOT, `knowledge/pages.${language}.json`), 'utf8');
  return (JSON.parse(text) as Record<string, Record<string, unknown>>)[part] ?? {};
}

describe('the words of the chat', () => {
  it('are the same keys in both languages, with the same places to fill in', () => {
    const vi = words('vi');
    const en = words('en');
    expect(Object.keys(en).toSorted()).toEqual(Object.keys(vi).toSorted());
    const places = (text: unknown): string[] => String(text).match(/\{\w+\}/gu) ?? [];
    for (const key of Object.keys(vi)) expect(places(en[key]), key).toEqual(places(vi[key]));
  });

  it('are those the script asks for', () => {
    const source = readFileSync(join(ROOT, 'src/pages/chat/texts.ts'), 'utf8');
    const keys =
      /type TextKey =(?<keys>[^;]+);/u.exec(source)?.groups?.['keys']?.match(/\w+/gu) ?? [];
    expect(Object.keys(words('vi')).toSorted()).toEqual([...keys, 'facets', 'wait'].toSorted());
  });

  it.each(['vi', 'en'])('name every facet in %s', (language) => {
    expect(Object.keys(words(language)['facets'] as object).toSorted()).toEqual(
      [...facetSchema.options].toSorted(),
    );
  });
});

describe('the words of the widget', () => {
  it('are those its script asks for, with the same places to fill in', () => {
    const source = readFileSync(join(ROOT, 'src/pages/widget/widget-view.ts'), 'utf8');
    const keys = /type WidgetWords = Readonly<Record<(?<keys>[^>]+),/u
      .exec(source)
      ?.groups?.['keys']?.match(/\w+/gu);
    for (const language of ['vi', 'en']) {
      expect(Object.keys(words(language, 'widget')).toSorted()).toEqual(keys?.toSorted());
      expect(words(language, 'widget')['unread']).toContain('{count}');
    }
  });
});
