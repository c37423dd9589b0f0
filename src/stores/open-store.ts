import { join } from 'node:path';
import type { AccountStore } from '../accounts/account-store.ts';
import type { ConversationStore } from '../conversation/conversation.ts';
import type { ExchangeStore, TokenStore } from '../conversation/exchange.ts';
import { StoreUnavailable } from '../conversation/store-unavailable.ts';
import { createInvitations } from './account-invitations.ts';
import { createAccountRecords } from './accounts.ts';
import { createAudit } from './audit.ts';
import { createBuckets } from './buckets.ts';
import { createCallRecords } from './calls.ts';
import { createContacts } from './contacts.ts';
import { createConversations } from './conversations.ts';
import { codeOf, createDatabase } from './database.ts';
import type { Database } from './database.ts';
import type { DeskStore } from '../desk/desk-store.ts';
import type { CallStore } from '../desk/call-store.ts';
import type { FollowUpStore } from '../desk/follow-up-store.ts';
import type { HelpDeskStore } from '../desk/help-desk-store.ts';
import type { OverviewStore } from '../desk/overview.ts';
import { createDeskFigures } from './desk-figures.ts';
import { createDeskHandoffs } from './desk-handoffs.ts';
import { createDeskPeople } from './desk-people.ts';
import { createEpisodes } from './episodes.ts';
import { createErasing } from './erasing.ts';
import { createExporting } from './exporting.ts';
import { createHandoffs } from './handoffs.ts';
import { createHelpDeskLinks } from './help-desk.ts';
import { createInbox } from './inbox.ts';
import { migrate } from './migrations.ts';
import { createOutbox } from './outbox.ts';
import { openPostgres } from './postgres.ts';
import { createCannedReplies, createSamples } from './office-texts.ts';
import { openSqlite } from './sqlite.ts';
import type { SatisfactionStore } from '../desk/satisfaction-store.ts';
import { createSatisfaction } from './satisfaction.ts';
import { createSessions } from './sessions.ts';
import { createSignIns } from './sign-ins.ts';
import { createSuggestionFeedback } from './suggestion-feedback.ts';
import { createTasks } from './tasks.ts';
import { createTokens } from './tokens.ts';
import { createUpkeep } from './upkeep.ts';
import type { Upkeep } from './upkeep.ts';

/** Everything that is kept: conversations, inbox and outbox, tokens, the desk's, officers' accounts. */
export type Store = ConversationStore &
  ExchangeStore &
  TokenStore &
  CallStore &
  DeskStore &
  FollowUpStore &
  HelpDeskStore &
  OverviewStore &
  SatisfactionStore &
  AccountStore &
  Upkeep;

export interface StoreOptions {
  /** PostgreSQL; wins over `file`. */
  readonly databaseUrl?: string | undefined;
  /** SQLite file, made when it is not there. `:memory:` is also what is opened when nothing is set. */
  readonly file?: string;
  readonly now?: () => Date;
}

/** The SQLite file in the folder for what is built while running. */
export function storeFileIn(varDir: string): string {
  return join(varDir, 'store.db');
}

/**
 * Opens the store and brings its schema up to date. Throws `StoreUnavailable` when the database
 * cannot be reached, and an error when a newer program made it.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const database = openDatabase(options);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return createStore(database, options.now);
}

/** Opens the database without looking at its schema. Throws `StoreUnavailable`. */
export function openDatabase({ databaseUrl, file = ':memory:' }: StoreOptions): Database {
  if (databaseUrl !== undefined) return createDatabase(openPostgres(databaseUrl));
  try {
    return createDatabase(openSqlite(file));
  } catch (error) {
    throw new StoreUnavailable(codeOf(error), error);
  }
}

/** The store over a database whose schema is up to date. */
export function createStore(database: Database, now: () => Date = () => new Date()): Store {
  return {
    ...createConversations(database, now),
    ...createEpisodes(database),
    ...createHandoffs(database),
    ...createErasing(database),
    ...createExporting(database),
    ...createBuckets(database),
    ...createInbox(database),
    ...createOutbox(database),
    ...createContacts(database, now),
    ...createTokens(database, now),
    ...createDeskHandoffs(database),
    ...createDeskPeople(database),
    ...createDeskFigures(database),
    ...createSatisfaction(database),
    ...createCallRecords(database),
    ...createSuggestionFeedback(database),
    ...createTasks(database),
    ...createCannedReplies(database),
    ...createSamples(database),
    ...createHelpDeskLinks(database),
    ...createAccountRecords(database),
    ...createInvitations(database),
    ...createSignIns(database),
    ...createSessions(database),
    ...createAudit(database),
    ...createUpkeep(database),
    close: () => database.close(),
  };
}
