import { setTimeout as pause } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';

export type FakeZaloCall = 'send' | 'quota' | 'token';

/** What goes wrong with one call. `arrived`: it was carried out nevertheless. */
export type FakeZaloFault =
  /** Zalo's own error, with HTTP 200. */
  | { readonly kind: 'error'; readonly code: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterS?: number;
      readonly arrived?: boolean;
    }
  | { readonly kind: 'reset'; readonly arrived?: boolean }
  | { readonly kind: 'slow'; readonly ms: number }
  /** An HTML page with HTTP 200, as proxies have them. */
  | { readonly kind: 'page' };

export interface FaultLine {
  /** The next `times` calls of this kind fail so. */
  inject(on: FakeZaloCall, fault: FakeZaloFault, times?: number): void;
  next(on: FakeZaloCall): FakeZaloFault | undefined;
}

/** Faults waiting for their call; where none waits, `otherwise` decides. */
export function createFaultLine(
  otherwise: (on: FakeZaloCall) => FakeZaloFault | undefined,
): FaultLine {
  const waiting: { readonly on: FakeZaloCall; readonly fault: FakeZaloFault }[] = [];
  return {
    inject: (on, fault, times = 1) => {
      waiting.push(...Array.from({ length: times }, () => ({ on, fault })));
    },
    next: (on) => {
      const at = waiting.findIndex((one) => one.on === on);
      return at === -1 ? otherwise(on) : waiting.splice(at, 1)[0]?.fault;
    },
  };
}

/** Answers one call: with its fault if it has one, else with what `carryOut` says. */
export async function answer(
  response: ServerResponse,
  fault: FakeZaloFault | undefined,
  headers: Readonly<Record<string, string>>,
  carryOut: () => unknown,
): Promise<void> {
  const say = (status: number, body: string, more: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers, ...more });
    response.end(body);
  };
  switch (fault?.kind) {
    case 'error':
      return say(200, JSON.stringify({ error: fault.code, message: 'injected' }));
    case 'page':
      return say(200, '<html><body>Captive portal</body></html>', { 'content-type': 'text/html' });
    case 'status': {
      if (fault.arrived === true) carryOut();
      const { retryAfterS } = fault;
      return say(
        fault.status,
        'Bad day',
        retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) },
      );
    }
    case 'reset':
      if (fault.arrived === true) carryOut();
      response.socket?.resetAndDestroy();
      return;
    case 'slow':
      await pause(fault.ms);
      return say(200, JSON.stringify(carryOut()));
    case undefined:
      return say(200, JSON.stringify(carryOut()));
  }
}
