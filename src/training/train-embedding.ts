import { writeFileSync } from 'node:fs';
import { fold } from '../language/fold.ts';
import { tokenise } from '../language/tokenise.ts';
import type { openResources } from '../open-means.ts';
import { packEmbedding } from '../retrieval/offline-embedder.ts';
import { learnEmbedding } from './learn-embedding.ts';
import type { Spoken } from './learn-embedding.ts';
import type { Random } from './random.ts';

const DIMENSIONS = 64;
const EPOCHS = 8;

/** Learns the offline embedding from names and phrasings only; no question is read. */
export function trainEmbedding(
  { resources, artefact, source }: Awaited<ReturnType<typeof openResources>>,
  path: string,
  random: Random,
  onProgress: (line: string) => void,
): void {
  const byCode = new Map<string, { name: string[]; phrasings: string[][] }>();
  const folded = (text: string): string[] => tokenise(text).map(fold);
  artefact.index.codes.forEach((code, at) => {
    const group = resources.preferredTwin(code);
    const spoken = byCode.get(group) ?? { name: [], phrasings: [] };
    byCode.set(group, spoken);
    spoken.name.push(...folded(artefact.index.names[at] ?? ''));
  });
  const add = (code: string, texts: readonly string[]): void => {
    byCode.get(resources.preferredTwin(code))?.phrasings.push(...texts.map(folded));
  };
  for (const { code, aliases } of source.aliases) add(code, aliases);
  for (const { code, aliases } of source.guides) add(code, aliases);
  const spoken: Spoken[] = [...byCode.values()];
  const { terms, rows } = learnEmbedding(spoken, {
    dimensions: DIMENSIONS,
    epochs: EPOCHS,
    random,
    weightOf: resources.syllableWeight,
    onEpoch: (epoch, loss) =>
      onProgress(`  embedding: epoch ${epoch + 1} of ${EPOCHS}, loss ${loss.toFixed(3)}`),
  });
  const note = `${spoken.length} procedures, ${terms.length} terms, ${DIMENSIONS} dimensions`;
  writeFileSync(path, packEmbedding(terms, rows, note));
  onProgress(`  embedding: ${note}`);
}
