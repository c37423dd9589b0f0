import type { Store } from '../../src/stores/open-store.ts';

/** Somewhere a store keeps things, empty at first. */
export interface Place {
  /** Opens a store here; a second one works on the same rows, as another process would. */
  open(now?: () => Date): Promise<Store>;
  /** Every row of every table, as text. */
  contents(): Promise<string>;
  /** Closes what was opened and removes everything. */
  remove(): Promise<void>;
}

/** One of the databases the suites run on. */
export interface Site {
  readonly name: string;
  /** Why the suites cannot run here; undefined when they can. */
  readonly absent: string | undefined;
  /** False when two stores never see the same rows. */
  readonly shared: boolean;
  place(): Promise<Place>;
}
