import { fold } from '../language/fold.ts';
import { tokenise } from '../language/tokenise.ts';
import type { Section, Unpacked } from './binary.ts';
import { pack, unpack } from './binary.ts';
import type { ProcedureTraits, SearchDocument } from './documents.ts';
import { LABEL_KINDS } from './documents.ts';
import type { Postings, PostingsBuilder } from './postings.ts';
import { buildPostings, postingsFrom, postingsSections } from './postings.ts';
import type { Vocabulary } from './vocabulary.ts';
import { bigramKey, createVocabulary, growVocabulary } from './vocabulary.ts';

/** Channels of a text: marked and folded syllables, marked and folded syllable pairs. */
export const LABEL_CHANNELS = ['marked', 'folded', 'markedPair', 'foldedPair'] as const;
export type LabelChannel = (typeof LABEL_CHANNELS)[number];
export const BODY_CHANNELS = ['marked', 'folded', 'foldedPair'] as const;
export type BodyChannel = (typeof BODY_CHANNELS)[number];

/** See `DESIGN.md` for what is kept here and why. */
export interface SearchIndex {
  readonly vocabulary: Vocabulary;
  readonly codes: readonly string[];
  readonly names: readonly string[];
  readonly traits: readonly ProcedureTraits[];
  /** Labels (official names and phrasings) as documents of their own. */
  readonly labelOwner: Uint32Array;
  readonly labelKind: Uint8Array;
  readonly labels: Readonly<Record<LabelChannel, Postings>>;
  /** Sum of the IDF of a label's terms, per channel: the denominator of its coverage. */
  readonly labelMass: Readonly<Record<LabelChannel, Float32Array>>;
  /** 1 ÷ √(label mass), for cosines. */
  readonly labelRoot: Readonly<Record<LabelChannel, Float32Array>>;
  readonly body: Readonly<Record<BodyChannel, Postings>>;
}

function termsOf(
  tokens: readonly string[],
  id: (word: string) => number | undefined,
): Record<LabelChannel, number[]> {
  const terms: Record<LabelChannel, number[]> = {
    marked: [],
    folded: [],
    markedPair: [],
    foldedPair: [],
  };
  let previousMarked: number | undefined;
  let previousFolded: number | undefined;
  for (const token of tokens) {
    const marked = id(token);
    const folded = id(fold(token));
    if (marked !== undefined) terms.marked.push(marked);
    if (folded !== undefined) terms.folded.push(folded);
    if (marked !== undefined && previousMarked !== undefined) {
      terms.markedPair.push(bigramKey(previousMarked, marked));
    }
    if (folded !== undefined && previousFolded !== undefined) {
      terms.foldedPair.push(bigramKey(previousFolded, folded));
    }
    previousMarked = marked;
    previousFolded = folded;
  }
  return terms;
}

const K1 = 1.2;
const B = 0.6;

export interface BuildOptions {
  /** Called about a hundred times with the share done, 0–1. */
  readonly onProgress?: (share: number) => void;
}

export function buildIndex(
  documents: readonly SearchDocument[],
  options: BuildOptions = {},
): SearchIndex {
  const vocabulary = growVocabulary();
  const id = (word: string): number => vocabulary.id(word);
  const labelBuilders = record(LABEL_CHANNELS, () => buildPostings());
  const bodyBuilders = record(BODY_CHANNELS, () => buildPostings());
  const owners: number[] = [];
  const kinds: number[] = [];
  const labelTerms: Record<LabelChannel, number[][]> = record(LABEL_CHANNELS, () => []);
  const lengths = new Float32Array(documents.length);
  const step = Math.max(1, Math.floor(documents.length / 100));
  documents.forEach((document, index) => {
    for (const label of document.labels) {
      const terms = termsOf(tokenise(label.text), id);
      const at = owners.length;
      owners.push(index);
      kinds.push(LABEL_KINDS.indexOf(label.kind));
      for (const channel of LABEL_CHANNELS) {
        const unique = [...new Set(terms[channel])];
        labelTerms[channel].push(unique);
        labelBuilders[channel].add(at, new Map(unique.map((key) => [key, 1])));
      }
    }
    addBody(document, index, id, bodyBuilders, lengths);
    if (index % step === 0) options.onProgress?.((index / documents.length) * 0.6);
  });
  const meanLength =
    lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, documents.length);
  const impact = (frequency: number, document: number): number =>
    (frequency * (K1 + 1)) /
    (frequency + K1 * (1 - B + (B * (lengths[document] ?? 0)) / Math.max(1, meanLength)));
  const labels = record(LABEL_CHANNELS, (channel) =>
    labelBuilders[channel].finish({
      documents: owners.length,
      order: (label) => labelTerms[channel][label]?.length ?? 0,
    }),
  );
  options.onProgress?.(0.7);
  const body = record(BODY_CHANNELS, (channel, done) => {
    options.onProgress?.(0.7 + 0.1 * done);
    return bodyBuilders[channel].finish({ documents: documents.length, impact });
  });
  options.onProgress?.(1);
  const labelMass = record(LABEL_CHANNELS, (channel) =>
    massOf(labels[channel], labelTerms[channel]),
  );
  return {
    vocabulary: createVocabulary(vocabulary.words),
    codes: documents.map((document) => document.code),
    names: documents.map((document) => document.name),
    traits: documents.map((document) => document.traits),
    labelOwner: Uint32Array.from(owners),
    labelKind: Uint8Array.from(kinds),
    labels,
    labelMass,
    labelRoot: rootsOf(labelMass),
    body,
  };
}

