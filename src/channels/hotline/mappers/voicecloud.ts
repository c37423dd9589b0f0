import { z } from 'zod';
import type { CallEvent } from '../../../desk/call-event.ts';
import { providerEvent } from './provider-call.ts';

const id = z.string().min(1).max(200);
const callInSchema = z.object({
  callid: id,
  phone: z.string().max(60).default(''),
  extension: z.string().max(200).optional(),
  event: z.enum(['RING', 'ANSWER']),
});
const endSchema = z.object({ callid: id });

/** The last part of the addresses VoiceCloud fetches from a customer's software, by GET. */
export const VOICECLOUD_PATHS = ['call_in', 'hangup', 'calldata'] as const;

/** The events one of its requests tells of; undefined when the query is none of its own. */
export function readVoiceCloud(
  path: (typeof VOICECLOUD_PATHS)[number],
  query: unknown,
  now: Date,
): readonly CallEvent[] | undefined {
  if (path !== 'call_in') {
    const read = endSchema.safeParse(query);
    if (!read.success) return undefined;
    return [providerEvent('voicecloud', read.data.callid, now, { type: 'call.ended' })];
  }
  const read = callInSchema.safeParse(query);
  if (!read.success) return undefined;
  const { callid, phone, extension, event } = read.data;
  const agent = extension === undefined ? {} : { agentId: extension };
  if (event === 'ANSWER') {
    return [providerEvent('voicecloud', callid, now, { type: 'agent.connected', ...agent })];
  }
  const started = { type: 'call.started', from: phone, provider: 'voicecloud' } as const;
  return [providerEvent('voicecloud', callid, now, started)];
}
