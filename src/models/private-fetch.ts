import type { LookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { AddressNotPrivate, hostOf, privateAddressesOf } from './private-address.ts';
import type { Resolve } from './private-address.ts';

/**
 * A `fetch` that connects only to addresses of this machine and of private networks. They are checked
 * where the connection is made and handed to it: a name that leads elsewhere the next time it is
 * resolved leads nowhere. Every call has a connection of its own; no redirect is followed. Rejects
 * with `AddressNotPrivate`, the signal's reason, or what the network throws. Bodies are sent whole and
 * read as they come.
 */
export function createPrivateFetch({ resolve }: { readonly resolve?: Resolve } = {}): typeof fetch {
  return async (input, init) => {
    // Writes forms and makes headers as the global one does; sends nothing.
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    const host = hostOf(request.url);
    // The lookup below is not asked for an address.
    if (isIP(host) !== 0) await privateAddressesOf(host, resolve);
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
    signal.throwIfAborted();
    const { response, end } = await send(request, body, resolve);
    try {
      return answered(response, request, end);
    } catch (error) {
      end();
      throw error;
    }
  };
}

function send(
  { url, method, headers, signal }: Request,
  body: Buffer | undefined,
  resolve: Resolve | undefined,
): Promise<{ readonly response: IncomingMessage; readonly end: () => void }> {
  return new Promise((found, failed) => {
    const open = url.startsWith('https:') ? requestHttps : requestHttp;
    let response: IncomingMessage | undefined;
    const sent: ClientRequest = open(url, {
      method,
      headers: {
        ...Object.fromEntries(headers),
        // Nobody here unpacks it.
        'accept-encoding': 'identity',
        ...(body === undefined ? {} : { 'content-length': body.length }),
      },
      // A connection that waits in a pool was checked for another call.
      agent: false,
      lookup: privateLookup(resolve),
    });
    const leave = (): void => {
      const reason: unknown = signal.reason;
      const error = reason instanceof Error ? reason : new Error('aborted');
      response?.destroy(error);
      sent.destroy(error);
    };
    signal.addEventListener('abort', leave, { once: true });
    sent.on('close', () => signal.removeEventListener('abort', leave));
    sent.on('error', failed);
    sent.on('response', (given) => {
      response = given;
      found({ response: given, end: () => sent.destroy() });
    });
    sent.end(body);
  });
}

/** As the web's. Throws for what it has no form for, and for a redirect. */
function answered(incoming: IncomingMessage, { url, method }: Request, end: () => void): Response {
  const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = incoming;
  if (status >= 300 && status < 400 && status !== 304) {
    incoming.on('error', () => undefined);
    throw new AddressNotPrivate(
      `${hostOf(url)} leads elsewhere with status ${status}, which is not followed`,
    );
  }
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  }
  if (NO_BODY.has(status) || method === 'HEAD') {
    incoming.on('error', () => undefined).resume();
    return new Response(null, { status, statusText, headers });
  }
  incoming.once('close', end);
  // One class under two names.
  const stream = Readable.toWeb(incoming) as NodeReadableStream<Uint8Array> as ReadableStream;
  return new Response(stream, { status, statusText, headers });
}

/** A `Response` of these may have none. */
const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

type Found = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** A `lookup` of `node:net` that gives a connection private addresses or none. */
function privateLookup(resolve: Resolve | undefined) {
  return (host: string, { all }: { readonly all?: boolean | undefined }, found: Found): void => {
    privateAddressesOf(host, resolve).then(
      (addresses) => {
        const [first] = addresses;
        if (all === true || first === undefined) found(null, [...addresses]);
        else found(null, first.address, first.family);
      },
      (error: unknown) => {
        found(error instanceof Error ? error : new Error('cannot be resolved'), []);
      },
    );
  };
}
