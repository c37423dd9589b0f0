import { createReader } from '../language/correct.ts';
import { buildLexicon } from '../language/lexicon.ts';
import type { LexiconFile } from '../language/lexicon.ts';
import { buildSpelling } from '../language/spelling.ts';
import { tokenise } from '../language/tokenise.ts';
import type { QualifierDimension } from '../procedure/qualifiers.ts';
import type { Artefact } from './artefact.ts';
import { createOfflineEmbedder, plainSegment } from './offline-embedder.ts';
import type { EmbeddingTable, OfflineEmbedder } from './offline-embedder.ts';
import { createQuestionQuery } from './question-query.ts';
import type { NeedCue, QuestionQuery, Stopwords } from './question-query.ts';
import { createRanker } from './ranker.ts';
import type { RankerWeights } from './ranker.ts';
import { createSearcher } from './searcher.ts';
import type { Searcher } from './searcher.ts';
import { buildVectorIndex } from './vector-index.ts';
import type { VectorIndex } from './vector-index.ts';

/** The reviewed data and weights the search is made from. */
export interface SearchKnowledge {
  readonly lexicon: readonly LexiconFile[];
  readonly stopwords: Stopwords;
  readonly needs: readonly NeedCue[];
  readonly dimensions: readonly QualifierDimension[];
  readonly ranker: RankerWeights;
  readonly embedding: EmbeddingTable;
}

/** Procedures looked up by vector for each question. */
const NEAREST = 20;

/** Puts the parts of the search together: the reading of questions and the searcher. */
export function assembleSearch(
  artefact: Artefact,
  knowledge: SearchKnowledge,
  vectors: VectorIndex,
): { readonly toQuery: (text: string) => QuestionQuery; readonly searcher: Searcher } {
  const { index, languageModel, twins, initials } = artefact;
  const { stopwords, needs, dimensions } = knowledge;
  const lexicon = buildLexicon(knowledge.lexicon);
  const reader = createReader(languageModel, lexicon, buildSpelling(languageModel.byFold.keys()));
  const embedder = createOfflineEmbedder(knowledge.embedding);
  return {
    toQuery: createQuestionQuery({ reader, lexicon, initials, stopwords, needs, dimensions }),
    searcher: createSearcher({
      index,
      ranker: createRanker(knowledge.ranker),
      dimensions,
      families: twins,
      meaning: {
        embed: (segments) => embedder.embed(segments),
        nearest: (vector) => vectors.nearest(vector, NEAREST).positions,
        cosine: (procedure, vector) => vectors.cosine(procedure, vector),
      },
    }),
  };
}

/** One vector a procedure, from its name and phrasings. */
export function embedProcedures(
  embedder: OfflineEmbedder,
  texts: Iterable<readonly string[]>,
  size: number,
): VectorIndex {
  function* vectors(): Generator<Float32Array> {
    for (const said of texts)
      yield embedder.embed(said.map((text) => plainSegment(tokenise(text))));
  }
  return buildVectorIndex(embedder.dimensions, vectors(), size);
}
