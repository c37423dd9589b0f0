import { z } from 'zod';
import { facetSchema } from '../procedure/guide.ts';

const texts = z.record(z.string(), z.string());
const perFacet = z.record(facetSchema, z.string());

/** Every fixed sentence a citizen may read: `knowledge/replies.vi.json` and `.en.json`. */
export const repliesSchema = z.strictObject({
  greeting: z.string(),
  suggestions: z.array(z.string()).min(3),
  notice: z.string(),
  smalltalk: texts,
  emergency: texts,
  refused: texts,
  tooLong: z.string(),
  outOfScope: z.string(),
  handoff: texts,
  handoffNext: z.string(),
  handoffHotline: z.string(),
  clarify: z.string(),
  clarifyNumber: z.string(),
  clarifyCase: z.string(),
  confirm: z.string(),
  notThat: z.string(),
  answerIntro: z.string(),
  answerSource: z.string(),
  sourceDecision: z.string(),
  sourceDate: z.string(),
  sourceLink: z.string(),
  officeName: z.string(),
  facets: perFacet,
  facetButtons: perFacet,
  methods: z.strictObject({ online: z.string(), direct: z.string(), postal: z.string() }),
  units: z.strictObject({
    hour: z.string(),
    day: z.string(),
    'working-day': z.string(),
    month: z.string(),
  }),
  levels: z.strictObject({
    ministry: z.string(),
    province: z.string(),
    commune: z.string(),
    other: z.string(),
  }),
  dossier: texts,
  fee: texts,
  time: texts,
  where: texts,
  how: texts,
  online: texts,
  conditions: texts,
  result: texts,
  legal: texts,
  forms: texts,
  quote: z.string(),
  situation: z.string(),
  counterpart: texts,
  assumed: z.string(),
  several: z.string(),
  other: z.string(),
  personButton: z.string(),
  and: z.string(),
});
export type Replies = Readonly<z.infer<typeof repliesSchema>>;

/** Fills `{name}` places. Throws when a place has no value: a hole never reaches a citizen. */
export function fill(
  template: string | undefined,
  values: Readonly<Record<string, string>> = {},
): string {
  if (template === undefined)
    throw new Error('A fixed sentence is missing from knowledge/replies.');
  return template.replace(/\{(\w+)\}/gu, (_, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new Error(`The fixed sentence "${template}" has no value for ${name}.`);
    return value;
  });
}
