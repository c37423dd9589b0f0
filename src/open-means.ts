import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answerQuestion } from './answering/answer-question.ts';
import { answerWithModel } from './answering/answer-with-model.ts';
import type { Near } from './answering/answer-with-model.ts';
import { readMessageKind } from './answering/message-kind.ts';
import type { Means } from './answering/means.ts';
import type { LanguageModel } from './answering/model.ts';
import type { Office, Resources } from './answering/resources.ts';
import { tell } from './answering/tell.ts';
import { buildVocabulary } from './answering/wording/vocabulary.ts';
import { loadKnowledge } from './curation/load-knowledge.ts';
import type { Knowledge } from './curation/load-knowledge.ts';
import { openRecords } from './curation/load-records.ts';
import type { Records } from './curation/load-records.ts';
import { loadWithheld } from './curation/withheld.ts';
import type { Withhold } from './curation/withheld.ts';
import { fold } from './language/fold.ts';
import type { Family } from './procedure/family.ts';
import type { AliasEntry, Guide } from './procedure/guide.ts';
import { familyByName, groupByName } from './procedure/name-families.ts';
import { ARTEFACT_VERSION, buildArtefact, loadArtefact } from './retrieval/artefact.ts';
import type { Artefact } from './retrieval/artefact.ts';
import { searchDocument } from './retrieval/documents.ts';
import { assembleSearch, embedProcedures } from './retrieval/assemble-search.ts';
import { createOfflineEmbedder } from './retrieval/offline-embedder.ts';
import type { OfflineEmbedder } from './retrieval/offline-embedder.ts';
import { vietnameseShare } from './retrieval/question-query.ts';
import { isTrained, untrainedRanker } from './retrieval/ranker.ts';
import type { RankerWeights } from './retrieval/ranker.ts';
import { loadVectorIndex } from './retrieval/vector-index.ts';
import type { VectorIndex } from './retrieval/vector-index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface MeansOptions {
  /** Imported records; without it the committed facts are used. */
  readonly knowledgeDir?: string | undefined;
  /** Where the built index is kept. */
  readonly varDir?: string | undefined;
  readonly office?: Office;
  /** Leaves the ways citizens ask out of the index: what they are worth is measured so. */
  readonly withoutPhrasings?: boolean;
  /** Before training for other features: rank by hand-set weights instead of refusing to start. */
  readonly untrained?: boolean;
  /** Improves wording and understanding; without it everything works by rule. */
  readonly model?: LanguageModel | undefined;
  /**
   * Begins nearness by an embedding endpoint for these texts, one a procedure by its position; returns
   * what looks a question up.
   */
  readonly nearness?:
    | ((texts: readonly string[]) => (question: string) => Promise<Near>)
    | undefined;
  /** Called while the index is built, with the share done, 0–1. */
  readonly onProgress?: (share: number) => void;
}

/** Opens knowledge, index and fixed sentences; builds the index first when it is not there yet. */
export async function openMeans(options: MeansOptions = {}): Promise<Means> {
  const { resources, artefact, source, knowledge } = await openResources(options);
  const { replies } = resources;
  const { model } = options;
  const near = options.nearness?.(outsideTexts(source, artefact));
  const { vocabulary } = source;
  const vocabularies = {
    vi: buildVocabulary(vocabulary.vi),
    en: buildVocabulary(vocabulary.en),
  };
  return {
    answer: async (question, context, { onSentence, signal = NEVER, byRule = false } = {}) =>
      byRule || (model === undefined && near === undefined)
        ? answerQuestion(question, context, resources)
        : answerWithModel(
            question,
            context,
            resources,
            { model, near, vocabularies },
            { signal, onSentence },
          ),
    search: (text, limit) => {
      const query = resources.toQuery(text);
      return resources.searcher
        .search({
          segments: query.segments,
          qualifiers: query.qualifiers,
          limit: Math.min(50, limit),
        })
        .map(({ code, name, share }) => ({
          code,
          name,
          score: Math.round(share * 10_000) / 10_000,
        }));
    },
    procedure: resources.procedure,
    tell: (code, asked) => tell(code, asked, resources),
    guide: resources.guide,
    greeting: (language) => ({
      text: `${replies[language].greeting} ${replies[language].notice}`,
      suggestions: replies[language].suggestions,
    }),
    knowledge: knowledge.state,
    close: knowledge.close,
  };
}

