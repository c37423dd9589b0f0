import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { seededRandom } from '../metrics/resample.ts';
import { ROOT } from '../sources.ts';
import { report, residentMiB } from './child.ts';
import { measureSearch, readQuestions, standaloneQuestions } from './questions.ts';
import { readKnowledge, realDocuments } from './search-setup.ts';

/** It reads every document's text for every question; what it cannot ask in this time is left out. */
const BUDGET_MS = 90_000;

interface Found {
  readonly metadata: Record<string, unknown>;
}
/** The part of LangChain this uses; its package is installed apart and so cannot be typed here. */
interface RetrieverModule {
  readonly BM25Retriever: {
    fromDocuments(
      documents: readonly {
        readonly pageContent: string;
        readonly metadata: Record<string, unknown>;
      }[],
      options: { readonly k: number },
    ): { invoke(question: string): Promise<Found[]> };
  };
}

const [knowledgeDir = '', questionsFile = ''] = process.argv.slice(2);
const documents = realDocuments(readKnowledge(), knowledgeDir === '' ? undefined : knowledgeDir);
const resolve = createRequire(join(ROOT, 'eval', 'yardstick', 'package.json')).resolve;
const path = resolve('@langchain/community/retrievers/bm25');
const { BM25Retriever } = (await import(pathToFileURL(path).href)) as RetrieverModule;

const before = residentMiB() ?? 0;
const started = performance.now();
const retriever = BM25Retriever.fromDocuments(
  documents.map(({ code, name, labels, body }) => ({
    pageContent: [name, ...labels.map((one) => one.text), ...body.map((part) => part.text)]
      .join('\n')
      .toLowerCase(),
    metadata: { code },
  })),
  { k: 10 },
);
const buildMs = performance.now() - started;
const random = seededRandom(1);
const questions = standaloneQuestions(readQuestions(questionsFile))
  .map((test) => ({ test, order: random() }))
  .sort((a, b) => a.order - b.order)
  .map(({ test }) => test);
const quality = await measureSearch(
  questions,
  async (text) =>
    (await retriever.invoke(text)).map((found) => z.string().parse(found.metadata['code'])),
  { budgetMs: BUDGET_MS, warmUp: 1 },
);
report({ buildMs, memoryMiB: (residentMiB() ?? 0) - before, ...quality });
