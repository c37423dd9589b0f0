import { randomUUID } from 'node:crypto';
import express from 'express';
import type { Request, Router } from 'express';
import { z } from 'zod';
import { MessageConflict, UnknownConversation } from '../../assistant.ts';
import type { Assistant, IncomingMessage } from '../../assistant.ts';
import type { Conversation } from '../../conversation/conversation.ts';
import type { CitizenWait } from '../../desk/desk.ts';
import { facetSchema } from '../../procedure/guide.ts';
import { procedureCodeSchema } from '../../procedure/procedure.ts';
import { allowOnly, limited, sendTranscript } from './api-router.ts';
import { readForm } from './body.ts';
import { NEWEST, chatPage } from './chat-page.ts';
import { checked } from './check.ts';
import { send, sendJson } from './compress.ts';
import { Fault } from './faults.ts';
import type { LiveTurns } from './live-turns.ts';
import type { SettingOf } from './page-router.ts';
import { privacyPage } from './privacy-page.ts';
import type { Retention } from './privacy-page.ts';
import type { RateLimit } from './rate-limit.ts';
import {
  clientMessageIdSchema,
  contactRequestSchema,
  messageTextSchema,
  toWireTurn,
} from './schemas.ts';
import { downloadAs } from './transcript.ts';
import { pageChannel, requireOwnOrigin } from './visitor.ts';
import type { PageChannel, Visitors } from './visitor.ts';
import { WAIT_FORMS } from './wait-markup.ts';
import type { Language } from './words.ts';

export interface ConversationParts {
  readonly assistant: Assistant;
  readonly rateLimit: RateLimit;
  readonly live: LiveTurns;
  readonly visitors: Visitors;
  readonly retention: Retention;
  readonly settingOf: SettingOf;
}

const formSchema = z.strictObject({
  clientMessageId: clientMessageIdSchema.default(() => randomUUID()),
  text: messageTextSchema.optional(),
  chosenCode: procedureCodeSchema.optional(),
  chosenFacet: facetSchema.optional(),
  person: z.literal('1').optional(),
  restart: z.literal('1').optional(),
});

const ratingFormSchema = z.strictObject({
  stars: z.coerce
    .number()
    .pipe(z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)])),
});

const eraseSchema = z.strictObject({ sure: z.literal('1').optional() });