/** Phrasings told to an embedding endpoint beside a name; more blur what it stands for. */
const TOLD_PHRASINGS = 6;

/** What stands for each procedure at an embedding endpoint, by position in the index. */
export function outsideTexts(source: Knowledge, { index }: Artefact): string[] {
  const phrasings = phrasingsByCode(source, guidesByCode(source.guides));
  return index.codes.map((code, at) =>
    [index.names[at] ?? '', ...phrasings(code).slice(0, TOLD_PHRASINGS)].join('. '),
  );
}

/** A signal that never comes. */
const NEVER = new AbortController().signal;

/** The parts of `Means`, for training and measuring. */
export async function openResources(options: MeansOptions = {}): Promise<{
  readonly resources: Resources;
  readonly artefact: Artefact;
  readonly source: Knowledge;
  readonly knowledge: { readonly state: Means['knowledge']; readonly close: () => void };
}> {
  const whole = loadKnowledge(
    join(ROOT, 'knowledge'),
    join(options.varDir ?? join(ROOT, 'var'), 'index'),
  );
  const source = options.withoutPhrasings === true ? { ...whole, aliases: [], guides: [] } : whole;
  const records = withholding(
    openRecords(options.knowledgeDir ?? join(ROOT, 'knowledge', 'procedures')),
    loadWithheld(join(ROOT, 'knowledge', 'withheld.json')),
  );
  const guides = guidesByCode(source.guides);
  const hash = createHash('sha256')
    .update(
      `${ARTEFACT_VERSION} ${records.hash} ${source.indexHash} ${options.withoutPhrasings ?? false}`,
    )
    .digest('hex')
    .slice(0, 16);
  const artefact = openArtefact(options, hash, () =>
    buildFrom(source, records, guides, options.onProgress),
  );
  const syllableWeight = weightsOf(artefact);
  const embedder = createOfflineEmbedder(source.embedding);
  const vectors = openVectors(
    options,
    `${hash}-${source.embeddingHash}`,
    artefact,
    embedder,
    phrasingsByCode(source, guides),
  );
  const resources = assemble({
    source,
    records,
    guides,
    artefact,
    syllableWeight,
    vectors,
    office: options.office ?? {},
    ranker: options.untrained && !isTrained(source.ranker) ? untrainedRanker() : source.ranker,
  });
  const sample = records.get(artefact.index.codes[0] ?? '');
  return {
    resources,
    artefact,
    source,
    knowledge: {
      state: {
        procedures: artefact.index.codes.length,
        detail: sample?.detail ?? 'facts',
        dataDate: artefact.dataDate,
        hash,
      },
      close: () => records.close(),
    },
  };
}

/** Records without the content that belongs to other procedures. */
function withholding(records: Records, withhold: Withhold): Records {
  return {
    ...records,
    get: (code) => {
      const procedure = records.get(code);
      return procedure && withhold(procedure);
    },
    *all() {
      for (const procedure of records.all()) yield withhold(procedure);
    },
  };
}

interface Parts {
  readonly source: Knowledge;
  readonly records: Records;
  readonly guides: ReadonlyMap<string, Guide>;
  readonly artefact: Artefact;
  readonly syllableWeight: (folded: string) => number;
  readonly vectors: VectorIndex;
  readonly office: Office;
  readonly ranker: RankerWeights;
}

/** Records stated beside an answer; more would bury it. */
const MAX_COUNTERPARTS = 3;

