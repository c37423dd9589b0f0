import { randomUUID } from 'node:crypto';
import express from 'express';
import type { Router } from 'express';
import { z } from 'zod';
import type { AuditLog } from '../../accounts/account.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Actor } from '../../desk/desk.ts';
import type { FollowUp } from '../../desk/follow-up.ts';
import { SAMPLE_ACTIONS, SAMPLE_QUALITIES } from '../../desk/follow-up-store.ts';
import type { FollowUpStore, SampleCandidate } from '../../desk/follow-up-store.ts';
import { TASK_KINDS } from '../../desk/task.ts';
import type { Task } from '../../desk/task.ts';
import { DeskFault, addDeskRoute, allowOnlyDeskRoutes } from './desk-route.ts';
import type { DeskRoute } from './desk-route.ts';
import { DESK_WORDS } from './desk-words.ts';
import type { SignIn } from './sign-in.ts';

export interface FollowUpRouterParts {
  readonly signIn: SignIn;
  readonly desk: Pick<Desk, 'list'>;
  readonly followUp: FollowUp;
  readonly store: FollowUpStore;
  readonly audit: AuditLog;
  readonly random?: () => number;
  readonly now?: () => Date;
}

const STAFF = ['operator', 'supervisor'] as const;
const words = (most: number) => z.string().trim().min(1).max(most);
const tasksSchema = z.strictObject({
  kind: z.enum(TASK_KINDS).optional(),
  state: z.enum(['open', 'answered', 'closed']).optional(),
  mine: z.literal('1').optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
const taskSchema = z.strictObject({
  kind: z.enum(TASK_KINDS),
  text: words(4000),
  dueAt: z.iso.datetime().optional(),
  conversationId: z.string().max(100).optional(),
  callId: z.string().max(100).optional(),
  contact: words(200).optional(),
});
const replySchema = z.strictObject({
  title: words(120),
  text: words(4000),
  language: z.enum(['vi', 'en']),
  shortcut: z
    .string()
    .regex(/^[\p{L}\p{N}-]{1,30}$/u)
    .optional(),
});
const labelsSchema = z.strictObject({
  theme: words(60),
  quality: z.enum(SAMPLE_QUALITIES),
  action: z.enum(SAMPLE_ACTIONS),
  note: words(2000).optional(),
});

/** Closed hand-offs looked through for a sample. */
const DRAWN_FROM = 500;

/** Tasks, ready-made replies and quality samples. */
export function createFollowUpRouter(parts: FollowUpRouterParts): Router {
  const { signIn, desk, followUp, store, audit } = parts;
  const { random = Math.random, now = () => new Date() } = parts;
  const router = express.Router({ caseSensitive: true });
  const added: { method: string; path: string }[] = [];
  const add = <Body>(route: DeskRoute<Body>): void => {
    added.push(route);
    addDeskRoute(router, signIn, route);
  };
  const note = ({ officerId, office }: Actor, action: string, subject: string): Promise<void> =>
    audit.note({ at: now().toISOString(), accountId: officerId, office, action, subject });

  add({
    method: 'get',
    path: '/tasks',
    roles: STAFF,
    schema: tasksSchema,
    handle: async ({ actor, body: { kind, state, mine, limit } }) => ({
      tasks: await store.tasks(
        {
          office: actor.office,
          limit,
          ...(kind === undefined ? {} : { kind }),
          ...(state === undefined ? {} : { state }),
          ...(mine === undefined ? {} : { ownerId: actor.officerId }),
        },
        now(),
      ),
      figures: await store.taskFigures(actor.office, now()),
    }),
  });
  add({
    method: 'get',
    path: '/tasks/figures',
    roles: [...STAFF, 'leader'],
    handle: async ({ actor }) => ({ figures: await store.taskFigures(actor.office, now()) }),
  });
  add({
    method: 'post',
    path: '/tasks',
    roles: STAFF,
    schema: taskSchema,
    handle: async ({ actor, body: { dueAt, ...wish } }) => ({
      task: await followUp.make(actor, {
        ...wish,
        dueAt: dueAt === undefined ? undefined : new Date(dueAt),
      }),
    }),
  });
  const found = (task: Task | undefined): { task: Task } => {
    if (task === undefined) throw new DeskFault('task-not-found', 404);
    return { task };
  };
  add({
    method: 'post',
    path: '/tasks/:id/take',
    roles: STAFF,
    handle: async ({ param, actor }) => found(await followUp.take(param('id'), actor)),
  });
  add({
    method: 'post',
    path: '/tasks/:id/answer',
    roles: STAFF,
    schema: z.strictObject({ text: words(4000) }),
    handle: async ({ param, actor, body }) => {
      const answered = found(await followUp.answer(param('id'), actor, body.text));
      await note(actor, 'task-answered', answered.task.id);
      return answered;
    },
  });
  add({
    method: 'post',
    path: '/tasks/:id/close',
    roles: STAFF,
    handle: async ({ param, actor }) => {
      const closed = found(await followUp.close(param('id'), actor));
      await note(actor, 'task-closed', closed.task.id);
      return closed;
    },
  });

  add({
    method: 'get',
    path: '/canned-replies',
    roles: [...STAFF, 'editor'],
    handle: async ({ actor }) => ({ replies: await store.cannedReplies(actor.office) }),
  });
  const save = async (
    id: string,
    actor: Actor,
    { shortcut, ...rest }: z.infer<typeof replySchema>,
  ) => {
    const { office, officerId } = actor;
    const reply = await store.saveCannedReply(
      { ...rest, id, office, ...(shortcut === undefined ? {} : { shortcut }) },
      { id: officerId, now: now() },
    );
    if (reply === undefined) throw new DeskFault('shortcut-taken', 409);
    await note(actor, 'canned-reply-saved', id);
    return { reply };
  };
  const writers = ['editor', 'supervisor'] as const;
  add({
    method: 'post',
    path: '/canned-replies',
    roles: writers,
    schema: replySchema,
    handle: ({ actor, body }) => save(randomUUID(), actor, body),
  });
  add({
    method: 'put',
    path: '/canned-replies/:id',
    roles: writers,
    schema: replySchema,
    handle: async ({ param, actor, body }) => {
      const known = await store.cannedReplies(actor.office);
      if (!known.some(({ id }) => id === param('id'))) throw new DeskFault('reply-not-found', 404);
      return save(param('id'), actor, body);
    },
  });
  add({
    method: 'delete',
    path: '/canned-replies/:id',
    roles: writers,
    handle: async ({ param, actor }) => {
      if (!(await store.removeCannedReply(param('id'), actor.office))) {
        throw new DeskFault('reply-not-found', 404);
      }
      await note(actor, 'canned-reply-removed', param('id'));
    },
  });

  add({
    method: 'get',
    path: '/samples',
    roles: ['supervisor'],
    schema: z.strictObject({
      state: z.enum(['unlabelled', 'labelled']).default('unlabelled'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    handle: async ({ actor, language, body: { state, limit } }) => ({
      samples: await store.samples({ office: actor.office, state, limit }),
      figures: await store.sampleFigures(actor.office),
      themes: Object.entries(DESK_WORDS[language].themes).map(([id, name]) => ({ id, name })),
    }),
  });
  add({
    method: 'post',
    path: '/samples/draw',
    roles: ['supervisor'],
    schema: z.strictObject({ count: z.number().int().min(1).max(50) }),
    handle: async ({ actor, body: { count } }) => {
      const { office, officerId } = actor;
      const page = await desk.list({ view: 'closed', office, officerId, limit: DRAWN_FROM });
      const known = new Set(
        (
          await Promise.all(
            (['unlabelled', 'labelled'] as const).map((state) =>
              store.samples({ office, state, limit: 10_000 }),
            ),
          )
        )
          .flat()
          .map(({ handoffId }) => handoffId),
      );
      const candidates = page.handoffs
        .filter(({ id }) => !known.has(id))
        .map((handoff): SampleCandidate => ({
          handoffId: handoff.id,
          office,
          conversationId: handoff.conversationId,
          subject: handoff.subject,
          closedAt: handoff.closedAt ?? handoff.lastTurnAt,
        }));
      return { drawn: await store.addSamples(drawn(candidates, count, random), now()) };
    },
  });
  add({
    method: 'post',
    path: '/samples/:handoffId',
    roles: ['supervisor'],
    schema: labelsSchema,
    handle: async ({ param, actor, body: { note: remark, ...labels } }) => {
      if (!Object.hasOwn(DESK_WORDS.vi.themes, labels.theme)) {
        throw new DeskFault('unknown-theme', 422);
      }
      const sample = await store.labelSample(
        param('handoffId'),
        actor.office,
        { ...labels, ...(remark === undefined ? {} : { note: remark }) },
        { id: actor.officerId, now: now() },
      );
      if (sample === undefined) throw new DeskFault('sample-not-found', 404);
      return { sample };
    },
  });
  allowOnlyDeskRoutes(router, added);
  return router;
}

/** So many of them, each as likely as any other. */
function drawn<T>(from: readonly T[], count: number, random: () => number): readonly T[] {
  const left = [...from];
  for (let at = 0; at < Math.min(count, left.length); at += 1) {
    const other = at + Math.floor(random() * (left.length - at));
    const [one, two] = [left[at], left[other]];
    if (one === undefined || two === undefined) continue;
    left[at] = two;
    left[other] = one;
  }
  return left.slice(0, count);
}
