/** A visitor of the OA's web chat, who has no account; answers need the conversation's id as well. */
export interface AnonymousContact {
  readonly anonymousId: string;
  readonly conversationId: string;
}

const PREFIX = 'anonymous:';

/** One string for the outbox. Zalo's own ids are digits, so that no user is mistaken for a visitor. */
export function anonymousContact({ anonymousId, conversationId }: AnonymousContact): string {
  return `${PREFIX}${encodeURIComponent(anonymousId)}:${encodeURIComponent(conversationId)}`;
}

/** Undefined when the contact is a user. */
export function parseAnonymousContact(contact: string): AnonymousContact | undefined {
  if (!contact.startsWith(PREFIX)) return undefined;
  const [anonymousId = '', conversationId = ''] = contact
    .slice(PREFIX.length)
    .split(':')
    .map(decodeURIComponent);
  return { anonymousId, conversationId };
}
