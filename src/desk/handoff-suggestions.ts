import type { Conversation, Turn } from '../conversation/conversation.ts';
import type { DeskEvent, DeskHandoff } from './desk.ts';
import type { Suggesting } from './suggest.ts';
import type { Suggestions } from './suggestion.ts';

/** Suggested answers for a conversation an officer has. */
export interface HandoffSuggestions {
  /** For the citizen's last messages, newest first, at most three; those that bring no card too. */
  of(handoff: Pick<DeskHandoff, 'id' | 'conversationId'>): Promise<readonly Suggestions[]>;
  /** Looks at an event of the desk: a new message of a citizen brings cards to the consoles. */
  heard(event: DeskEvent): void;
}

export interface HandoffSuggestionsParts {
  readonly suggesting: Suggesting;
  readonly conversation: (id: string) => Promise<Conversation | undefined>;
  readonly publish: (event: {
    readonly kind: 'suggestions';
    readonly office: string;
    readonly handoffId: string;
    readonly suggestions: Suggestions;
  }) => void;
  readonly onProblem: (error: unknown) => void;
}

const MOST_MESSAGES = 3;
/** Messages whose cards are remembered; an officer looks at the same few again and again. */
const MOST_REMEMBERED = 500;

export function createHandoffSuggestions(parts: HandoffSuggestionsParts): HandoffSuggestions {
  const { suggesting, conversation, publish, onProblem } = parts;
  const remembered = new Map<string, Suggestions>();

  async function suggestAt(
    handoffId: string,
    { turns, language, channel }: Conversation,
    { index, text }: Turn,
  ): Promise<Suggestions> {
    const key = `${handoffId} ${index}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const found = await suggesting.suggest(text, {
      turns: turns.filter((turn) => turn.index < index),
      language,
      channel,
      about: handoffId,
      forTurn: String(index),
    });
    remembered.set(key, found);
    const [oldest] = remembered.keys();
    if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return found;
  }

  async function lastOf(handoffId: string, id: string, most: number): Promise<Suggestions[]> {
    const talk = await conversation(id);
    if (talk === undefined) return [];
    const messages = talk.turns
      .filter(({ role, text }) => role === 'citizen' && text.trim() !== '')
      .slice(-most)
      .toReversed();
    const found: Suggestions[] = [];
    for (const turn of messages) found.push(await suggestAt(handoffId, talk, turn));
    return found;
  }

  return {
    of: ({ id, conversationId }) => lastOf(id, conversationId, MOST_MESSAGES),
    heard: (event) => {
      if (event.kind !== 'turns' || !event.turns.some(({ role }) => role === 'citizen')) return;
      const { handoffId, conversationId, office } = event;
      void lastOf(handoffId, conversationId, 1)
        .then(([suggestions]) => {
          if (suggestions !== undefined) {
            publish({ kind: 'suggestions', office, handoffId, suggestions });
          }
        })
        .catch(onProblem);
    },
  };
}
