import { z } from 'zod';
import type { Turn } from '../conversation/conversation.ts';
import { fold } from '../language/fold.ts';

const skillSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]{1,59}$/u),
  vi: z.string(),
  en: z.string(),
  fields: z.array(z.string()).default([]),
  reasons: z.array(z.string()).default([]),
  said: z.array(z.string()).default([]),
  language: z.enum(['vi', 'en']).optional(),
});
const fileSchema = z.strictObject({ skills: z.array(skillSchema) });

/** Something an officer can be good at, and what asks for it. */
export type Skill = Readonly<z.infer<typeof skillSchema>>;

/** Reads `knowledge/desk-skills.yaml`. Throws when it has another shape. */
export function parseSkills(value: unknown): readonly Skill[] {
  return fileSchema.parse(value).skills;
}

export interface Needing {
  readonly reason: string;
  readonly language: 'vi' | 'en';
  readonly turns: readonly Turn[];
}

/** Turns of the citizen that are looked through for what she asks for. */
const LOOKED_AT = 6;

/**
 * What somebody who serves this conversation should be able to do: the field of the procedure in
 * question, the language, what the reason asks for.
 */
export function createNeeds(
  skills: readonly Skill[],
  fieldOf: (procedureCode: string) => string | undefined,
): (needing: Needing) => readonly string[] {
  const folded = skills.map((skill) => ({
    ...skill,
    fields: skill.fields.map(fold),
    said: skill.said.map(fold),
  }));
  return ({ reason, language, turns }) => {
    const answer = turns.findLast((turn) => turn.answer !== undefined)?.answer;
    const code = answer?.answerCodes[0] ?? answer?.procedures[0]?.code;
    const field = fold((code === undefined ? undefined : fieldOf(code)) ?? '');
    const said = turns
      .filter(({ role }) => role === 'citizen')
      .slice(-LOOKED_AT)
      .map(({ text }) => ` ${fold(text)} `)
      .join(' ');
    return folded
      .filter(
        (skill) =>
          skill.reasons.includes(reason) ||
          (skill.language === 'en' && language === 'en') ||
          (field !== '' && skill.fields.some((one) => field.includes(one))) ||
          skill.said.some((one) => said.includes(one)),
      )
      .map(({ id }) => id);
  };
}
