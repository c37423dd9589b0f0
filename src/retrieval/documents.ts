import { fold } from '../language/fold.ts';
import type { AliasEntry, Guide } from '../procedure/guide.ts';
import type { Procedure } from '../procedure/procedure.ts';

/** What a label is: the official name, or a way citizens say it. */
export const LABEL_KINDS = ['title', 'alias', 'english'] as const;
type LabelKind = (typeof LABEL_KINDS)[number];

/** One procedure as the index sees it. */
export interface SearchDocument {
  readonly code: string;
  readonly name: string;
  readonly labels: readonly { readonly kind: LabelKind; readonly text: string }[];
  /** Fields of the body with their weights. */
  readonly body: readonly { readonly text: string; readonly weight: number }[];
  readonly traits: ProcedureTraits;
}

/** Plain facts about a procedure that say how likely an ordinary person asks for it; 0 or 1. */
export interface ProcedureTraits {
  readonly commune: number;
  readonly province: number;
  readonly ministry: number;
  readonly forPersons: number;
  readonly forFirms: number;
  readonly hasGuide: number;
  readonly ofOneProvince: number;
  /** Folded bare name of the province that issued the record; empty for national ones. */
  readonly provinceName: string;
}

/** How the title usually opens; carries no meaning. */
const TITLE_OPENING = /^\s*(?:thủ tục(?: hành chính)?|tthc)\s*[:-]?\s*/iu;

/** Syllables of the steps and requirements that are indexed; what follows is mostly boilerplate. */
const MAX_LONG_TEXT = 6_000;

export function searchDocument(
  procedure: Procedure,
  guide: Guide | undefined,
  aliases: readonly AliasEntry[],
): SearchDocument {
  const labels: { kind: LabelKind; text: string }[] = [
    { kind: 'title', text: procedure.name.replace(TITLE_OPENING, '') },
  ];
  const seen = new Set<string>();
  const addAlias = (text: string, kind: LabelKind = 'alias'): void => {
    const key = text.toLowerCase();
    if (text !== '' && !seen.has(key)) {
      seen.add(key);
      labels.push({ kind, text });
    }
  };
  if (guide) {
    addAlias(guide.short);
    addAlias(guide.shortEn, 'english');
    for (const alias of guide.aliases) addAlias(alias);
  }
  for (const entry of aliases) {
    addAlias(entry.short);
    for (const alias of entry.aliases) addAlias(alias);
  }
  const papers = procedure.cases.flatMap((one) => [
    one.name,
    ...one.items.map((item) => item.name),
  ]);
  const forms = procedure.cases.flatMap((one) =>
    one.items.flatMap((item) => item.forms.map((form) => form.name.replace(/\.\w{2,4}$/u, ''))),
  );
  const body = [
    { text: procedure.field, weight: 1.5 },
    { text: procedure.executingAgencies.join('. '), weight: 0.7 },
    { text: procedure.results.join('. '), weight: 1.2 },
    { text: papers.join('. ').slice(0, MAX_LONG_TEXT), weight: 1 },
    { text: forms.join('. ').slice(0, MAX_LONG_TEXT), weight: 0.4 },
    { text: (procedure.requirements ?? '').slice(0, MAX_LONG_TEXT), weight: 0.8 },
    { text: procedure.steps.join('\n').slice(0, MAX_LONG_TEXT), weight: 0.6 },
    {
      text: procedure.legalBasis
        .map((basis) => basis.name)
        .join('. ')
        .slice(0, 1_500),
      weight: 0.3,
    },
    {
      text: [
        ...(guide?.situations.map((one) => `${one.when}. ${one.cues.join('. ')}`) ?? []),
        guide?.spoken ?? '',
      ].join('. '),
      weight: 1.2,
    },
  ].filter((part) => part.text !== '');
  const subjects = procedure.subjects.join(' ').toLowerCase();
  const flag = (condition: boolean): number => (condition ? 1 : 0);
  return {
    code: procedure.code,
    name: procedure.name,
    labels,
    body,
    traits: {
      commune: flag(procedure.levels.includes('commune')),
      province: flag(procedure.levels.includes('province')),
      ministry: flag(procedure.levels.length === 1 && procedure.levels[0] === 'ministry'),
      forPersons: flag(/công dân|cá nhân|người/u.test(subjects)),
      forFirms: flag(/doanh nghiệp|tổ chức|hợp tác xã/u.test(subjects)),
      hasGuide: flag(guide !== undefined),
      ofOneProvince: flag(procedure.type === 'SPECIFIC'),
      provinceName: provinceOf(procedure),
    },
  };
}

/** "UBND tỉnh Lạng Sơn" → "lang son"; national bodies give an empty name. */
function provinceOf(procedure: Procedure): string {
  const issued = `${procedure.issuingAgency ?? ''}; ${procedure.decision ?? ''}`;
  const match = /(?:tỉnh|thành phố|TP\.?)\s+(\p{Lu}[\p{L}-]*(?:[ -]\p{Lu}[\p{L}-]*){0,3})/u.exec(
    issued,
  );
  return match ? fold(match[1] ?? '').replace(/-/gu, ' ') : '';
}
