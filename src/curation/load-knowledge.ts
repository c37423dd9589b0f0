import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import type { FacetCues } from '../answering/facet-reading.ts';
import { parseFacetCues } from '../answering/facet-reading.ts';
import type { MessageKindWeights } from '../answering/message-kind.ts';
import { messageKindSchema } from '../answering/message-kind.ts';
import type { Policy } from '../answering/policy.ts';
import { policySchema } from '../answering/policy.ts';
import type { Replies } from '../answering/replies.ts';
import { repliesSchema } from '../answering/replies.ts';
import type { ScreeningRules } from '../answering/screen.ts';
import type { VocabularyFile } from '../answering/wording/vocabulary.ts';
import { vocabularySchema } from '../answering/wording/vocabulary.ts';
import type { LexiconFile } from '../language/lexicon.ts';
import { lexiconFileSchema } from '../language/lexicon.ts';
import { parsePhraseRules } from '../language/phrase-rules.ts';
import type { Family } from '../procedure/family.ts';
import { familyFileSchema } from '../procedure/family.ts';
import type { AliasEntry, Guide } from '../procedure/guide.ts';
import { aliasEntrySchema, guideSchema } from '../procedure/guide.ts';
import type { Counterparts } from '../procedure/counterparts.ts';
import { counterpartsSchema } from '../procedure/counterparts.ts';
import type { QualifierDimension } from '../procedure/qualifiers.ts';
import { parseQualifiers } from '../procedure/qualifiers.ts';
import type { NeedCue, Stopwords } from '../retrieval/question-query.ts';
import { parseNeeds, parseStopwords } from '../retrieval/question-query.ts';
import type { EmbeddingTable } from '../retrieval/offline-embedder.ts';
import { packEmbedding, parseEmbedding } from '../retrieval/offline-embedder.ts';
import type { RankerWeights } from '../retrieval/ranker.ts';
import { rankerSchema } from '../retrieval/ranker.ts';

/** Everything in `knowledge/` but the records, parsed and checked. */
export interface Knowledge {
  readonly guides: readonly Guide[];
  readonly aliases: readonly AliasEntry[];
  readonly lexicon: readonly LexiconFile[];
  readonly counterparts: Counterparts;
  readonly families: readonly Family[];
  readonly stopwords: Stopwords;
  readonly needs: readonly NeedCue[];
  readonly dimensions: readonly QualifierDimension[];
  readonly facetCues: FacetCues;
  readonly screening: ScreeningRules;
  readonly replies: Readonly<Record<'vi' | 'en', Replies>>;
  /** What a language model may say around facts. */
  readonly vocabulary: VocabularyFile;
  readonly ranker: RankerWeights;
  readonly policy: Policy;
  readonly messageKind: MessageKindWeights;
  readonly embedding: EmbeddingTable;
  /** Hash of the embedding. */
  readonly embeddingHash: string;
  /** Hash of the files the search index is built from: guides, aliases, lexicon. */
  readonly indexHash: string;
}

const LEXICON_FILES = [
  'abbreviations',
  'teencode',
  'dialect',
  'phrases',
  'events',
  'old-names',
  'offices',
  'persons',
  'asking',
  'english',
];

/**
 * Reads and checks `knowledge/`; `cacheFolder` keeps the checked guides and aliases between starts.
 * Throws one error that lists every file that does not keep its schema, and where.
 */
