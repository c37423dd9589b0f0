import { z } from 'zod';
import type { RenderedMessage } from '../messaging/platform.ts';
import { parseAnonymousContact } from './anonymous-contact.ts';
import { encodePayload } from './button-payload.ts';

/** Code points of a message's text; more is refused with -210. */
export const TEXT_LENGTH = 2000;
export const BUTTONS = 5;
export const BUTTON_TITLE_LENGTH = 100;

const bodySchema = z.object({
  message: z.object({
    text: z.string(),
    attachment: z
      .object({
        type: z.literal('template'),
        payload: z.object({
          template_type: z.string().optional(),
          buttons: z.array(
            z.object({ title: z.string(), type: z.literal('oa.query.show'), payload: z.string() }),
          ),
        }),
      })
      .optional(),
  }),
});
/** What is kept in the outbox: the request without its recipient. */
export type ZaloBody = z.output<typeof bodySchema>;

/** The request of one rendered message (docs.zaloplatforms.com "Customer service message"). */
export function toZaloBody(
  { plain, buttons }: RenderedMessage,
  { templateType }: { readonly templateType: boolean },
): ZaloBody {
  // Decomposed Vietnamese would count nearly twice.
  const text = plain.normalize('NFC');
  if (buttons.length === 0) return { message: { text } };
  return {
    message: {
      text,
      attachment: {
        type: 'template',
        payload: {
          ...(templateType ? { template_type: 'button' } : {}),
          buttons: buttons.slice(0, BUTTONS).map(({ title, payload }) => ({
            title: title.normalize('NFC'),
            type: 'oa.query.show' as const,
            payload: encodePayload(payload),
          })),
        },
      },
    },
  };
}

/**
 * Path and request for one contact. Visitors of the web chat are answered by the older endpoint, which
 * takes no buttons: their titles stand as lines. Undefined when the body is none of ours.
 */
export function toRequest(
  contact: string,
  kept: unknown,
): { readonly path: string; readonly request: unknown } | undefined {
  const body = bodySchema.safeParse(kept);
  if (!body.success) return undefined;
  const anonymous = parseAnonymousContact(contact);
  if (anonymous === undefined) {
    return {
      path: '/v3.0/oa/message/cs',
      request: { recipient: { user_id: contact }, ...body.data },
    };
  }
  const { anonymousId, conversationId } = anonymous;
  return {
    path: '/v2.0/oa/message',
    request: {
      recipient: { anonymous_id: anonymousId, conversation_id: conversationId },
      message: { text: withTitles(body.data) },
    },
  };
}

function withTitles({ message }: ZaloBody): string {
  let text = message.text;
  for (const { title } of message.attachment?.payload.buttons ?? []) {
    const longer = `${text}\n• ${title}`;
    if ([...longer].length > TEXT_LENGTH) break;
    text = longer;
  }
  return text;
}
