import { z } from 'zod';
import { procedureCodeSchema } from './procedure.ts';

const groups = z.array(
  z.strictObject({ codes: z.array(procedureCodeSchema).min(2), note: z.string().min(1) }),
);

/**
 * `knowledge/counterparts.yaml`: acts the catalogue records more than once. An answer from one record
 * also states what the other says where they differ, so that nobody is told one of two time limits.
 */
export const counterpartsSchema = z.strictObject({
  owner: z.string().min(1),
  about: z.string().min(1),
  /** One act: the records stand for each other in the search. */
  same: groups,
  /** Overlapping acts: found apart, stated beside each other. */
  beside: groups,
});
export type Counterparts = Readonly<z.infer<typeof counterpartsSchema>>;