function addBody(
  document: SearchDocument,
  index: number,
  id: (word: string) => number,
  builders: Readonly<Record<BodyChannel, PostingsBuilder>>,
  lengths: Float32Array,
): void {
  const counts = record(BODY_CHANNELS, () => new Map<number, number>());
  for (const { text, weight } of document.body) {
    const terms = termsOf(tokenise(text), id);
    lengths[index] = (lengths[index] ?? 0) + weight * terms.marked.length;
    for (const channel of BODY_CHANNELS) {
      const map = counts[channel];
      for (const key of terms[channel]) map.set(key, (map.get(key) ?? 0) + weight);
    }
  }
  for (const channel of BODY_CHANNELS) builders[channel].add(index, counts[channel]);
}

function massOf(postings: Postings, terms: readonly (readonly number[])[]): Float32Array {
  const idf = new Map<number, number>();
  postings.keys.forEach((key, term) => idf.set(key, postings.idf[term] ?? 0));
  return Float32Array.from(terms, (keys) =>
    keys.reduce((sum, key) => sum + (idf.get(key) ?? 0), 0),
  );
}

function rootsOf(
  mass: Readonly<Record<LabelChannel, Float32Array>>,
): Record<LabelChannel, Float32Array> {
  return record(LABEL_CHANNELS, (channel) =>
    mass[channel].map((value) => 1 / Math.sqrt(Math.max(1e-6, value))),
  );
}

function record<K extends string, V>(
  keys: readonly K[],
  make: (key: K, at: number) => V,
): Record<K, V> {
  return Object.fromEntries(keys.map((key, at) => [key, make(key, at)])) as Record<K, V>;
}

/** The index as one file. */
export function storeIndex(index: SearchIndex, extra: StoredExtra): Uint8Array {
  const sections: Record<string, Section> = {
    labelOwner: index.labelOwner,
    labelKind: index.labelKind,
    ...extra.sections,
  };
  for (const channel of LABEL_CHANNELS) {
    Object.assign(sections, postingsSections(`label.${channel}`, index.labels[channel]));
    sections[`mass.${channel}`] = index.labelMass[channel];
  }
  for (const channel of BODY_CHANNELS) {
    Object.assign(sections, postingsSections(`body.${channel}`, index.body[channel]));
  }
  return pack(
    {
      words: index.vocabulary.words,
      codes: index.codes,
      names: index.names,
      traits: index.traits,
      ...extra.values,
    },
    sections,
  );
}

/** What other parts keep in the same file. */
export interface StoredExtra {
  readonly values: Readonly<Record<string, unknown>>;
  readonly sections: Readonly<Record<string, Section>>;
}

export function loadIndex(bytes: Uint8Array): { index: SearchIndex; file: Unpacked } {
  const file = unpack(bytes);
  const labelMass = record(LABEL_CHANNELS, (channel) => file.f32(`mass.${channel}`));
  const index: SearchIndex = {
    vocabulary: createVocabulary(file.value('words') as string[]),
    codes: file.value('codes') as string[],
    names: file.value('names') as string[],
    traits: file.value('traits') as ProcedureTraits[],
    labelOwner: file.u32('labelOwner'),
    labelKind: file.u8('labelKind'),
    labels: record(LABEL_CHANNELS, (channel) => postingsFrom(`label.${channel}`, file)),
    labelMass,
    labelRoot: rootsOf(labelMass),
    body: record(BODY_CHANNELS, (channel) => postingsFrom(`body.${channel}`, file)),
  };
  return { index, file };
}
