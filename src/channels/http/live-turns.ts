import { UnknownConversation } from '../../assistant.ts';
import type { Turn } from '../../conversation/conversation.ts';

/** What a follower is told. Calls come one after the other, turns in their order, none twice. */
interface Follower {
  /** The index of the last turn it has; -1 for none. */
  readonly after: number;
  readonly onTurns: (turns: readonly Turn[]) => void;
  /** The conversation was erased or has expired; nothing comes after this. */
  readonly onGone: () => void;
  /** A verified sentence of an answer that is being written; the turn itself comes later. */
  readonly onWriting?: (writing: Writing) => void;
  /** Her request for an officer stands elsewhere now. */
  readonly onWait?: () => void;
}

/** A piece of an answer on its way; kept nowhere. */
interface Writing {
  /** The message it answers. */
  readonly clientMessageId: string;
  readonly sentence: string;
}

/** Brings new turns to whoever looks at a conversation now. */
export interface LiveTurns {
  /** Says that something was kept in, or erased from, this conversation. Nobody need be listening. */
  told(conversationId: string): void;
  /** Tells who looks now what is being written. */
  writing(conversationId: string, writing: Writing): void;
  /** Tells who looks now that a request for an officer changed. */
  waiting(conversationId: string): void;
  /** Returns what ends the following; undefined when too many follow already. */
  follow(conversationId: string, follower: Follower): (() => void) | undefined;
  /** How many follow now. */
  readonly followers: number;
}

export interface LiveTurnsOptions {
  /** Turns after an index, oldest first. Rejects with `UnknownConversation`. */
  readonly history: (conversationId: string, after: number) => Promise<readonly Turn[]>;
  /** Followers of one conversation. */
  readonly mostPerConversation?: number;
  readonly mostInAll?: number;
  /** How often a conversation that is looked at is read, for the turns other processes write. */
  readonly pollMs?: number;
  /** What the period grows to, by half each time, while nothing new comes. */
  readonly slowestPollMs?: number;
}

interface Followed {
  readonly followers: Map<Follower, number>;
  timer: NodeJS.Timeout | undefined;
  pollMs: number;
  reading: boolean;
  /** Told while it was being read: that reading may have come too early. */
  again: boolean;
}

/** Nothing is read and no timer runs while nobody follows. */
export function createLiveTurns(options: LiveTurnsOptions): LiveTurns {
  const { history, mostPerConversation = 8, mostInAll = 1000 } = options;
  const { pollMs = 2000, slowestPollMs = 10_000 } = options;
  const conversations = new Map<string, Followed>();
  let inAll = 0;

  async function read(id: string, followed: Followed): Promise<void> {
    if (followed.reading) {
      followed.again = true;
      return;
    }
    followed.reading = true;
    clearTimeout(followed.timer);
    do {
      followed.again = false;
      const fresh = await readOnce(id, followed);
      followed.pollMs = fresh ? pollMs : Math.min(followed.pollMs * 1.5, slowestPollMs);
    } while (followed.again && followed.followers.size > 0);
    followed.reading = false;
    wait(id, followed);
  }

  /** Whether there was something new. */
  async function readOnce(id: string, followed: Followed): Promise<boolean> {
    // Who joins while it is read may lack earlier turns than these: it has a reading of its own.
    const readers = [...followed.followers];
    const after = Math.min(...followed.followers.values());
    try {
      const turns = await history(id, after);
      for (const [follower, had] of readers) {
        if (!followed.followers.has(follower)) continue;
        const fresh = turns.filter((turn) => turn.index > had);
        if (fresh.length === 0) continue;
        followed.followers.set(follower, fresh.at(-1)?.index ?? had);
        follower.onTurns(fresh);
      }
      return turns.length > 0;
    } catch (error) {
      // A store that fails for a moment is asked again; what is gone stays gone.
      if (!(error instanceof UnknownConversation)) return false;
      for (const follower of followed.followers.keys()) {
        leave(id, followed, follower);
        follower.onGone();
      }
      return false;
    }
  }

  function wait(id: string, followed: Followed): void {
    clearTimeout(followed.timer);
    if (followed.followers.size === 0) return;
    followed.timer = setTimeout(() => void read(id, followed), followed.pollMs);
    followed.timer.unref();
  }

  function leave(id: string, followed: Followed, follower: Follower): void {
    if (!followed.followers.delete(follower)) return;
    inAll -= 1;
    if (followed.followers.size > 0) return;
    clearTimeout(followed.timer);
    if (conversations.get(id) === followed) conversations.delete(id);
  }

  return {
    told: (id) => {
      const followed = conversations.get(id);
      if (followed !== undefined) void read(id, followed);
    },
    writing: (id, writing) => {
      for (const follower of conversations.get(id)?.followers.keys() ?? []) {
        follower.onWriting?.(writing);
      }
    },
    waiting: (id) => {
      for (const follower of conversations.get(id)?.followers.keys() ?? []) follower.onWait?.();
    },
    follow: (id, follower) => {
      const followed = conversations.get(id) ?? {
        followers: new Map(),
        timer: undefined,
        pollMs,
        reading: false,
        again: false,
      };
      if (inAll >= mostInAll || followed.followers.size >= mostPerConversation) return undefined;
      conversations.set(id, followed);
      followed.followers.set(follower, follower.after);
      inAll += 1;
      // What was kept between the follower's own reading and now.
      void read(id, followed);
      return () => leave(id, followed, follower);
    },
    get followers() {
      return inAll;
    },
  };
}
