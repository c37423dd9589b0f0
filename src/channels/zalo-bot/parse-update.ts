import { z } from 'zod';
import type { ContactEvent, InboundEvent, UnreadableKind } from '../../conversation/exchange.ts';

/** Ids are strings by the vendor's samples; a number is taken too. */
const id = z.union([z.string().min(1), z.number().transform(String)]);
const update = z.looseObject({
  event_name: z.string().max(200),
  message: z
    .looseObject({
      message_id: id,
      /** In ms. */
      date: z.number().int().nonnegative().optional().catch(undefined),
      chat: z.looseObject({ id, chat_type: z.string().optional() }),
      from: z.looseObject({ is_bot: z.boolean().optional() }).optional(),
      text: z.string().optional().catch(undefined),
      caption: z.string().optional().catch(undefined),
      voice_url: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** `message.<what>.received` of things that are not read. */
const UNREADABLE: Readonly<Record<string, UnreadableKind>> = {
  image: 'image',
  photo: 'image',
  sticker: 'sticker',
  voice: 'voice',
  audio: 'voice',
  video: 'video',
  file: 'file',
  location: 'location',
  link: 'link',
  contact: 'contact-card',
};
const RECEIVED = /^message\.(\w+)\.received$/u;

/**
 * Reads one update (https://bot.zaloplatforms.com/docs/). The vendor's pages hint that a webhook may
 * wrap it in `{ok, result}`; both are taken. Undefined when it is none, or has nothing to know it again
 * by; `ignored` when it is of a group or of a bot.
 */
export function parseUpdate(raw: unknown, nowMs: number): InboundEvent | 'ignored' | undefined {
  const parsed = update.safeParse(unwrapped(raw)).data;
  if (parsed?.message === undefined) return undefined;
  const { event_name: name, message } = parsed;
  const type = message.chat.chat_type?.toUpperCase() ?? 'PRIVATE';
  if (type !== 'PRIVATE' || message.from?.is_bot === true) return 'ignored';
  return {
    platform: 'zalo-bot',
    platformId: message.message_id,
    contact: message.chat.id,
    happenedAtMs: message.date ?? nowMs,
    event: eventOf(name, message),
  };
}

function unwrapped(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null) return raw;
  return 'event_name' in raw || !('result' in raw) ? raw : raw.result;
}

function eventOf(
  name: string,
  {
    text,
    caption,
    voice_url: voiceUrl,
  }: {
    readonly text?: string | undefined;
    readonly caption?: string | undefined;
    readonly voice_url?: string | undefined;
  },
): ContactEvent {
  const what = RECEIVED.exec(name)?.[1];
  if (what === undefined) return { kind: 'other', name };
  if (what === 'text') {
    return text === undefined ? { kind: 'other', name } : { kind: 'message', text: clean(text) };
  }
  const said = caption ?? text;
  const words = said === undefined || said === '' ? {} : { text: clean(said) };
  const kind = UNREADABLE[what] ?? 'other';
  return kind === 'voice' && voiceUrl !== undefined && URL.canParse(voiceUrl)
    ? { kind: 'voice', reference: voiceUrl, ...words }
    : { kind: 'unreadable', what: kind, ...words };
}

/** PostgreSQL keeps no NUL; one in a message would come back for ever. */
function clean(text: string): string {
  return text.replaceAll('\u0000', '').normalize('NFC');
}