/** What this browser's conversation is: the chat, its transcript, and the citizen's rights over it. */
export function createConversationRouter(parts: ConversationParts): Router {
  const { assistant, rateLimit, live, visitors, retention, settingOf } = parts;
  const router = express.Router({ caseSensitive: true });

  /** The conversation this browser is in, if it is still kept. */
  async function current(request: Request): Promise<Conversation | undefined> {
    const id = visitors.conversationOf(request);
    return id === undefined ? undefined : assistant.conversation(id);
  }

  async function needed(request: Request): Promise<Conversation> {
    const conversation = await current(request);
    if (conversation === undefined) throw new Fault('conversation-not-found');
    return conversation;
  }

  /** Where a request for an officer stands; null where none was made. */
  async function waitOf({ id, turns }: Conversation): Promise<CitizenWait | null> {
    const wasAsked = turns.some(
      ({ role, answer }) => role === 'officer' || answer?.outcome === 'handed-off',
    );
    return wasAsked ? assistant.wait(id) : null;
  }

  router.get('/', async (request, response) => {
    const setting = settingOf(request, response);
    const channel = pageChannel(request, response);
    const conversation = await current(request);
    // Every visit puts off the day the browser forgets, as every message puts off erasure.
    if (conversation) visitors.remember(request, response, conversation.id, conversation.channel);
    const view = {
      conversationId: conversation?.id ?? null,
      channel,
      turns: (conversation?.turns ?? []).map(toWireTurn),
      greeting: assistant.greeting(setting.language),
      wait: conversation === undefined ? null : await waitOf(conversation),
    };
    await send(request, response, 'text/html; charset=utf-8', chatPage(setting, view));
  });
  allowOnly(router, '/', ['GET', 'HEAD']);

  router.post('/hoi', requireOwnOrigin, limited(rateLimit), async (request, response) => {
    const { language } = settingOf(request, response);
    const { person, restart, ...message } = checked(formSchema, await readForm(request), language);
    if (restart) {
      visitors.forget(request, response);
      response.redirect(303, '/');
      return;
    }
    const empty =
      (message.text ?? '').trim() === '' && !person && !message.chosenCode && !message.chosenFacet;
    if (!empty) {
      const known = visitors.conversationOf(request);
      const channel = pageChannel(request, response);
      const id = await say(known, { language, channel }, message, person !== undefined);
      live.told(id);
      visitors.remember(request, response, id, channel);
    }
    response.redirect(303, empty ? '/' : `/#${NEWEST}`);
  });
  allowOnly(router, '/hoi', ['POST']);

  /** Says it in the conversation this browser had, or in a new one; returns which. */
  async function say(
    known: string | undefined,
    options: { readonly language: Language; readonly channel: PageChannel },
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
    const { conversation } = await assistant.open(options);
    await tell(conversation.id, message.clientMessageId);
    return conversation.id;
  }

  /** A form of the waiting card: done, and back to the chat. */
  function addWaitForm<Form>(
    path: string,
    schema: z.ZodType<Form>,
    act: (id: string, form: Form) => Promise<unknown>,
  ): void {
    router.post(path, requireOwnOrigin, limited(rateLimit), async (request, response) => {
      const { language } = settingOf(request, response);
      const form = checked(schema, await readForm(request), language);
      const { id } = await needed(request);
      await act(id, form);
      response.redirect(303, '/');
    });
    allowOnly(router, path, ['POST']);
  }
  addWaitForm(WAIT_FORMS.leave, z.strictObject({}), (id) => assistant.leaveQueue(id));
  addWaitForm(WAIT_FORMS.contact, contactRequestSchema, (id, { contact }) =>
    assistant.leaveContact(id, contact),
  );
  addWaitForm(WAIT_FORMS.rate, ratingFormSchema, (id, { stars }) => assistant.rate(id, { stars }));

  router.get('/hoi/ban-ghi', limited(rateLimit), async (request, response) => {
    const { office } = settingOf(request, response);
    await sendTranscript(request, response, await needed(request), office);
  });
  allowOnly(router, '/hoi/ban-ghi', ['GET', 'HEAD']);

  router.get('/quyen-rieng-tu', async (request, response) => {
    const setting = settingOf(request, response);
    const asked = request.query['xong'];
    const done = asked === 'xoa' || asked === 'chua' ? asked : undefined;
    const page = privacyPage(setting, retention, (await current(request)) ?? null, done);
    await send(request, response, 'text/html; charset=utf-8', page);
  });
  allowOnly(router, '/quyen-rieng-tu', ['GET', 'HEAD']);

  const own = [requireOwnOrigin, limited(rateLimit)];
  router.post('/quyen-rieng-tu/du-lieu', ...own, async (request, response) => {
    const { id } = await needed(request);
    response.setHeader('content-disposition', downloadAs('json', new Date()));
    await sendJson(request, response, await assistant.exportConversation(id), 2);
  });
  allowOnly(router, '/quyen-rieng-tu/du-lieu', ['POST']);

  router.post('/quyen-rieng-tu/xoa', ...own, async (request, response) => {
    const { language } = settingOf(request, response);
    const { sure } = checked(eraseSchema, await readForm(request), language);
    if (sure === undefined) {
      response.redirect(303, '/quyen-rieng-tu?xong=chua#cuoc-tro-chuyen');
      return;
    }
    const id = visitors.conversationOf(request);
    visitors.forget(request, response);
    try {
      if (id !== undefined) await assistant.erase(id);
    } catch (error) {
      // Erased before, or rested too long: it is gone, as was wished.
      if (!(error instanceof UnknownConversation)) throw error;
    }
    if (id !== undefined) live.told(id);
    response.redirect(303, '/quyen-rieng-tu?xong=xoa#cuoc-tro-chuyen');
  });
  allowOnly(router, '/quyen-rieng-tu/xoa', ['POST']);
  return router;
}
