import { createHash } from 'node:crypto';
import type { ContactEvent, InboundEvent } from '../../conversation/exchange.ts';
import { deliveryIn } from './delivery-mark.ts';
import { parseMessage } from './parse-message.ts';
import { bodySchema, itemSchema } from './wire.ts';
import type { Item } from './wire.ts';

/** Meta's own inbox for pages, as an app. Source: the page of `pass_thread_control`. */
export const PAGE_INBOX_APP_ID = '263902037430900';
/** Payload of the "Get Started" button, as set in the profile of the page. */
const GET_STARTED = new Set(['s', 'GET_STARTED']);

interface ParseOptions {
  /** Tells our own echoes and threads from those of other apps; undefined: the mark alone does. */
  readonly appId: string | undefined;
  readonly now: () => Date;
}

/** The events of one signed body; undefined when it is none of Messenger's as a whole. */
export function parseEvents(
  body: unknown,
  options: ParseOptions,
): readonly InboundEvent[] | undefined {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return undefined;
  return parsed.data.entry.flatMap(({ time, messaging = [], standby = [] }) => [
    ...messaging.flatMap((raw) => parseItem(raw, time, false, options)),
    ...standby.flatMap((raw) => parseItem(raw, time, true, options)),
  ]);
}

function parseItem(
  raw: unknown,
  entryTime: number | undefined,
  onStandby: boolean,
  options: ParseOptions,
): readonly InboundEvent[] {
  const parsed = itemSchema.safeParse(raw);
  const item: Item = parsed.success ? parsed.data : {};
  const isEcho = item.message?.is_echo === true;
  const contact = (isEcho ? item.recipient : item.sender)?.id ?? null;
  const happenedAtMs = item.timestamp ?? entryTime ?? options.now().getTime();
  const digest = createHash('sha256').update(JSON.stringify(raw)).digest('base64url').slice(0, 22);
  const mid = item.message?.mid ?? item.postback?.mid;
  const event = eventOf(item, options);
  const one: InboundEvent = {
    platform: 'messenger',
    // What happened to a message (a reaction, a receipt) is an event of its own.
    platformId: mid ?? `${nameOf(item)}:${digest}`,
    contact,
    happenedAtMs,
    event,
  };
  if (!onStandby || contact === null || !speaks(event)) return [one];
  // Another app has this conversation, also when its pass was never told to us. What the citizen
  // writes is kept for the officer; the assistant must not answer it.
  const takenOver: InboundEvent = {
    ...one,
    platformId: `standby:${one.platformId}`,
    event: { kind: 'taken-over' },
  };
  return [takenOver, one];
}

const speaks = ({ kind }: ContactEvent): boolean =>
  kind === 'message' || kind === 'voice' || kind === 'unreadable' || kind === 'started';

function eventOf(item: Item, { appId }: ParseOptions): ContactEvent {
  const { message, postback, referral } = item;
  if (message?.is_echo === true) return echoOf(message, appId);
  if (message !== undefined) return parseMessage(message);
  if (postback !== undefined) {
    const { title = '', payload = '' } = postback;
    const ref = postback.referral?.ref;
    if (ref !== undefined) return { kind: 'started', payload: ref };
    return GET_STARTED.has(payload)
      ? { kind: 'started' }
      : { kind: 'message', text: title, ...(payload === '' ? {} : { payload }) };
  }
  if (referral !== undefined) {
    return { kind: 'started', ...(referral.ref === undefined ? {} : { payload: referral.ref }) };
  }
  return ownerOf(item, appId) ?? { kind: 'other', name: nameOf(item) };
}

/** Our own message repeated, or that of an officer or of another app on the page. */
function echoOf(
  { mid, text, app_id: from, metadata }: NonNullable<Item['message']>,
  appId: string | undefined,
): ContactEvent {
  const deliveryId = deliveryIn(metadata);
  const isOurs = deliveryId !== undefined || (appId !== undefined && from === appId);
  if (!isOurs) return { kind: 'taken-over', ...(text === undefined ? {} : { text }) };
  return {
    kind: 'echo',
    ...(mid === undefined ? {} : { platformMessageId: mid }),
    ...(deliveryId === undefined ? {} : { deliveryId }),
    ...(text === undefined ? {} : { text }),
  };
}

/** Who has the conversation after a change of hands; undefined when the item is none. */
function ownerOf(item: Item, appId: string | undefined): ContactEvent | undefined {
  const passed = item.pass_thread_control;
  if (passed !== undefined) {
    const owner = passed.new_owner_app_id;
    // Without an id of our own: it is told to whom it is passed, so all but the inbox is us.
    const isOurs =
      owner !== undefined && (appId === undefined ? owner !== PAGE_INBOX_APP_ID : owner === appId);
    return { kind: isOurs ? 'given-back' : 'taken-over' };
  }
  const taken = item.take_thread_control;
  if (taken === undefined) return undefined;
  const before = taken.previous_owner_app_id;
  const wasOurs = before === undefined || appId === undefined || before === appId;
  return wasOurs ? { kind: 'taken-over' } : { kind: 'other', name: 'take_thread_control' };
}

const ENVELOPE = new Set(['sender', 'recipient', 'timestamp']);

/** The name Meta gives this kind of event; never a word of a citizen. */
function nameOf(item: Item): string {
  const name = Object.keys(item).find(
    (key) => !ENVELOPE.has(key) && Reflect.get(item, key) !== undefined,
  );
  return name !== undefined && /^[a-z][a-z_]{0,39}$/u.test(name) ? name : 'unknown';
}