function assemble(parts: Parts): Resources {
  const { source, records, guides, artefact, syllableWeight, vectors, office, ranker } = parts;
  const { index, languageModel, twins } = artefact;
  const { toQuery, searcher } = assembleSearch(artefact, { ...source, ranker }, vectors);
  const members = new Map<number, number[]>();
  twins.forEach((group, position) => members.set(group, [...(members.get(group) ?? []), position]));
  const beside = new Map<string, string[]>();
  for (const { codes } of source.counterparts.beside) {
    for (const code of codes) {
      const others = codes.filter((other) => other !== code && searcher.positionOf.has(other));
      beside.set(code, [...(beside.get(code) ?? []), ...others]);
    }
  }
  const familyOf = new Map<string, Family>();
  const guideCodes = new Set(source.guides.map((guide) => guide.code));
  const ownProvince = fold(office.province ?? '')
    .replace(/^(?:tinh|thanh pho|tp\.?)\s+/u, '')
    .replace(/-/gu, ' ')
    .trim();
  const preferred = new Map<string, string>();
  for (const positions of members.values()) {
    const best = choosePreferred(positions, artefact, guideCodes, ownProvince);
    for (const position of positions) preferred.set(index.codes[position] ?? '', best);
  }
  for (const family of source.families) {
    if (family.events.length > 0) continue;
    for (const { code } of family.members) familyOf.set(preferred.get(code) ?? code, family);
  }
  const shown = index.codes.flatMap((code, at) =>
    preferred.get(code) === code ? [{ code, name: index.names[at] ?? '' }] : [],
  );
  for (const members of groupByName(source.dimensions, shown)) {
    // What was reviewed wins, and a group that is reviewed in part is left alone.
    if (members.some(({ code }) => familyOf.has(code))) continue;
    const family = familyByName(source.dimensions, members);
    if (family) for (const { code } of members) familyOf.set(code, family);
  }
  return {
    toQuery: remember(toQuery),
    searcher,
    procedure: (code) => records.get(code),
    nameOf: (code) => index.names[searcher.positionOf.get(code) ?? -1] ?? '',
    guide: (code) => guides.get(code),
    twins: (code) => {
      const position = searcher.positionOf.get(code);
      if (position === undefined) return [code];
      return (members.get(twins[position] ?? position) ?? [position]).map(
        (one) => index.codes[one] ?? '',
      );
    },
    preferredTwin: (code) => preferred.get(code) ?? code,
    counterparts: (code) => {
      const position = searcher.positionOf.get(code);
      if (position === undefined) return [];
      const group = members.get(twins[position] ?? position) ?? [position];
      const others = group
        .filter((one) => one !== position && index.traits[one]?.ofOneProvince !== 1)
        .map((one) => index.codes[one] ?? '');
      return [...new Set([...others, ...(beside.get(code) ?? [])])].slice(0, MAX_COUNTERPARTS);
    },
    family: (code) => familyOf.get(code),
    lifeEvents: source.families.filter(({ events }) => events.length > 0),
    dimensions: source.dimensions,
    facetCues: source.facetCues,
    screening: source.screening,
    messageKind: (tokens) => readMessageKind(source.messageKind, tokens),
    replies: source.replies,
    policy: source.policy,
    office,
    vietnameseShare: (text) =>
      vietnameseShare(
        text,
        (syllable) => languageModel.idOf.has(syllable),
        (key) => languageModel.byFold.has(key),
      ),
    syllableWeight,
  };
}

/** Stages ask for the same few texts; each is read once. */
function remember<T>(read: (text: string) => T): (text: string) => T {
  const recent = new Map<string, T>();
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const value = read(text);
    recent.set(text, value);
    const [oldest] = recent.keys();
    if (recent.size > 16 && oldest !== undefined) recent.delete(oldest);
    return value;
  };
}

/** The office's own province first; else the national record before a province's own, a guide's code before others, then the lowest code. */
function choosePreferred(
  positions: readonly number[],
  artefact: Artefact,
  guideCodes: ReadonlySet<string>,
  ownProvince: string,
): string {
  const { codes, traits } = artefact.index;
  const ranked = positions
    .map((position) => ({
      code: codes[position] ?? '',
      value:
        (ownProvince !== '' && traits[position]?.provinceName === ownProvince ? 8 : 0) +
        (guideCodes.has(codes[position] ?? '') ? 4 : 0) +
        (traits[position]?.ofOneProvince === 1 ? 0 : 2) +
        (traits[position]?.commune === 1 ? 1 : 0),
    }))
    .sort((a, b) => b.value - a.value || (a.code < b.code ? -1 : 1));
  return ranked[0]?.code ?? '';
}

/** A guide serves its own code first, then the codes it names as the same procedure. */
function guidesByCode(guides: readonly Guide[]): Map<string, Guide> {
  const byCode = new Map<string, Guide>();
  for (const guide of guides) byCode.set(guide.code, guide);
  for (const guide of guides) {
    for (const code of guide.sameAs) if (!byCode.has(code)) byCode.set(code, guide);
  }
  return byCode;
}

