import type { Turn } from '../../conversation/conversation.ts';
import type { DraftWarning, Suggestions } from '../../desk/suggestion.ts';
import type { DeskApi, OfficerMessage } from './desk-api.ts';
import type { Keep } from '../chat/keep.ts';
import { createOutgoing } from './outgoing.ts';
import type { KeptUnsent, Unsent } from './outgoing.ts';
import type { Reply } from './caller.ts';
import type { HandoffDetail, WireEvent } from './wire.ts';

/** One conversation as the console holds it; several are held at once. */
export interface Talk {
  readonly id: string;
  readonly detail: HandoffDetail | null;
  /** Cards for the citizen's last message that has some. */
  readonly suggestions: Suggestions | undefined;
  readonly draft: string;
  /** The card the draft was made of. */
  readonly suggestionId: string | undefined;
  readonly warnings: readonly DraftWarning[];
  readonly unsent: readonly Unsent[];
  /** Cards the officer said are wrong. */
  readonly refused: ReadonlySet<string>;
  readonly isTyping: boolean;
  /** Machine translations of turns by index; null where there is none. */
  readonly translations: ReadonlyMap<number, string | null>;
}

export interface TalksOptions {
  readonly desk: Pick<DeskApi, 'handoff' | 'suggestions' | 'send' | 'checkDraft' | 'typing'>;
  readonly taken: <T>(reply: Reply<T>) => T | undefined;
  readonly createId: () => string;
  readonly after: (ms: number, action: () => void) => () => void;
  readonly onChange: () => void;
  /** Keeps drafts and unsent messages over a reload and a sign-in; absent, they are forgotten. */
  readonly keep?: Keep;
}

interface Kept {
  readonly drafts: Readonly<
    Record<string, { readonly draft: string; readonly suggestionId?: string }>
  >;
  readonly unsent: KeptUnsent;
}
/** Under this name drafts and unsent messages are kept. */
export const KEPT = 'console';

export interface Talks {
  of(id: string): Talk;
  /** Reads it, again where it was read before. */
  read(id: string): Promise<void>;
  heard(event: WireEvent): void;
  write(id: string, draft: string, suggestionId?: string): void;
  /** Sends the draft, or the text given. */
  send(id: string, text?: string, suggestionId?: string): void;
  drop(id: string, clientMessageId: string): string;
  refuse(id: string, cardId: string): void;
  translated(id: string, turnIndex: number, text: string | null): void;
  /** The connection is back. */
  retry(): void;
  readonly unsentCount: number;
}

const CHECK_AFTER_MS = 400;
const TYPING_EVERY_MS = 3000;
const TYPING_LASTS_MS = 6000;

type State = Omit<Talk, 'unsent' | 'id'>;
const FRESH: State = {
  detail: null,
  suggestions: undefined,
  draft: '',
  suggestionId: undefined,
  warnings: [],
  refused: new Set(),
  isTyping: false,
  translations: new Map(),
};

