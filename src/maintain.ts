import { existsSync } from 'node:fs';
import { createAccounts } from './accounts/create-accounts.ts';
import { loadCookieKey } from './channels/http/cookie-key.ts';
import { parseConfig } from './config.ts';
import type { Config } from './config.ts';
import { backUp, restore } from './stores/backup.ts';
import { openStore, storeFileIn } from './stores/open-store.ts';
import type { Store } from './stores/open-store.ts';

const USAGE = `npm run store -- <command>
  backup <file>           writes everything that is kept into a new file, while the program runs
                          (it holds the platforms' tokens: keep it as safe as the database);
                          a name ending in .jsonl makes one PostgreSQL and SQLite both take back
  restore <file>          puts a backup into an empty database; stop the program first
  erase <conversation>    erases a conversation with everything that hangs on it
  export <conversation>   prints everything kept of a conversation
  handoffs                prints the open requests for a person, oldest first, with what was said
  close <handoff>         closes a request for a person
  dead                    prints the messages that could not be delivered or processed
  resend <id>             delivers or processes a dead message again
  invite <login>          prints a one-time link to choose a new password; also for the first
                          administrator (any login), while there is none
  retention               erases what is kept longer than RETENTION_DAYS
`;

/** Lines of a listing; more than any office works through at a time. */
const MOST = 200;
/** Turns shown with a request for a person. */
const LAST_TURNS = 20;

type Command = (store: Store, id: string, config: Config) => Promise<unknown>;

/** Each returns what is printed as JSON, a list one entry a line; undefined: there is no such thing. */
const COMMANDS: Readonly<Record<string, { readonly takesId: boolean; readonly run: Command }>> = {
  erase: {
    takesId: true,
    run: async (store, id) => ((await store.erase(id)) ? { erased: id } : undefined),
  },
  export: { takesId: true, run: (store, id) => store.exportConversation(id) },
  handoffs: { takesId: false, run: listHandoffs },
  close: { takesId: true, run: (store, id) => store.closeHandoff(id, new Date()) },
  dead: { takesId: false, run: listDead },
  resend: {
    takesId: true,
    run: async (store, id) => {
      const now = new Date();
      const found = (await store.resend(id, now)) || (await store.retryEvent(id, now));
      return found ? { again: id } : undefined;
    },
  },
  invite: {
    takesId: true,
    run: async (store, login, config) => {
      const accounts = createAccounts({
        store,
        now: () => new Date(),
        office: config.officeId,
        secretKey: loadCookieKey(config).derive('accounts'),
      });
      const made = (await accounts.inviteFirst(config.officeId)) ?? (await accounts.recover(login));
      if (made === undefined) return undefined;
      const root = config.publicUrl ?? `http://${config.host}:${config.port}`;
      return { link: `${root}/loi-moi?ma=${made.token}`, until: made.expiresAt };
    },
  },
  retention: {
    takesId: false,
    run: async (store, _id, { retentionDays }) => ({
      erased: await store.eraseExpired(new Date(), retentionDays),
    }),
  },
};

async function listHandoffs(store: Store): Promise<unknown> {
  const handoffs = await store.handoffs({ state: 'open', limit: MOST });
  return Promise.all(
    handoffs.map(async (handoff) => {
      const turns = (await store.find(handoff.conversationId))?.turns ?? [];
      const said = turns.slice(-LAST_TURNS).map(({ at, role, text }) => ({ at, role, text }));
      return { ...handoff, said };
    }),
  );
}

/** Without the words: what matters is whom it did not reach and why. */
async function listDead(store: Store): Promise<unknown> {
  const deliveries = await store.deadDeliveries(MOST);
  const events = await store.deadEvents(MOST);
  return [
    ...deliveries.map(({ id, platform, contact, createdAt, attempts, reason }) => ({
      kind: 'delivery',
      id,
      platform,
      contact,
      at: createdAt,
      attempts,
      reason,
    })),
    ...events.map(({ id, platform, contact, receivedAt, attempts, reason }) => ({
      kind: 'event',
      id,
      platform,
      contact,
      at: receivedAt,
      attempts,
      reason,
    })),
  ];
}

async function main([name = '', argument = '', ...rest]: readonly string[]): Promise<void> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const takesArgument = command?.takesId ?? (name === 'backup' || name === 'restore');
  const known = command !== undefined || takesArgument;
  if (!known || takesArgument !== (argument !== '') || rest.length > 0) throw new Error(USAGE);
  // What is set outside wins over what the file says.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = parseConfig(process.env);
  const options = { databaseUrl: config.databaseUrl, file: storeFileIn(config.varDir) };
  if (command === undefined) {
    await (name === 'backup' ? backUp : restore)(options, argument);
    print({ [name]: argument });
    return;
  }
  const store = await openStore(options);
  try {
    const result = await command.run(store, argument, config);
    if (result === undefined) throw new Error(`There is nothing to ${name} under this id.`);
    for (const line of Array.isArray(result) ? (result as unknown[]) : [result]) print(line);
  } finally {
    await store.close();
  }
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
