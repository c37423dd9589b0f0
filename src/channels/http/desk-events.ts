import type { Request, Response } from 'express';
import type { Call } from '../../desk/call.ts';
import type { Desk, DeskEvent } from '../../desk/desk.ts';
import type { Suggestions } from '../../desk/suggestion.ts';
import type { Task } from '../../desk/task.ts';
import { Fault } from './faults.ts';

/** What consoles are told besides the desk's own events. */
export type ConsoleEvent =
  | DeskEvent
  | {
      readonly kind: 'suggestions';
      readonly office: string;
      readonly handoffId: string;
      readonly suggestions: Suggestions;
    }
  | { readonly kind: 'call'; readonly office: string; readonly call: Call }
  | {
      readonly kind: 'call-suggestions';
      readonly office: string;
      readonly callId: string;
      readonly suggestions: Suggestions;
    }
  | { readonly kind: 'task'; readonly office: string; readonly task: Task };

/** Everything that changes in an office, for the consoles that are open now. */
export interface DeskEvents {
  publish(event: ConsoleEvent): void;
  /** Returns what ends it; undefined when too many follow already. */
  follow(office: string, onEvent: (event: ConsoleEvent) => void): (() => void) | undefined;
  readonly followers: number;
}

export interface DeskEventsOptions {
  readonly follow: Desk['follow'];
  readonly mostFollowers?: number;
}

/** Consoles of one server; two for each of 200 officers leave room. */
const MOST_FOLLOWERS = 1000;

/** The desk is followed once for an office, while a console of it is open. */
export function createDeskEvents(options: DeskEventsOptions): DeskEvents {
  const { mostFollowers = MOST_FOLLOWERS } = options;
  const offices = new Map<
    string,
    { readonly listeners: Set<(event: ConsoleEvent) => void>; readonly leave: () => void }
  >();
  let followers = 0;

  const publish = (event: ConsoleEvent): void => {
    for (const listener of offices.get(event.office)?.listeners ?? []) listener(event);
  };

  return {
    publish,
    follow: (office, onEvent) => {
      if (followers >= mostFollowers) return undefined;
      const here = offices.get(office) ?? {
        listeners: new Set<(event: ConsoleEvent) => void>(),
        leave: options.follow(office, publish),
      };
      offices.set(office, here);
      // A listener of its own, so that the same function may follow twice.
      const listener = (event: ConsoleEvent): void => onEvent(event);
      here.listeners.add(listener);
      followers += 1;
      return () => {
        if (!here.listeners.delete(listener)) return;
        followers -= 1;
        if (here.listeners.size > 0) return;
        here.leave();
        if (offices.get(office) === here) offices.delete(office);
      };
    },
    get followers() {
      return followers;
    },
  };
}

const HEARTBEAT_MS = 15_000;
const RETRY_MS = 2000;
/** A console that lets so much wait, in bytes, does not read any more; it connects again. */
const MOST_UNREAD = 2_000_000;

/** The same event goes to hundreds of consoles: it is written down once. */
const frames = new WeakMap<ConsoleEvent, string>();

function frameOf(event: ConsoleEvent): string {
  const known = frames.get(event);
  if (known !== undefined) return known;
  const frame = `event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`;
  frames.set(event, frame);
  return frame;
}

/**
 * Writes an office's events as server-sent events: `event:` their kind, `data:` the event. Nothing is
 * replayed: after `event: hello` a console reads its lists anew. `stillAllowed` is asked with every
 * heartbeat, so that a disabled account hears nothing more.
 */
export function streamDeskEvents(
  request: Request,
  response: Response,
  events: DeskEvents,
  options: {
    readonly office: string;
    readonly stillAllowed: () => Promise<boolean>;
    readonly heartbeatMs?: number;
  },
): void {
  const write = (text: string): void => {
    if (response.writableEnded || response.destroyed) return;
    response.write(text);
    if (response.writableLength > MOST_UNREAD) response.destroy();
  };
  const leave = events.follow(options.office, (event) => write(frameOf(event)));
  if (leave === undefined) {
    throw new Fault('too-many-requests', { seconds: 30 }, { 'retry-after': '30' });
  }
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  response.setHeader('cache-control', 'no-store, no-transform');
  response.setHeader('x-accel-buffering', 'no');
  if (request.method === 'HEAD') {
    leave();
    response.end();
    return;
  }
  write(`retry: ${RETRY_MS}\nevent: hello\ndata: {"at":"${new Date().toISOString()}"}\n\n`);
  const heartbeat = setInterval(() => {
    write(': \n\n');
    void options.stillAllowed().then(
      (allowed) => {
        if (!allowed) response.end();
      },
      () => undefined,
    );
  }, options.heartbeatMs ?? HEARTBEAT_MS);
  response.once('close', () => {
    clearInterval(heartbeat);
    leave();
  });
}
