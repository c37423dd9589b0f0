import type { ContactEvent, UnreadableKind } from '../../conversation/exchange.ts';
import type { Message } from './wire.ts';

/** Attachment types of Meta; `fallback` is the preview of a shared link. */
const KINDS: Readonly<Record<string, UnreadableKind>> = {
  image: 'image',
  video: 'video',
  reel: 'video',
  ig_reel: 'video',
  audio: 'voice',
  file: 'file',
  location: 'location',
  fallback: 'link',
};

/** A citizen's own message. */
export function parseMessage({
  text = '',
  quick_reply: pressed,
  attachments = [],
}: Message): ContactEvent {
  if (pressed !== undefined) return { kind: 'message', text, payload: pressed.payload };
  const [first] = attachments;
  const said = text.trim() !== '';
  // The words of a message with a link hold the link: nothing is unread.
  if (said && attachments.every(({ type }) => type === 'fallback')) {
    return { kind: 'message', text };
  }
  const isSticker = first?.payload?.sticker_id !== undefined;
  const what = isSticker ? 'sticker' : (KINDS[first?.type ?? ''] ?? 'other');
  return { kind: 'unreadable', what, ...(said ? { text } : {}) };
}
