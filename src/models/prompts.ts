import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { MODEL_STAGES } from '../answering/model.ts';
import type { ModelRequest } from '../answering/model.ts';

const headerSchema = z.strictObject({
  stage: z.enum(MODEL_STAGES),
  version: z.number().int().min(1),
  language: z.enum(['vi', 'en']),
  reply: z.enum(['text', 'understanding']),
});

/** One file of `prompts/`. */
export interface Prompt extends z.infer<typeof headerSchema> {
  readonly template: string;
  /** Names of its `{places}`. */
  readonly places: readonly string[];
}

export interface Prompts {
  /** Undefined where no prompt was written for this stage and language. */
  find(stage: ModelRequest['stage'], language: ModelRequest['language']): Prompt | undefined;
}

const FILE = /^---\n([\s\S]+?)\n---\n([\s\S]+)$/u;

/** Reads `prompts/`. Throws one error that lists every file that is not as it should be. */
export function loadPrompts(folder: string): Prompts {
  const problems: string[] = [];
  const prompts = new Map<string, Prompt>();
  for (const name of readdirSync(folder).filter(
    (one) => one.endsWith('.md') && one !== 'README.md',
  )) {
    const [, header = '', body = ''] = FILE.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
    const result = headerSchema.safeParse(header === '' ? undefined : parse(header));
    if (!result.success) {
      problems.push(`  ${name}: ${result.error.issues[0]?.message ?? 'has no header'}`);
      continue;
    }
    const { stage, language } = result.data;
    if (name !== `${stage}.${language}.md`) problems.push(`  ${name}: is of ${stage}.${language}`);
    const places = [...body.matchAll(/\{(\w+)\}/gu)].map(([, place = '']) => place);
    prompts.set(`${stage}.${language}`, { ...result.data, template: body.trim(), places });
  }
  if (problems.length > 0) throw new Error(`Prompts cannot be used:\n${problems.join('\n')}`);
  return { find: (stage, language) => prompts.get(`${stage}.${language}`) };
}

/** What would close a part of the prompt or stand for a fact, and marks nobody sees. */
const UNFIT = /[<>⟦⟧{}]|(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu;

/**
 * The prompt with its places filled. A value stays inside its place: signs that would end it, hidden
 * ones, and marks of facts are taken out of a citizen's words. Throws when a place has no value.
 */
export function fillPrompt(
  { template, stage }: Prompt,
  values: Readonly<Record<string, string>>,
  /** Places whose values are our own and may carry marks. */
  own: readonly string[] = ['facts', 'obligatory', 'phrases', 'text'],
): string {
  return template.replace(/\{(\w+)\}/gu, (_, place: string) => {
    const value = values[place];
    if (value === undefined) throw new Error(`The prompt of ${stage} has no value for ${place}.`);
    return own.includes(place) ? value : value.normalize('NFC').replace(UNFIT, ' ').trim();
  });
}
