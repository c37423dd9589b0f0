import { sumsIn } from '../../src/curation/money.ts';
import type { Guide } from '../../src/procedure/guide.ts';
import type { Procedure } from '../../src/procedure/procedure.ts';

/** A statement of a guide and the codes whose records may support its figures. */
export interface Statement {
  readonly where: string;
  readonly text: string;
  readonly codes: readonly string[];
}

export function statementsOf(guide: Guide): Statement[] {
  const own = [guide.code, ...guide.sameAs];
  return [
    { where: 'spoken', text: guide.spoken, codes: own },
    { where: 'spokenEn', text: guide.spokenEn, codes: own },
    ...guide.situations.map(({ then, code }, at) => ({
      where: `situations[${at}].then`,
      text: then,
      codes: code === undefined ? own : [...own, code],
    })),
    ...guide.confusedWith.map(({ code, difference }, at) => ({
      where: `confusedWith[${at}].difference`,
      text: difference,
      codes: [...own, code],
    })),
  ];
}

/** Thousands may be parted by a point, a comma or a space in either text. */
const NUMBER = /\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?/gu;
const SCALED = /(\d+(?:[.,]\d+)?)\s*(tỷ|triệu|nghìn|ngàn|billion|million|thousand)/giu;
const SCALE: Readonly<Record<string, number>> = {
  tỷ: 1e9,
  billion: 1e9,
  triệu: 1e6,
  million: 1e6,
  nghìn: 1e3,
  ngàn: 1e3,
  thousand: 1e3,
};

/** "10.000" and "10,000" are 10000; "03" is 3; "1,5 triệu" is 1500000. */
export function figuresIn(text: string): number[] {
  const scaled = [...text.matchAll(SCALED)].map(
    ([, digits = '', word = '']) =>
      Number(digits.replace(',', '.')) * (SCALE[word.toLowerCase()] ?? 1),
  );
  const rest = text.replace(SCALED, ' ');
  return [...scaled, ...[...rest.matchAll(NUMBER)].map(([digits]) => figure(digits))];
}

function figure(digits: string): number {
  return /^\d{1,3}(?:[.,]\d{3})+$/u.test(digits)
    ? Number(digits.replace(/[.,]/gu, ''))
    : Number(digits.replace(',', '.'));
}

/** Every figure a record states, in its texts or as a value. Codes, links and dates of the data do not count. */
export function figuresOf(record: Procedure): Set<number> {
  const {
    code: _code,
    link: _link,
    updatedAt: _updated,
    retrievedAt: _retrieved,
    publishedAt: _published,
    ...rest
  } = record;
  const figures = new Set<number>();
  const visit = (value: unknown): void => {
    if (typeof value === 'number') figures.add(value);
    else if (typeof value === 'string') {
      for (const found of figuresIn(value)) figures.add(found);
      for (const { amount } of sumsIn(value)) figures.add(amount);
    } else if (typeof value === 'object' && value !== null)
      Object.entries(value).forEach(([key, inner]) => key !== 'link' && visit(inner));
  };
  visit(rest);
  return figures;
}
