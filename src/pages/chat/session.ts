import type { Turn } from '../../conversation/conversation.ts';
import type { Api, Message, Reply } from './api.ts';
import type { Keep } from './keep.ts';
import type { Follow } from './live.ts';
import { createShownLog } from './shown-log.ts';

/** How far a citizen's message has come; none once it is answered. */
export type Delivery = 'sent' | 'sending' | 'slow' | 'offline' | 'failed' | 'busy' | 'rejected';

/** A turn as the page shows it. */
export interface ShownTurn extends Pick<Turn, 'role' | 'text' | 'answer'> {
  readonly delivery?: Delivery;
}

export interface Session {
  readonly turns: readonly ShownTurn[];
  /** Null until the first message was sent. */
  readonly conversationId: string | null;
  /** Whether a message is on its way; buttons wait, typing does not. */
  readonly busy: boolean;
  /** What of the next answer is already written; empty for nothing. */
  readonly writing: string;
  send(message: Message): void;
  /** Tries again at once what waits. */
  retry(): void;
  /** Forgets the conversation on this machine. */
  restart(): void;
  /** Erases it on the server, then forgets it. False when the server could not be reached. */
  erase(): Promise<boolean>;
  /** Ends following the conversation. */
  close(): void;
}

export interface SessionOptions {
  readonly api: Pick<Api, 'open' | 'send' | 'turns' | 'erase'>;
  readonly keep: Keep;
  readonly language: 'vi' | 'en';
  readonly conversationId: string | null;
  readonly turns: readonly Turn[];
  readonly onChange: () => void;
  /** Starts `action` later and returns what cancels it. */
  readonly after: (ms: number, action: () => void) => () => void;
  /** How turns of officers and other tabs arrive; absent, they do not. */
  readonly follow?: Follow;
  /** A request for an officer stands elsewhere now. */
  readonly onWait?: () => void;
}

/** When a message has shown no answer for so long, the page says so. */
const SENDING_MS = 700;
const SLOW_MS = 5000;
/** Waits between tries; the last one repeats. */
const RETRY_MS = [2000, 4000, 8000, 15_000, 30_000];

/** What a session keeps over a reload; a page without a chat may put a message into its outbox. */
export interface Kept {
  readonly conversationId: string | null;
  readonly outbox: readonly Message[];
  /** The conversation that was left by starting again; the server may still show it. */
  readonly left: string | null;
}

/**
 * One citizen's conversation on this page. Messages leave one after the other, each with its own id
 * that never changes, and stay here until the server has answered them.
 */
