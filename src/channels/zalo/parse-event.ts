import { z } from 'zod';
import type { ContactEvent, InboundEvent, UnreadableKind } from '../../conversation/exchange.ts';
import { anonymousContact } from './anonymous-contact.ts';
import { decodePayload } from './button-payload.ts';

/** Ids and timestamps are strings in the vendor's samples and numbers from some of its servers. */
const id = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().min(1))
  .optional()
  .catch(undefined);
const party = z
  .object({ id, admin_id: id, anonymous_id: id, conversation_id: id })
  .optional()
  .catch(undefined);

/** Lenient: what is not of the expected form counts as absent, what is not named here is dropped. */
const eventSchema = z.object({
  event_name: z.string().min(1).max(200),
  timestamp: id,
  sender: party,
  recipient: party,
  follower: party,
  user_id: id,
  oa_id: id,
  message: z
    .object({
      text: z.string().optional().catch(undefined),
      msg_id: id,
      conversation_id: id,
      attachments: z
        .array(
          z
            .object({
              type: z.string().catch(''),
              payload: z
                .object({ url: z.string().optional().catch(undefined) })
                .optional()
                .catch(undefined),
            })
            .catch({ type: '' }),
        )
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type ZaloEvent = z.output<typeof eventSchema>;

/** Events of citizens that carry something that is not read. */
const UNREADABLE: Readonly<Record<string, UnreadableKind>> = {
  user_send_image: 'image',
  user_send_gif: 'image',
  user_send_sticker: 'sticker',
  user_send_audio: 'voice',
  user_send_video: 'video',
  user_send_file: 'file',
  user_send_link: 'link',
  user_send_location: 'location',
  user_send_business_card: 'contact-card',
  anonymous_send_image: 'image',
  anonymous_send_sticker: 'sticker',
  anonymous_send_file: 'file',
};
const BY_ATTACHMENT: Readonly<Record<string, UnreadableKind>> = {
  image: 'image',
  photo: 'image',
  gif: 'image',
  sticker: 'sticker',
  audio: 'voice',
  voice: 'voice',
  video: 'video',
  file: 'file',
  link: 'link',
  location: 'location',
};
const TEXTS = ['user_send_text', 'anonymous_send_text'];

/** Seconds of our century lie below, milliseconds above. */
const LEAST_MS = 100_000_000_000;

export type ParsedEvent =
  | { readonly kind: 'event'; readonly event: InboundEvent }
  | { readonly kind: 'malformed'; readonly reason: string };

/**
 * Reads one webhook body (docs.zaloplatforms.com "Webhook events"). Events not known become `other`
 * under their name and nothing else of them is kept; so do receipts, tags, groups and what a citizen
 * entered in a form (`user_submit_info`: name, telephone, address).
 */
export function parseEvent(body: unknown): ParsedEvent {
  const parsed = eventSchema.safeParse(body);
  if (!parsed.success) return { kind: 'malformed', reason: 'no-event-name' };
  const happenedAtMs = timeOf(parsed.data.timestamp);
  if (happenedAtMs === undefined) return { kind: 'malformed', reason: 'no-timestamp' };
  const event = eventOf(parsed.data);
  const contact = event.kind === 'other' ? null : contactOf(parsed.data);
  if (event.kind !== 'other' && contact === null)
    return { kind: 'malformed', reason: 'no-contact' };
  return {
    kind: 'event',
    event: { platform: 'zalo', platformId: idOf(parsed.data, event), contact, happenedAtMs, event },
  };
}

/** When an event happened, in ms; undefined when it does not say. */
function timeOf(timestamp: string | undefined): number | undefined {
  const time = Number(timestamp ?? Number.NaN);
  if (!Number.isFinite(time) || time <= 0) return undefined;
  return time < LEAST_MS ? time * 1000 : time;
}

function eventOf(body: ZaloEvent): ContactEvent {
  const name = body.event_name;
  const text = body.message?.text;
  const words = text === undefined || text.trim() === '' ? {} : { text };
  const other: ContactEvent = { kind: 'other', name: name.replace(/[^\w.-]/gu, '_').slice(0, 80) };
  // In a group nobody asked the office.
  if (name.includes('group')) return other;
  if (TEXTS.includes(name)) {
    if (words.text === undefined) return unread(attached(body), body, words);
    const payload = decodePayload(words.text);
    return { kind: 'message', text: words.text, ...(payload === undefined ? {} : { payload }) };
  }
  const what = UNREADABLE[name];
  if (what !== undefined) return unread(what, body, words);
  if (name === 'follow') return { kind: 'started' };
  if (name === 'unfollow') return { kind: 'left' };
  if (name.startsWith('oa_send_')) {
    // Only what an officer wrote in OA Manager names an administrator.
    if (body.sender?.admin_id !== undefined) return { kind: 'taken-over', ...words };
    const platformMessageId = body.message?.msg_id;
    return {
      kind: 'echo',
      ...(platformMessageId === undefined ? {} : { platformMessageId }),
      ...words,
    };
  }
  const right = contactOf(body) === null ? undefined : rightIn(name);
  return right === undefined ? other : { kind: 'data-request', right };
}

/** Recordings come with their address, everything else is kept by its kind alone. */
function unread(
  what: UnreadableKind,
  body: ZaloEvent,
  words: { readonly text?: string },
): ContactEvent {
  const url = what === 'voice' ? body.message?.attachments?.[0]?.payload?.url : undefined;
  return url === undefined || !URL.canParse(url)
    ? { kind: 'unreadable', what, ...words }
    : { kind: 'voice', reference: url, ...words };
}

function attached(body: ZaloEvent): UnreadableKind {
  return BY_ATTACHMENT[body.message?.attachments?.[0]?.type.toLowerCase() ?? ''] ?? 'other';
}

/**
 * The right an event's name speaks of. The vendor names events of consent and data-subject rights
 * without fixing them in one place (`user_pdl_revoke`, `user.revoke.consent` were seen), so it is read
 * from the words; a revoked consent leaves nothing that could be kept.
 */
function rightIn(name: string): 'export' | 'erase' | undefined {
  const words = name.toLowerCase().split(/[^a-z]+/u);
  const has = (...some: readonly string[]): boolean => some.some((one) => words.includes(one));
  if (!has('data', 'consent', 'pdl', 'privacy', 'dsr')) return undefined;
  if (has('delete', 'deletion', 'erase', 'erasure', 'remove', 'revoke', 'withdraw')) return 'erase';
  return has('export', 'access', 'download', 'copy', 'portability') ? 'export' : undefined;
}

function contactOf(body: ZaloEvent): string | null {
  const citizen = body.event_name.startsWith('oa_') ? body.recipient : body.sender;
  const anonymousId = citizen?.anonymous_id;
  if (anonymousId !== undefined) {
    const conversationId = body.message?.conversation_id ?? citizen?.conversation_id ?? '';
    return anonymousContact({ anonymousId, conversationId });
  }
  return citizen?.id ?? body.follower?.id ?? body.user_id ?? null;
}

/**
 * What tells two deliveries of one event from two events: `msg_id`. A message's echo, its receipts and
 * the message itself share that id, so that all but citizens' messages carry their name before it.
 */
function idOf(body: ZaloEvent, { kind }: ContactEvent): string {
  const messageId = body.message?.msg_id;
  if (messageId !== undefined) {
    return kind === 'message' || kind === 'voice' || kind === 'unreadable'
      ? messageId
      : `${body.event_name}:${messageId}`;
  }
  const sender = body.sender?.id ?? body.sender?.anonymous_id ?? contactOf(body) ?? '';
  return `${body.event_name}:${sender}:${body.timestamp ?? ''}`;
}
