import { z } from 'zod';
import type { HelpDeskLink, HelpDeskStore } from '../desk/help-desk-store.ts';
import { fit } from './database.ts';
import type { Database } from './database.ts';
import type { HelpDeskLinkRow } from './schema-help-desk.ts';

/** Webhooks are sent again for hours, never for days. */
const SEEN_MS = 7 * 86_400_000;
const refsSchema = z.record(z.string(), z.string());

export function createHelpDeskLinks(database: Database): HelpDeskStore {
  return {
    claimLink: ({ helpDesk, handoffId, conversationId }, { now, leaseMs }) =>
      database.write(`help desk ${helpDesk} ${handoffId}`, async (db) => {
        const nowMs = now.getTime();
        const row = await db
          .selectFrom('help_desk_links')
          .selectAll()
          .where('help_desk', '=', helpDesk)
          .where('handoff_id', '=', handoffId)
          .executeTakeFirst();
        if (row !== undefined) {
          if (row.state === 'closed' || row.due_ms > nowMs) return undefined;
          await db
            .updateTable('help_desk_links')
            .set({ due_ms: nowMs + leaseMs })
            .where('help_desk', '=', helpDesk)
            .where('handoff_id', '=', handoffId)
            .execute();
          return toLink(row);
        }
        const kept = await db
          .selectFrom('conversations')
          .select('id')
          .where('id', '=', conversationId)
          .executeTakeFirst();
        if (kept === undefined) return undefined;
        const made: HelpDeskLinkRow = {
          help_desk: helpDesk,
          handoff_id: handoffId,
          conversation_id: conversationId,
          refs: '{}',
          through: -1,
          state: 'open',
          failures: 0,
          reason: null,
          due_ms: nowMs + leaseMs,
          made_ms: nowMs,
        };
        await db.insertInto('help_desk_links').values(made).execute();
        return toLink(made);
      }),
    saveLink: (link, { dueAt }) =>
      database.write(`help desk ${link.helpDesk} ${link.handoffId}`, async (db) => {
        const { numUpdatedRows } = await db
          .updateTable('help_desk_links')
          .set({
            refs: JSON.stringify(link.refs),
            through: link.through,
            state: link.state,
            failures: link.failures,
            reason: link.reason ?? null,
            due_ms: dueAt.getTime(),
          })
          .where('help_desk', '=', link.helpDesk)
          .where('handoff_id', '=', link.handoffId)
          .executeTakeFirstOrThrow();
        // Erased in the meantime.
        if (numUpdatedRows === 0n) return;
        for (const [name, value] of Object.entries(link.refs)) {
          const found = { handoff_id: link.handoffId, conversation_id: link.conversationId };
          await db
            .insertInto('help_desk_refs')
            .values({ help_desk: link.helpDesk, name, value: fit(value), ...found })
            .onConflict((conflict) =>
              conflict.columns(['help_desk', 'name', 'value']).doUpdateSet(found),
            )
            .execute();
        }
      }),
    linkByRef: (helpDesk, name, value) =>
      database.read(async (db) => {
        const row = await db
          .selectFrom('help_desk_refs as ref')
          .innerJoin('help_desk_links as link', (join) =>
            join
              .onRef('link.handoff_id', '=', 'ref.handoff_id')
              .onRef('link.help_desk', '=', 'ref.help_desk'),
          )
          .selectAll('link')
          .where('ref.help_desk', '=', helpDesk)
          .where('ref.name', '=', name)
          .where('ref.value', '=', fit(value))
          .executeTakeFirst();
        return row === undefined ? undefined : toLink(row);
      }),
    openLinks: (helpDesk, limit) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('help_desk_links')
          .selectAll()
          .where('help_desk', '=', helpDesk)
          .where('state', '=', 'open')
          .orderBy('made_ms')
          .limit(limit)
          .execute();
        return rows.map(toLink);
      }),
    firstSight: (helpDesk, key, now) =>
      database.write(`help desk seen ${helpDesk} ${key}`, async (db) => {
        await db
          .deleteFrom('help_desk_seen')
          .where('seen_ms', '<', now.getTime() - SEEN_MS)
          .execute();
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('help_desk_seen')
          .values({ help_desk: helpDesk, key: fit(key), seen_ms: now.getTime() })
          .onConflict((conflict) => conflict.columns(['help_desk', 'key']).doNothing())
          .executeTakeFirstOrThrow();
        return (numInsertedOrUpdatedRows ?? 0n) > 0n;
      }),
  };
}

function toLink(row: HelpDeskLinkRow): HelpDeskLink {
  return {
    helpDesk: row.help_desk,
    handoffId: row.handoff_id,
    conversationId: row.conversation_id,
    refs: refsSchema.parse(JSON.parse(row.refs)),
    through: row.through,
    state: row.state,
    failures: row.failures,
    ...(row.reason === null ? {} : { reason: row.reason }),
  };
}
