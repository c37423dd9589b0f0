/** Calls and what officers did with suggestions; see `migrations.ts` for what a step may be. */
export const CALLS_STEP: readonly string[] = [];

export interface CallTables {}
