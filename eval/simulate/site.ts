import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openDatabase, storeFileIn } from '../../src/stores/open-store.ts';
import type { Database } from '../../src/stores/database.ts';
import type { KeptDelivery, KeptEvent } from './records.ts';

/** Where the server under test keeps its store. */
export interface Site {
  /** The server's setting for it. */
  readonly env: Readonly<Record<string, string>>;
  /** What is not done yet; to be asked once the server has been ready. */
  open(): Promise<number>;
  read(textOf: (body: unknown) => string): Promise<{
    readonly events: readonly KeptEvent[];
    readonly answered: readonly string[];
    readonly deliveries: readonly KeptDelivery[];
  }>;
  close(): Promise<void>;
}

/** A store of this run alone: a file in the server's folder, or a database beside the given one. */
export async function openSite(databaseUrl: string | undefined, varDir: string): Promise<Site> {
  const made = databaseUrl === undefined ? undefined : await createDatabase(databaseUrl);
  let opened: Database | undefined;
  const database = (): Database =>
    (opened ??= openDatabase(
      made === undefined ? { file: storeFileIn(varDir) } : { databaseUrl: made.url },
    ));
  return {
    env: made === undefined ? {} : { DATABASE_URL: made.url },
    open: () =>
      database().read(async (db) => {
        const count = (table: 'inbound_events' | 'deliveries') =>
          db
            .selectFrom(table)
            .select(({ fn }) => fn.countAll<number | string>().as('count'))
            .where('state', 'in', ['open', 'waiting', 'sending'])
            .executeTakeFirstOrThrow();
        const counts = [await count('inbound_events'), await count('deliveries')];
        return counts.reduce((sum, row) => sum + Number(row.count), 0);
      }),
    read: (textOf) =>
      database().read(async (db) => {
        const events = await db
          .selectFrom('inbound_events')
          .select(['id', 'platform_id', 'contact', 'state', 'happened_ms', 'received_ms'])
          .where('contact', '!=', '')
          .execute();
        const turns = await db
          .selectFrom('turns')
          .select('client_message_id as id')
          .where('client_message_id', 'is not', null)
          .orderBy('conversation_id')
          .orderBy('turn_index')
          .execute();
        const deliveries = await db.selectFrom('deliveries').selectAll().execute();
        return {
          events: events.map((row) => ({
            id: row.id,
            platformId: row.platform_id,
            contact: row.contact,
            state: row.state,
            happenedMs: row.happened_ms,
            receivedMs: row.received_ms,
          })),
          answered: turns.map(({ id }) => id ?? ''),
          deliveries: deliveries.map((row) => ({
            id: row.id,
            contact: row.contact,
            sequence: row.sequence,
            state: row.state,
            createdMs: row.created_ms,
            text: textOf(JSON.parse(row.body) as unknown),
            ...(row.platform_message_id === null
              ? {}
              : { platformMessageId: row.platform_message_id }),
          })),
        };
      }),
    close: async () => {
      await opened?.close();
      await made?.drop();
    },
  };
}

async function createDatabase(
  beside: string,
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `hmc_simulate_${randomUUID().replaceAll('-', '')}`;
  const run = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: beside });
    // Dropping a database by force ends connections that are about to end anyway.
    client.on('error', () => undefined);
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`create database ${name}`);
  const url = new URL(beside);
  url.pathname = name;
  return { url: url.href, drop: () => run(`drop database if exists ${name} with (force)`) };
}
