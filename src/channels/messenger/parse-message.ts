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
  const words = said ? { text } : {};
  const url = what === 'voice' ? first?.payload?.url : undefined;
  return url === undefined || !URL.canParse(url)
    ? { kind: 'unreadable', what, ...words }
    : { kind: 'voice', reference: url, ...words };
}
