import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ROBUSTNESS_KEYS, type RobustnessKey } from './robustness.ts';
import type { ScopeScores } from './scores.ts';
import { SUITES } from './suites.ts';

/** One line a run may not cross. `min` or `max` in the measure's own unit (0–1, or ms). */
const floorSchema = z
  .strictObject({
    /** Knowledge and origin, e.g. `full/shared`. Not run: the floor is skipped by name. */
    scope: z.string(),
    /** A suite, or `robustness` for the distance of a class from the standard class. */
    suite: z.string(),
    group: z.string().default('all'),
    measure: z.string(),
    min: z.number().optional(),
    max: z.number().optional(),
    /** The number the project is after, where it is not there yet; shown, never enforced. */
    target: z.number().optional(),
  })
  .refine((floor) => floor.min !== undefined || floor.max !== undefined, 'needs min or max');
const floorsSchema = z.strictObject({ floors: z.array(floorSchema) });
export type Floor = z.infer<typeof floorSchema>;

export interface FloorResult {
  readonly floor: Floor;
  readonly status: 'held' | 'broken' | 'skipped';
  /** Absent when skipped. */
  readonly value?: number;
}

/** Throws when a floor names a suite or measure that does not exist. */
export function checkFloors(file: string, scopes: readonly ScopeScores[]): FloorResult[] {
  const { floors } = floorsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const floor of floors) {
    if (!isKnown(floor)) throw new Error(`${file}: there is no measure ${nameOf(floor)}.`);
  }
  return floors.map((floor) => {
    const value = valueOf(floor, scopes);
    if (value === undefined) return { floor, status: 'skipped' };
    const held = value >= (floor.min ?? -Infinity) && value <= (floor.max ?? Infinity);
    return { floor, status: held ? 'held' : 'broken', value };
  });
}

export function nameOf({ scope, suite, group, measure }: Floor): string {
  return `${scope} ${suite} ${group} ${measure}`;
}

function isKnown({ suite, measure }: Floor): boolean {
  if (suite === 'robustness') return ROBUSTNESS_KEYS.some((key) => key === measure);
  return SUITES.some(
    ({ name, measures }) => name === suite && measures.some(({ key }) => key === measure),
  );
}

function valueOf(floor: Floor, scopes: readonly ScopeScores[]): number | undefined {
  const scope = scopes.find((one) => one.scope === floor.scope);
  if (floor.suite === 'robustness') {
    const row = scope?.robustness.find((one) => one.class === floor.group);
    return row?.gaps[floor.measure as RobustnessKey].value;
  }
  const suite = scope?.suites.find((one) => one.name === floor.suite);
  return suite?.groups.find((one) => one.name === floor.group)?.values[floor.measure]?.value;
}
