import type { Told } from '../answering/means.ts';
import { fill } from '../answering/replies.ts';
import type { AnswerLine, AnswerSection } from '../conversation/answer.ts';
import { sentencesOf } from '../language/tokenise.ts';
import type { Facet, Guide } from '../procedure/guide.ts';
import type { Procedure } from '../procedure/procedure.ts';
import { CALL_WORDS } from './call-words.ts';

/** Nobody listens to more in one breath. */
const MOST_CHARACTERS = 260;
const MOST_PAPERS = 5;
const LONGEST_PAPER = 90;
const MOST_LINES = 3;
/** Of these the first lines are true without the rest; of a fee or a time limit they are not. */
const TOLD_IN_PART: ReadonlySet<Facet> = new Set(['where', 'result', 'online', 'forms', 'legal']);
const MOST_SENTENCES = 2;

/** Whose many lines are cases of which one is the caller's. */
const CASES: ReadonlySet<Facet> = new Set(['fee', 'time']);

type Language = 'vi' | 'en';

export interface ScriptInput {
  readonly told: Pick<Told, 'sections'>;
  readonly procedure: Procedure;
  readonly guide: Guide | undefined;
  /** Nothing particular was asked. */
  readonly isOverview: boolean;
  readonly language: Language;
}

/**
 * At most two sentences an officer can read aloud. Lines are told whole or not at all: where a record
 * knows more cases than fit in a breath, the caller is asked for hers.
 */
export function scriptOf({ told, procedure, guide, isOverview, language }: ScriptInput): string {
  const words = CALL_WORDS[language].script;
  const name = nameOf(procedure, guide, language);
  const [section] = told.sections;
  const summary = guide && spokenSums(language === 'vi' ? guide.spoken : guide.spokenEn, language);
  if (isOverview || section === undefined) return summary ?? fill(words.overview, { name });
  const script =
    section.facet === 'dossier'
      ? papersScript(section, procedure, name, language, summary)
      : linesScript(section, name, language);
  const spoken = spokenSums(script, language);
  if (sentencesOf(spoken).length <= MOST_SENTENCES) return spoken;
  return fill(words.atLength, {
    title: language === 'vi' ? lowerFirst(section.title) : section.title,
    name,
  });
}

/** "làm khai sinh" rather than "Thủ tục đăng ký khai sinh". */
function nameOf({ name }: Procedure, guide: Guide | undefined, language: Language): string {
  if (guide !== undefined) return language === 'vi' ? guide.short : guide.shortEn;
  return lowerFirst(name.replace(/^thủ tục\s+/iu, '').replace(/\s+/gu, ' '));
}

function papersScript(
  { lines }: AnswerSection,
  procedure: Procedure,
  name: string,
  language: Language,
  summary: string | undefined,
): string {
  const words = CALL_WORDS[language].script;
  const cases = procedure.cases.filter((one) => one.items.some(({ kind }) => kind === 'paper'));
  if (cases.length > 1) return summary ?? fill(words.papersByCase, { name });
  const first = lines.findIndex(({ style }) => style === 'bullet');
  if (first < 0) return lines[0]?.text ?? fill(words.papersByCase, { name });
  // A heading after papers opens those that only some bring.
  const until = lines.findIndex(({ style }, at) => at > first && style === 'heading');
  const always = lines.slice(first, until < 0 ? undefined : until).filter(isBullet);
  const names = always.map(({ text }) => withoutForms(text));
  const short = names.filter((one) => one.length <= LONGEST_PAPER && !/[.;]\s/u.test(one));
  const said = fitting(short.slice(0, MOST_PAPERS), MOST_CHARACTERS);
  const values = { name, count: String(always.length), papers: said.join('; ') };
  const main =
    said.length === 0
      ? fill(words.papersCount, values)
      : fill(said.length === names.length ? words.papers : words.papersFirst, values);
  return until < 0 ? main : `${main} ${words.papersSometimes}`;
}

function linesScript(
  { facet, title, lines }: AnswerSection,
  name: string,
  language: Language,
): string {
  const words = CALL_WORDS[language].script;
  const values = { title: language === 'vi' ? lowerFirst(title) : title, name };
  const texts = lines
    .filter(({ style }) => style === 'text' || style === 'bullet')
    // A full stop inside a line would begin another sentence.
    .map(({ text }) => text.replace(/[.;\s]+$/u, '').replace(/[.!?]\s+(?=\p{Lu})/gu, '; '));
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  const isWhole = texts.length <= MOST_LINES && total <= MOST_CHARACTERS;
  const said = isWhole ? texts : TOLD_IN_PART.has(facet) ? opening(texts) : [];
  if (said.length === 0) {
    return fill(CASES.has(facet) ? words.byCase : words.atLength, values);
  }
  const main = fill(words.told, { ...values, lines: said.join('; ') });
  return said.length === lines.length ? main : `${main} ${words.noted}`;
}

/** The first lines, as many as fit. */
function opening(texts: readonly string[]): readonly string[] {
  let left = MOST_CHARACTERS;
  const tooLong = texts.findIndex((text, at) => {
    left -= text.length;
    return left < 0 || at >= MOST_LINES;
  });
  return tooLong < 0 ? texts : texts.slice(0, tooLong);
}

const isBullet = ({ style }: AnswerLine): boolean => style === 'bullet';
const lowerFirst = (text: string): string =>
  (text[0] ?? '').toLocaleLowerCase('vi') + text.slice(1);

/** "Tờ khai (1 bản chính, mẫu: …)" without the form's file name, which nobody reads aloud. */
const withoutForms = (paper: string): string =>
  paper.replace(/,?\s*(?:mẫu|form):[^()]*(?=\)$)/iu, '').replace(/\s*\(\)$/u, '');

function fitting(texts: readonly string[], most: number): string[] {
  let left = most;
  return texts.filter((text) => {
    left -= text.length;
    return left >= 0;
  });
}

/** "1.500.000 đồng" → "1 triệu 500 nghìn đồng", as it is said. */
export function spokenSums(text: string, language: Language): string {
  const { billion, million, thousand, currency } = CALL_WORDS[language].sums;
  return text.replace(
    /(?<![\d.,])(\d{1,3}(?:\.\d{3})+)\s*(?:đồng|vnđ|vnd)(?!\p{L})/giu,
    (_, sum: string) => {
      const groups = sum.split('.').map(Number);
      const units = ['', thousand, million, billion].slice(0, groups.length).toReversed();
      if (groups.length > units.length) return `${sum} ${currency}`;
      const said = groups.flatMap((group, at) => {
        if (group === 0) return [];
        const unit = units[at] ?? '';
        return [unit === '' ? String(group) : `${group} ${unit}`];
      });
      return [...said, currency].join(' ');
    },
  );
}
