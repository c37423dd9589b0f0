import type { MessengerConfig } from '../../config.ts';
import type { Webhook } from '../messaging/platform.ts';
import { parseEvents } from './parse-events.ts';
import { isSameSecret, isSigned } from './signature.ts';

/**
 * The receiving half. Meta verifies the address by GET and repeats what is not answered 200. Source:
 * developers.facebook.com/docs/graph-api/webhooks/getting-started.
 */
export function createWebhook(config: MessengerConfig, now: () => Date): Webhook {
  return {
    path: '/webhooks/messenger',
    verify: (query) => {
      const challenge = query['hub.challenge'];
      const isMeta =
        query['hub.mode'] === 'subscribe' &&
        isSameSecret(query['hub.verify_token'], config.verifyToken);
      return isMeta && typeof challenge === 'string'
        ? { status: 200, body: challenge, type: 'text/plain' }
        : { status: 403, body: '', type: 'text/plain' };
    },
    read: (raw, headers) => {
      if (!isSigned(raw, headers['x-hub-signature-256'], config.appSecret)) {
        return { kind: 'unauthorised' };
      }
      const body = parsed(raw);
      if (body === undefined) return { kind: 'malformed', reason: 'not-json' };
      const events = parseEvents(body, { appId: config.appId, now });
      return events === undefined
        ? { kind: 'malformed', reason: 'not-of-a-page' }
        : { kind: 'events', events };
    },
  };
}

function parsed(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return undefined;
  }
}
