import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { codeOf } from './database.ts';
import type { Engine } from './database.ts';
import type { Tables } from './tables.ts';

/** Object identifiers of `bigint` (int8) in pg_type. */
const BIGINT = 20;

/** Codes of https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const AGAIN = /^(?:40001|40P01|55P03)$/u;
const UNAVAILABLE = /^(?:08|53|57P|58|25006|28|3D000|57014|XX)/u;
const NETWORK = /^(?:ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET)/u;

/** Connects to PostgreSQL 12 or later; connections are made when they are needed. */
export function openPostgres(url: string): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'hoi-mot-cua',
    types: {
      // Times and counts: all are far below 2^53.
      getTypeParser: (oid, format) =>
        oid === BIGINT ? Number : pg.types.getTypeParser(oid, format),
    },
  });
  // A connection that broke while idle is replaced with the next query; nobody else hears of it.
  pool.on('error', () => undefined);
  // The pool listens to idle ones only: one that broke between two queries of a transaction would end
  // the process. Its next query fails, and that is heard.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    dialect: 'postgres',
    kysely,
    begin: 'begin',
    beginSnapshot: 'begin isolation level repeatable read read only',
    classify: (error) => {
      const code = codeOf(error);
      if (AGAIN.test(code)) return 'again';
      const lost = error instanceof Error && /connection|timeout exceeded/iu.test(error.message);
      const isDatabase = error instanceof pg.DatabaseError;
      return UNAVAILABLE.test(code) || NETWORK.test(code) || (lost && !isDatabase)
        ? 'unavailable'
        : 'fault';
    },
    close: async () => {
      await kysely.destroy();
      // Kysely ends only what it has used.
      if (!pool.ended) await pool.end();
    },
  };
}
