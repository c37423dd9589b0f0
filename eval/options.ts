import { parseArgs } from 'node:util';
import { SUITES, type Suite } from './suites.ts';

export const USAGE = `Usage: npm run eval -- [SUITE…] [options]
Suites: ${SUITES.map((suite) => suite.name).join(', ')} (default: all)
Options:
  --cases FILE        only the cases of this file
  --knowledge DIR     only this imported folder
  --out DIR           where the run is kept (default: eval/results/<time>)
  --rescore DIR       score the kept outputs of DIR again, without asking the product
  --update-baseline   take this run over as the new baseline
  --json              scores as JSON on standard output instead of tables`;

export interface EvalOptions {
  readonly suites: readonly Suite[];
  readonly casesFile?: string;
  readonly knowledgeDir?: string;
  readonly outDir?: string;
  readonly rescoreDir?: string;
  readonly updateBaseline: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** Throws when an option or a suite is not known. */
export function readOptions(args: readonly string[]): EvalOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      cases: { type: 'string' },
      knowledge: { type: 'string' },
      out: { type: 'string' },
      rescore: { type: 'string' },
      'update-baseline': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) throw new Error(`There is no suite ${unknown.join(', ')}.`);
  return {
    suites:
      positionals.length === 0 ? SUITES : SUITES.filter(({ name }) => positionals.includes(name)),
    ...(values.cases !== undefined && { casesFile: values.cases }),
    ...(values.knowledge !== undefined && { knowledgeDir: values.knowledge }),
    ...(values.out !== undefined && { outDir: values.out }),
    ...(values.rescore !== undefined && { rescoreDir: values.rescore }),
    updateBaseline: values['update-baseline'],
    json: values.json,
    help: values.help,
  };
}
