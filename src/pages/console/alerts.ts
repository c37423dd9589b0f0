import type { Me, WireEvent } from './wire.ts';

/** Tells an officer of something new by the tab's title, an app badge and a short sound. */
export interface Alerts {
  /** Conversations with something unread. */
  count(unread: number): void;
  /** Two short tones; nothing while the sound is off. */
  ring(): void;
  readonly isOn: boolean;
  turn(on: boolean): void;
}

const KEY = 'hmc-console-sound';

export function createAlerts(document: Document, storage: () => Storage): Alerts {
  const title = document.title;
  let context: AudioContext | undefined;
  let isOn = read();
  let last = -1;

  function read(): boolean {
    try {
      return storage().getItem(KEY) !== 'off';
    } catch {
      return true;
    }
  }

  return {
    count: (unread) => {
      if (unread === last) return;
      last = unread;
      document.title = unread === 0 ? title : `(${unread}) ${title}`;
      const { setAppBadge, clearAppBadge } = navigator as Partial<Navigator>;
      const done =
        unread === 0 ? clearAppBadge?.call(navigator) : setAppBadge?.call(navigator, unread);
      done?.catch(() => undefined);
    },
    ring: () => {
      if (!isOn) return;
      // Browsers refuse sound before the first press on a page; it is then silent.
      context ??= new AudioContext();
      const { currentTime, destination } = context;
      for (const [at, hertz] of [
        [0, 660],
        [0.16, 880],
      ] as const) {
        const tone = context.createOscillator();
        const gain = context.createGain();
        tone.frequency.value = hertz;
        gain.gain.setValueAtTime(0.12, currentTime + at);
        gain.gain.exponentialRampToValueAtTime(0.001, currentTime + at + 0.14);
        tone.connect(gain).connect(destination);
        tone.start(currentTime + at);
        tone.stop(currentTime + at + 0.15);
      }
    },
    get isOn() {
      return isOn;
    },
    turn: (on) => {
      isOn = on;
      try {
        storage().setItem(KEY, on ? 'on' : 'off');
      } catch {
        // Not remembered; it holds for this page.
      }
    },
  };
}

/** Whether an officer is to look up: words for her, somebody given to her, somebody new who waits. */
export function isForMe(event: WireEvent, me: Me | undefined): boolean {
  if (me === undefined) return false;
  switch (event.kind) {
    case 'turns':
      return event.turns.some(({ role }) => role === 'citizen') && document.hidden;
    case 'handoff':
      return (
        event.handoff.state === 'assigned' &&
        event.handoff.officerId === me.account.id &&
        event.handoff.firstReplyAt === undefined
      );
    default:
      return false;
  }
}
