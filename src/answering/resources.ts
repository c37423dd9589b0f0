import type { QuestionQuery } from '../retrieval/question-query.ts';
import type { Searcher } from '../retrieval/searcher.ts';
import type { Family } from '../procedure/family.ts';
import type { Guide } from '../procedure/guide.ts';
import type { Procedure } from '../procedure/procedure.ts';
import type { QualifierDimension } from '../procedure/qualifiers.ts';
import type { FacetCues } from './facet-reading.ts';
import type { KindShares } from './message-kind.ts';
import type { Policy } from './policy.ts';
import type { Replies } from './replies.ts';
import type { ScreeningRules } from './screen.ts';

/** What the stages work with; opened once, never changed. */
export interface Resources {
  readonly toQuery: (text: string) => QuestionQuery;
  readonly searcher: Searcher;
  readonly procedure: (code: string) => Procedure | undefined;
  /** Official name; empty for an unknown code. */
  readonly nameOf: (code: string) => string;
  readonly guide: (code: string) => Guide | undefined;
  /** Codes of the same procedure in law (same official name, local copies), itself included. */
  readonly twins: (code: string) => readonly string[];
  /** The twin to answer from: the office's own province, else the national one. */
  readonly preferredTwin: (code: string) => string;
  /** Other national records of the same or an overlapping act; their facts are stated beside. */
  readonly counterparts: (code: string) => readonly string[];
  /** The reviewed family a procedure belongs to, if any. */
  readonly family: (code: string) => Family | undefined;
  /** Families of happenings in life ("mới cưới"), whose members belong to other families too. */
  readonly lifeEvents: readonly Family[];
  readonly dimensions: readonly QualifierDimension[];
  readonly facetCues: FacetCues;
  readonly screening: ScreeningRules;
  readonly messageKind: (tokens: readonly string[]) => KindShares;
  readonly replies: Readonly<Record<'vi' | 'en', Replies>>;
  readonly policy: Policy;
  readonly office: Office;
  /** Share of a text's words that are Vietnamese, with or without marks, 0–1. */
  readonly vietnameseShare: (text: string) => number;
  /** IDF-like weight of a folded syllable in records, for judging passages. */
  readonly syllableWeight: (folded: string) => number;
}

/** The office the assistant answers for. */
export interface Office {
  readonly name?: string | undefined;
  readonly province?: string | undefined;
  readonly hotline?: string | undefined;
  /** Officers look at doubtful answers before the citizen gets them. */
  readonly approves?: boolean | undefined;
}
