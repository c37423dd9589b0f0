import type { ContactEvent, ExchangeStore, InboundEvent } from '../../conversation/exchange.ts';
import type { Log } from '../../log.ts';
import type { Counters } from './counters.ts';
import type { Intake } from './platform.ts';

export interface IntakeParts {
  readonly store: Pick<ExchangeStore, 'receive' | 'confirmByEcho'>;
  /** Blanks personal data out; what it returns is kept. */
  readonly mask: (text: string) => string;
  /** A telephone number to be called back under, from the text as it came. */
  readonly telephoneIn: (text: string) => string | undefined;
  readonly counters: Counters;
  readonly log: Log;
  /** Called when something new is kept. */
  readonly onStored: () => void;
  readonly now: () => Date;
}

/**
 * Platforms redeliver for at most 36 hours (Messenger), and ids are known for seven days: what is older
 * than this was never on its way for so long, but is played back.
 */
const OLDEST_MS = 48 * 3_600_000;
/** Far longer than a question. */
const LONG_TEXT = 4000;
/** More than any platform takes; what is longer is cut, and the assistant says it was too long. */
const MOST_TEXT = 20_000;
const MOST_PAYLOAD = 200;
/** An address of a file is longer than its id, but none is longer than this. */
const MOST_REFERENCE = 4000;

/** Keeps what platforms deliver, masked; each event once. */
export function createIntake(parts: IntakeParts): Intake {
  const { store, counters, log, onStored, now } = parts;

  /** Counts and logs what is out of the ordinary; names nobody. */
  function note(event: InboundEvent): boolean {
    const reason = oddityOf(event, now());
    if (reason === undefined) return true;
    const { platform } = event;
    counters.add('events_odd_total', { platform, reason });
    log.info({ platform, reason, kind: event.event.kind }, 'an event out of the ordinary came');
    return reason !== 'too-old';
  }

  async function keep(event: InboundEvent): Promise<void> {
    const { platform, contact } = event;
    counters.add('events_total', { platform, reason: event.event.kind });
    if (!note(event)) return;
    if (event.event.kind === 'echo') {
      // At once: the delivery it proves may be about to be sent again. Nothing else is learnt from it.
      const { deliveryId, platformMessageId, text } = event.event;
      if (contact === null) return;
      await store.confirmByEcho(
        {
          platform,
          contact,
          ...(deliveryId === undefined ? {} : { deliveryId }),
          ...(platformMessageId === undefined ? {} : { platformMessageId }),
          ...(text === undefined ? {} : { text }),
        },
        now(),
      );
      return;
    }
    const fit = { ...event, event: fitToKeep(event.event, parts) };
    if ((await store.receive(fit, now())) === 'known') {
      counters.add('events_known_total', { platform });
      return;
    }
    onStored();
  }

  return {
    accept: async (events) => {
      for (const event of events) await keep(event);
    },
  };
}

function oddityOf({ event, happenedAtMs }: InboundEvent, now: Date): string | undefined {
  if (now.getTime() - happenedAtMs > OLDEST_MS) return 'too-old';
  if (event.kind === 'message' && event.text.length > LONG_TEXT) return 'long';
  if (event.kind === 'other') return 'unknown';
  return event.kind === 'unreadable' ? `unreadable-${event.what}` : undefined;
}

function fitToKeep(
  event: ContactEvent,
  { mask, telephoneIn }: Pick<IntakeParts, 'mask' | 'telephoneIn'>,
): ContactEvent {
  const clean = (text: string): string => mask(cut(text, MOST_TEXT).normalize('NFC'));
  switch (event.kind) {
    case 'message': {
      const { payload } = event;
      const telephone = payload === undefined ? telephoneIn(cut(event.text, 500)) : undefined;
      return {
        kind: 'message',
        text: clean(event.text),
        ...(payload === undefined ? {} : { payload: cut(payload, MOST_PAYLOAD) }),
        ...(telephone === undefined ? {} : { telephone }),
      };
    }
    case 'started':
      return event.payload === undefined
        ? event
        : { ...event, payload: cut(event.payload, MOST_PAYLOAD) };
    case 'voice': {
      const { text, mediaType, ...rest } = event;
      const words = text === undefined ? {} : { text: clean(text) };
      // Cut it would lead nowhere.
      return event.reference.length > MOST_REFERENCE
        ? { kind: 'unreadable', what: 'voice', ...words }
        : {
            ...rest,
            kind: 'voice',
            ...(mediaType === undefined ? {} : { mediaType: cut(mediaType, 100) }),
            ...words,
          };
    }
    case 'unreadable':
    case 'taken-over':
      return event.text === undefined ? event : { ...event, text: clean(event.text) };
    case 'other':
      return { ...event, name: cut(event.name, MOST_PAYLOAD) };
    default:
      return event;
  }
}

function cut(text: string, most: number): string {
  return text.slice(0, most).toWellFormed();
}
