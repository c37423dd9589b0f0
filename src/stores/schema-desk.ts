/** The desk: owners of hand-offs, presence, notes, notices; see `migrations.ts` for what a step may be. */
export const DESK_STEP: readonly string[] = [];

export interface DeskTables {}
