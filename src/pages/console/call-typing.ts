/** After so long without a key the words are taken for what was said so far. */
const PAUSE_MS = 250;

/** A sentence as it stands; `utteranceId` stays the same until it is final. */
export interface TypedWords {
  readonly utteranceId: string;
  readonly text: string;
  readonly final: boolean;
}

export interface CallTyping {
  /** A key was pressed; the words go out once the keys rest. */
  input(text: string): void;
  /** The sentence is whole: it goes out at once, and the next one begins. */
  done(text: string): void;
  /** What rests unsent is forgotten. */
  stop(): void;
}

export function createCallTyping(options: {
  readonly send: (words: TypedWords) => void;
  readonly createId: () => string;
  readonly after: (ms: number, action: () => void) => () => void;
}): CallTyping {
  const { send, createId, after } = options;
  let utteranceId = createId();
  let stop = (): void => {};
  return {
    input: (text) => {
      stop();
      if (text.trim() === '') return;
      stop = after(PAUSE_MS, () => send({ utteranceId, text, final: false }));
    },
    done: (text) => {
      stop();
      if (text.trim() === '') return;
      send({ utteranceId, text, final: true });
      utteranceId = createId();
    },
    stop: () => stop(),
  };
}
