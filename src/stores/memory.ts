import { randomUUID } from 'node:crypto';
import type { Conversation, ConversationStore, Turn } from '../conversation/conversation.ts';
import { UnknownConversation } from './unknown-conversation.ts';

export interface MemoryStoreOptions {
  /** A conversation is forgotten when nothing was said in it for so long. */
  readonly ttlMs: number;
  /** Above this the conversation that rested longest is forgotten. */
  readonly maxConversations?: number;
  /** Above this a conversation's oldest turns are forgotten; the indexes go on. */
  readonly maxTurns?: number;
  readonly now?: () => Date;
}

interface Kept {
  readonly conversation: Conversation;
  readonly touchedMs: number;
}

/** Keeps conversations in this process; a restart forgets them. */
export function createMemoryStore(options: MemoryStoreOptions): ConversationStore {
  const { ttlMs, maxConversations = 5000, maxTurns = 200, now = () => new Date() } = options;
  // Ordered by the last turn, longest rested first: a changed entry is put in anew.
  const kept = new Map<string, Kept>();

  function put(conversation: Conversation, atMs: number): void {
    kept.delete(conversation.id);
    kept.set(conversation.id, { conversation, touchedMs: atMs });
    for (const [id, { touchedMs }] of kept) {
      if (kept.size <= maxConversations && atMs - touchedMs < ttlMs) break;
      kept.delete(id);
    }
  }

  function get(id: string): Conversation | undefined {
    const found = kept.get(id);
    if (found === undefined) return undefined;
    if (now().getTime() - found.touchedMs < ttlMs) return found.conversation;
    kept.delete(id);
    return undefined;
  }

  return {
    create: async ({ channel, language, now: at }) => {
      const conversation = {
        id: randomUUID(),
        channel,
        language,
        createdAt: at.toISOString(),
        turns: [],
      };
      put(conversation, now().getTime());
      return conversation;
    },
    find: async (id) => get(id),
    append: async (id, turns) => {
      const conversation = get(id);
      if (conversation === undefined) throw new UnknownConversation();
      const earlier = sameMessage(conversation.turns, turns[0]?.clientMessageId);
      if (earlier !== undefined) return earlier;
      const next = (conversation.turns.at(-1)?.index ?? -1) + 1;
      const added = turns.map((turn, at): Turn => ({ ...turn, index: next + at }));
      put(
        { ...conversation, turns: [...conversation.turns, ...added].slice(-maxTurns) },
        now().getTime(),
      );
      return added;
    },
  };
}

/** The turns a message with this id made before: its own and the answers up to the next message. */
function sameMessage(
  turns: readonly Turn[],
  clientMessageId: string | undefined,
): readonly Turn[] | undefined {
  if (clientMessageId === undefined) return undefined;
  const start = turns.findIndex((turn) => turn.clientMessageId === clientMessageId);
  if (start < 0) return undefined;
  const end = turns.findIndex((turn, at) => at > start && turn.role === 'citizen');
  return turns.slice(start, end < 0 ? undefined : end);
}
