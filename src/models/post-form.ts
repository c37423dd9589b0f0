import type { LookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface Posted {
  readonly status: number;
  /** As the endpoint asked for it, in ms. */
  readonly retryAfterMs?: number;
  readonly text: string;
}

/** No transcript is longer. */
const MOST_REPLY_BYTES = 2_000_000;

/**
 * Posts a form and reads the reply; follows no redirect. `addresses` are the only ones the host may be
 * found at, where given. Throws what the network does and when the signal fires.
 */
export async function postForm(
  url: string,
  form: FormData,
  options: {
    readonly headers: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
    readonly addresses?: readonly LookupAddress[];
  },
): Promise<Posted> {
  const written = new Response(form);
  const type = written.headers.get('content-type') ?? '';
  const body = Buffer.from(await written.arrayBuffer());
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const open = url.startsWith('https:') ? requestHttps : requestHttp;
    const { headers, signal, addresses } = options;
    const request = open(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': type, 'content-length': body.length },
      signal,
      ...(addresses === undefined ? {} : { lookup: lookupIn(addresses) }),
    });
    request.on('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_REPLY_BYTES) throw new Error('The reply is too long.');
    chunks.push(chunk);
  }
  const retryAfterMs = waitIn(response.headers['retry-after']);
  return {
    status: response.statusCode ?? 0,
    text: Buffer.concat(chunks).toString('utf8'),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

type Found = (error: null, address: string | LookupAddress[], family?: number) => void;

function lookupIn(addresses: readonly LookupAddress[]) {
  return (_host: string, { all }: { readonly all?: boolean | undefined }, found: Found): void => {
    const [first] = addresses;
    if (all === true || first === undefined) found(null, [...addresses]);
    else found(null, first.address, first.family);
  };
}

/** Seconds or a date: RFC 9110, 10.2.3. */
function waitIn(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
