import type { ContactEvent } from '../../conversation/exchange.ts';

/** `/start`, `/start 1-001193`, `/help@SomeBot`. Names: https://core.telegram.org/bots/features#commands */
const COMMAND = /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+(\S[\s\S]*))?$/iu;

/** What `?start=` of a deep link may carry: https://core.telegram.org/bots/features#deep-linking */
const START_PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/u;

/** Payload of the button that asks for a person, and of the one that shows the beginning. */
const PERSON = 'p';
const BEGINNING = 's';

/**
 * What a message that begins with one of our commands means; undefined for all others, which are
 * read as words.
 */
export function parseCommand(text: string): ContactEvent | undefined {
  const match = COMMAND.exec(text.trim());
  if (match === null) return undefined;
  const rest = match[2]?.trim();
  switch (match[1]?.toLowerCase()) {
    case 'start':
      return rest !== undefined && START_PAYLOAD.test(rest)
        ? { kind: 'started', payload: rest }
        : { kind: 'started' };
    case 'help':
      return { kind: 'message', text, payload: BEGINNING };
    case 'nguoi':
    case 'person':
      return { kind: 'message', text, payload: PERSON };
    case 'xoa':
    case 'erase':
      return { kind: 'data-request', right: 'erase' };
    case 'dulieu':
    case 'data':
      return { kind: 'data-request', right: 'export' };
    default:
      return undefined;
  }
}
