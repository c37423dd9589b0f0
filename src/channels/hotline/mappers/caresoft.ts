import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { CallEvent } from '../../../desk/call-event.ts';
import { providerEvent } from './provider-call.ts';

/** `X-Hub-Signature` of CareSoft: HMAC-SHA1 over the raw body in hex, upper case. */
export function isCareSoft(raw: Buffer, signature: unknown, secret: string): boolean {
  if (typeof signature !== 'string') return false;
  const wanted = Buffer.from(createHmac('sha1', secret).update(raw).digest('hex').toUpperCase());
  const given = Buffer.from(signature);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const text = z.coerce.string().max(200);

/** Its fields are not published; these are the names seen in the wild, in either spelling. */
const eventSchema = z.object({
  event: text.optional(),
  type: text.optional(),
  call_id: text.optional(),
  callid: text.optional(),
  phone: text.optional(),
  caller: text.optional(),
  agent_id: text.optional(),
  extension: text.optional(),
});

/** The events it tells of; none for those of no use. Undefined when it names no call. */
export function readCareSoft(body: unknown, now: Date): readonly CallEvent[] | undefined {
  const read = eventSchema.safeParse(body);
  if (!read.success) return undefined;
  const { data } = read;
  const id = data.call_id ?? data.callid;
  if (id === undefined || id === '') return undefined;
  const agentId = data.agent_id ?? data.extension;
  const agent = agentId === undefined ? {} : { agentId };
  switch ((data.event ?? data.type ?? '').toLowerCase()) {
    case 'call_in':
    case 'ring':
    case 'ringing': {
      const from = data.phone ?? data.caller ?? '';
      return [
        providerEvent('caresoft', id, now, { type: 'call.started', from, provider: 'caresoft' }),
      ];
    }
    case 'answer':
    case 'answered':
      return [providerEvent('caresoft', id, now, { type: 'agent.connected', ...agent })];
    case 'hangup':
    case 'ended':
    case 'call_end':
      return [providerEvent('caresoft', id, now, { type: 'call.ended' })];
    default:
      return [];
  }
}
