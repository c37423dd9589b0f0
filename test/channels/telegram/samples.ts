import type { Delivery, InboundEvent } from '../../../src/conversation/exchange.ts';
import type { RenderedMessage } from '../../../src/channels/messaging/platform.ts';
import type { TelegramUpdate } from '../../fakes/fake-telegram.ts';

export const TOKEN = '8012345678:AAF-fake_token_of_a_test';
export const SECRET = 'a-secret_of-the-webhook';
export const CITIZEN = 700_001;

/** 2026-11-02 08:00:00 in Hà Nội, as Telegram writes it. */
export const SECONDS = 1_793_581_200;

export function messageUpdate(
  updateId: number,
  content: Readonly<Record<string, unknown>>,
  seconds = SECONDS,
): TelegramUpdate {
  return {
    update_id: updateId,
    message: {
      message_id: updateId * 2,
      date: seconds,
      chat: { id: CITIZEN, type: 'private', first_name: 'Lan' },
      from: { id: CITIZEN, is_bot: false, first_name: 'Lan', language_code: 'vi' },
      ...content,
    },
  };
}

export function pressUpdate(updateId: number, data: string): TelegramUpdate {
  return {
    update_id: updateId,
    callback_query: {
      id: `press-${updateId}`,
      from: { id: CITIZEN, is_bot: false, first_name: 'Lan' },
      chat_instance: '1',
      data,
      message: {
        message_id: 5,
        date: SECONDS - 86_400,
        chat: { id: CITIZEN, type: 'private' },
        reply_markup: {
          inline_keyboard: [
            [{ text: 'Lệ phí', callback_data: 'f:fee' }],
            [{ text: 'Gặp cán bộ', callback_data: 'p' }],
          ],
        },
      },
    },
  };
}

export function rendered(message: Partial<RenderedMessage> = {}): RenderedMessage {
  return {
    text: '<b>Lệ phí</b>: không quá 10.000 đồng',
    plain: 'Lệ phí: không quá 10.000 đồng',
    buttons: [],
    ...message,
  };
}

export function delivery(body: unknown, contact = String(CITIZEN)): Delivery {
  return {
    id: 'd1',
    platform: 'telegram',
    contact,
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
