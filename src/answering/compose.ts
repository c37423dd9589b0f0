import type { AnswerLine, AnswerSection, Citation } from '../conversation/answer.ts';
import { fold } from '../language/fold.ts';
import { tokenise } from '../language/tokenise.ts';
import type { Facet, Guide } from '../procedure/guide.ts';
import { passagesOf } from '../procedure/passages.ts';
import type { Procedure } from '../procedure/procedure.ts';
import { formatDate, shorten } from '../procedure/wording.ts';
import { dossierLines } from './facets/dossier.ts';
import type { FacetInput } from './facets/facet-input.ts';
import { feeLines } from './facets/fee.ts';
import {
  conditionLines,
  formLines,
  howLines,
  legalLines,
  onlineLines,
  resultLines,
  timeLines,
  whereLines,
} from './facets/plain.ts';
import type { Replies } from './replies.ts';
import { fill } from './replies.ts';
import type { Office } from './resources.ts';

/** An answer before it was verified. */
export interface Draft {
  readonly gist: string;
  readonly sections: readonly AnswerSection[];
  readonly source: string;
  readonly citations: readonly Citation[];
  readonly facets: readonly Facet[];
  readonly nextFacets: readonly Facet[];
}

const LINES: Readonly<Record<Exclude<Facet, 'overview'>, (input: FacetInput) => AnswerLine[]>> = {
  dossier: dossierLines,
  fee: feeLines,
  time: timeLines,
  where: whereLines,
  how: howLines,
  online: onlineLines,
  conditions: conditionLines,
  result: resultLines,
  legal: legalLines,
  forms: formLines,
};

/** What an overview tells, when a guide does not say otherwise. */
const OVERVIEW: readonly Facet[] = ['dossier', 'time', 'fee', 'where', 'how'];
const NEXT: readonly Facet[] = [
  'dossier',
  'fee',
  'time',
  'where',
  'how',
  'online',
  'forms',
  'conditions',
];

export interface ComposeInput {
  readonly procedure: Procedure;
  readonly guide: Guide | undefined;
  /** Other records of the same act: where they say something else, that is said too. */
  readonly counterparts: readonly Procedure[];
  /** What was taken for granted; said after the opening. */
  readonly assumption?: string | undefined;
  readonly facets: readonly Facet[];
  /** The question's own syllables with their weights, for choosing cases and passages. */
  readonly words: ReadonlyMap<string, number>;
  readonly replies: Replies;
  readonly language: 'vi' | 'en';
  readonly office: Office;
  readonly syllableWeight: (folded: string) => number;
}

/** Writes the answer from the record: every figure is copied, nothing is added. */
export function compose(input: ComposeInput): Draft {
  const { procedure, guide, replies } = input;
  const asked = input.facets.filter((facet) => facet !== 'overview');
  const isOverview = asked.length === 0;
  const facets: readonly Facet[] = isOverview
    ? [
        ...new Set([
          ...(guide?.order ?? []).filter((facet) => OVERVIEW.includes(facet)),
          ...OVERVIEW,
        ]),
      ]
    : asked;
  const relevance = relevanceTo(input);
  const facetInput: FacetInput = { procedure, guide, replies, relevance, brief: isOverview };
  const sections = facets.map((facet): AnswerSection => {
    const lines = LINES[facet as Exclude<Facet, 'overview'>](facetInput);
    return {
      facet,
      procedureCode: procedure.code,
      title: replies.facets[facet],
      lines: [...lines, ...counterpartLines(input, facet, lines, isOverview)],
    };
  });
  const extra = supportingLines(input, facets, sections, relevance);
  if (extra.length > 0) {
    const last = sections.length - 1;
    const section = sections[isOverview ? last : 0] as AnswerSection;
    sections[isOverview ? last : 0] = { ...section, lines: [...section.lines, ...extra] };
  }
  const told = sections.flatMap((section) => section.lines.map((line) => line.text)).join('\n');
  if (DISTRICT.test(told) && !told.includes(DISTRICTS_ENDED)) {
    const last = sections.length - 1;
    const section = sections[last] as AnswerSection;
    const note: AnswerLine = { style: 'note', text: fill(replies.where['district']) };
    sections[last] = { ...section, lines: [...section.lines, note] };
  }
  const cited = isOverview ? [...facets, 'overview' as const] : facets;
  const citations = [procedure, ...input.counterparts].flatMap((one) =>
    cited.map((facet) => citationOf(one, facet)),
  );
  return {
    gist: gistOf(input, isOverview),
    sections,
    source: sourceLine(procedure, replies, input.office),
    citations,
    facets: isOverview ? ['overview', ...facets] : facets,
    nextFacets: NEXT.filter((facet) => !facets.includes(facet)).slice(0, 5),
  };
}

