import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { StoreUnavailable } from '../conversation/store-unavailable.ts';
import { createGroupCommit } from './group-commit.ts';
import type { Tables } from './tables.ts';

/** What one of the two databases brings. Made by `openSqlite` and `openPostgres`. */
export interface Engine {
  readonly dialect: 'sqlite' | 'postgres';
  readonly kysely: Kysely<Tables>;
  /** The statements a writing transaction and one that only reads begin with. */
  readonly begin: string;
  readonly beginSnapshot: string;
  /** `again`: another process was in the way; `unavailable`: `StoreUnavailable`; else a fault of ours. */
  classify(error: unknown): 'again' | 'unavailable' | 'fault';
  close(): Promise<void>;
}

/** A database as the queries see it. */
export interface Database {
  readonly dialect: Engine['dialect'];
  /** Reads without a transaction. Throws `StoreUnavailable`. */
  read<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /**
   * Runs the work in one durable transaction, again from the start when another process was in the
   * way. It may share the transaction with others that wait at the same moment; each is kept or not
   * by itself. Two works under the same lock never run at once, whichever process they are in.
   * Throws `StoreUnavailable`.
   */
  write<T>(lock: string | null, work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Reads everything as it was at one moment, however long it takes. Throws `StoreUnavailable`. */
  snapshot<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Closing twice is closing once. */
  close(): Promise<void>;
}

/** How long a writer stands in line for other processes, in ms. */
const PATIENCE_MS = 10_000;

export function createDatabase(engine: Engine): Database {
  const { kysely, dialect } = engine;
  let closed: Promise<void> | undefined;

  async function attempt<T>(
    begin: string,
    lock: string | null,
    work: (db: Kysely<Tables>) => Promise<T>,
  ): Promise<T> {
    return kysely.connection().execute(async (db) => {
      await sql.raw(begin).execute(db);
      try {
        // SQLite has one writer anyway.
        if (lock !== null && dialect === 'postgres') {
          await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(db);
        }
        const result = await work(db);
        await sql`commit`.execute(db);
        return result;
      } catch (error) {
        // A full disk has rolled back by itself, a lost connection with its session.
        await sql`rollback`.execute(db).catch(() => undefined);
        throw error;
      }
    });
  }

  async function tried<T>(work: () => Promise<T>): Promise<T> {
    const startMs = performance.now();
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const isLate = performance.now() - startMs > PATIENCE_MS;
        if (isLate || engine.classify(error) !== 'again') throw toFailure(error);
      }
      await pause(1 + Math.random() * 9);
    }
  }

  const toFailure = (error: unknown): unknown =>
    engine.classify(error) === 'fault' ? error : new StoreUnavailable(codeOf(error), error);
  const writeAlone = <T>(lock: string | null, work: (db: Kysely<Tables>) => Promise<T>) =>
    tried(() => attempt(engine.begin, lock, work));
  // PostgreSQL has many writers, and syncs for several of them at once by itself.
  const writeTogether = createGroupCommit({
    kysely,
    begin: engine.begin,
    isOwnFault: (error) => engine.classify(error) === 'fault',
    alone: (work) => writeAlone(null, work),
    toFailure,
  });

  return {
    dialect,
    read: (work) => tried(() => work(kysely)),
    write: (lock, work) => (dialect === 'sqlite' ? writeTogether(work) : writeAlone(lock, work)),
    snapshot: (work) => tried(() => attempt(engine.beginSnapshot, null, work)),
    close: () => (closed ??= engine.close()),
  };
}

/** The driver's code of an error, else its name. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}

/** Text as it is kept: composed (NFC), without what a database refuses. */
export function fit(text: string): string {
  return text.toWellFormed().replaceAll('\0', '').normalize('NFC');
}

/** JSON whose texts are all composed. The whole string may not be: a mark after `\n` would join the n. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'string' ? one.normalize('NFC') : one,
  );
}

export const isoOf = (ms: number): string => new Date(ms).toISOString();
