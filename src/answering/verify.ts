import type { Guide } from '../procedure/guide.ts';
import type { Procedure } from '../procedure/procedure.ts';
import { formatAmount, formatDate, formatNumber } from '../procedure/wording.ts';
import type { Draft } from './compose.ts';
import type { Replies } from './replies.ts';

export interface Verification {
  readonly passed: boolean;
  /** Figures, codes or links of the draft that no cited record states. */
  readonly unknown: readonly string[];
}

const FIGURE = /\d+(?:[.,/-]\d+)*/gu;
const LINK = /https?:\/\/[^\s,;)”"]+/gu;

/**
 * Last stage: every figure, date, code and link of the draft must stand in the record it cites, in
 * its guide (linted against the record) or in a fixed sentence. A draft that fails is not sent.
 */
export function verify(
  draft: Draft,
  /** The record answered from, then those stated beside it. */
  procedures: readonly Procedure[],
  guide: Guide | undefined,
  replies: Replies,
): Verification {
  const known = new Set(
    procedures.flatMap((procedure) => [...knownFigures(procedure, guide, replies)]),
  );
  const links = new Set(procedures.flatMap(({ link }) => link ?? []));
  const text = [
    draft.gist,
    ...draft.sections.flatMap((section) => section.lines.map((line) => line.text)),
    draft.source,
  ].join('\n');
  const unknown = new Set<string>();
  const record = JSON.stringify(procedures);
  for (const found of text.match(LINK) ?? []) {
    const link = found.replace(/[.:!?]+$/u, '');
    if (!links.has(link) && !record.includes(link)) unknown.add(link);
  }
  for (const figure of text.replace(LINK, ' ').match(FIGURE) ?? []) {
    if (!known.has(normaliseFigure(figure))) unknown.add(figure);
  }
  return { passed: unknown.size === 0, unknown: [...unknown] };
}

function knownFigures(
  procedure: Procedure,
  guide: Guide | undefined,
  replies: Replies,
): Set<string> {
  const known = new Set<string>();
  const addText = (text: string): void => {
    for (const figure of text.match(FIGURE) ?? []) known.add(normaliseFigure(figure));
  };
  addText(JSON.stringify(procedure));
  addText(JSON.stringify(replies));
  if (guide) addText(JSON.stringify(guide));
  for (const date of [procedure.updatedAt, procedure.retrievedAt, procedure.publishedAt]) {
    if (date) addText(formatDate(date));
  }
  for (const submission of procedure.submissions) {
    for (const fee of submission.fees) if (fee.amount !== undefined) addText(formatAmount(fee));
    for (const duration of submission.durations) {
      if (duration.quantity !== undefined) addText(formatNumber(duration.quantity));
    }
  }
  for (const one of procedure.cases) {
    if (one.duration?.quantity !== undefined) addText(formatNumber(one.duration.quantity));
  }
  return known;
}

function normaliseFigure(figure: string): string {
  return figure.replace(/[.,]$/u, '');
}
