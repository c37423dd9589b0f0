/** What the figures of a day are found by; see `migrations.ts` for what a step may be. */
export const FIGURES_STEP: readonly string[] = [
  `create index handoffs_assigned on handoffs (office, assigned_ms)`,
  `create index handoffs_closed on handoffs (office, closed_ms)`,
  `create index ratings_rated on ratings (rated_ms)`,
];
