import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** What goes wrong with one call. `arrived`: it was carried out nevertheless. */
export type FakeMessengerFault =
  | {
      readonly kind: 'error';
      readonly code: number;
      readonly subcode?: number;
      readonly status?: number;
      readonly isTransient?: boolean;
    }
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

/** Status and body of an answer of the Graph API. */
export type GraphAnswer = readonly [status: number, body: unknown];

/** A refusal in Meta's own words. */
export function failure(
  code: number,
  subcode?: number,
  status = 400,
  isTransient = false,
): GraphAnswer {
  const more = subcode === undefined ? {} : { error_subcode: subcode };
  const error = { message: 'refused', type: 'OAuthException', code, ...more, fbtrace_id: 'fake' };
  return [
    code === 190 ? 401 : status,
    { error: isTransient ? { ...error, is_transient: true } : error },
  ];
}

export function say(
  response: ServerResponse,
  [status, body]: GraphAnswer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Answers one call: with its fault if it has one, else with what `carryOut` says. */
export async function answer(
  response: ServerResponse,
  fault: FakeMessengerFault | undefined,
  carryOut: () => GraphAnswer,
): Promise<void> {
  switch (fault?.kind) {
    case 'error':
      return say(response, failure(fault.code, fault.subcode, fault.status, fault.isTransient));
    case 'status': {
      if (fault.arrived === true) carryOut();
      const seconds = fault.retryAfterS;
      const wait = seconds === undefined ? {} : { 'retry-after': String(seconds) };
      return say(response, [fault.status, 'Bad day'], wait);
    }
    case 'reset':
      if (fault.arrived === true) carryOut();
      response.socket?.resetAndDestroy();
      return;
    case 'slow':
      await pause(fault.ms);
      return say(response, carryOut());
    case 'page':
      return say(response, [200, '<html><body>Captive portal</body></html>']);
    case undefined:
      return say(response, carryOut());
  }
}
