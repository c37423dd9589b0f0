import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Turn } from '../conversation/conversation.ts';
import type { DeskHandoff, HandoffStep } from '../desk/desk.ts';
import { lastTurns } from './conversation-rows.ts';
import { fit, isoOf } from './database.ts';
import type { ConversationRow, HandoffRow, Tables } from './tables.ts';

/** Turns looked at for what a hand-off is about. */
const SUBJECT_TURNS = 12;
const LONGEST_SUBJECT = 120;

const needsSchema = z.array(z.string());

/** The hand-off as the desk works on it; undefined when the conversation is gone. */
export async function toDeskHandoff(
  db: Kysely<Tables>,
  row: HandoffRow,
): Promise<DeskHandoff | undefined> {
  const conversation = await db
    .selectFrom('conversations')
    .selectAll()
    .where('id', '=', row.conversation_id)
    .executeTakeFirst();
  if (conversation === undefined) return undefined;
  const turns = await lastTurns(db, row.conversation_id, SUBJECT_TURNS);
  return handoffOf(row, conversation, turns);
}

function handoffOf(
  row: HandoffRow,
  { language, touched_ms: touchedMs }: ConversationRow,
  turns: readonly Turn[],
): DeskHandoff {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    office: row.office,
    channel: row.channel,
    language: turns.findLast(({ answer }) => answer !== undefined)?.answer?.language ?? language,
    reason: row.reason,
    priority: row.priority === 2 ? 2 : row.priority === 1 ? 1 : 0,
    needs: needsSchema.parse(JSON.parse(row.needs)),
    state: row.state === 'closed' ? 'closed' : row.officer_id === null ? 'waiting' : 'assigned',
    requestedAt: isoOf(row.requested_ms),
    subject: subjectOf(turns),
    lastTurnAt: isoOf(touchedMs),
    lastFrom: turns.at(-1)?.role ?? 'citizen',
    ...(row.officer_id === null
      ? {}
      : { officerId: row.officer_id, officerName: row.officer_name ?? '' }),
    ...(row.team === null ? {} : { team: row.team }),
    ...(row.assigned_ms === null ? {} : { assignedAt: isoOf(row.assigned_ms) }),
    ...(row.first_reply_ms === null ? {} : { firstReplyAt: isoOf(row.first_reply_ms) }),
    ...(row.closed_ms === null ? {} : { closedAt: isoOf(row.closed_ms) }),
    ...(row.ending === null ? {} : { ending: row.ending }),
    ...(row.contact === null ? {} : { contact: row.contact }),
  };
}

/** The procedure last answered about, else what the citizen said last. */
function subjectOf(turns: readonly Turn[]): string {
  const answered = turns.findLast(({ answer }) => answer?.outcome === 'answered')?.answer;
  const name = answered?.procedures[0]?.name;
  const said = turns.findLast(({ role, text }) => role === 'citizen' && text.trim() !== '')?.text;
  const text = (name ?? said ?? '').replace(/\s+/gu, ' ').trim();
  return text.length <= LONGEST_SUBJECT ? text : `${text.slice(0, LONGEST_SUBJECT - 1)}…`;
}

export async function addStep(
  db: Kysely<Tables>,
  row: Pick<HandoffRow, 'id' | 'conversation_id'>,
  step: Omit<HandoffStep, 'at'>,
  now: Date,
): Promise<void> {
  const { count } = await db
    .selectFrom('handoff_steps')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('handoff_id', '=', row.id)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('handoff_steps')
    .values({
      id: randomUUID(),
      handoff_id: row.id,
      conversation_id: row.conversation_id,
      at_ms: now.getTime(),
      position: Number(count),
      kind: step.kind,
      by_name: step.byName === undefined ? null : fit(step.byName),
      to_name: step.toName === undefined ? null : fit(step.toName),
      note: step.note === undefined ? null : fit(step.note),
    })
    .execute();
}
