import { randomUUID } from 'node:crypto';
import express from 'express';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { MessageConflict, UnknownConversation } from '../../assistant.ts';
import type { Assistant, IncomingMessage } from '../../assistant.ts';
import { facetSchema } from '../../procedure/guide.ts';
import { procedureCodeSchema } from '../../procedure/procedure.ts';
import { allowOnly, limited } from './api-router.ts';
import { apiPage } from './api-page.ts';
import { readForm } from './body.ts';
import { NEWEST, chatPage } from './chat-page.ts';
import { checked } from './check.ts';
import { send } from './compress.ts';
import { Fault } from './faults.ts';
import type { PageSetting } from './layout.ts';
import { procedurePage } from './procedure-page.ts';
import type { RateLimit } from './rate-limit.ts';
import { ROUTES } from './routes.ts';
import { clientMessageIdSchema, messageTextSchema, toWireTurn } from './schemas.ts';
import { searchPage } from './search-page.ts';
import {
  conversationOf,
  forgetConversation,
  rememberConversation,
  requireOwnOrigin,
} from './visitor.ts';
import type { Language } from './words.ts';

export type SettingOf = (request: Request, response: Response) => PageSetting;

/** Results of the search page. */
const RESULTS = 20;

const formSchema = z.strictObject({
  clientMessageId: clientMessageIdSchema.default(() => randomUUID()),
  text: messageTextSchema.optional(),
  chosenCode: procedureCodeSchema.optional(),
  chosenFacet: facetSchema.optional(),
  person: z.literal('1').optional(),
  restart: z.literal('1').optional(),
});

/** The pages; all of them work without script. */
export function createPageRouter(
  assistant: Assistant,
  rateLimit: RateLimit,
  settingOf: SettingOf,
): Router {
  const router = express.Router({ caseSensitive: true });
  const show = (request: Request, response: Response, page: string): Promise<void> =>
    send(request, response, 'text/html; charset=utf-8', page);

  router.get('/', async (request, response) => {
    const setting = settingOf(request, response);
    const id = conversationOf(request);
    const conversation = id === undefined ? undefined : await assistant.conversation(id);
    const view = {
      conversationId: conversation?.id ?? null,
      turns: (conversation?.turns ?? []).map(toWireTurn),
      greeting: assistant.greeting(setting.language),
    };
    await show(request, response, chatPage(setting, view));
  });
  allowOnly(router, '/', ['GET', 'HEAD']);

  router.post('/hoi', requireOwnOrigin, limited(rateLimit), async (request, response) => {
    const { language } = settingOf(request, response);
    const { person, restart, ...message } = checked(formSchema, await readForm(request), language);
    if (restart) {
      forgetConversation(response);
      response.redirect(303, '/');
      return;
    }
    const empty =
      (message.text ?? '').trim() === '' && !person && !message.chosenCode && !message.chosenFacet;
    if (!empty)
      rememberConversation(
        request,
        response,
        await say(conversationOf(request), language, message, person !== undefined),
      );
    response.redirect(303, empty ? '/' : `/#${NEWEST}`);
  });
  allowOnly(router, '/hoi', ['POST']);

  /** Says it in the conversation this browser had, or in a new one; returns which. */
  async function say(
    known: string | undefined,
    language: Language,
    message: IncomingMessage,
    person: boolean,
  ): Promise<string> {
    const tell = (id: string, clientMessageId: string) =>
      person
        ? assistant.askForPerson(id, clientMessageId)
        : assistant.ask(id, { ...message, clientMessageId });
    if (known !== undefined) {
      try {
        await tell(known, message.clientMessageId);
        return known;
      } catch (error) {
        // The browser went back to a page whose form was used before: this is a new message.
        if (error instanceof MessageConflict) {
          await tell(known, randomUUID());
          return known;
        }
        if (!(error instanceof UnknownConversation)) throw error;
      }
    }
    const { conversation } = await assistant.open({ channel: 'web', language });
    await tell(conversation.id, message.clientMessageId);
    return conversation.id;
  }

  const limit = limited(rateLimit);
  router.get('/thu-tuc', async (request, response) => {
    const given = request.query['q'];
    const query = typeof given === 'string' ? given.trim().slice(0, 500) : '';
    if (query !== '') limit(request, response, () => {});
    const found = query === '' ? null : assistant.search(query, RESULTS);
    await show(request, response, searchPage(settingOf(request, response), query, found));
  });
  allowOnly(router, '/thu-tuc', ['GET', 'HEAD']);

  router.get('/thu-tuc/:code', async (request, response) => {
    const procedure = assistant.procedure(request.params.code);
    if (procedure === undefined) throw new Fault('procedure-not-found');
    await show(
      request,
      response,
      procedurePage(settingOf(request, response), procedure, assistant.guide(procedure.code)),
    );
  });
  allowOnly(router, '/thu-tuc/:code', ['GET', 'HEAD']);

  router.get('/api', async (request, response) => {
    const setting = settingOf(request, response);
    const question = assistant.greeting('vi').suggestions[0] ?? '';
    const site = `${request.protocol}://${request.host}`;
    await show(request, response, apiPage(setting, ROUTES, site, question));
  });
  allowOnly(router, '/api', ['GET', 'HEAD']);
  return router;
}
