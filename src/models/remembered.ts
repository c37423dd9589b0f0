import { createHash } from 'node:crypto';

/** Replies of late, by a hash of what was asked. */
export interface Remembered {
  get(key: string): string | undefined;
  set(key: string, reply: string): void;
}

export function createRemembered(most: number): Remembered {
  const replies = new Map<string, string>();
  return {
    get: (key) => {
      const reply = replies.get(key);
      if (reply === undefined) return undefined;
      replies.delete(key);
      replies.set(key, reply);
      return reply;
    },
    set: (key, reply) => {
      replies.set(key, reply);
      const [oldest] = replies.keys();
      if (replies.size > most && oldest !== undefined) replies.delete(oldest);
    },
  };
}

export function promptHash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
