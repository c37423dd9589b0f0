import type { Rate } from './platform.ts';

/** Contacts remembered; above it the one written to longest ago is forgotten. */
const MOST_CONTACTS = 10_000;

/** Spaces sends out as a platform's rate allows; holds within this process. */
export interface Pace {
  /** Books the next free moment for this contact and returns the ms until then. */
  book(contact: string, nowMs: number): number;
}

export function createPace({ perSecond, perContactMs }: Rate): Pace {
  const gapMs = perSecond > 0 ? 1000 / perSecond : 0;
  /** A second's worth may go at once. */
  const burstMs = 1000;
  let platformMs = 0;
  const contacts = new Map<string, number>();
  return {
    book: (contact, nowMs) => {
      platformMs = Math.max(platformMs, nowMs - burstMs) + gapMs;
      const atMs = Math.max(nowMs, platformMs, (contacts.get(contact) ?? 0) + perContactMs);
      if (perContactMs > 0) {
        contacts.delete(contact);
        contacts.set(contact, atMs);
        const [oldest] = contacts.keys();
        if (contacts.size > MOST_CONTACTS && oldest !== undefined) contacts.delete(oldest);
      }
      return atMs - nowMs;
    },
  };
}
