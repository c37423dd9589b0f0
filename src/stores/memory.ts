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
  /** Above this the conversations that rested longest are forgotten; counted in letters of JSON. */
  readonly maxSize?: number;
  readonly now?: () => Date;
}

interface Kept {
  readonly conversation: Conversation;
  readonly touchedMs: number;
  /** Letters of JSON that each turn takes. */
  readonly sizes: readonly number[];
  readonly size: number;
}

/** About 100 MB: a letter with Vietnamese marks takes two bytes, and an answer is mostly letters. */
const MAX_SIZE = 50_000_000;

/** Keeps conversations in this process; a restart forgets them. */
export function createMemoryStore(options: MemoryStoreOptions): ConversationStore {
  const { ttlMs, now = () => new Date() } = options;
  const { maxConversations = 5000, maxTurns = 200, maxSize = MAX_SIZE } = options;
  // Ordered by the last turn, longest rested first: a changed entry is put in anew.
  const kept = new Map<string, Kept>();
  let total = 0;

  function forget(id: string): void {
    total -= kept.get(id)?.size ?? 0;
    kept.delete(id);
  }

  function put(conversation: Conversation, sizes: readonly number[]): void {
    const touchedMs = now().getTime();
    forget(conversation.id);
    const size = sizes.reduce((sum, one) => sum + one, 0);
    kept.set(conversation.id, { conversation, touchedMs, sizes, size });
    total += size;
    for (const [id, one] of kept) {
      const tooMany = kept.size > maxConversations || total > maxSize;
      if (id === conversation.id || (!tooMany && touchedMs - one.touchedMs < ttlMs)) break;
      forget(id);
    }
  }

  function get(id: string): Kept | undefined {
    const found = kept.get(id);
    if (found === undefined) return undefined;
    if (now().getTime() - found.touchedMs < ttlMs) return found;
    forget(id);
    return undefined;
  }

  return {
    create: async ({ channel, language, now: at }) => {
      const conversation: Conversation = {
        id: randomUUID(),
        channel,
        language,
        createdAt: at.toISOString(),
        turns: [],
      };
      put(conversation, []);
      return conversation;
    },
    find: async (id) => get(id)?.conversation,
    append: async (id, turns) => {
      const found = get(id);
      if (found === undefined) throw new UnknownConversation();
      const { conversation, sizes } = found;
      const earlier = sameMessage(conversation.turns, turns[0]?.clientMessageId);
      if (earlier !== undefined) return earlier;
      const next = (conversation.turns.at(-1)?.index ?? -1) + 1;
      const added = turns.map((turn, at): Turn => ({
        ...turn,
        text: turn.text.normalize('NFC'),
        index: next + at,
      }));
      put(
        { ...conversation, turns: [...conversation.turns, ...added].slice(-maxTurns) },
        [...sizes, ...added.map((turn) => JSON.stringify(turn).length)].slice(-maxTurns),
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