export function loadKnowledge(folder: string, cacheFolder?: string): Knowledge {
  const problems: string[] = [];
  const hash = createHash('sha256');
  const text = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const check = <T>(
    path: string,
    parse: (value: unknown) => T,
    value: () => unknown,
  ): T | undefined => {
    try {
      return parse(value());
    } catch (error) {
      problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const yaml = <T>(path: string, parse: (value: unknown) => T): T | undefined =>
    check(path, parse, () => parseYaml(text(path)) as unknown);
  const json = <T>(path: string, schema: z.ZodType<T>): T | undefined =>
    check(
      path,
      (value) => schema.parse(value),
      () => JSON.parse(text(path)) as unknown,
    );
  const list = (path: string, extension: string): string[] =>
    readdirSync(join(folder, path))
      .filter((name) => name.endsWith(extension))
      .sort()
      .map((name) => `${path}/${name}`);

  const guidePaths = list('guides', '.yaml');
  const aliasPaths = list('aliases', '.jsonl');
  const lexiconPaths = LEXICON_FILES.map((name) => `lexicon/${name}.yaml`);
  for (const path of [...guidePaths, ...aliasPaths, ...lexiconPaths, 'counterparts.yaml'])
    hash.update(`${path}\n${text(path)}`);

  const embeddingPath = join(folder, 'weights/embedding.bin');
  // Before the first training the search goes by words alone.
  const embedding = existsSync(embeddingPath)
    ? readFileSync(embeddingPath)
    : packEmbedding([], new Float32Array(0), '');
  const indexHash = hash.digest('hex').slice(0, 16);
  const readGuides = (): Guide[] =>
    guidePaths.flatMap((path) => yaml(path, (value) => guideSchema.parse(value)) ?? []);
  const readAliases = (): AliasEntry[] =>
    aliasPaths.flatMap((path) =>
      text(path)
        .split('\n')
        .flatMap((line, at) =>
          line.trim() === ''
            ? []
            : (check(
                `${path}:${at + 1}`,
                (value) => aliasEntrySchema.parse(value),
                () => JSON.parse(line) as unknown,
              ) ?? []),
        ),
    );
  const { guides, aliases } = remembered(cacheFolder, indexHash, () => ({
    guides: readGuides(),
    aliases: readAliases(),
    faults: problems.length,
  }));
  const lexicon = lexiconPaths.flatMap(
    (path) => yaml(path, (value) => lexiconFileSchema.parse(value)) ?? [],
  );
  const knowledge = {
    guides,
    aliases,
    lexicon,
    counterparts: yaml('counterparts.yaml', (value) => counterpartsSchema.parse(value)),
    families: list('families', '.yaml').flatMap(
      (path) => yaml(path, (value) => familyFileSchema.parse(value).families) ?? [],
    ),
    stopwords: yaml('lexicon/stopwords.yaml', parseStopwords),
    needs: yaml('lexicon/needs.yaml', parseNeeds),
    dimensions: yaml('lexicon/qualifiers.yaml', parseQualifiers),
    facetCues: yaml('lexicon/facets.yaml', parseFacetCues),
    emergencies: yaml('screening/emergencies.yaml', parsePhraseRules),
    injection: yaml('screening/injection.yaml', parsePhraseRules),
    smalltalk: yaml('screening/smalltalk.yaml', parsePhraseRules),
    handoff: yaml('screening/handoff.yaml', parsePhraseRules),
    outOfScope: yaml('screening/out-of-scope.yaml', parsePhraseRules),
    vi: json('replies.vi.json', repliesSchema),
    en: json('replies.en.json', repliesSchema),
    vocabulary: yaml('wording/vocabulary.yaml', (value) => vocabularySchema.parse(value)),
    ranker: json('weights/ranker.json', rankerSchema),
    policy: json('weights/policy.json', policySchema),
    messageKind: json('weights/message-kind.json', messageKindSchema),
    embedding: check(
      'weights/embedding.bin',
      parseEmbedding as (value: unknown) => EmbeddingTable,
      () => embedding,
    ),
  };
  if (problems.length > 0) {
    throw new Error(
      `The knowledge in ${folder} has ${problems.length} faults:\n  ${problems.join('\n  ')}`,
    );
  }
  const { emergencies, injection, smalltalk, handoff, outOfScope, vi, en, ...rest } = knowledge as {
    [K in keyof typeof knowledge]: NonNullable<(typeof knowledge)[K]>;
  };
  return {
    ...rest,
    screening: { emergencies, injection, smalltalk, handoff, outOfScope },
    replies: { vi, en },
    indexHash,
    embeddingHash: createHash('sha256').update(embedding).digest('hex').slice(0, 8),
  };
}

interface Phrasings {
  readonly guides: readonly Guide[];
  readonly aliases: readonly AliasEntry[];
}

/** Three hundred YAML files take a second to read; once checked they are kept as one JSON file. */
function remembered(
  folder: string | undefined,
  hash: string,
  read: () => Phrasings & { readonly faults: number },
): Phrasings {
  const path = folder === undefined ? undefined : join(folder, `${hash}.phrasings.json`);
  if (path !== undefined && existsSync(path)) {
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as Phrasings;
    } catch {
      rmSync(path, { force: true });
    }
  }
  const { faults, ...phrasings } = read();
  if (path !== undefined && folder !== undefined && faults === 0) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${path}.${process.pid}.tmp`, JSON.stringify(phrasings));
      renameSync(`${path}.${process.pid}.tmp`, path);
    } catch {
      // A read-only or full disk: read from the sources again next time.
    }
  }
  return phrasings;
}
