import { readFileSync } from 'node:fs';
import { report, residentMiB } from './child.ts';
import { measureSearch, readQuestions, standaloneQuestions } from './questions.ts';
import { createSearch, loadArtefact, loadVectorIndex, readKnowledge } from './search-setup.ts';

/** Arguments: path of the built files (no ending), questions file. */
const [source = '', questionsFile = ''] = process.argv.slice(2);
const knowledge = readKnowledge();
const started = performance.now();
const artefact = loadArtefact(readFileSync(`${source}.bin`));
const vectors = loadVectorIndex(`${source}.hnsw`, knowledge.embedding.dimensions);
const search = createSearch(knowledge, artefact, vectors);
const loadMs = performance.now() - started;
const questions = standaloneQuestions(readQuestions(questionsFile));
const quality = await measureSearch(questions, search);
report({ loadMs, memoryMiB: residentMiB() ?? 0, ...quality });
