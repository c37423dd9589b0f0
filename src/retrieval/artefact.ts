import type { Initials } from '../language/initials.ts';
import { countInitials } from '../language/initials.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { assembleLanguageModel, countLanguage } from '../language/language-model.ts';
import { tokenise } from '../language/tokenise.ts';
import type { SearchDocument } from './documents.ts';
import { buildIndex, loadIndex, storeIndex } from './search-index.ts';
import type { SearchIndex } from './search-index.ts';
import { groupTwins } from './twins.ts';

/** Everything built from the knowledge that answering needs, in one file. */
export interface Artefact {
  readonly index: SearchIndex;
  readonly languageModel: LanguageModel;
  readonly initials: Initials;
  /** Twin group of each procedure: position of the group's first member. */
  readonly twins: Uint32Array;
  /** Newest date among the records (YYYY-MM-DD or YYYY-MM); empty when none is dated. */
  readonly dataDate: string;
}

/** Changes when the layout or the way of building changes; part of the file's name. */
export const ARTEFACT_VERSION = 6;

export interface ArtefactInput {
  readonly documents: readonly SearchDocument[];
  /** Codes that belong together beyond having one name. */
  readonly together: readonly (readonly string[])[];
  /** Words people use that stand in no record: lexicon, courtesies, question words. */
  readonly spoken: readonly string[];
  readonly dataDate: string;
  readonly onProgress?: (share: number) => void;
}

/** How much more a citizen's phrasing teaches the language model than official text does. */
const SPOKEN_WEIGHT = 4;

export function buildArtefact({
  documents,
  together,
  spoken,
  dataDate,
  onProgress,
}: ArtefactInput): Uint8Array {
  const index = buildIndex(
    documents,
    onProgress ? { onProgress: (share) => onProgress(share * 0.7) } : {},
  );
  const counts = countLanguage();
  const initials = countInitials();
  documents.forEach((document, position) => {
    for (const label of document.labels) {
      if (label.kind === 'title') initials.add(tokenise(label.text));
      if (label.kind !== 'english')
        counts.add(tokenise(label.text), label.kind === 'title' ? 1 : SPOKEN_WEIGHT);
    }
    for (const part of document.body) counts.add(tokenise(part.text), 1);
    if (position % 100 === 0) onProgress?.(0.7 + (0.25 * position) / documents.length);
  });
  for (const phrase of spoken) counts.add(tokenise(phrase), SPOKEN_WEIGHT);
  const model = counts.finish({ minCount: 3, minBigramCount: 2 });
  const twins = groupTwins(documents, together);
  onProgress?.(0.98);
  const bytes = storeIndex(index, {
    values: { syllables: model.syllables, dataDate, initials: [...initials.finish()] },
    sections: {
      'model.counts': model.counts,
      'model.bigramKeys': model.bigramKeys,
      'model.bigramCounts': model.bigramCounts,
      twins,
    },
  });
  onProgress?.(1);
  return bytes;
}

export function loadArtefact(bytes: Uint8Array): Artefact {
  const { index, file } = loadIndex(bytes);
  return {
    index,
    languageModel: assembleLanguageModel(
      file.value('syllables') as string[],
      file.u32('model.counts'),
      file.f64('model.bigramKeys'),
      file.u32('model.bigramCounts'),
    ),
    initials: new Map(file.value('initials') as [string, string[]][]),
    twins: file.u32('twins'),
    dataDate: file.value('dataDate') as string,
  };
}
