import express from 'express';
import type { Router } from 'express';
import { z } from 'zod';
import { CHANNELS } from '../../conversation/conversation.ts';
import type { Conversation, Turn } from '../../conversation/conversation.ts';
import type { AuditLog } from '../../accounts/account.ts';
import { DeskRefused, ENDINGS } from '../../desk/desk.ts';
import type { Desk, DeskHandoff } from '../../desk/desk.ts';
import type { Actor } from '../../desk/desk.ts';
import type { AnswerWindow } from '../messaging/answer-window.ts';
import { streamDeskEvents } from './desk-events.ts';
import type { DeskEvents } from './desk-events.ts';
import { explanationsOf } from './desk-explanation.ts';
import { addDeskRoute, allowOnlyDeskRoutes } from './desk-route.ts';
import type { DeskRoute } from './desk-route.ts';
import { clientMessageIdSchema, toWireTurn } from './schemas.ts';
import type { SignIn } from './sign-in.ts';

export interface DeskRouterParts {
  readonly signIn: SignIn;
  readonly desk: Desk;
  readonly events: DeskEvents;
  readonly conversation: (id: string) => Promise<Conversation | undefined>;
  readonly windowOf: (handoff: DeskHandoff) => Promise<AnswerWindow>;
  readonly ratingOf: (
    conversationId: string,
  ) => Promise<{ readonly stars: number; readonly reason?: string } | undefined>;
  readonly office: {
    readonly id: string;
    readonly name?: string | undefined;
    readonly hotline?: string | undefined;
  };
  readonly audit: AuditLog;
  readonly now?: () => Date;
  readonly settings: { readonly approveFirst: boolean; readonly transcription: boolean };
}

/** How often a console says that somebody sits before it. */
const HEARTBEAT_MS = 20_000;
/** Who works at the desk. */
const STAFF = ['operator', 'supervisor'] as const;
const EVERYBODY = ['operator', 'supervisor', 'editor', 'leader', 'administrator'] as const;

const words = (most: number) => z.string().trim().min(1).max(most);
const listSchema = z.strictObject({
  view: z.enum(['mine', 'waiting', 'all', 'closed']).default('mine'),
  channel: z.enum(CHANNELS).optional(),
  skill: z.string().max(60).optional(),
  q: z.string().max(200).optional(),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('officer'), officerId: words(100) }),
  z.strictObject({ kind: z.literal('team'), skill: words(60) }),
  z.strictObject({ kind: z.literal('office'), office: words(100) }),
]);

