import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { findPersonalData } from '../../src/language/personal-data.ts';
import type { PersonalDataKind, PersonalDataSpan } from '../../src/language/personal-data.ts';
import { PERSONAL_DATA_KINDS } from '../../src/language/personal-data-view.ts';

/** The two first halves, and the batches that were each written against finished rules. */
export const SPLITS = ['dev', 'heldout', 'batch1', 'batch2', 'batch3', 'batch4'] as const;
export type Split = (typeof SPLITS)[number];

/** A line of the corpus with its marks taken out; no spans: nothing may be masked. */
export interface PrivacyCase {
  readonly id: string;
  readonly text: string;
  readonly spans: readonly PersonalDataSpan[];
}

const Line = z.strictObject({ id: z.string(), text: z.string() });
const MARKED = /⟦([a-z]+):([^⟧]*)⟧/gu;
const Kind = z.enum(PERSONAL_DATA_KINDS);

/** Reads `⟦phone:0912…⟧` out of a line. Throws when a mark names no kind. */
function parsePrivacyCase(line: string): PrivacyCase {
  const { id, text: marked } = Line.parse(JSON.parse(line));
  const spans: PersonalDataSpan[] = [];
  let text = '';
  let at = 0;
  for (const match of marked.matchAll(MARKED)) {
    text += marked.slice(at, match.index);
    const from = text.length;
    text += match[2] ?? '';
    spans.push({ kind: Kind.parse(match[1]), from, to: text.length });
    at = match.index + match[0].length;
  }
  return { id, text: text + marked.slice(at), spans };
}

export function loadPrivacyCases(split: Split, kind: 'personal' | 'near-miss'): PrivacyCase[] {
  const path = new URL(`${split}-${kind}.jsonl`, import.meta.url);
  return readFileSync(path, 'utf8').trimEnd().split('\n').map(parsePrivacyCase);
}

interface KindScore {
  readonly kind: PersonalDataKind;
  readonly spans: number;
  /** Spans of which every letter and digit was masked, as whatever kind. */
  readonly masked: number;
  /** Of these, masked as this kind. */
  readonly asKind: number;
}

export interface PrivacyScore {
  readonly kinds: readonly KindScore[];
  /** Share of spans masked entirely. */
  readonly recall: number;
  readonly nearMisses: number;
  /** Share of near-misses in which anything was masked. */
  readonly falseMasking: number;
  /** Share of words of the lines with personal data that were masked and are none. */
  readonly overreach: number;
  /** Lines that are not as expected, for whoever improves the rules. */
  readonly faults: readonly { readonly id: string; readonly text: string; readonly why: string }[];
}

/** Scores the masking on one or more splits. */
export function scorePrivacy(splits: readonly Split[]): PrivacyScore {
  const personal = splits.flatMap((split) => loadPrivacyCases(split, 'personal'));
  const nearMisses = splits.flatMap((split) => loadPrivacyCases(split, 'near-miss'));
  const counts = new Map(
    PERSONAL_DATA_KINDS.map((kind) => [kind, { spans: 0, masked: 0, asKind: 0 }]),
  );
  const faults: { id: string; text: string; why: string }[] = [];
  let words = 0;
  let lostWords = 0;
  for (const { id, text, spans } of personal) {
    const found = findPersonalData(text);
    for (const span of spans) {
      const count = counts.get(span.kind);
      if (!count) continue;
      count.spans += 1;
      const left = [...wordsIn(text, span)].filter((word) => !isCovered(word, found));
      if (left.length > 0) {
        faults.push({ id, text, why: `missed ${span.kind}: ${text.slice(span.from, span.to)}` });
        continue;
      }
      count.masked += 1;
      if (
        found.some(({ kind, from, to }) => kind === span.kind && from < span.to && to > span.from)
      ) {
        count.asKind += 1;
      }
    }
    for (const word of wordsIn(text, { from: 0, to: text.length })) {
      if (spans.some(({ from, to }) => word.from < to && word.to > from)) continue;
      words += 1;
      if (!touches(word, found)) continue;
      lostWords += 1;
      faults.push({ id, text, why: `masked too much: ${text.slice(word.from, word.to)}` });
    }
  }
  let wrong = 0;
  for (const { id, text } of nearMisses) {
    const found = findPersonalData(text);
    if (found.length === 0) continue;
    wrong += 1;
    const what = found.map(({ kind, from, to }) => `${kind} ${text.slice(from, to)}`).join(', ');
    faults.push({ id, text, why: `masked: ${what}` });
  }
  const kinds = [...counts].map(([kind, count]) => ({ kind, ...count }));
  const sum = (pick: (score: KindScore) => number): number =>
    kinds.reduce((total, score) => total + pick(score), 0);
  return {
    kinds,
    recall: sum(({ masked }) => masked) / sum(({ spans }) => spans),
    nearMisses: nearMisses.length,
    falseMasking: wrong / nearMisses.length,
    overreach: lostWords / words,
    faults,
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function wordsIn(text: string, { from, to }: Range): Range[] {
  return [...text.slice(from, to).matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map((match) => ({
    from: from + match.index,
    to: from + match.index + match[0].length,
  }));
}

function isCovered(word: Range, found: readonly Range[]): boolean {
  return found.some(({ from, to }) => from <= word.from && to >= word.to);
}

function touches(word: Range, found: readonly Range[]): boolean {
  return found.some(({ from, to }) => from < word.to && to > word.from);
}
