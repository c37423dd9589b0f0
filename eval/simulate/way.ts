import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../src/training/random.ts';
import { SEND_FAULTS, WEBHOOK_FAULTS, drawFault } from './faults.ts';
import { cut, forward, openDoor, passOn } from './forward.ts';
import type { Door } from './forward.ts';

/** A message as it came to the platform's door, whatever became of it there. */
export interface Knock {
  readonly contact: string;
  readonly text: string;
  readonly atMs: number;
}

/** The network between a platform and the server, with its faults. */
export interface Way {
  /** Where the platform posts its webhooks. */
  readonly webhooksUrl: string;
  /** What the server takes for the platform. */
  readonly apiUrl: string;
  /** Ms to the acknowledgement of every webhook that was acknowledged. */
  readonly acknowledgedMs: readonly number[];
  readonly knocks: readonly Knock[];
  /** Requests in both directions that met a fault, by its name. */
  readonly faults: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export interface WayParts {
  readonly serverUrl: string;
  readonly platformUrl: string;
  /** The message in a request to the platform; undefined when it is another call. */
  readonly messageIn: (
    path: string,
    body: unknown,
  ) => { readonly contact: string; readonly text: string } | undefined;
  /** Absent: nothing goes wrong. */
  readonly random?: Random;
  readonly onKnock: (contact: string) => void;
}

/** Longest delay of a webhook that is late: within the time the server waits for more. */
const LATE_MS = 150;
const SLOW_MS = 3000;

export async function openWay(parts: WayParts): Promise<Way> {
  const { serverUrl, platformUrl, random } = parts;
  const acknowledgedMs: number[] = [];
  const knocks: Knock[] = [];
  const faults = new Map<string, number>();
  const draw = <Fault extends string>(
    shares: Parameters<typeof drawFault<Fault>>[0],
  ): Fault | 'none' => {
    const fault = random === undefined ? 'none' : drawFault<Fault>(shares, random);
    if (fault !== 'none') faults.set(fault, (faults.get(fault) ?? 0) + 1);
    return fault;
  };

  const webhooks: Door = await openDoor(async (taken, response) => {
    const fault = draw(WEBHOOK_FAULTS);
    if (fault === 'lost') return cut(response);
    if (fault === 'late') await pause((random?.next() ?? 0) * LATE_MS);
    const post = async () => {
      const beganMs = performance.now();
      const answer = await forward(serverUrl, taken);
      if (answer?.status === 200) acknowledgedMs.push(performance.now() - beganMs);
      return answer;
    };
    const again = fault === 'twice' ? post() : undefined;
    const answer = await post();
    await again;
    if (fault === 'unheard') cut(response);
    else passOn(response, answer);
  });

  const api: Door = await openDoor(async (taken, response) => {
    const message = parts.messageIn(taken.path, parsed(taken.body));
    const carryOut = () => forward(platformUrl, taken);
    if (message === undefined) return passOn(response, await carryOut());
    knocks.push({ ...message, atMs: Date.now() });
    parts.onKnock(message.contact);
    // Zalo and Messenger tell the time to wait in the header, Telegram in the body.
    const say = (status: number, waitS?: number): void => {
      const header = waitS === undefined ? {} : { 'retry-after': String(waitS) };
      const body = { ok: false, error_code: status, description: 'a fault of the simulator' };
      const parameters = waitS === undefined ? {} : { parameters: { retry_after: waitS } };
      response.writeHead(status, { 'content-type': 'application/json', ...header });
      response.end(JSON.stringify({ ...body, ...parameters }));
    };
    switch (draw(SEND_FAULTS)) {
      case 'refused':
        return say(500);
      case 'busy':
        return say(429, 1);
      case 'cut':
        return cut(response);
      case 'refused-after':
        await carryOut();
        return say(500);
      case 'cut-after':
        await carryOut();
        return cut(response);
      case 'slow':
        await pause((random?.next() ?? 0) * SLOW_MS);
        return passOn(response, await carryOut());
      case 'none':
        return passOn(response, await carryOut());
    }
  });

  return {
    webhooksUrl: webhooks.url,
    apiUrl: api.url,
    acknowledgedMs,
    knocks,
    faults,
    close: async () => {
      await webhooks.close();
      await api.close();
    },
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
