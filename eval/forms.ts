import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { answerQuestion } from '../src/answering/answer-question.ts';
import { openResources } from '../src/open-means.ts';
import { createProgress } from './progress.ts';

/**
 * Whether the way a question is put loses the matter: what people call each procedure that has a
 * guide, in many forms of asking (`eval/forms.json`). The names are the guides' own, so the level says
 * nothing of quality; what counts is that no form falls behind the others.
 */
const LEAST_HIT = { vi: 0.92, en: 0.8 } as const;
const MOST_WRONG = 0.06;
const BAR = 20;

const { values } = parseArgs({ options: { knowledge: { type: 'string' } } });
const forms = z
  .record(z.enum(['vi', 'en']), z.record(z.string(), z.string().includes('{s}')))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'forms.json'), 'utf8')));
const { resources, source, knowledge } = await openResources(
  values.knowledge === undefined ? {} : { knowledgeDir: values.knowledge },
);
const progress = createProgress('forms');
const all = (['vi', 'en'] as const).flatMap((language) =>
  Object.entries(forms[language]).map(([name, form]) => ({ language, name, form })),
);
const rows = all.map(({ language, name, form }, at) => {
  let [asked, hit, answered, wrong] = [0, 0, 0, 0];
  for (const guide of source.guides) {
    const code = resources.preferredTwin(guide.code);
    if (resources.procedure(code) === undefined) continue;
    const right = new Set([
      ...resources.twins(code),
      ...guide.sameAs.flatMap((one) => [one, resources.preferredTwin(one)]),
    ]);
    const text = form.replace('{s}', () => (language === 'vi' ? guide.short : guide.shortEn));
    const answer = answerQuestion({ text, channel: 'web' }, { turns: [] }, resources);
    asked += 1;
    if (right.has(answer.procedures[0]?.code ?? '')) hit += 1;
    if (answer.outcome !== 'answered') continue;
    answered += 1;
    if (!answer.answerCodes.some((one) => right.has(one))) wrong += 1;
  }
  progress((at + 1) / all.length);
  return { language, name, hit: hit / asked, answered: answered / asked, wrong: wrong / asked };
});
knowledge.close();

const percent = (share: number): string => `${(share * 100).toFixed(1).padStart(5)} %`;
console.log(`\n━━ forms of asking · ${source.guides.length} guides`);
for (const { language, name, hit, answered, wrong } of rows) {
  const full = Math.round(hit * BAR);
  const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
  console.log(
    `${language} ${name.padEnd(18)} ${bar} ${percent(hit)}  answered ${percent(answered)}  wrong ${percent(wrong)}`,
  );
}
const broken = rows.filter(
  ({ language, hit, wrong }) => hit < LEAST_HIT[language] || wrong > MOST_WRONG,
);
for (const { language, name } of broken) console.log(`Below the floor: ${language} ${name}`);
if (broken.length > 0) process.exitCode = 1;
