import type { Means } from '../answering/means.ts';
import { findPersonalData } from '../language/personal-data.ts';
import { figuresIn } from './draft-figures.ts';
import type { FindPromises } from './draft-promises.ts';
import { knownFigures } from './draft-record.ts';
import type { DraftWarning } from './suggestion.ts';

export interface DraftContext {
  /** Codes of the procedures in view: what the draft may state figures of. */
  readonly procedures: readonly string[];
  /** Characters of one message on this channel; absent where it sets none. */
  readonly limit?: number | undefined;
  /** When the platform stops taking answers (ISO 8601); absent where it does not. */
  readonly windowClosesAt?: string | undefined;
  readonly now: Date;
}

export interface DraftCheckParts {
  readonly means: Pick<Means, 'procedure' | 'guide'>;
  readonly findPromises: FindPromises;
}

/** Reads a draft once more before an officer sends it. In the order of the text; never throws for what she wrote. */
export type CheckDraft = (text: string, context: DraftContext) => readonly DraftWarning[];

export function createDraftCheck({ means, findPromises }: DraftCheckParts): CheckDraft {
  return (text, { procedures, limit, windowClosesAt, now }) => {
    const at = (kind: DraftWarning['kind'], from: number, to: number): DraftWarning => ({
      kind,
      excerpt: text.slice(from, to),
      from,
      to,
    });
    const records = procedures.flatMap((code) => {
      const procedure = means.procedure(code);
      return procedure === undefined ? [] : [{ procedure, guide: means.guide(code) }];
    });
    const isKnown = knownFigures(records);
    const personal = findPersonalData(text);
    const isPersonal = (from: number, to: number): boolean =>
      personal.some((span) => from < span.to && span.from < to);
    const found = [
      ...figuresIn(text)
        .filter((figure) => !isKnown(figure) && !isPersonal(figure.from, figure.to))
        .map(({ from, to }) => at('figure-not-in-record', from, to)),
      ...findPromises(text).map(({ from, to }) => at('promise', from, to)),
      ...personal.map(({ from, to }) => at('personal-data', from, to)),
    ].sort((a, b) => a.from - b.from || a.to - b.to);
    const isOver = windowClosesAt !== undefined && Date.parse(windowClosesAt) <= now.getTime();
    return [
      ...found,
      ...(limit !== undefined && text.length > limit
        ? [{ ...at('too-long', limit, text.length), limit: String(limit) }]
        : []),
      ...(isOver ? [{ ...at('window', 0, 0), limit: windowClosesAt }] : []),
    ];
  };
}