function buildFrom(
  source: Knowledge,
  records: Records,
  guides: ReadonlyMap<string, Guide>,
  onProgress: ((share: number) => void) | undefined,
): Uint8Array {
  const aliases = new Map<string, AliasEntry[]>();
  for (const entry of source.aliases) {
    for (const code of [entry.code, ...entry.sameNameCodes]) {
      aliases.set(code, [...(aliases.get(code) ?? []), entry]);
    }
  }
  const documents = [];
  let dataDate = '';
  for (const procedure of records.all()) {
    documents.push(
      searchDocument(procedure, guides.get(procedure.code), aliases.get(procedure.code) ?? []),
    );
    const date = procedure.updatedAt ?? procedure.retrievedAt ?? '';
    if (date > dataDate) dataDate = date;
  }
  return buildArtefact({
    documents,
    together: [
      ...source.guides.map((guide) => [guide.code, ...guide.sameAs]),
      ...source.aliases.map((entry) => [entry.code, ...entry.sameNameCodes]),
      ...source.counterparts.same.map((group) => group.codes),
    ],
    spoken: source.lexicon.flatMap((file) =>
      file.kind === 'english' || file.kind === 'teencode'
        ? []
        : file.entries.flatMap((entry) => entry.say),
    ),
    dataDate,
    ...(onProgress ? { onProgress } : {}),
  });
}

/** Reads the index of this knowledge, or builds it and puts it in place by one rename. */
function openArtefact(options: MeansOptions, hash: string, build: () => Uint8Array): Artefact {
  const folder = join(options.varDir ?? join(ROOT, 'var'), 'index');
  const path = join(folder, `${hash}.bin`);
  if (existsSync(path)) {
    try {
      return loadArtefact(readFileSync(path));
    } catch {
      rmSync(path, { force: true });
    }
  }
  const bytes = build();
  try {
    mkdirSync(folder, { recursive: true });
    const temporary = `${path}.${process.pid}.tmp`;
    writeFileSync(temporary, bytes);
    renameSync(temporary, path);
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(hash) && isStale(join(folder, name)))
        rmSync(join(folder, name), { force: true });
    }
  } catch {
    // A read-only or full disk costs the next start a new build; answering goes on.
  }
  return loadArtefact(bytes);
}

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** Indexes of other knowledge are kept a week: two folders may take turns. */
function isStale(path: string): boolean {
  return statSync(path).mtimeMs < Date.now() - WEEK_MS;
}

/** How rare a folded syllable is among records; 4 for one that stands in none. */
function weightsOf({ index }: Artefact): (folded: string) => number {
  const { folded } = index.body;
  const weights = new Map<number, number>();
  folded.keys.forEach((key, term) => weights.set(key, folded.idf[term] ?? 0));
  return (word) => weights.get(index.vocabulary.idOf.get(word) ?? -1) ?? 4;
}

/** Reads the vectors of this knowledge, or makes them. */
function openVectors(
  options: MeansOptions,
  hash: string,
  artefact: Artefact,
  embedder: OfflineEmbedder,
  phrasings: (code: string) => readonly string[],
): VectorIndex {
  const path = join(options.varDir ?? join(ROOT, 'var'), 'index', `${hash}.hnsw`);
  if (existsSync(path)) {
    try {
      return loadVectorIndex(path, embedder.dimensions);
    } catch {
      rmSync(path, { force: true });
    }
  }
  const { codes, names } = artefact.index;
  const vectors = embedProcedures(
    embedder,
    codes.map((code, position) => [names[position] ?? '', ...phrasings(code)]),
    codes.length,
  );
  try {
    vectors.store(`${path}.${process.pid}.tmp`);
    renameSync(`${path}.${process.pid}.tmp`, path);
  } catch {
    // As with the index: built anew at the next start.
  }
  return vectors;
}

function phrasingsByCode(
  source: Knowledge,
  guides: ReadonlyMap<string, Guide>,
): (code: string) => string[] {
  const aliases = new Map<string, string[]>();
  for (const entry of source.aliases) {
    for (const code of [entry.code, ...entry.sameNameCodes]) {
      aliases.set(code, [...(aliases.get(code) ?? []), ...entry.aliases]);
    }
  }
  return (code) => [...(guides.get(code)?.aliases ?? []), ...(aliases.get(code) ?? [])];
}
