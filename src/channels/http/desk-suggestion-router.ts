import express from 'express';
import type { Router } from 'express';
import { z } from 'zod';
import type { Means } from '../../answering/means.ts';
import type { CallStore } from '../../desk/call-store.ts';
import type { Calls } from '../../desk/calls.ts';
import type { CheckDraft } from '../../desk/check-draft.ts';
import { DeskRefused } from '../../desk/desk.ts';
import type { Actor, Desk, DeskHandoff } from '../../desk/desk.ts';
import type { HandoffSuggestions } from '../../desk/handoff-suggestions.ts';
import { FEEDBACK_KINDS } from '../../desk/suggestion.ts';
import type { Suggestions } from '../../desk/suggestion.ts';
import { procedureCodeSchema } from '../../procedure/procedure.ts';
import { facetSchema } from '../../procedure/guide.ts';
import { addDeskRoute, allowOnlyDeskRoutes } from './desk-route.ts';
import type { DeskRoute } from './desk-route.ts';
import type { AnswerWindow } from '../messaging/answer-window.ts';
import { Fault } from './faults.ts';
import type { SignIn } from './sign-in.ts';

export interface SuggestionRouterParts {
  readonly signIn: SignIn;
  readonly desk: Pick<Desk, 'find'>;
  readonly calls: Pick<Calls, 'find' | 'suggestions'>;
  readonly suggestions: Pick<HandoffSuggestions, 'of'>;
  readonly checkDraft: CheckDraft;
  readonly windowOf: (handoff: DeskHandoff) => Promise<AnswerWindow>;
  readonly means: Pick<Means, 'search' | 'procedure' | 'guide'>;
  readonly store: Pick<CallStore, 'addSuggestionFeedback'>;
  /** Blanks personal data out of what is kept. */
  readonly mask: (text: string) => string;
  readonly now?: () => Date;
}

const STAFF = ['operator', 'supervisor'] as const;
const id = z.string().min(1).max(200);

const draftSchema = z.strictObject({
  handoffId: id.optional(),
  callId: id.optional(),
  text: z.string().max(16_000),
});
const feedbackSchema = z.strictObject({
  suggestionId: id,
  procedureCode: procedureCodeSchema,
  kind: z.enum(FEEDBACK_KINDS),
  /** Hand-off or call. */
  about: id,
  question: z.string().max(4000),
  facet: facetSchema.optional(),
  note: z.string().max(2000).optional(),
});
const searchSchema = z.strictObject({
  q: z.string().trim().min(1).max(500),
  limit: z.coerce.number().int().min(1).max(50).default(10),
});

/** Suggested answers of hand-offs, what officers make of them, drafts looked at again, procedures. */
export function createSuggestionRouter(parts: SuggestionRouterParts): Router {
  const { signIn, desk, calls, suggestions, checkDraft, windowOf, means, store, mask } = parts;
  const { now = () => new Date() } = parts;
  const router = express.Router({ caseSensitive: true });
  const added: { method: string; path: string }[] = [];
  const add = <Body>(route: DeskRoute<Body>): void => {
    added.push(route);
    addDeskRoute(router, signIn, route);
  };

  /** A hand-off or call this officer may see, with its cards. */
  async function inView(
    about: { readonly handoffId?: string | undefined; readonly callId?: string | undefined },
    actor: Actor,
  ): Promise<{
    readonly handoff?: DeskHandoff;
    readonly cards: readonly Suggestions[];
  }> {
    const { handoffId, callId } = about;
    const handoff = handoffId === undefined ? undefined : await desk.find(handoffId, actor);
    const call = callId === undefined ? undefined : await calls.find(callId, actor);
    const isMissing = (given: unknown, found: unknown): boolean =>
      given !== undefined && found === undefined;
    if (isMissing(handoffId, handoff) || isMissing(callId, call)) throw new DeskRefused('unknown');
    const ofHandoff = handoff === undefined ? [] : await suggestions.of(handoff);
    const ofCall = call === undefined ? [] : await calls.suggestions(call);
    const cards = [...ofHandoff, ...ofCall];
    return handoff === undefined ? { cards } : { handoff, cards };
  }

  add({
    method: 'get',
    path: '/handoffs/:id/suggestions',
    roles: STAFF,
    handle: async ({ param, actor }) => ({
      suggestions: (await inView({ handoffId: param('id') }, actor)).cards,
    }),
  });
  add({
    method: 'post',
    path: '/drafts/check',
    roles: STAFF,
    schema: draftSchema,
    handle: async ({ actor, body: { text, ...about } }) => {
      const { handoff, cards } = await inView(about, actor);
      const window = handoff === undefined ? undefined : await windowOf(handoff);
      const codes = cards.flatMap((one) => one.cards.map(({ procedureCode }) => procedureCode));
      const warnings = checkDraft(text, {
        procedures: [...new Set(codes)],
        limit: window?.limit,
        windowClosesAt: window?.closesAt,
        now: now(),
      });
      return { warnings };
    },
  });
  add({
    method: 'post',
    path: '/suggestions/feedback',
    roles: STAFF,
    schema: feedbackSchema,
    handle: async ({ actor, body }) => {
      const { about, question, note, facet, ...rest } = body;
      const known = (await desk.find(about, actor)) ?? (await calls.find(about, actor));
      if (known === undefined) throw new DeskRefused('unknown');
      await store.addSuggestionFeedback({
        ...rest,
        about,
        question: mask(question),
        ...(facet === undefined ? {} : { facet }),
        ...(note === undefined ? {} : { note: mask(note) }),
        byId: actor.officerId,
        office: actor.office,
        at: now().toISOString(),
      });
    },
  });
  add({
    method: 'get',
    path: '/procedures',
    roles: STAFF,
    schema: searchSchema,
    handle: async ({ body: { q, limit } }) => ({ procedures: means.search(q, limit) }),
  });
  add({
    method: 'get',
    path: '/procedures/:code',
    roles: STAFF,
    handle: async ({ param }) => {
      const procedure = means.procedure(param('code'));
      if (procedure === undefined) throw new Fault('procedure-not-found');
      return { procedure, guide: means.guide(procedure.code) ?? null };
    },
  });
  allowOnlyDeskRoutes(router, added);
  return router;
}
