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

/** What nobody sees: controls, joiners, directions, tags, variants, private and lone code units. */
const HIDDEN =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** What would close a part of the prompt or stand for a fact, also in other widths. */
const SIGNS = /[<>⟦⟧{}＜＞﹤﹥｛｝]/gu;
/** Numbered marks, which `officer-writing.ts` puts in the place of figures, and the signs besides. */
const MARK_OR_SIGN = /(⟦\d{1,4}⟧)|[<>⟦⟧{}＜＞﹤﹥｛｝]/gu;

/** The text as somebody reads it. */
export function withoutHidden(text: string): string {
  return text.normalize('NFC').replace(HIDDEN, ' ');
}

/** Places we fill with our own words and marks; nobody else's stand in them. */
const OWN: ReadonlySet<string> = new Set(['facts', 'obligatory', 'phrases']);
/** Others' words, whose figures were put into marks before. */
const MARKED: ReadonlySet<string> = new Set(['text']);

/**
 * The prompt with its places filled. A value stays inside its place: signs that would end it, hidden
 * ones, and marks of facts are taken out of others' words. Throws when a place has no value.
 */
export function fillPrompt(
  { template, stage }: Prompt,
  values: Readonly<Record<string, string>>,
): string {
  return template.replace(/\{(\w+)\}/gu, (_, place: string) => {
    const value = values[place];
    if (value === undefined) throw new Error(`The prompt of ${stage} has no value for ${place}.`);
    if (OWN.has(place)) return value;
    const read = withoutHidden(value);
    const fit = MARKED.has(place)
      ? read.replace(MARK_OR_SIGN, (_sign, mark: string | undefined) => mark ?? ' ')
      : read.replace(SIGNS, ' ');
    return fit.trim();
  });
}
