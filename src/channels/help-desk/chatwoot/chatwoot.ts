import { z } from 'zod';
import type { ChatwootConfig } from '../../../config.ts';
import type { Turn } from '../../../conversation/conversation.ts';
import { callJson } from '../call-json.ts';
import { HelpDeskFailed } from '../help-desk.ts';
import type { HelpDesk, Refs } from '../help-desk.ts';
import { turnLine } from '../packet.ts';
import { readChatwoot } from './read-webhook.ts';

const TIMEOUT_MS = 10_000;
const idSchema = z.looseObject({ id: z.coerce.string() });
const conversationsSchema = z.array(
  z.looseObject({ id: z.coerce.string(), status: z.string().optional() }),
);
const contactSchema = z.looseObject({ source_id: z.string() });

/**
 * Chatwoot as the desk: an API inbox, whose conversations are ours. Our conversation's id is the
 * contact's `source_id`, so that making it again finds it. Sources: developers.chatwoot.com (client
 * and application APIs).
 */
export function createChatwoot(config: ChatwootConfig): HelpDesk {
  const root = config.url.replace(/\/+$/u, '');
  const inbox = `${root}/public/api/v1/inboxes/${encodeURIComponent(config.inbox)}`;
  const account = `${root}/api/v1/accounts/${encodeURIComponent(config.accountId)}`;

  const asCitizen = (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> =>
    callJson({
      method,
      url: `${inbox}${path}`,
      timeoutMs: TIMEOUT_MS,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const asAgent = (path: string, body: unknown): Promise<unknown> =>
    callJson({
      method: 'POST',
      url: `${account}${path}`,
      headers: { api_access_token: config.apiToken },
      body: JSON.stringify(body),
      timeoutMs: TIMEOUT_MS,
    });
  const remark = (text: string, { conversation = '' }: Refs): Promise<unknown> =>
    asAgent(`/conversations/${conversation}/messages`, {
      content: text,
      message_type: 'outgoing',
      private: true,
    });
  const pathOf = ({ contact = '', conversation = '' }: Refs): string =>
    `/contacts/${encodeURIComponent(contact)}/conversations/${encodeURIComponent(conversation)}`;

  return {
    name: 'chatwoot',
    paths: [
      '/webhooks/chatwoot',
      ...(config.pathSecret === undefined ? [] : ['/webhooks/chatwoot/:secret']),
    ],
    open: async (packet, refs) => {
      const { conversationId } = packet.handoff;
      const { source_id: contact } = parse(
        contactSchema,
        await asCitizen('POST', '/contacts', { source_id: conversationId, name: packet.citizen }),
      );
      const conversations = `/contacts/${encodeURIComponent(contact)}/conversations`;
      const known = parse(conversationsSchema, await asCitizen('GET', conversations));
      const conversation =
        refs['conversation'] ??
        known.findLast(({ status }) => status !== 'resolved')?.id ??
        parse(idSchema, await asCitizen('POST', conversations, {})).id;
      const found = { ...refs, contact, conversation };
      await remark(`${packet.summary}\n\n${packet.transcript}`, found);
      const last = packet.turns.findLast((turn) => turn.role === 'citizen');
      // An inbox shows conversations by their last message: a note alone would wake nobody.
      if (last !== undefined) await say(last, found);
      await asAgent(`/conversations/${conversation}/toggle_status`, { status: 'open' });
      return found;
    },
    carry: async (turn, { language }, refs) => {
      if (turn.role === 'citizen') await say(turn, refs);
      else await remark(turnLine(turn, language), refs);
    },
    remark: async (text, _handoff, refs) => {
      await remark(text, refs);
    },
    close: async (_handoff, { conversation = '' }) => {
      await asAgent(`/conversations/${conversation}/toggle_status`, { status: 'resolved' });
    },
    read: (raw, request, now) => readChatwoot(raw, request, config, now),
  };

  async function say({ text, index }: Turn, refs: Refs): Promise<void> {
    await asCitizen('POST', `${pathOf(refs)}/messages`, { content: text, echo_id: `${index}` });
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new HelpDeskFailed('reply-not-understood');
  return result.data;
}
