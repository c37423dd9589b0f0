import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { FollowUpStore, NewTask } from '../desk/follow-up-store.ts';
import type { Task } from '../desk/task.ts';
import { fit, isoOf } from './database.ts';
import type { Database } from './database.ts';
import type { TaskRow } from './schema-follow-up.ts';
import type { Tables } from './tables.ts';

/** What is owed to citizens. */
export function createTasks(
  database: Database,
): Pick<
  FollowUpStore,
  | 'addTask'
  | 'findTask'
  | 'tasks'
  | 'taskFigures'
  | 'takeTask'
  | 'answerTask'
  | 'closeTask'
  | 'addTaskContact'
> {
  /** Changes a task of this office under a condition; undefined when it does not hold. */
  const change = (
    id: string,
    office: string,
    values: Partial<TaskRow>,
    now: Date,
    where: (row: TaskRow) => boolean,
  ): Promise<Task | undefined> =>
    database.write(`task ${id}`, async (db) => {
      const row = await find(db, id, office);
      if (row === undefined || !where(row)) return undefined;
      await db.updateTable('tasks').set(values).where('id', '=', row.id).execute();
      return toTask({ ...row, ...values }, now);
    });

  return {
    addTask: (task) =>
      database.write(task.origin === undefined ? null : `task ${task.origin}`, async (db) => {
        const { origin } = task;
        if (origin !== undefined) {
          const made = await db
            .selectFrom('tasks')
            .selectAll()
            .where('origin', '=', origin)
            .executeTakeFirst();
          if (made !== undefined) return toTask(made, task.createdAt);
        }
        const row = toRow(task);
        await db.insertInto('tasks').values(row).execute();
        return toTask(row, task.createdAt);
      }),
    findTask: (id, office, now) =>
      database.read(async (db) => {
        const row = await find(db, id, office);
        return row === undefined ? undefined : toTask(row, now);
      }),
    tasks: ({ office, kind, state, ownerId, limit }, now) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('tasks')
          .selectAll()
          .where('office', '=', office)
          .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'follow-up'))
          .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'open'))
          .$if(ownerId !== undefined, (query) => query.where('owner_id', '=', ownerId ?? ''))
          .orderBy(sql`case state when 'open' then 0 when 'answered' then 1 else 2 end`)
          .orderBy('due_ms')
          .orderBy('id')
          .limit(limit)
          .execute();
        return rows.map((row) => toTask(row, now));
      }),
    taskFigures: (office, now) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('tasks')
          .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
          .select(
            sql<number>`sum(case when state = 'open' and due_ms < ${now.getTime()} then 1 else 0 end)`.as(
              'overdue',
            ),
          )
          .where('office', '=', office)
          .groupBy('state')
          .execute();
        const countOf = (state: Task['state']): number =>
          Number(rows.find((row) => row.state === state)?.count ?? 0);
        const open = countOf('open');
        const answered = countOf('answered') + countOf('closed');
        const overdue = rows.reduce((sum, row) => sum + Number(row.overdue), 0);
        const all = open + answered;
        return { open, overdue, answered, handledRate: all === 0 ? null : answered / all };
      }),
    takeTask: (id, office, owner, now) =>
      change(
        id,
        office,
        { owner_id: owner.id, owner_name: fit(owner.name) },
        now,
        (row) => row.state === 'open' && (row.owner_id === null || row.owner_id === owner.id),
      ),
    answerTask: (id, office, { text, how }, now) =>
      change(
        id,
        office,
        { state: 'answered', answer: fit(text), answered_how: how, answered_ms: now.getTime() },
        now,
        (row) => row.state === 'open',
      ),
    closeTask: (id, office, now) =>
      change(
        id,
        office,
        { state: 'closed', closed_ms: now.getTime(), contact: null },
        now,
        (row) => row.state !== 'closed',
      ),
    addTaskContact: (origin, contact) =>
      database.write(null, async (db) => {
        await db
          .updateTable('tasks')
          .set({ contact: fit(contact) })
          .where('origin', '=', origin)
          .where('state', '=', 'open')
          .execute();
      }),
  };
}

async function find(db: Kysely<Tables>, id: string, office: string): Promise<TaskRow | undefined> {
  return db
    .selectFrom('tasks')
    .selectAll()
    .where('id', '=', fit(id))
    .where('office', '=', office)
    .executeTakeFirst();
}

function toRow(task: NewTask): TaskRow {
  return {
    id: randomUUID(),
    kind: task.kind,
    office: task.office,
    state: 'open',
    created_ms: task.createdAt.getTime(),
    due_ms: task.dueAt.getTime(),
    owner_id: task.owner?.id ?? null,
    owner_name: task.owner === undefined ? null : fit(task.owner.name),
    text: fit(task.text),
    conversation_id: task.conversationId ?? null,
    call_id: task.callId ?? null,
    channel: task.channel ?? null,
    contact: task.contact === undefined ? null : fit(task.contact),
    answer: null,
    answered_ms: null,
    answered_how: null,
    closed_ms: null,
    origin: task.origin ?? null,
  };
}

function toTask(row: TaskRow, now: Date): Task {
  return {
    id: row.id,
    kind: row.kind,
    office: row.office,
    state: row.state,
    createdAt: isoOf(row.created_ms),
    dueAt: isoOf(row.due_ms),
    text: row.text,
    overdue: row.state === 'open' && row.due_ms < now.getTime(),
    ...(row.owner_id === null ? {} : { ownerId: row.owner_id, ownerName: row.owner_name ?? '' }),
    ...(row.conversation_id === null ? {} : { conversationId: row.conversation_id }),
    ...(row.call_id === null ? {} : { callId: row.call_id }),
    ...(row.channel === null ? {} : { channel: row.channel }),
    ...(row.contact === null ? {} : { contact: row.contact }),
    ...(row.answer === null ? {} : { answer: row.answer }),
    ...(row.answered_ms === null ? {} : { answeredAt: isoOf(row.answered_ms) }),
    ...(row.answered_how === null ? {} : { answeredHow: row.answered_how }),
  };
}
