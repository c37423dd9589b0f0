import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openResources } from '../open-means.ts';
import { groupByName } from '../procedure/name-families.ts';

/**
 * `npm run families [-- --knowledge DIR] [--all]`: procedures whose names are the same but for a
 * qualifier (new / again / change, domestic / foreign, level, person / organisation), grouped, with the
 * reviewed family they stand in. Groups that nobody has reviewed come first: what to write next.
 */
const { values } = parseArgs({
  options: { knowledge: { type: 'string' }, all: { type: 'boolean', default: false } },
});
const knowledgeDir =
  values.knowledge ?? (existsSync('var/knowledge/manifest.json') ? 'var/knowledge' : undefined);
const { resources, artefact, source, knowledge } = await openResources({ knowledgeDir });
const MOST_SHOWN = 40;
const BAR = 30;

const shown = artefact.index.codes.flatMap((code, at) =>
  resources.preferredTwin(code) === code ? [{ code, name: artefact.index.names[at] ?? '' }] : [],
);
const kinds = source.families.filter(({ events }) => events.length === 0);
const known = new Set(
  kinds.flatMap(({ members }) => members.map(({ code }) => resources.preferredTwin(code))),
);
const families = groupByName(source.dimensions, shown)
  .map((members) => ({
    members,
    reviewed: members.filter(({ code }) => known.has(code)).length,
  }))
  .sort((a, b) => a.reviewed - b.reviewed || b.members.length - a.members.length);
const inGroups = families.reduce((sum, { members }) => sum + members.length, 0);
const reviewed = families.reduce((sum, one) => sum + one.reviewed, 0);
const share = inGroups === 0 ? 0 : reviewed / inGroups;
say(`${kinds.length} reviewed families, ${families.length} groups found by name`);
say(
  `${'█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░')} ${reviewed} of ${inGroups} grouped procedures stand in a reviewed family`,
);
for (const { members, reviewed: seen } of values.all ? families : families.slice(0, MOST_SHOWN)) {
  say(`\n${seen === 0 ? 'not reviewed' : `${seen} of ${members.length} reviewed`}`);
  for (const { code, name } of members.slice(0, 8)) say(`  ${code}  ${name.slice(0, 100)}`);
}
knowledge.close();

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
