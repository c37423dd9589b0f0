import express from 'express';
import type { Router } from 'express';
import { z } from 'zod';
import type { AuditLog } from '../../accounts/account.ts';
import { checklistText } from '../../desk/call-checklist.ts';
import { DISPOSITIONS } from '../../desk/call.ts';
import type { Call } from '../../desk/call.ts';
import type { Calls } from '../../desk/calls.ts';
import { DeskRefused } from '../../desk/desk.ts';
import type { Actor } from '../../desk/desk.ts';
import type { FollowUp } from '../../desk/follow-up.ts';
import { TASK_KINDS } from '../../desk/task.ts';
import { addDeskRoute, allowOnlyDeskRoutes } from './desk-route.ts';
import type { DeskRoute } from './desk-route.ts';
import type { SignIn } from './sign-in.ts';

export interface CallRouterParts {
  readonly signIn: SignIn;
  readonly calls: Calls;
  readonly followUp: Pick<FollowUp, 'make'>;
  readonly audit: AuditLog;
  readonly now?: () => Date;
}

const STAFF = ['operator', 'supervisor'] as const;
const words = (most: number) => z.string().trim().min(1).max(most);

const utteranceSchema = z.strictObject({
  utteranceId: z.string().min(1).max(200),
  speaker: z.enum(['customer', 'agent']),
  text: z.string().max(4000),
  final: z.boolean(),
});
const endSchema = z.strictObject({
  summary: words(4000).optional(),
  disposition: z.enum(DISPOSITIONS),
  followUp: z
    .strictObject({
      kind: z.enum(TASK_KINDS),
      text: words(4000),
      dueAt: z.iso.datetime().optional(),
      contact: words(200).optional(),
    })
    .optional(),
});
const checklistSchema = z.strictObject({
  suggestionId: z.string().min(1).max(200),
  via: z.enum(['sms', 'zalo']),
  to: words(60),
});

/** Calls at the hotline, and those an officer types along. */
export function createCallRouter(parts: CallRouterParts): Router {
  const { signIn, calls, followUp, audit, now = () => new Date() } = parts;
  const router = express.Router({ caseSensitive: true });
  const added: { method: string; path: string }[] = [];
  const add = <Body>(route: DeskRoute<Body>): void => {
    added.push(route);
    addDeskRoute(router, signIn, route);
  };
  /** A call this officer may see. */
  const seen = async (id: string, actor: Actor): Promise<Call> => {
    const call = await calls.find(id, actor);
    if (call === undefined) throw new DeskRefused('unknown');
    return call;
  };
  const note = ({ officerId, office }: Actor, action: string, subject: string): Promise<void> =>
    audit.note({ at: now().toISOString(), accountId: officerId, office, action, subject });

  add({
    method: 'get',
    path: '/calls',
    roles: STAFF,
    schema: z.strictObject({ view: z.enum(['mine', 'open', 'ended']).default('open') }),
    handle: async ({ actor, body: { view } }) => ({ calls: await calls.list(actor, view) }),
  });
  add({
    method: 'post',
    path: '/calls',
    roles: STAFF,
    schema: z.strictObject({ from: z.string().max(60).optional() }),
    handle: async ({ actor, body: { from } }) => ({ call: await calls.open(actor, from) }),
  });
  add({
    method: 'get',
    path: '/calls/:id',
    roles: STAFF,
    handle: async ({ param, actor }) => {
      const call = await seen(param('id'), actor);
      return { call, suggestions: await calls.suggestions(call) };
    },
  });
  add({
    method: 'post',
    path: '/calls/:id/utterances',
    roles: STAFF,
    schema: utteranceSchema,
    handle: async ({ param, actor, body: { utteranceId, ...said } }) => ({
      suggestions: (await calls.say(param('id'), actor, { ...said, id: utteranceId })) ?? null,
    }),
  });
  add({
    method: 'post',
    path: '/calls/:id/take',
    roles: STAFF,
    handle: async ({ param, actor }) => {
      const call = await calls.takeOver(param('id'), actor);
      await note(actor, 'call-taken', call.id);
      return { call };
    },
  });
  add({
    method: 'get',
    path: '/calls/:id/summary',
    roles: STAFF,
    handle: async ({ param, actor, language }) => ({
      summary: await calls.summary(await seen(param('id'), actor), language),
    }),
  });
  add({
    method: 'post',
    path: '/calls/:id/end',
    roles: STAFF,
    schema: endSchema,
    handle: async ({ param, actor, body: { summary, disposition, followUp: owed } }) => {
      const call = await calls.end(param('id'), actor, { summary, disposition });
      if (owed !== undefined) {
        const { dueAt, ...wish } = owed;
        const due = dueAt === undefined ? undefined : new Date(dueAt);
        await followUp.make(actor, { ...wish, dueAt: due, callId: call.id });
      }
      await note(actor, 'call-ended', call.id);
      return { call };
    },
  });
  add({
    method: 'post',
    path: '/calls/:id/send-checklist',
    roles: STAFF,
    schema: checklistSchema,
    handle: async ({ param, actor, language, body: { suggestionId } }) => {
      const shown = await calls.suggestions(await seen(param('id'), actor));
      const card = shown.flatMap(({ cards }) => cards).find(({ id }) => id === suggestionId);
      if (card === undefined) throw new DeskRefused('unknown');
      // There is no provider of text messages: the officer copies the text.
      return { text: checklistText(card, language), sent: false };
    },
  });
  allowOnlyDeskRoutes(router, added);
  return router;
}