function gistOf(
  { procedure, guide, replies, language, assumption }: ComposeInput,
  isOverview: boolean,
): string {
  const name = fill(replies.answerIntro, { name: procedure.name.replace(/\s+/gu, ' ') });
  const intro =
    assumption === undefined ? name : `${name} ${fill(replies.assumed, { assumption })}`;
  if (!isOverview || !guide) return intro;
  return `${intro} ${language === 'vi' ? guide.spoken : guide.spokenEn}`;
}

/** An office of the level that was abolished. */
const DISTRICT =
  /(?:cấp|ubnd|ủy ban nhân dân|công an|phòng \S+|bảo hiểm xã hội)\s+(?:cấp\s+)?(?:quận|huyện|thị xã)/iu;
/** Stands in every sentence that says what replaced it. */
const DISTRICTS_ENDED = '1/7/2025';

/** Facets whose other reading is told in full; of the others only that there is one. */
const TOLD_BESIDE: ReadonlySet<Facet> = new Set(['time', 'fee', 'legal', 'forms']);
/** Of these a copy at another level differs in what everybody knows: its office. */
const NAMED_BESIDE: ReadonlySet<Facet> = new Set(['dossier', 'conditions']);
const MOST_LINES_BESIDE = 4;

/** What other records of the same act say otherwise. */
function counterpartLines(
  { procedure: main, counterparts, replies }: ComposeInput,
  facet: Facet,
  own: readonly AnswerLine[],
  isOverview: boolean,
): AnswerLine[] {
  if (facet === 'overview' || (!TOLD_BESIDE.has(facet) && !NAMED_BESIDE.has(facet))) return [];
  if (isOverview && facet !== 'time' && facet !== 'fee') return [];
  const said = new Set(own.map((line) => line.text));
  return counterparts.flatMap((procedure): AnswerLine[] => {
    const lines = LINES[facet]({
      procedure,
      guide: undefined,
      replies,
      relevance: () => 0,
      brief: false,
    }).filter((line) => line.style !== 'note' && line.style !== 'quote');
    const other = lines.filter((line) => !said.has(line.text));
    if (other.length === 0 || isNone(other, facet, replies)) return [];
    if (NAMED_BESIDE.has(facet) && opensLike(procedure.name, main.name)) return [];
    const values = {
      code: procedure.code,
      name: procedure.name.replace(/\s+/gu, ' '),
      text: shorten(
        other
          .slice(0, MOST_LINES_BESIDE)
          .map((line) => line.text)
          .join('; '),
        500,
      ),
    };
    const text = TOLD_BESIDE.has(facet)
      ? fill(replies.counterpart['told'], values)
      : fill(replies.counterpart['named'], values);
    return [{ style: 'note', text }];
  });
}

/** Whether two names are one but for their ends, as those of copies at different levels. */
function opensLike(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length, 24);
  return one.slice(0, length).toLowerCase() === other.slice(0, length).toLowerCase();
}

/** Whether the record only lacks what is asked. */
function isNone(lines: readonly AnswerLine[], facet: Facet, replies: Replies): boolean {
  const texts: unknown = Reflect.get(replies, facet);
  const none: unknown =
    typeof texts === 'object' && texts !== null ? Reflect.get(texts, 'none') : undefined;
  return lines.every((line) => line.text === none);
}

