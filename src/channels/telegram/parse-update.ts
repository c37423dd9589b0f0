import { z } from 'zod';
import type { ContactEvent, InboundEvent, UnreadableKind } from '../../conversation/exchange.ts';
import { parseCommand } from './parse-command.ts';

/**
 * The parts of an `Update` that are read (https://core.telegram.org/bots/api#update); everything else
 * may be there or not. Ids stay below 2^53 by the vendor's word.
 */
const chat = z.looseObject({ id: z.number(), type: z.string() });
const message = z.looseObject({
  message_id: z.number(),
  date: z.number(),
  chat,
  from: z.looseObject({ is_bot: z.boolean().optional() }).optional().catch(undefined),
  text: z.string().optional(),
  caption: z.string().optional(),
});
const callbackQuery = z.looseObject({
  id: z.string(),
  data: z.string().optional(),
  message: z
    .looseObject({
      chat,
      reply_markup: z
        .looseObject({
          inline_keyboard: z.array(
            z.array(z.looseObject({ text: z.string(), callback_data: z.string().optional() })),
          ),
        })
        .optional()
        .catch(undefined),
    })
    .optional(),
});
const chatMember = z.looseObject({
  date: z.number(),
  chat,
  new_chat_member: z.looseObject({ status: z.string() }),
});
const update = z.looseObject({ update_id: z.number().int().nonnegative() });

/** `Voice`, `Audio` and `VideoNote`: what is read of them. */
const recording = z.looseObject({
  file_id: z.string().min(1),
  duration: z.number().nonnegative().optional().catch(undefined),
  mime_type: z.string().optional().catch(undefined),
  file_size: z.number().nonnegative().optional().catch(undefined),
});
/** Fields with speech in them; a video note has no type of its own. */
const SPEECH: Readonly<Record<string, string | undefined>> = {
  voice: undefined,
  audio: undefined,
  video_note: 'video/mp4',
};

/** What one update comes to. */
export interface ParsedUpdate {
  readonly updateId: number;
  /** Undefined: of no citizen's (groups, channels, bots); nothing is kept. */
  readonly event?: InboundEvent;
  /** A pressed button waits for `answerCallbackQuery` with this. */
  readonly callbackId?: string;
  /** A group or channel the bot was put into: it leaves, and never answers there. */
  readonly leaveChat?: number;
}

/** Kinds of update that are asked for; whatever else comes is kept by name. */
export const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
] as const;

/** Content of a message that is not read, by its field; the first that is there counts. */
const UNREADABLE: Readonly<Record<string, UnreadableKind>> = {
  photo: 'image',
  voice: 'voice',
  audio: 'voice',
  video: 'video',
  video_note: 'video',
  animation: 'video',
  document: 'file',
  sticker: 'sticker',
  location: 'location',
  venue: 'location',
  contact: 'contact-card',
  story: 'other',
  poll: 'other',
  dice: 'other',
  game: 'other',
  paid_media: 'other',
  checklist: 'other',
};

/** Fields of a message that say nothing of what it is. */
const ENVELOPE = new Set(['message_id', 'from', 'sender_chat', 'date', 'chat']);

/**
 * Reads one update. Undefined when it has no `update_id`, so is none. `toMs` gives the time of an
 * update by its date in seconds.
 */
