import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { SqliteStatement } from 'kysely';
import { codeOf } from './database.ts';
import type { Engine } from './database.ts';
import type { Tables } from './tables.ts';

/** Codes of https://www.sqlite.org/rescode.html that pass or that an operator must mend. */
const UNAVAILABLE =
  /^SQLITE_(?:FULL|READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB|NOMEM|PERM|AUTH|PROTOCOL)/u;

export interface SqliteOptions {
  /** Fails every write; for a database that is only looked at. */
  readonly readonly?: boolean;
  /** Most pages of 4 KiB the file may take (`PRAGMA max_page_count`). */
  readonly maxPages?: number;
}

/** Opens or creates a SQLite file; `:memory:` is gone when it is closed. */
export function openSqlite(file: string, options: SqliteOptions = {}): Engine {
  const inMemory = file === ':memory:';
  if (!inMemory && !options.readonly) mkdirSync(dirname(file), { recursive: true });
  const sqlite = new BetterSqlite(file, { readonly: options.readonly ?? false });
  // Short: waiting in the driver would hold up every citizen, so `write` waits instead.
  sqlite.pragma('busy_timeout = 20');
  if (!options.readonly) {
    // What citizens wrote is for this account only.
    if (!inMemory) chmodSync(file, 0o600);
    setWal(sqlite);
  }
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  // Erased is erased, not merely unlinked.
  sqlite.pragma('secure_delete = ON');
  if (options.maxPages !== undefined) sqlite.pragma(`max_page_count = ${options.maxPages}`);
  const kysely = new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: { prepare: prepareOnce(sqlite), close: () => void sqlite.close() },
    }),
  });
  return {
    dialect: 'sqlite',
    kysely,
    begin: 'begin immediate',
    beginSnapshot: 'begin',
    classify: (error) => {
      const code = codeOf(error);
      if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'again';
      return UNAVAILABLE.test(code) ? 'unavailable' : 'fault';
    },
    close: async () => {
      await kysely.destroy();
      // Kysely closes only what it has used.
      sqlite.close();
    },
  };
}

/** Two processes that open a new file at once: one finds it busy for a moment. */
function setWal(sqlite: BetterSqlite.Database): void {
  for (let attempt = 0; ; attempt += 1) {
    try {
      sqlite.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (attempt > 100 || !codeOf(error).startsWith('SQLITE_BUSY')) throw error;
    }
  }
}

/** Most statements kept; only lists of changing length make new ones. */
const MOST_STATEMENTS = 300;

/** Kysely prepares a statement each time; parsing it again is most of the cost of a small query. */
function prepareOnce(sqlite: BetterSqlite.Database): (text: string) => SqliteStatement {
  const kept = new Map<string, SqliteStatement>();
  return (text) => {
    const found = kept.get(text);
    if (found !== undefined) return found;
    if (kept.size >= MOST_STATEMENTS) kept.clear();
    const statement = sqlite.prepare(text) as unknown as SqliteStatement;
    kept.set(text, statement);
    return statement;
  };
}
