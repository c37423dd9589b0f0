import { z } from 'zod';
import type { CallEvent } from '../../../desk/call-event.ts';
import { providerEvent } from './provider-call.ts';

const numberSchema = z.object({ number: z.coerce.string().max(60).default('') });

/**
 * `event_url` of Stringee, POST
 * (https://developer.stringee.com/docs/call-rest-api/call-rest-api-event-url). It is not signed.
 */
const eventSchema = z.object({
  type: z.string(),
  call_status: z.string(),
  call_id: z.string().min(1).max(200),
  timestamp_ms: z.coerce.number().min(0).optional(),
  request_from_user_id: z.string().max(200).nullish(),
  from: numberSchema.optional(),
  to: z.object({ number: z.coerce.string().max(200).optional() }).optional(),
});

/** The events it tells of; none for states of no use. Undefined when it is no event of Stringee. */
export function readStringee(body: unknown, now: Date): readonly CallEvent[] | undefined {
  const read = eventSchema.safeParse(body);
  if (!read.success) return undefined;
  const { call_id: id, call_status: status, timestamp_ms: ms, from, to } = read.data;
  const at = new Date(ms ?? now.getTime());
  if (Number.isNaN(at.getTime())) return undefined;
  const agentId = to?.number;
  switch (status) {
    case 'created':
    case 'started':
    case 'ringing':
      return [
        providerEvent('stringee', id, at, {
          type: 'call.started',
          from: from?.number ?? '',
          provider: 'stringee',
        }),
      ];
    case 'answered':
      return [
        providerEvent('stringee', id, at, {
          type: 'agent.connected',
          ...(agentId === undefined || agentId === '' ? {} : { agentId }),
        }),
      ];
    case 'ended':
      return [providerEvent('stringee', id, at, { type: 'call.ended' })];
    default:
      return [];
  }
}
