import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isEnglish } from '../language/english.ts';
import { canonicalSyllable, fold, hasMarks } from '../language/fold.ts';
import { buildLexicon, findEntries } from '../language/lexicon.ts';
import { tokeniseAsTyped } from '../language/tokenise.ts';
import { openResources } from '../open-means.ts';

/**
 * `npm run coverage [-- --knowledge DIR]`: what the lexicon knows of the words in the training
 * questions. For each file: its owner, its phrases, how many of them any question uses. Then the
 * typed words that no file, phrasing or record knows, most frequent first: what to write next.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MOST_UNKNOWN = 60;
const BAR = 24;

const { values } = parseArgs({ options: { knowledge: { type: 'string' } } });
const knowledgeDir =
  values.knowledge ?? (existsSync('var/knowledge/manifest.json') ? 'var/knowledge' : undefined);
const { resources, artefact, source, knowledge } = await openResources({ knowledgeDir });
const texts = ['questions.jsonl', 'questions-2.jsonl'].flatMap((name) =>
  readFileSync(join(ROOT, 'knowledge/training', name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => (JSON.parse(line) as { readonly text: string }).text),
);
const read = texts.map((text) => ({ text, tokens: resources.toQuery(text).tokens }));

say(`${texts.length} training questions, ${artefact.index.codes.length} procedures\n`);
say('file             owner                 phrases   used by any question');
for (const file of source.lexicon) {
  const phrases = file.entries.reduce((sum, entry) => sum + entry.say.length, 0);
  const used = new Set<string>();
  const single = buildLexicon([file]);
  for (const { text, tokens } of read) {
    const typed = tokeniseAsTyped(text);
    for (const token of typed) if (single.rewrites.has(token)) used.add(token);
    for (const list of [tokens, typed]) {
      for (const { entry } of findEntries(single, list, () => true))
        used.add(entry.tokens.join(' '));
    }
  }
  const share = phrases === 0 ? 0 : used.size / phrases;
  say(
    `${file.kind.padEnd(16)} ${file.owner.slice(0, 20).padEnd(20)} ${String(phrases).padStart(8)}   ${'█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░')} ${used.size}`,
  );
}

const { languageModel } = artefact;
const lexicon = buildLexicon(source.lexicon);
const unknown = new Map<string, { count: number; example: string }>();
let total = 0;
for (const { text } of read) {
  if (isEnglish(text)) continue;
  for (const token of tokeniseAsTyped(text).map(canonicalSyllable)) {
    if (!/^\p{L}+$/u.test(token)) continue;
    total += 1;
    const known =
      languageModel.idOf.has(token) ||
      (!hasMarks(token) && languageModel.byFold.has(fold(token))) ||
      lexicon.rewrites.has(token) ||
      lexicon.shortForms.has(token) ||
      lexicon.byFirst.has(fold(token));
    if (known) continue;
    const entry = unknown.get(token) ?? { count: 0, example: text };
    entry.count += 1;
    unknown.set(token, entry);
  }
}
const missed = [...unknown.values()].reduce((sum, { count }) => sum + count, 0);
say(`\nWords nobody knows: ${missed} of ${total} (${((100 * missed) / total).toFixed(2)} %)`);
for (const [token, { count, example }] of [...unknown]
  .sort((a, b) => b[1].count - a[1].count)
  .slice(0, MOST_UNKNOWN)) {
  say(
    `  ${String(count).padStart(4)} ${token.padEnd(14)} ${example.replace(/\s+/gu, ' ').slice(0, 90)}`,
  );
}
knowledge.close();

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
