import { randomUUID } from 'node:crypto';
import type { Conversation } from '../conversation/conversation.ts';
import type { Actor, DeskHandoff } from './desk.ts';
import type { FollowUpStore, NewTask } from './follow-up-store.ts';
import { TASK_KINDS } from './task.ts';
import type { Task, TaskKind } from './task.ts';

export interface FollowUpParts {
  readonly store: FollowUpStore;
  readonly conversation: (id: string) => Promise<Conversation | undefined>;
  /** Blanks personal data out of what is kept. */
  readonly mask: (text: string) => string;
  /** Working days until a task of a kind is due; see `TASK_DUE_DAYS`. */
  readonly dueDays: Readonly<Record<TaskKind, number>>;
  readonly isWorkingDay: (at: Date) => boolean;
  /**
   * Says something to the citizen on her channel, once for each message id. False when there is no
   * way to reach her (any more).
   */
  readonly say: (
    conversationId: string,
    actor: Actor,
    message: { readonly clientMessageId: string; readonly text: string },
  ) => Promise<boolean>;
  readonly onChange: (office: string, task: Task) => void;
  readonly now?: () => Date;
}

/** What an officer writes down as owed. */
export interface TaskWish {
  readonly kind: TaskKind;
  readonly text: string;
  readonly dueAt?: Date | undefined;
  readonly conversationId?: string | undefined;
  readonly callId?: string | undefined;
  readonly contact?: string | undefined;
}

/** What an office owes after the talk. Members that change a task return undefined when it cannot be. */
export interface FollowUp {
  make(actor: Actor, wish: TaskWish): Promise<Task>;
  /**
   * Looks at a hand-off: a complaint becomes a task, and a number left behind a call to make. The
   * same hand-off, however often seen and by however many processes, makes each once.
   */
  noticed(handoff: DeskHandoff): Promise<void>;
  take(id: string, actor: Actor): Promise<Task | undefined>;
  /** Answers the citizen on her channel where there is one; `answeredHow` tells which way it went. */
  answer(id: string, actor: Actor, text: string): Promise<Task | undefined>;
  close(id: string, actor: Actor): Promise<Task | undefined>;
}

/** Reasons of hand-offs that are submissions in their own right. */
const COMPLAINTS = new Set(['complaint']);
const MOST_SEEN = 10_000;
/** Longer texts of citizens are cut in tasks; the conversation has them whole. */
const MOST_TEXT = 2000;

export function createFollowUp(parts: FollowUpParts): FollowUp {
  const { store, mask, dueDays, isWorkingDay, say, onChange, now = () => new Date() } = parts;

  /** What was seen of a hand-off, so that its every change does not ask the store again. */
  const seen = new Map<string, string>();

  const dueFrom = (from: Date, kind: TaskKind): Date =>
    addWorkingDays(from, dueDays[kind], isWorkingDay);

  async function add(task: NewTask): Promise<Task> {
    const made = await store.addTask(task);
    onChange(made.office, made);
    return made;
  }

  async function changed(work: Promise<Task | undefined>): Promise<Task | undefined> {
    const task = await work;
    if (task !== undefined) onChange(task.office, task);
    return task;
  }

  async function lastWords({ conversationId, subject }: DeskHandoff): Promise<string> {
    const turns = (await parts.conversation(conversationId))?.turns ?? [];
    const last = turns.findLast((turn) => turn.role === 'citizen' && turn.text.trim() !== '');
    return (last?.text ?? subject).slice(0, MOST_TEXT);
  }

  async function fromHandoff(handoff: DeskHandoff, kind: TaskKind): Promise<void> {
    const { id, office, conversationId, channel, contact } = handoff;
    const at = now();
    await add({
      kind,
      office,
      text: await lastWords(handoff),
      createdAt: at,
      dueAt: dueFrom(at, kind),
      conversationId,
      channel,
      contact,
      origin: `${kind}:${id}`,
    });
  }

  return {
    make: (actor, { kind, text, dueAt, conversationId, callId, contact }) => {
      const at = now();
      return add({
        kind,
        office: actor.office,
        text: mask(text).slice(0, MOST_TEXT),
        createdAt: at,
        dueAt: dueAt ?? dueFrom(at, kind),
        conversationId,
        callId,
        contact,
        owner: { id: actor.officerId, name: actor.name },
        origin: `officer:${randomUUID()}`,
      });
    },
    noticed: async (handoff) => {
      const { id, reason, contact = '' } = handoff;
      const sight = `${reason} ${contact}`;
      if (seen.get(id) === sight) return;
      if (seen.size >= MOST_SEEN) seen.clear();
      seen.set(id, sight);
      if (COMPLAINTS.has(handoff.reason)) await fromHandoff(handoff, 'complaint');
      if (handoff.contact === undefined) return;
      await fromHandoff(handoff, 'call-back');
      // She may have written another number after the task was made.
      await store.addTaskContact(`call-back:${handoff.id}`, handoff.contact);
    },
    take: (id, { office, officerId, name }) =>
      changed(store.takeTask(id, office, { id: officerId, name }, now())),
    answer: async (id, actor, text) => {
      const { office } = actor;
      const task = await store.findTask(id, office, now());
      if (task?.state !== 'open') return undefined;
      const { conversationId } = task;
      const reached =
        conversationId !== undefined &&
        (await say(conversationId, actor, { clientMessageId: `task-${id}`, text }).catch(
          () => false,
        ));
      const how = reached ? 'channel' : 'by-hand';
      return changed(store.answerTask(id, office, { text: mask(text), how }, now()));
    },
    close: (id, { office }) => changed(store.closeTask(id, office, now())),
  };
}

/** Days of 24 hours on which the office works; the day itself does not count. */
export function addWorkingDays(
  from: Date,
  days: number,
  isWorkingDay: (at: Date) => boolean,
): Date {
  let at = from;
  // No holiday lasts a month: a calendar that says so is wrong, and does not hold anybody up.
  for (let left = days, tries = days + 31; left > 0 && tries > 0; tries -= 1) {
    at = new Date(at.getTime() + 86_400_000);
    if (isWorkingDay(at)) left -= 1;
  }
  return at;
}

/** `complaint=10,call-back=1`; kinds that are not named keep their usual days. */
export function parseDueDays(text: string): Readonly<Record<TaskKind, number>> | undefined {
  const days: Record<TaskKind, number> = { ...USUAL_DAYS };
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [, kind, count] = /^([a-z-]+)=(\d{1,3})$/u.exec(part) ?? [];
    const known = TASK_KINDS.find((one) => one === kind);
    if (known === undefined || Number(count) < 1) return undefined;
    days[known] = Number(count);
  }
  return days;
}

const USUAL_DAYS: Readonly<Record<TaskKind, number>> = {
  complaint: 10,
  recommendation: 10,
  'call-back': 1,
  'follow-up': 3,
};
