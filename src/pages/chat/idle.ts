/** Gives a machine in an office back to the next citizen when nobody touches it any more. */
export interface Idle {
  /** Seconds until it begins anew; null while somebody is there. */
  readonly secondsLeft: number | null;
  /** Somebody did something. */
  touched(): void;
  close(): void;
}

export interface IdleOptions {
  /** Nobody did anything for so long: it is asked whether she is still there. */
  readonly afterMs: () => number;
  /** How long it is asked (WCAG 2.2.1 wants 20 s at least). */
  readonly askMs?: number;
  readonly after: (ms: number, action: () => void) => () => void;
  readonly onChange: () => void;
  /** Nobody answered. */
  readonly onReset: () => void;
}

const ASK_MS = 30_000;
const SECOND_MS = 1000;

export function openIdle(options: IdleOptions): Idle {
  const { afterMs, askMs = ASK_MS, after, onChange, onReset } = options;
  let secondsLeft: number | null = null;
  let cancel = (): void => {};

  function wait(): void {
    cancel();
    cancel = after(afterMs(), () => ask(Math.round(askMs / SECOND_MS)));
  }

  function ask(seconds: number): void {
    if (seconds === 0) {
      secondsLeft = null;
      onReset();
      wait();
      return;
    }
    secondsLeft = seconds;
    onChange();
    cancel = after(SECOND_MS, () => ask(seconds - 1));
  }

  wait();
  return {
    get secondsLeft() {
      return secondsLeft;
    },
    touched: () => {
      const wasAsked = secondsLeft !== null;
      secondsLeft = null;
      wait();
      if (wasAsked) onChange();
    },
    close: () => cancel(),
  };
}