/** Situations of the guide the question speaks of, and sentences of the record that carry its words. */
function supportingLines(
  input: ComposeInput,
  facets: readonly Facet[],
  sections: readonly AnswerSection[],
  relevance: (text: string) => number,
): AnswerLine[] {
  const lines: AnswerLine[] = [];
  if (input.language === 'vi') {
    for (const situation of input.guide?.situations ?? []) {
      const near = Math.max(
        relevance(situation.when),
        ...situation.cues.map((cue) => cueMatch(cue, input.words)),
      );
      if (near >= 0.85 && lines.length < 2) {
        lines.push({
          style: 'note',
          text: fill(input.replies.situation, {
            when: lowerFirst(situation.when),
            then: situation.then,
          }),
        });
      }
    }
  }
  // Words of the procedure's own name stand all over its record and choose nothing.
  const own = new Set(tokenise(`${input.procedure.name} ${input.guide?.short ?? ''}`).map(fold));
  const telling = new Map([...input.words].filter(([word]) => !own.has(word)));
  const aboutRest = relevanceTo({ ...input, words: telling });
  const telltale = telling.size > 0;
  const shown = sections.flatMap((section) => section.lines.map((line) => line.text)).join('\n');
  const wanted = new Set<Facet>(facets);
  const ranked = passagesOf(input.procedure)
    .filter((passage) => !shown.includes(passage.text.slice(0, 60)))
    .map((passage) => ({
      passage,
      value:
        (telltale ? 0.6 * aboutRest(passage.text) : 0) +
        0.4 * relevance(passage.text) +
        (wanted.has(passage.facet) ? 0.06 : 0) +
        figureBonus(passage.text, facets),
    }))
    .sort((a, b) => b.value - a.value);
  for (const { passage, value } of ranked.slice(0, 2)) {
    if (value < 0.5) break;
    lines.push({
      style: 'quote',
      text: fill(input.replies.quote, { text: shorten(passage.text, 600) }),
    });
  }
  return lines;
}

/** A sentence with a number of days is worth more when time is asked, one with a sum when fees are. */
function figureBonus(text: string, facets: readonly Facet[]): number {
  if (facets.includes('time') && /\d+\s*(?:\([^)]*\)\s*)?(?:ngày|giờ|tháng|năm)/iu.test(text))
    return 0.16;
  if (facets.includes('fee') && /\d\s*(?:đồng|vnđ|usd|%)/iu.test(text)) return 0.16;
  return 0;
}

/** Share of the question's weighted words that a text carries. */
function relevanceTo({ words, syllableWeight }: ComposeInput): (text: string) => number {
  const weights = [...words].map(
    ([word, weight]) => [word, weight * syllableWeight(word)] as const,
  );
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  return (text) => {
    if (total === 0) return 0;
    const carried = new Set(tokenise(text).map(fold));
    let sum = 0;
    for (const [word, weight] of weights) if (carried.has(word)) sum += weight;
    return sum / total;
  };
}

function cueMatch(cue: string, words: ReadonlyMap<string, number>): number {
  const tokens = tokenise(cue).map(fold);
  if (tokens.length === 0) return 0;
  return tokens.every((token) => words.has(token)) ? 0.9 : 0;
}

function citationOf(procedure: Procedure, facet: Facet): Citation {
  const date = procedure.updatedAt ?? procedure.retrievedAt;
  return {
    code: procedure.code,
    facet,
    ...(procedure.link === undefined ? {} : { url: procedure.link }),
    ...(date === undefined ? {} : { updatedAt: date }),
    ...(procedure.decision === undefined ? {} : { decision: procedure.decision }),
  };
}

function sourceLine(procedure: Procedure, replies: Replies, office: Office): string {
  const date = procedure.updatedAt ?? procedure.retrievedAt;
  const source = fill(replies.answerSource, {
    code: procedure.code,
    decision:
      procedure.decision === undefined
        ? ''
        : fill(replies.sourceDecision, {
            decision: procedure.decision.replace(/^Quyết định(?: số)?\s*/iu, ''),
          }),
    date: date === undefined ? '' : fill(replies.sourceDate, { date: formatDate(date) }),
    link: procedure.link === undefined ? '' : fill(replies.sourceLink, { link: procedure.link }),
  });
  return office.name === undefined
    ? source
    : `${source}. ${fill(replies.officeName, { office: office.name })}`;
}

const lowerFirst = (text: string): string =>
  (text[0] ?? '').toLocaleLowerCase('vi') + text.slice(1);
