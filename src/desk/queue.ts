import type { Presence } from './desk.ts';

/** Fewer closed hand-offs say nothing of how long it takes. */
const LEAST_SAMPLES = 3;
/** Silent for so long, a console is gone. */
export const SILENT_MS = 60_000;

/** Officers who take something new now. */
function takers(presences: readonly Presence[], now: Date): readonly Presence[] {
  return presences.filter(
    ({ state, load, capacity, seenAt }) =>
      state === 'available' && load < capacity && now.getTime() - Date.parse(seenAt) <= SILENT_MS,
  );
}

/** Officers who are at the desk, whether they take something new or not. */
export function atDesk(presences: readonly Presence[], now: Date): readonly Presence[] {
  return presences.filter(
    ({ state, seenAt }) => state === 'available' && now.getTime() - Date.parse(seenAt) <= SILENT_MS,
  );
}

/**
 * How long the citizen at this place (from 1) is to be expected to wait: so many turns of serving as
 * stand before her, shared by the places officers have, at the median of what serving took of late.
 * Undefined until there are enough samples, and while nobody is there.
 */
export function expectedWaitMs(
  position: number,
  serviceTimesMs: readonly number[],
  presences: readonly Presence[],
  now: Date,
): number | undefined {
  const places = atDesk(presences, now).reduce((sum, { capacity }) => sum + capacity, 0);
  if (serviceTimesMs.length < LEAST_SAMPLES || places === 0) return undefined;
  const sorted = serviceTimesMs.toSorted((one, two) => one - two);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const free = takers(presences, now).reduce((sum, { capacity, load }) => sum + capacity - load, 0);
  return position <= free ? 0 : Math.ceil((position - free) / places) * median;
}

/**
 * Who gets the next one: of those who have most of what is needed the least loaded, then the one longest
 * without. Undefined when nobody takes anything.
 */
export function chooseOfficer(
  needs: readonly string[],
  presences: readonly Presence[],
  now: Date,
  /** An officer who was just silent on it gets it back only when nobody else is free. */
  without?: string,
): Presence | undefined {
  const free = takers(presences, now);
  const others = free.filter(({ officerId }) => officerId !== without);
  const met = ({ skills }: Presence): number =>
    needs.filter((need) => skills.includes(need)).length;
  return (others.length > 0 ? others : free).toSorted(
    (one, two) =>
      met(two) - met(one) ||
      one.load / one.capacity - two.load / two.capacity ||
      Date.parse(one.seenAt) - Date.parse(two.seenAt),
  )[0];
}
