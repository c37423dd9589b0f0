import { join } from 'node:path';
import { loadKnowledge, type Knowledge } from '../../src/curation/load-knowledge.ts';
import { openRecords } from '../../src/curation/load-records.ts';
import type { AliasEntry, Guide } from '../../src/procedure/guide.ts';
import { type Artefact, buildArtefact } from '../../src/retrieval/artefact.ts';
import { type SearchDocument, searchDocument } from '../../src/retrieval/documents.ts';
import { assembleSearch, embedProcedures } from '../../src/retrieval/assemble-search.ts';
import { createOfflineEmbedder } from '../../src/retrieval/offline-embedder.ts';
import type { VectorIndex } from '../../src/retrieval/vector-index.ts';
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

/** Vectors of documents, each from its labels. */
export function buildVectors(
  knowledge: Knowledge,
  documents: readonly SearchDocument[],
): VectorIndex {
  const texts = documents.map(({ labels }) => labels.map((label) => label.text));
  return embedProcedures(createOfflineEmbedder(knowledge.embedding), texts, documents.length);
}

/** Codes for a question, best first, as `Means.search` finds them. */
export function createSearch(
  knowledge: Knowledge,
  artefact: Artefact,
  vectors: VectorIndex,
): (text: string) => string[] {
  const { toQuery, searcher } = assembleSearch(artefact, knowledge, vectors);
  return (text) => {
    const { segments, qualifiers } = toQuery(text);
    return searcher.search({ segments, qualifiers, limit: 10 }).map(({ code }) => code);
  };
}

export { loadArtefact } from '../../src/retrieval/artefact.ts';
export { loadVectorIndex } from '../../src/retrieval/vector-index.ts';