/** Queue, conversations and presence: what a console works with. */
export function createDeskRouter(parts: DeskRouterParts): Router {
  const { signIn, desk, events, conversation, windowOf, ratingOf, office, settings, audit } = parts;
  const { now = () => new Date() } = parts;
  const router = express.Router({ caseSensitive: true });
  const added: { method: string; path: string }[] = [];
  const add = <Body>(route: DeskRoute<Body>): void => {
    added.push(route);
    addDeskRoute(router, signIn, route);
  };
  const note = (
    { officerId, office: at }: Actor,
    action: string,
    subject: string,
    detail: Readonly<Record<string, string>> = {},
  ): Promise<void> =>
    audit.note({
      at: now().toISOString(),
      accountId: officerId,
      office: at,
      action,
      subject,
      detail,
    });
  const noteRead = createReadNote((actor, id) => note(actor, 'handoff-read', id), now);
  /** A hand-off this officer may see. */
  const seen = async (id: string, actor: Actor): Promise<DeskHandoff> => {
    const handoff = await desk.find(id, actor);
    if (handoff === undefined) throw new DeskRefused('unknown');
    return handoff;
  };

  add({
    method: 'get',
    path: '/me',
    roles: EVERYBODY,
    handle: async ({ signedIn, actor }) => {
      const presences = await desk.presences(actor.office);
      const { account, csrfToken } = signedIn;
      return {
        account,
        csrfToken,
        office: { ...office, id: actor.office },
        presence:
          presences.find(({ officerId }) => officerId === actor.officerId)?.state ?? 'offline',
        settings: { heartbeatMs: HEARTBEAT_MS, ...settings },
      };
    },
  });
  add({
    method: 'post',
    path: '/presence',
    roles: STAFF,
    schema: z.strictObject({ state: z.enum(['available', 'away', 'offline']) }),
    handle: async ({ actor, body }) => ({ presence: await desk.present(actor, body.state) }),
  });
  add({
    method: 'get',
    path: '/presences',
    roles: STAFF,
    handle: async ({ actor }) => ({ presences: await desk.presences(actor.office) }),
  });
  add({
    method: 'get',
    path: '/events',
    roles: STAFF,
    handle: async ({ request, response, actor }) => {
      const stillAllowed = async (): Promise<boolean> =>
        (await signIn.signedIn(request)) !== undefined;
      streamDeskEvents(request, response, events, { office: actor.office, stillAllowed });
    },
  });
  add({
    method: 'get',
    path: '/handoffs',
    roles: STAFF,
    schema: listSchema,
    handle: async ({ actor, body: { q, ...filter } }) => {
      const { channel, skill, after, view, limit } = filter;
      return desk.list({
        view,
        limit,
        office: actor.office,
        officerId: actor.officerId,
        ...(channel === undefined ? {} : { channel }),
        ...(skill === undefined ? {} : { skill }),
        ...(after === undefined ? {} : { after }),
        ...(q === undefined ? {} : { text: q }),
      });
    },
  });
  add({
    method: 'get',
    path: '/handoffs/:id',
    roles: STAFF,
    handle: async ({ param, actor, language }) => {
      const handoff = await seen(param('id'), actor);
      const [talk, notes, steps, window, rating] = await Promise.all([
        conversation(handoff.conversationId),
        desk.notes(handoff.id),
        desk.steps(handoff.id),
        windowOf(handoff),
        ratingOf(handoff.conversationId),
      ]);
      const turns = talk?.turns ?? [];
      if (handoff.officerId !== actor.officerId) await noteRead(actor, handoff.id);
      return {
        handoff,
        turns: turns.map(toWireTurn),
        explanations: explanationsOf(turns, language),
        notes,
        steps,
        window,
        ...(rating === undefined ? {} : { rating }),
      };
    },
  });
  add({
    method: 'post',
    path: '/handoffs/:id/claim',
    roles: STAFF,
    handle: async ({ param, actor }) => {
      const handoff = await desk.claim(param('id'), actor);
      await note(actor, 'handoff-claimed', handoff.id);
      return { handoff };
    },
  });
  add({
    method: 'post',
    path: '/handoffs/:id/release',
    roles: STAFF,
    schema: z.strictObject({ note: words(1000).optional() }),
    handle: async ({ param, actor, body }) => {
      const handoff = await desk.release(param('id'), actor, body.note);
      await note(actor, 'handoff-released', handoff.id);
      return { handoff };
    },
  });
  add({
    method: 'post',
    path: '/handoffs/:id/transfer',
    roles: STAFF,
    schema: z.strictObject({ target: targetSchema, note: z.string().max(1000) }),
    handle: async ({ param, actor, body: { target, note: why } }) => {
      const handoff = await desk.transfer(param('id'), actor, target, why);
      await note(actor, 'handoff-transferred', handoff.id, { to: target.kind });
      return { handoff };
    },
  });
  add({
    method: 'post',
    path: '/handoffs/:id/assign',
    roles: ['supervisor'],
    schema: z.strictObject({ officerId: words(100) }),
    handle: async ({ param, actor, body: { officerId } }) => {
      const handoff = await desk.assign(param('id'), actor, officerId);
      await note(actor, 'handoff-assigned', handoff.id, { officerId });
      return { handoff };
    },
  });
  add({
    method: 'post',
    path: '/handoffs/:id/close',
    roles: STAFF,
    schema: z.strictObject({ ending: z.enum(ENDINGS) }),
    handle: async ({ param, actor, body: { ending } }) => {
      const handoff = await desk.close(param('id'), actor, ending);
      await note(actor, 'handoff-closed', handoff.id, { ending });
      return { handoff };
    },
  });
  add({
    method: 'post',
    path: '/handoffs/:id/messages',
    roles: STAFF,
    schema: z.strictObject({
      clientMessageId: clientMessageIdSchema,
      text: words(16_000),
      suggestionId: z.string().max(200).optional(),
    }),
    handle: async ({ param, actor, body: { clientMessageId, text } }) => {
      const turn: Turn = await desk.send(param('id'), actor, { clientMessageId, text });
      return { turn: toWireTurn(turn) };
    },
  });
  add({
    method: 'post',
    path: '/handoffs/:id/notes',
    roles: STAFF,
    schema: z.strictObject({ text: words(4000) }),
    handle: async ({ param, actor, body }) => ({
      note: await desk.note(param('id'), actor, body.text),
    }),
  });
  add({
    method: 'post',
    path: '/handoffs/:id/typing',
    roles: STAFF,
    handle: async ({ param, actor }) => {
      desk.officerTyping(param('id'), actor);
    },
  });
  add({
    method: 'get',
    path: '/notices',
    roles: EVERYBODY,
    handle: async ({ actor }) => ({ notices: await desk.notices(actor.office) }),
  });
  add({
    method: 'post',
    path: '/notices',
    roles: ['supervisor'],
    schema: z.strictObject({ text: words(500), until: z.iso.datetime().optional() }),
    handle: async ({ actor, body: { text, until } }) => {
      const end = until === undefined ? undefined : new Date(until);
      const notice = await desk.announce(actor, text, end);
      await note(actor, 'notice-announced', notice.id);
      return { notice };
    },
  });
  allowOnlyDeskRoutes(router, added);
  return router;
}

const READ_AGAIN_MS = 3_600_000;
const MOST_READ = 10_000;

/** Notes that an officer read somebody else's conversation, once an hour each. */
function createReadNote(
  note: (actor: Actor, id: string) => Promise<void>,
  now: () => Date,
): (actor: Actor, id: string) => Promise<void> {
  const noted = new Map<string, number>();
  return async (actor, id) => {
    const key = `${actor.officerId} ${id}`;
    const atMs = now().getTime();
    if (atMs - (noted.get(key) ?? 0) < READ_AGAIN_MS) return;
    noted.delete(key);
    noted.set(key, atMs);
    const [oldest] = noted.keys();
    if (noted.size > MOST_READ && oldest !== undefined) noted.delete(oldest);
    await note(actor, id);
  };
}
