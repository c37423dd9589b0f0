import { join } from 'node:path';
import { loadKnowledge, type Knowledge } from '../../src/curation/load-knowledge.ts';
import { openRecords } from '../../src/curation/load-records.ts';
import { createReader } from '../../src/language/correct.ts';
import { buildLexicon } from '../../src/language/lexicon.ts';
import { buildSpelling } from '../../src/language/spelling.ts';
import { tokenise } from '../../src/language/tokenise.ts';
import type { AliasEntry, Guide } from '../../src/procedure/guide.ts';
import { type Artefact, buildArtefact } from '../../src/retrieval/artefact.ts';
import { type SearchDocument, searchDocument } from '../../src/retrieval/documents.ts';
import { createOfflineEmbedder } from '../../src/retrieval/offline-embedder.ts';
import { createQuestionQuery } from '../../src/retrieval/question-query.ts';
import { createRanker } from '../../src/retrieval/ranker.ts';
import { createSearcher } from '../../src/retrieval/searcher.ts';
import { buildVectorIndex, type VectorIndex } from '../../src/retrieval/vector-index.ts';
import { ROOT } from '../sources.ts';

/**
 * The product's search over any list of documents, put together as `src/open-means.ts` does it for
 * the knowledge folder. Everything of the bench that knows the parts of the search is here.
 */

export function readKnowledge(): Knowledge {
  return loadKnowledge(join(ROOT, 'knowledge'));
}

/** The real procedures as the index sees them, aliases and guides included. */
export function realDocuments(knowledge: Knowledge, dir: string | undefined): SearchDocument[] {
  const guides = new Map<string, Guide>();
  for (const guide of knowledge.guides) guides.set(guide.code, guide);
  const aliases = new Map<string, AliasEntry[]>();
  for (const entry of knowledge.aliases) {
    for (const code of [entry.code, ...entry.sameNameCodes]) {
      aliases.set(code, [...(aliases.get(code) ?? []), entry]);
    }
  }
  const records = openRecords(dir ?? join(ROOT, 'knowledge', 'procedures'));
  const documents = Array.from(records.all(), (procedure) =>
    searchDocument(procedure, guides.get(procedure.code), aliases.get(procedure.code) ?? []),
  );
  records.close();
  return documents;
}

export function buildSearch(
  knowledge: Knowledge,
  documents: readonly SearchDocument[],
  onProgress: (share: number) => void,
): Uint8Array {
  return buildArtefact({
    documents,
    together: knowledge.aliases.map((entry) => [entry.code, ...entry.sameNameCodes]),
    spoken: knowledge.lexicon.flatMap((file) =>
      file.kind === 'english' || file.kind === 'teencode'
        ? []
        : file.entries.flatMap((entry) => entry.say),
    ),
    dataDate: '2026-01-01',
    onProgress,
  });
}

function embedderOf({ index }: Artefact) {
  const weights = new Map<number, number>();
  const { folded } = index.body;
  folded.keys.forEach((key, term) => weights.set(key, folded.idf[term] ?? 0));
  return createOfflineEmbedder((word) => weights.get(index.vocabulary.idOf.get(word) ?? -1) ?? 4);
}

export function buildVectors(
  artefact: Artefact,
  documents: readonly SearchDocument[],
): VectorIndex {
  const embedder = embedderOf(artefact);
  const vectors = function* () {
    for (const { labels } of documents) {
      yield embedder.embed(tokenise(labels.map((label) => label.text).join(' | ')));
    }
  };
  return buildVectorIndex(embedder.dimensions, vectors(), documents.length);
}

export { loadArtefact } from '../../src/retrieval/artefact.ts';
export { loadVectorIndex } from '../../src/retrieval/vector-index.ts';
export { OFFLINE_DIMENSIONS } from '../../src/retrieval/offline-embedder.ts';

/** Codes for a question, best first, as `Means.search` finds them. */
export function createSearch(
  knowledge: Knowledge,
  artefact: Artefact,
  vectors: VectorIndex,
): (text: string) => string[] {
  const { index, languageModel, twins } = artefact;
  const embedder = embedderOf(artefact);
  const lexicon = buildLexicon(knowledge.lexicon);
  const toQuery = createQuestionQuery({
    reader: createReader(languageModel, lexicon, buildSpelling(languageModel.byFold.keys())),
    lexicon,
    stopwords: knowledge.stopwords,
    needs: knowledge.needs,
    dimensions: knowledge.dimensions,
    initials: artefact.initials,
  });
  const searcher = createSearcher({
    index,
    ranker: createRanker(knowledge.ranker),
    dimensions: knowledge.dimensions,
    families: twins,
    nearest: (segment) => {
      const tokens = segment.filter((token) => token.weight >= 0.3).map((token) => token.syllable);
      const { positions, cosines } = vectors.nearest(embedder.embed(tokens), 40);
      return new Map(positions.map((position, at) => [position, cosines[at] ?? 0]));
    },
  });
  return (text) => {
    const { segments, qualifiers } = toQuery(text);
    return searcher.search({ segments, qualifiers, limit: 10 }).map(({ code }) => code);
  };
}
