import type { CitizenWait } from '../../desk/desk.ts';
import type { Api, Reply } from './api.ts';
import type { ShownTurn } from './session.ts';

/** Where a request for an officer stands, and what the citizen can do about it. */
export interface Waiting {
  /** Null while nobody was asked for. */
  readonly shown: CitizenWait | null;
  /** What she did last: for a word of thanks. */
  readonly done: 'left' | 'contact' | 'rated' | null;
  /** Stars chosen, while a reason may be added. */
  readonly stars: Stars | null;
  /** A wish did not reach the server. */
  readonly failed: boolean;
  /** Looks again when the conversation has gone on. */
  look(conversationId: string | null, turns: readonly ShownTurn[]): void;
  /** Looks again now. */
  refresh(): void;
  leave(): void;
  contact(contact: string): void;
  rate(stars: Stars, reason?: string): void;
  typing(): void;
  close(): void;
}

export type Stars = 1 | 2 | 3 | 4 | 5;

export interface WaitingOptions {
  readonly api: Pick<Api, 'wait' | 'leaveQueue' | 'leaveContact' | 'rate' | 'typing'>;
  readonly after: (ms: number, action: () => void) => () => void;
  readonly onChange: () => void;
  readonly isVisible: () => boolean;
}

/** Changes of her own request are told at once; her place moves with others', too. */
const LOOK_MS = 20_000;
const LOOK_HIDDEN_MS = 60_000;
const TYPING_EVERY_MS = 3000;

/** Follows one conversation's request for an officer; asks nothing while there was none. */
export function openWaiting(options: WaitingOptions): Waiting {
  const { api, after, onChange, isVisible } = options;
  let id: string | null = null;
  let seen = '';
  let shown: CitizenWait | null = null;
  let done: Waiting['done'] = null;
  let stars: Stars | null = null;
  let failed = false;
  let cancel = (): void => {};
  let lastTyping = Number.NEGATIVE_INFINITY;

  function take(mine: string, reply: Reply<CitizenWait>): boolean {
    if (mine !== id) return false;
    if (reply.kind === 'done') {
      const isNothing = reply.value.wait.kind === 'none' && !reply.value.mayRate;
      shown = isNothing && reply.value.text === '' ? null : reply.value;
      failed = false;
    }
    again();
    onChange();
    return reply.kind === 'done';
  }

  function again(): void {
    cancel();
    if (shown === null || shown.wait.kind === 'none') return;
    cancel = after(isVisible() ? LOOK_MS : LOOK_HIDDEN_MS, () => void read());
  }

  async function read(): Promise<void> {
    const mine = id;
    if (mine === null) return;
    const reply = await api.wait(mine);
    if (reply.kind === 'gone' && mine === id) shown = null;
    take(mine, reply);
  }

  function wish(act: (id: string) => Promise<Reply<CitizenWait>>, as: Waiting['done']): void {
    const mine = id;
    if (mine === null) return;
    failed = false;
    void act(mine).then((reply) => {
      if (take(mine, reply)) done = as;
      else failed = true;
      onChange();
    });
  }

  return {
    get shown() {
      return shown;
    },
    get done() {
      return done;
    },
    get stars() {
      return stars;
    },
    get failed() {
      return failed;
    },
    look: (conversationId, turns) => {
      if (conversationId !== id) {
        id = conversationId;
        shown = null;
        done = null;
        stars = null;
        seen = '';
        cancel();
      }
      const asked = turns.some(
        ({ role, answer }) => role === 'officer' || answer?.outcome === 'handed-off',
      );
      const now = `${id} ${turns.length}`;
      if (id === null || !asked || now === seen) return;
      seen = now;
      if (done === 'left') done = null;
      void read();
    },
    refresh: () => void read(),
    leave: () => wish((mine) => api.leaveQueue(mine), 'left'),
    contact: (contact) => wish((mine) => api.leaveContact(mine, contact), 'contact'),
    rate: (given, reason) => {
      stars = given;
      wish((mine) => api.rate(mine, given, reason), 'rated');
    },
    typing: () => {
      if (id === null || shown === null || shown.wait.kind === 'none') return;
      if (performance.now() - lastTyping < TYPING_EVERY_MS) return;
      lastTyping = performance.now();
      void api.typing(id);
    },
    close: () => cancel(),
  };
}
