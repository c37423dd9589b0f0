/** Whether somebody sits before the console, in this tab or another of hers. */
export interface TouchWatch {
  readonly isIdle: boolean;
}

/** Nobody has touched the console for so long. */
const IDLE_MS = 600_000;
const TELL_MS = 30_000;
const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'pointermove'] as const;

/** `onBack` is called when somebody who was away touches it again. */
export function watchTouches(onBack: () => void): TouchWatch {
  let touchedMs = Date.now();
  let toldMs = touchedMs;
  const isIdle = (): boolean => Date.now() - touchedMs > IDLE_MS;
  // An idle tab beside the one she works in must not send her away.
  const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('hmc-console') : undefined;

  function touched(): void {
    const wasIdle = isIdle();
    touchedMs = Date.now();
    if (wasIdle) onBack();
  }
  tabs?.addEventListener('message', touched);
  for (const kind of TOUCHES) {
    addEventListener(
      kind,
      () => {
        touched();
        if (touchedMs - toldMs < TELL_MS) return;
        toldMs = touchedMs;
        tabs?.postMessage('touched');
      },
      { passive: true },
    );
  }
  return {
    get isIdle() {
      return isIdle();
    },
  };
}