export function openSession(options: SessionOptions): Session {
  const { api, keep, onChange, after } = options;
  const kept = keep.read<Kept>('session');
  let left = kept?.left ?? null;
  const given = options.conversationId === left ? null : options.conversationId;
  let conversationId = given ?? kept?.conversationId ?? null;
  let log = createShownLog();
  if (given !== null) log.add(given, options.turns);
  // A message that belongs to no conversation yet goes into this one; one of another stays out.
  const mayGo =
    kept !== null && (kept.conversationId === null || kept.conversationId === conversationId);
  let outbox: readonly Message[] = mayGo ? undelivered(kept.outbox, options.turns) : [];
  let delivery: Delivery = 'sent';
  let delivering = false;
  let tries = 0;
  let generation = 0;
  let cancelRetry = (): void => {};
  let followed: string | null = null;
  let stopFollowing = (): void => {};
  /** Our own message came back before its answer: both are shown together. */
  let held: readonly Turn[] = [];
  /** The message whose answer is being written, and its sentences so far. */
  let written: { readonly id: string; readonly text: string } | null = null;

  function change(next?: Delivery): void {
    if (next) delivery = next;
    keep.write('session', { conversationId, outbox, left } satisfies Kept);
    onChange();
  }

  function follow(): void {
    if (followed === conversationId) return;
    stopFollowing();
    stopFollowing = () => {};
    held = [];
    followed = conversationId;
    const id = conversationId;
    if (id === null || !options.follow) return;
    stopFollowing = options.follow(id, log.lastOf(id), {
      onTurns: (turns) => {
        if (conversationId === id) arrive(id, turns);
      },
      onWriting: ({ clientMessageId, sentence }) => {
        if (conversationId !== id || !outbox.some((one) => one.id === clientMessageId)) return;
        const before = written?.id === clientMessageId ? `${written.text} ` : '';
        written = { id: clientMessageId, text: `${before}${sentence}` };
        onChange();
      },
      onWait: () => {
        if (conversationId === id) options.onWait?.();
      },
      // The next message opens another; what is shown stays.
      onGone: () => {
        if (conversationId !== id) return;
        conversationId = null;
        follow();
        change();
      },
    });
  }

  function arrive(id: string, turns: readonly Turn[]): void {
    held = [...held, ...turns];
    const last = held[held.length - 1];
    if (!outbox.some((message) => message.id === last?.clientMessageId)) release(id);
  }

  function release(id: string): void {
    const turns = held;
    held = [];
    if (turns.length > 0) take(id, turns);
  }

  function take(id: string, turns: readonly Turn[]): void {
    log.add(id, turns);
    outbox = undelivered(outbox, turns);
    change();
  }

  async function deliver(): Promise<void> {
    cancelRetry();
    if (delivering) return;
    delivering = true;
    const mine = generation;
    for (let message = outbox[0]; message; message = outbox[0]) {
      const cancels = [
        after(SENDING_MS, () => change('sending')),
        after(SLOW_MS, () => change('slow')),
      ];
      change('sent');
      const { reply, id } = await post(message);
      for (const cancel of cancels) cancel();
      // Started again meanwhile: this answer belongs to the conversation that was left.
      if (mine !== generation) return;
      if (id !== null) release(id);
      // Its answer may have come by another way while this one was lost.
      const answered = !outbox.includes(message);
      if (reply.kind === 'later' && !answered) {
        delivering = false;
        change(reply.why);
        cancelRetry = after(
          reply.afterMs ?? RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 0,
          () => void deliver(),
        );
        tries += 1;
        return;
      }
      tries = 0;
      outbox = outbox.filter((one) => one !== message);
      if (reply.kind === 'done' && id !== null) log.add(id, reply.value);
      else if (!answered)
        log.addUnsent({ role: 'citizen', text: message.text, delivery: 'rejected' });
      follow();
    }
    delivering = false;
    change();
  }

  /** Sends; opens a conversation first where there is none, or where the server has forgotten it. */
  async function post(
    message: Message,
  ): Promise<{ readonly reply: Reply<readonly Turn[]>; readonly id: string | null }> {
    if (conversationId !== null) {
      const id = conversationId;
      const reply = await api.send(id, message);
      if (reply.kind !== 'gone') return { reply, id };
    }
    const mine = generation;
    const opened = await api.open(options.language);
    if (opened.kind !== 'done')
      return {
        reply: opened.kind === 'gone' ? { kind: 'later', why: 'failed' } : opened,
        id: null,
      };
    if (mine === generation) {
      conversationId = opened.value;
      // At once, so that the first answer is seen while it is written, too.
      follow();
    }
    return { reply: await api.send(opened.value, message), id: opened.value };
  }

  async function restore(id: string): Promise<void> {
    const reply = await api.turns(id);
    if (conversationId !== id) return;
    if (reply.kind === 'gone') conversationId = null;
    follow();
    if (reply.kind === 'done') take(id, reply.value);
    else change();
    void deliver();
  }

  function forget(): void {
    generation += 1;
    delivering = false;
    cancelRetry();
    left = conversationId ?? left;
    conversationId = null;
    follow();
    log = createShownLog();
    outbox = [];
    tries = 0;
    change('sent');
  }

  if (given === null && conversationId !== null) void restore(conversationId);
  else {
    follow();
    if (outbox.length > 0) void deliver();
  }

  return {
    get turns() {
      const waiting = outbox.map((message, at): ShownTurn => ({
        role: 'citizen',
        text: message.text,
        delivery: at === 0 ? delivery : 'sent',
      }));
      return [...log.turns, ...waiting];
    },
    get conversationId() {
      return conversationId;
    },
    get busy() {
      return outbox.length > 0;
    },
    get writing() {
      return outbox.some((one) => one.id === written?.id) ? (written?.text ?? '') : '';
    },
    send: (message) => {
      outbox = [...outbox, message];
      change();
      void deliver();
    },
    retry: () => {
      if (outbox.length > 0) void deliver();
    },
    restart: forget,
    erase: async () => {
      const reply = conversationId === null ? null : await api.erase(conversationId);
      if (reply !== null && reply.kind !== 'done' && reply.kind !== 'gone') return false;
      forget();
      return true;
    },
    close: () => stopFollowing(),
  };
}

/** A message may have arrived although its answer never came back: those are not sent again. */
function undelivered(outbox: readonly Message[], turns: readonly Turn[]): readonly Message[] {
  const known = new Set(turns.map((turn) => turn.clientMessageId));
  return outbox.filter((message) => !known.has(message.id));
}