export function parseUpdate(
  raw: unknown,
  toMs: (seconds: number, updateId: number) => number,
  nowMs: number,
): ParsedUpdate | undefined {
  const envelope = update.safeParse(raw);
  if (!envelope.success) return undefined;
  const { update_id: updateId } = envelope.data;
  const nowSeconds = Math.floor(nowMs / 1000);
  const kind = Object.keys(envelope.data).find((key) => key !== 'update_id') ?? 'empty';
  const content = envelope.data[kind];
  const kept = (
    event: ContactEvent,
    contact: number | null = null,
    seconds = nowSeconds,
  ): ParsedUpdate => ({
    updateId,
    event: {
      platform: 'telegram',
      platformId: String(updateId),
      contact: contact === null ? null : String(contact),
      happenedAtMs: toMs(seconds, updateId),
      event,
    },
  });
  switch (kind) {
    case 'message': {
      const parsed = message.safeParse(content);
      if (!parsed.success) break;
      if (parsed.data.chat.type !== 'private') {
        return { updateId, leaveChat: parsed.data.chat.id };
      }
      // Two bots would answer each other for ever.
      if (parsed.data.from?.is_bot === true) return { updateId };
      return kept(eventOf(parsed.data), parsed.data.chat.id, parsed.data.date);
    }
    case 'edited_message': {
      const parsed = message.safeParse(content);
      if (!parsed.success) break;
      if (parsed.data.chat.type !== 'private') return { updateId };
      return kept({ kind: 'other', name: kind }, parsed.data.chat.id, parsed.data.date);
    }
    case 'callback_query': {
      const parsed = callbackQuery.safeParse(content);
      if (!parsed.success) break;
      const { id: callbackId, data, message: pressed } = parsed.data;
      if (pressed === undefined || pressed.chat.type !== 'private' || data === undefined) {
        return { updateId, callbackId };
      }
      // A press carries no time of its own, only the message it is under does; now is nearest.
      return { ...kept(pressedEvent(data, pressed.reply_markup), pressed.chat.id), callbackId };
    }
    case 'my_chat_member': {
      const parsed = chatMember.safeParse(content);
      if (!parsed.success) break;
      const { date, new_chat_member: now } = parsed.data;
      const gone = now.status === 'kicked' || now.status === 'left';
      if (parsed.data.chat.type !== 'private') {
        return gone ? { updateId } : { updateId, leaveChat: parsed.data.chat.id };
      }
      // In a private chat it comes only when the bot is blocked or unblocked.
      const event: ContactEvent = gone ? { kind: 'left' } : { kind: 'other', name: 'unblocked' };
      return kept(event, parsed.data.chat.id, date);
    }
  }
  return kept({ kind: 'other', name: kind });
}

function eventOf(content: z.infer<typeof message>): ContactEvent {
  if (content.text !== undefined) {
    const text = clean(content.text);
    return parseCommand(text) ?? { kind: 'message', text };
  }
  const field = Object.keys(UNREADABLE).find((name) => content[name] !== undefined);
  if (field === undefined) {
    const name = Object.keys(content).find((key) => !ENVELOPE.has(key)) ?? 'empty';
    return { kind: 'other', name: `message:${name}` };
  }
  const what = UNREADABLE[field] ?? 'other';
  const words = content.caption === undefined ? {} : { text: clean(content.caption) };
  const speech = field in SPEECH ? recording.safeParse(content[field]).data : undefined;
  if (speech === undefined) return { kind: 'unreadable', what, ...words };
  const { file_id: reference, duration, mime_type: given, file_size: size } = speech;
  const mediaType = given ?? SPEECH[field];
  return {
    kind: 'voice',
    reference,
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(duration === undefined ? {} : { durationS: duration }),
    ...(size === undefined ? {} : { sizeBytes: size }),
    ...words,
  };
}

/** The title of the pressed button is what the citizen said; it stands in the keyboard. */
function pressedEvent(
  payload: string,
  markup: { readonly inline_keyboard: readonly (readonly Key[])[] } | undefined,
): ContactEvent {
  const title = markup?.inline_keyboard.flat().find((key) => key.callback_data === payload)?.text;
  return { kind: 'message', text: clean(title ?? ''), payload };
}

interface Key {
  readonly text: string;
  readonly callback_data?: string | undefined;
}

/** PostgreSQL keeps no NUL; one in a message would come back for ever. */
function clean(text: string): string {
  return text.replaceAll('\u0000', '').normalize('NFC');
}
