import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../src/training/random.ts';
import type { Conversation } from './conversations.ts';
import type { Said } from './records.ts';
import type { Stage } from './stage.ts';

export interface Play {
  /** What was written so far. */
  readonly said: readonly Said[];
  /** A message for this contact came to the platform's door. */
  heard(contact: string): void;
  /** Plays to the end of the last conversation; resolves when the platform was acknowledged or gave up. */
  run(onProgress: (share: number) => void): Promise<void>;
}

export interface PlayParts {
  readonly stage: Stage;
  readonly conversations: readonly Conversation[];
  /** Messages of citizens a second. */
  readonly rate: number;
  readonly random: Random;
}

/** A citizen who hears nothing writes on after so long. */
const PATIENCE_MS = 20_000;
/** Between an answer and what she writes next. */
const READING_MS = 300;
/** Longest time between two messages in a row. */
const TYPING_MS = 120;

/** Citizens who write at an even rate; whoever was answered writes on before a new one begins. */
export function createPlay({ stage, conversations, rate, random }: PlayParts): Play {
  const said: Said[] = [];
  const taken: Promise<boolean>[] = [];
  const ready: { readonly contact: string; readonly left: Conversation }[] = [];
  /** Contacts who wait for an answer, and what they do then. */
  const waiting = new Map<string, () => void>();
  const total = conversations.flat(2).length;
  let next = 0;

  async function write(contact: string, texts: readonly string[]): Promise<void> {
    let lastMs = 0;
    for (const [at, text] of texts.entries()) {
      if (at > 0) await pause(random.next() * TYPING_MS);
      // A telephone that writes twice in one ms would leave their order open.
      lastMs = Math.max(Date.now(), lastMs + 1);
      const { platformId, taken: one } = stage.say(contact, text, lastMs);
      said.push({ contact, platformId });
      taken.push(one);
    }
  }

  function waitForAnswer(contact: string, left: Conversation): void {
    const goOn = (): void => {
      if (!waiting.delete(contact)) return;
      clearTimeout(impatience);
      setTimeout(() => ready.push({ contact, left }), READING_MS);
    };
    const impatience = setTimeout(goOn, PATIENCE_MS);
    waiting.set(contact, goOn);
  }

  return {
    said,
    heard: (contact) => waiting.get(contact)?.(),
    run: async (onProgress) => {
      const writing: Promise<void>[] = [];
      let dueMs = performance.now();
      let open = conversations.length;
      while (open > 0) {
        const conversation = conversations[next];
        const turn =
          ready.shift() ??
          (conversation === undefined
            ? undefined
            : { contact: stage.contactOf((next += 1)), left: conversation });
        const [burst, ...left] = turn?.left ?? [];
        if (turn === undefined || burst === undefined) {
          await pause(20);
          continue;
        }
        if (left.length > 0) waitForAnswer(turn.contact, left);
        else open -= 1;
        writing.push(write(turn.contact, burst));
        onProgress(said.length / total);
        dueMs = Math.max(dueMs, performance.now() - 1000) + (1000 * burst.length) / rate;
        await pause(Math.max(0, dueMs - performance.now()));
      }
      await Promise.all(writing);
      onProgress(1);
      await Promise.all(taken);
    },
  };
}
