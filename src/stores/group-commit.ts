import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

type Work = (db: Kysely<Tables>) => Promise<unknown>;

interface Waiting {
  readonly work: Work;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitParts {
  readonly kysely: Kysely<Tables>;
  /** The statement a writing transaction begins with. */
  readonly begin: string;
  /** Whether the work failed by a fault of its own, which leaves the transaction as it was. */
  isOwnFault(error: unknown): boolean;
  /** Runs a work in a transaction of its own, with every patience. */
  alone(work: Work): Promise<unknown>;
  /** What the callers are told when the commit itself failed. */
  toFailure(error: unknown): unknown;
}

/** Most works in one transaction; what comes after them waits no longer than they take. */
const MOST = 64;

/**
 * Writes that wait at the same moment share one transaction, and so one sync to disk. Each stands
 * behind a savepoint: one that fails takes back itself only. None is told it succeeded before the
 * commit. Where the transaction as a whole fails before its commit, each runs alone. For an engine
 * with one writer.
 */
export function createGroupCommit(
  parts: GroupCommitParts,
): <T>(work: (db: Kysely<Tables>) => Promise<T>) => Promise<T> {
  const waiting: Waiting[] = [];
  let isDraining = false;

  async function drain(): Promise<void> {
    while (waiting.length > 0) await runAll(waiting.splice(0, MOST));
    isDraining = false;
  }

  async function runAll(group: readonly Waiting[]): Promise<void> {
    if (group.length > 1 && (await runTogether(group))) return;
    // Each has its own patience; whoever comes later need not wait for it.
    for (const { work, resolve, reject } of group) void parts.alone(work).then(resolve, reject);
  }

  /** False when nothing was kept, and nobody told of anything. */
  async function runTogether(group: readonly Waiting[]): Promise<boolean> {
    const ends: (() => void)[] = [];
    let isCommitting = false;
    try {
      await parts.kysely.connection().execute(async (db) => {
        await sql.raw(parts.begin).execute(db);
        try {
          for (const one of group) ends.push(await runInside(db, one));
          isCommitting = true;
          await sql`commit`.execute(db);
        } catch (error) {
          await sql`rollback`.execute(db).catch(() => undefined);
          throw error;
        }
      });
    } catch (error) {
      if (!isCommitting) return false;
      // It may have reached the disk after all: to do it again could do it twice.
      for (const { reject } of group) reject(parts.toFailure(error));
      return true;
    }
    for (const end of ends) end();
    return true;
  }

  async function runInside(db: Kysely<Tables>, one: Waiting): Promise<() => void> {
    await sql`savepoint one`.execute(db);
    try {
      const value = await one.work(db);
      await sql`release one`.execute(db);
      return () => one.resolve(value);
    } catch (error) {
      if (!parts.isOwnFault(error)) throw error;
      await sql`rollback to one`.execute(db);
      await sql`release one`.execute(db);
      return () => one.reject(error);
    }
  }

  return <T>(work: (db: Kysely<Tables>) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (isDraining) return;
      isDraining = true;
      // After what this moment brings: its writes share the transaction.
      setImmediate(() => void drain());
    });
}
