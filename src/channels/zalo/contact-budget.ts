import { z } from 'zod';
import type { ContactBudget } from '../messaging/platform.ts';

/** From the last thing a citizen did; receipts and echoes do not count. */
const WINDOW_MS = 7 * 86_400_000;

const quotaSchema = z.object({
  data: z.object({
    last_interaction: z.coerce.number().positive().optional().catch(undefined),
    cs_reply: z
      .object({ remain: z.coerce.number().min(0).optional().catch(undefined) })
      .optional()
      .catch(undefined),
  }),
});

/** Reads the answer of `POST /v3.0/oa/quota/message`; null when it says nothing. */
export function parseBudget(body: unknown): ContactBudget | null {
  const parsed = quotaSchema.safeParse(body);
  if (!parsed.success) return null;
  const { last_interaction: lastMs, cs_reply: replies } = parsed.data.data;
  return {
    windowEndsAt: lastMs === undefined ? null : new Date(lastMs + WINDOW_MS).toISOString(),
    messagesLeft: replies?.remain ?? null,
  };
}
