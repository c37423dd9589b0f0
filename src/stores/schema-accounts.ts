/** Accounts, sessions and the audit; see `migrations.ts` for what a step may be. */
export const ACCOUNTS_STEP: readonly string[] = [];

export interface AccountTables {}
