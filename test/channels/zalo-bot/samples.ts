import type { Delivery, InboundEvent } from '../../../src/conversation/exchange.ts';
import type { ZaloBotUpdate } from '../../fakes/fake-zalo-bot.ts';

export const TOKEN = '12345689:fake-token-of-a-test';
export const SECRET = 'a-secret-of-the-webhook';
export const CITIZEN = '6ede9afa66b88fe6d6a9';

/** 2026-11-02 08:00:00.123 in Hà Nội. */
export const AT_MS = 1_793_581_200_123;

export function update(
  messageId: string,
  content: Readonly<Record<string, unknown>>,
  eventName = 'message.text.received',
): ZaloBotUpdate {
  return {
    event_name: eventName,
    message: {
      message_id: messageId,
      date: AT_MS,
      chat: { id: CITIZEN, chat_type: 'PRIVATE' },
      from: { id: CITIZEN, display_name: 'Lan', is_bot: false },
      ...content,
    },
  };
}

export function delivery(body: unknown): Delivery {
  return {
    id: 'd1',
    platform: 'zalo-bot',
    contact: CITIZEN,
    body,
    author: 'assistant',
    sequence: 0,
    state: 'sending',
    attempts: 1,
    uncertain: false,
    createdAt: '2026-11-02T01:00:00.000Z',
    dueAt: '2026-11-02T01:00:00.000Z',
  };
}

/** Keeps what is accepted; refuses while `broken`. */
export function createTestIntake(): {
  readonly accepted: InboundEvent[];
  broken: boolean;
  accept(events: readonly InboundEvent[]): Promise<void>;
} {
  const accepted: InboundEvent[] = [];
  return {
    accepted,
    broken: false,
    accept(events) {
      if (this.broken) return Promise.reject(new Error('the disk is full'));
      accepted.push(...events);
      return Promise.resolve();
    },
  };
}
