import type { IncomingHttpHeaders } from 'node:http';
import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ChatwootConfig } from '../../../config.ts';
import type { Reading } from '../help-desk.ts';
import { isSigned } from '../signature.ts';

const id = z.union([z.string(), z.number()]).transform(String);
const messageSchema = z.looseObject({
  event: z.literal('message_created'),
  id,
  content: z.string().nullish(),
  message_type: z.union([z.string(), z.number()]),
  private: z.boolean().nullish(),
  sender: z.looseObject({ name: z.string().nullish(), type: z.string().nullish() }).nullish(),
  attachments: z.array(z.unknown()).nullish(),
  conversation: z.looseObject({ id }),
});
const statusSchema = z.looseObject({
  event: z.enum(['conversation_status_changed', 'conversation_resolved']),
  id,
  status: z.string().nullish(),
  updated_at: id.nullish(),
  timestamp: id.nullish(),
});
/** `1` where Chatwoot writes the number of its own enumeration. */
const OUTGOING = new Set<unknown>(['outgoing', 1]);

/**
 * A webhook of Chatwoot. `X-Chatwoot-Signature` over `timestamp.rawBody` since v4.11.2; older ones are
 * taken only at the address with the secret.
 */
export function readChatwoot(
  raw: Buffer,
  { headers, path }: { readonly headers: IncomingHttpHeaders; readonly path: string },
  { webhookSecret, pathSecret }: Pick<ChatwootConfig, 'webhookSecret' | 'pathSecret'>,
  now: Date,
): Reading {
  const signed = {
    signature: headers['x-chatwoot-signature'],
    timestamp: headers['x-chatwoot-timestamp'],
  };
  const secret = /^\/webhooks\/chatwoot\/([^/]+)$/u.exec(path)?.[1];
  const byPath = pathSecret !== undefined && secret !== undefined && isSame(secret, pathSecret);
  if (!byPath && !isSigned(raw, signed, webhookSecret, now)) return { kind: 'unauthorised' };
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    return { kind: 'malformed', reason: 'not-json' };
  }
  const message = messageSchema.safeParse(body);
  if (message.success) return readMessage(message.data);
  const status = statusSchema.safeParse(body);
  if (status.success && (status.data.status ?? 'resolved') === 'resolved') {
    const { id: conversation, updated_at: at, timestamp } = status.data;
    return {
      kind: 'resolved',
      ref: { name: 'conversation', value: conversation },
      key: `resolved ${conversation} ${at ?? timestamp ?? String(signed.timestamp)}`,
    };
  }
  const event: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'event') : 0;
  if (event === 'message_created') return { kind: 'malformed', reason: 'unknown-shape' };
  return typeof event === 'string'
    ? { kind: 'ignored' }
    : { kind: 'malformed', reason: 'unknown-shape' };
}

function readMessage(message: z.infer<typeof messageSchema>): Reading {
  const { sender, content } = message;
  // Bots and our own notes are no agents; only a person's public words go to the citizen.
  const isPerson = sender?.type === 'user' || sender?.type === 'User' || sender?.type == null;
  if (!OUTGOING.has(message.message_type) || message.private === true || !isPerson) {
    return { kind: 'ignored' };
  }
  const hasAttachments = (message.attachments ?? []).length > 0;
  const text = (content ?? '').trim();
  if (text === '' && !hasAttachments) return { kind: 'ignored' };
  return {
    kind: 'reply',
    ref: { name: 'conversation', value: message.conversation.id },
    messageId: message.id,
    agentName: sender?.name ?? '',
    text,
    hasAttachments,
  };
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
