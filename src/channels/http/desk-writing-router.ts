import express from 'express';
import type { Router } from 'express';
import { z } from 'zod';
import type { LanguageModel } from '../../answering/model.ts';
import type { Conversation } from '../../conversation/conversation.ts';
import { DeskRefused } from '../../desk/desk.ts';
import type { Desk } from '../../desk/desk.ts';
import { rewriteDraft, summariseTalk, translateText } from '../../desk/officer-writing.ts';
import { explanationsOf } from './desk-explanation.ts';
import { addDeskRoute, allowOnlyDeskRoutes } from './desk-route.ts';
import type { DeskRoute } from './desk-route.ts';
import type { SignIn } from './sign-in.ts';

export interface WritingRouterParts {
  readonly signIn: SignIn;
  readonly desk: Pick<Desk, 'find'>;
  readonly conversation: (id: string) => Promise<Conversation | undefined>;
  /** Absent: drafts stay as they are, and summaries are made by rule. */
  readonly model?: LanguageModel | undefined;
}

const STAFF = ['operator', 'supervisor'] as const;
const textSchema = z.strictObject({
  text: z.string().trim().min(1).max(6000),
  language: z.enum(['vi', 'en']).default('vi'),
});
/** An officer waits no longer. */
const PATIENCE_MS = 15_000;
/** Turns a summary is made of. */
const MOST_TURNS = 60;

/** Help with words for officers; every reply says whether a machine wrote it. */
export function createWritingRouter(parts: WritingRouterParts): Router {
  const { signIn, desk, conversation, model } = parts;
  const router = express.Router({ caseSensitive: true });
  const added: { method: string; path: string }[] = [];
  const add = <Body>(route: DeskRoute<Body>): void => {
    added.push(route);
    addDeskRoute(router, signIn, route);
  };
  const withoutModel = { kind: 'kept', reason: 'model-off' } as const;
  const signal = (): AbortSignal => AbortSignal.timeout(PATIENCE_MS);

  add({
    method: 'post',
    path: '/drafts/rewrite',
    roles: STAFF,
    schema: textSchema,
    handle: async ({ body: { text, language } }) =>
      model === undefined
        ? withoutModel
        : rewriteDraft(text, language, { model, signal: signal() }),
  });
  add({
    method: 'post',
    path: '/drafts/translate',
    roles: STAFF,
    schema: textSchema,
    handle: async ({ body: { text, language } }) =>
      model === undefined
        ? withoutModel
        : translateText(text, language, { model, signal: signal() }),
  });
  add({
    method: 'get',
    path: '/handoffs/:id/summary',
    roles: STAFF,
    handle: async ({ param, actor, language }) => {
      const handoff = await desk.find(param('id'), actor);
      if (handoff === undefined) throw new DeskRefused('unknown');
      const turns = (await conversation(handoff.conversationId))?.turns ?? [];
      const byRule = {
        kind: 'by-rule',
        text: [handoff.subject, ...(explanationsOf(turns, language).at(-1)?.lines ?? [])].join(
          '\n',
        ),
      };
      if (model === undefined || turns.length < 2) return byRule;
      const talk = turns
        .slice(-MOST_TURNS)
        .map(({ role, text }) => ({ role, text: text.slice(0, 600).toWellFormed() }));
      const written = await summariseTalk(talk, language, { model, signal: signal() });
      return written.kind === 'written' ? written : { ...byRule, reason: written.reason };
    },
  });
  allowOnlyDeskRoutes(router, added);
  return router;
}
