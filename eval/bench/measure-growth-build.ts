import { writeFileSync } from 'node:fs';
import { createProgress } from '../progress.ts';
import { report, residentMiB } from './child.ts';
import { buildSearch, buildVectors, readKnowledge, realDocuments } from './search-setup.ts';
import { growCorpus } from './synthetic.ts';

/** Arguments: knowledge folder, number of procedures, path of the files to write (no ending). */
const [knowledgeDir = '', count = '3000', target = ''] = process.argv.slice(2);
const knowledge = readKnowledge();
const real = realDocuments(knowledge, knowledgeDir === '' ? undefined : knowledgeDir);
const documents = growCorpus(real, Number(count));
const started = performance.now();
const bytes = buildSearch(knowledge, documents, createProgress(`index, ${count} procedures`));
writeFileSync(`${target}.bin`, bytes);
buildVectors(knowledge, documents).store(`${target}.hnsw`);
report({ ms: performance.now() - started, memoryMiB: residentMiB() ?? 0, bytes: bytes.length });
