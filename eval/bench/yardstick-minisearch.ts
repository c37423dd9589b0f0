import MiniSearch from 'minisearch';
import { fold } from '../../src/language/fold.ts';
import { report, residentMiB } from './child.ts';
import { measureSearch, readQuestions, standaloneQuestions } from './questions.ts';
import { readKnowledge, realDocuments } from './search-setup.ts';

/** MiniSearch as its manual suggests, with Vietnamese marks folded. Arguments as for the others. */
const [knowledgeDir = '', questionsFile = ''] = process.argv.slice(2);
const documents = realDocuments(readKnowledge(), knowledgeDir === '' ? undefined : knowledgeDir);
const before = residentMiB() ?? 0;
const started = performance.now();
const index = new MiniSearch({
  fields: ['title', 'alias', 'body'],
  idField: 'code',
  processTerm: fold,
  searchOptions: { boost: { title: 3, alias: 2 }, processTerm: fold },
});
index.addAll(
  documents.map(({ code, name, labels, body }) => ({
    code,
    title: name,
    alias: labels
      .filter((one) => one.kind !== 'title')
      .map((one) => one.text)
      .join('. '),
    body: body.map((part) => part.text).join('\n'),
  })),
);
const buildMs = performance.now() - started;
const quality = await measureSearch(standaloneQuestions(readQuestions(questionsFile)), (text) =>
  index
    .search(text)
    .slice(0, 10)
    .map((hit) => String(hit.id)),
);
report({ buildMs, memoryMiB: (residentMiB() ?? 0) - before, ...quality });
