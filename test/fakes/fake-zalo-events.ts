/** A webhook body as Zalo writes it. */
export type ZaloWebhookBody = Readonly<Record<string, unknown>> & {
  readonly event_name: string;
  readonly timestamp: string | number;
};

let messageIds = 0;

/** An id as Zalo gives its messages: 19 hex digits, never the same twice. */
export function nextMessageId(): string {
  messageIds += 1;
  return `96d3cdf3af${String(messageIds).padStart(9, '0')}`;
}

export interface EventMakers {
  /** What a citizen writes. */
  text(user: string, text: string, more?: Times): ZaloWebhookBody;
  /** An attachment-only event such as `user_send_image`, with a text if given. */
  attachment(
    name: string,
    user: string,
    attachment: { readonly type: string; readonly payload: unknown },
    more?: Times & { readonly text?: string },
  ): ZaloWebhookBody;
  follow(user: string, more?: Times): ZaloWebhookBody;
  unfollow(user: string, more?: Times): ZaloWebhookBody;
  /** A message of the OA, repeated; with `adminId` one an officer wrote in OA Manager. */
  ofOa(user: string, text: string, more?: Times & { readonly adminId?: string }): ZaloWebhookBody;
  received(user: string, messageId: string, more?: Times): ZaloWebhookBody;
  anonymous(
    visitor: { readonly anonymousId: string; readonly conversationId: string },
    text: string,
    more?: Times,
  ): ZaloWebhookBody;
}

interface Times {
  readonly atMs?: number;
  readonly messageId?: string;
}

/** Bodies of webhook events, ids and timestamps as strings. */
export function createEventMakers(
  { appId, oaId }: { readonly appId: string; readonly oaId: string },
  now: () => Date,
): EventMakers {
  const at = ({ atMs }: Times): string => String(atMs ?? now().getTime());
  const idOf = ({ messageId }: Times): string => messageId ?? nextMessageId();
  const fromUser = (user: string): Record<string, unknown> => ({
    app_id: appId,
    sender: { id: user },
    user_id_by_app: `55${user.slice(2)}`,
    recipient: { id: oaId },
  });
  const following = (name: string, user: string, more: Times): ZaloWebhookBody => ({
    oa_id: oaId,
    follower: { id: user },
    user_id_by_app: `55${user.slice(2)}`,
    event_name: name,
    source: 'oa_profile',
    app_id: appId,
    timestamp: at(more),
  });
  return {
    text: (user, text, more = {}) => ({
      ...fromUser(user),
      event_name: 'user_send_text',
      message: { text, msg_id: idOf(more) },
      timestamp: at(more),
    }),
    attachment: (name, user, attachment, more = {}) => ({
      ...fromUser(user),
      event_name: name,
      message: {
        msg_id: idOf(more),
        ...(more.text === undefined ? {} : { text: more.text }),
        attachments: [attachment],
      },
      timestamp: at(more),
    }),
    follow: (user, more = {}) => following('follow', user, more),
    unfollow: (user, more = {}) => following('unfollow', user, more),
    ofOa: (user, text, more = {}) => ({
      app_id: appId,
      sender: { id: oaId, ...(more.adminId === undefined ? {} : { admin_id: more.adminId }) },
      recipient: { id: user },
      event_name: 'oa_send_text',
      message: { text, msg_id: idOf(more) },
      timestamp: at(more),
    }),
    received: (user, messageId, more = {}) => ({
      app_id: appId,
      sender: { id: oaId },
      recipient: { id: user },
      event_name: 'user_received_message',
      message: { msg_id: messageId },
      timestamp: at(more),
    }),
    anonymous: ({ anonymousId, conversationId }, text, more = {}) => ({
      app_id: appId,
      sender: { anonymous_id: anonymousId },
      recipient: { id: oaId },
      event_name: 'anonymous_send_text',
      message: { text, msg_id: idOf(more), conversation_id: conversationId },
      timestamp: at(more),
    }),
  };
}