/** The conversations an officer has open, with what she was about to say in each. */
export function createTalks(options: TalksOptions): Talks {
  const { desk, taken, createId, after, keep } = options;
  const kept = keep?.read<Kept>(KEPT) ?? null;
  const states = new Map<string, State>(
    Object.entries(kept?.drafts ?? {}).map(([id, { draft, suggestionId }]) => [
      id,
      { ...FRESH, draft, suggestionId },
    ]),
  );
  const checks = new Map<string, () => void>();
  const typings = new Map<string, () => void>();
  let toldTyping = 0;

  function onChange(): void {
    const drafts = [...states]
      .filter(([, { draft }]) => draft !== '')
      .map(([id, { draft, suggestionId }]): [string, Kept['drafts'][string]] => [
        id,
        { draft, ...(suggestionId === undefined ? {} : { suggestionId }) },
      ]);
    const unsent = outgoing.all;
    const isNothing = drafts.length === 0 && Object.keys(unsent).length === 0;
    const now: Kept = { drafts: Object.fromEntries(drafts), unsent };
    keep?.write(KEPT, isNothing ? null : now);
    options.onChange();
  }

  const stateOf = (id: string): State => states.get(id) ?? FRESH;
  function change(id: string, part: Partial<State>): void {
    states.set(id, { ...stateOf(id), ...part });
    onChange();
  }

  const outgoing = createOutgoing({
    ...(kept === null ? {} : { kept: kept.unsent }),
    send: (id, message) => desk.send(id, message),
    after,
    onSent: (id, turn) => addTurns(id, [turn]),
    onChange,
  });

  function addTurns(id: string, turns: readonly Turn[]): void {
    const { detail } = stateOf(id);
    if (detail === null) return;
    const known = new Set(detail.turns.map(({ index }) => index));
    const fresh = turns.filter(({ index }) => !known.has(index));
    if (fresh.length === 0) return;
    const all = [...detail.turns, ...fresh].toSorted((one, two) => one.index - two.index);
    change(id, { detail: { ...detail, turns: all } });
    // Its explanation is the server's to make.
    if (fresh.some(({ answer }) => answer !== undefined)) void read(id);
  }

  async function read(id: string): Promise<void> {
    const [detail, cards] = await Promise.all([desk.handoff(id), desk.suggestions(id)]);
    const found = taken(detail);
    if (found !== undefined) change(id, { detail: found });
    if (cards.kind === 'done') suggest(id, ...cards.value.suggestions);
  }

  /** The newest that has cards: a word of thanks does not take away what was suggested before. */
  function suggest(id: string, ...newestFirst: readonly (Suggestions | undefined)[]): void {
    const found = newestFirst.find((one) => one !== undefined && one.cards.length > 0);
    change(id, { suggestions: found ?? newestFirst[0] });
  }

  function check(id: string): void {
    checks.get(id)?.();
    const { draft } = stateOf(id);
    if (draft.trim() === '') {
      if (stateOf(id).warnings.length > 0) change(id, { warnings: [] });
      return;
    }
    const cancel = after(CHECK_AFTER_MS, () => {
      void desk.checkDraft({ handoffId: id }, draft).then((reply) => {
        // Written on meanwhile: another check is under way.
        if (reply.kind === 'done' && stateOf(id).draft === draft) {
          change(id, { warnings: reply.value.warnings });
        }
      });
    });
    checks.set(id, cancel);
  }

  function showTyping(id: string): void {
    typings.get(id)?.();
    typings.set(
      id,
      after(TYPING_LASTS_MS, () => change(id, { isTyping: false })),
    );
    change(id, { isTyping: true });
  }

  return {
    of: (id) => ({ id, ...stateOf(id), unsent: outgoing.of(id) }),
    read,
    heard: (event) => {
      if (!('handoffId' in event) && event.kind !== 'handoff') return;
      const id = event.kind === 'handoff' ? event.handoff.id : event.handoffId;
      const { detail } = stateOf(id);
      if (detail === null) return;
      switch (event.kind) {
        case 'handoff':
          change(id, { detail: { ...detail, handoff: event.handoff } });
          // What happened, and until when it may be answered, come with it.
          void read(id);
          break;
        case 'turns':
          typings.get(id)?.();
          if (stateOf(id).isTyping) change(id, { isTyping: false });
          addTurns(id, event.turns);
          break;
        case 'typing':
          if (event.role === 'citizen') showTyping(id);
          break;
        case 'note':
          if (!detail.notes.some((note) => note.id === event.note.id)) {
            change(id, { detail: { ...detail, notes: [...detail.notes, event.note] } });
          }
          break;
        case 'suggestions':
          suggest(id, event.suggestions, stateOf(id).suggestions);
          break;
        default:
      }
    },
    write: (id, draft, suggestionId) => {
      const kept = draft === '' ? undefined : (suggestionId ?? stateOf(id).suggestionId);
      change(id, { draft, suggestionId: kept });
      check(id);
      if (draft === '' || Date.now() - toldTyping < TYPING_EVERY_MS) return;
      toldTyping = Date.now();
      void desk.typing(id);
    },
    send: (id, text, suggestionId) => {
      const { draft, suggestionId: ofDraft } = stateOf(id);
      const said = (text ?? draft).trim();
      if (said === '') return;
      const card = text === undefined ? ofDraft : suggestionId;
      const message: OfficerMessage = {
        clientMessageId: createId(),
        text: said,
        ...(card === undefined ? {} : { suggestionId: card }),
      };
      if (text === undefined) {
        checks.get(id)?.();
        change(id, { draft: '', suggestionId: undefined, warnings: [] });
      }
      outgoing.send(id, message);
    },
    drop: (id, clientMessageId) => outgoing.drop(id, clientMessageId),
    refuse: (id, cardId) => change(id, { refused: new Set([...stateOf(id).refused, cardId]) }),
    translated: (id, turnIndex, text) =>
      change(id, { translations: new Map([...stateOf(id).translations, [turnIndex, text]]) }),
    retry: () => outgoing.retry(),
    get unsentCount() {
      return outgoing.count;
    },
  };
}
