import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { findPersonalData } from '../../src/language/personal-data.ts';

const KNOWLEDGE = new URL('../../knowledge/', import.meta.url);
/** Folders of the texts the assistant learns from and answers with. */
const FOLDERS = { training: '.jsonl', aliases: '.jsonl', guides: '.yaml' } as const;
type Folder = keyof typeof FOLDERS;

/** How masking touches texts that are asked and answered with. */
export interface Untouched {
  readonly folder: Folder;
  readonly texts: number;
  /** What was masked in each text that was changed: `kind: words`. */
  readonly changed: readonly string[];
}

/** Masks every text of `knowledge/` that is asked, learnt or answered with. */
export function scoreUntouched(): readonly Untouched[] {
  return (Object.keys(FOLDERS) as Folder[]).map((folder) => {
    const texts = textsIn(folder);
    const changed = texts.flatMap((text) => {
      const spans = findPersonalData(text);
      const what = spans.map(({ kind, from, to }) => `${kind}: ${text.slice(from, to)}`);
      return spans.length === 0 ? [] : [what.join(', ')];
    });
    return { folder, texts: texts.length, changed };
  });
}

function textsIn(folder: Folder): string[] {
  const ending = FOLDERS[folder];
  return readdirSync(new URL(folder, KNOWLEDGE), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .flatMap((name) => {
      const lines = readFileSync(new URL(`${folder}/${name}`, KNOWLEDGE), 'utf8').split('\n');
      const filled = lines.filter((line) => line.trim() !== '');
      return ending === '.jsonl' ? filled.flatMap((line) => strings(JSON.parse(line))) : filled;
    });
}

const Json = z.json();

function strings(value: unknown): string[] {
  const json = Json.parse(value);
  if (typeof json === 'string') return [json];
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(strings) : [];
}
