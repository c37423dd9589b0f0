import { openMeans } from '../../src/open-means.ts';
import { createProgress } from '../progress.ts';
import { report, residentMiB } from './child.ts';

/** Arguments: var folder, knowledge folder ('' for the facts). Builds the index there if it is not. */
const [varDir = '', knowledgeDir = ''] = process.argv.slice(2);
const started = performance.now();
const means = await openMeans({
  varDir,
  ...(knowledgeDir !== '' && { knowledgeDir }),
  onProgress: createProgress('index'),
});
const ms = performance.now() - started;
report({
  ms,
  memoryMiB: residentMiB() ?? 0,
  procedures: means.knowledge.procedures,
  detail: means.knowledge.detail,
});
means.close();
