import type { Channel } from '../conversation/conversation.ts';
import type { Presence } from './desk.ts';

/** What a supervisor sees of her desk: how it stands now, and how today went. */
export interface Overview {
  readonly waiting: number;
  readonly oldestWaitMs: number | null;
  readonly assigned: number;
  /** Officers who are there, own something or worked today; by name. */
  readonly perOfficer: readonly {
    readonly presence: Presence;
    readonly load: number;
    readonly closedToday: number;
    readonly medianFirstReplyMs: number | null;
  }[];
  readonly perChannel: readonly {
    readonly channel: Channel;
    readonly waiting: number;
    readonly assigned: number;
  }[];
  /** From the request to the officer, of those given to one today. */
  readonly waitP50Ms: number | null;
  readonly waitP90Ms: number | null;
  /** How citizens rated today; `distribution` counts 1 star first. */
  readonly ratings: {
    readonly count: number;
    readonly mean: number | null;
    readonly distribution: readonly number[];
  };
}

export interface OverviewStore {
  /** Figures of an office: now, and since `from` for what is of today. */
  deskFigures(office: string, from: Date, now: Date): Promise<Overview>;
}

const DAY_MS = 86_400_000;
/** Asia/Ho_Chi_Minh has no summer time. */
const OFFSET_MS = 7 * 3_600_000;

/** When the day in Vietnam began, wherever the server stands. */
export function startOfDay(now: Date): Date {
  const day = Math.floor((now.getTime() + OFFSET_MS) / DAY_MS);
  return new Date(day * DAY_MS - OFFSET_MS);
}

/** The value so great a share (0–1) is not above of, by nearest rank; null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const rank = Math.max(1, Math.ceil(values.length * share));
  return values.toSorted((one, two) => one - two)[rank - 1] ?? null;
}
