import { lookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { VoiceFetch } from './platform.ts';
import { isPublicAddress } from './public-address.ts';

export interface DownloadRules {
  /** Host names; one that begins with a dot stands for all below it. */
  readonly hosts: readonly string[];
  readonly mostBytes: number;
  /** With the colon; `https:` alone when absent. */
  readonly protocols?: readonly string[];
  /** False: also hosts that are not on the public internet, and any port. True when absent. */
  readonly publicOnly?: boolean;
}

/** Fetches an address a platform named. Never throws. */
export type Download = (url: string, signal: AbortSignal) => Promise<VoiceFetch>;

const MOST_REDIRECTS = 3;

class NotPublic extends Error {
  override readonly name = 'NotPublic';
}

/**
 * Downloads of attachments. The address came in a message: every host it leads to, by redirects too,
 * is held against the rules, and every address at the moment of connecting, so that nobody makes this
 * server ask its own network.
 */
export function createDownload(rules: DownloadRules): Download {
  const { protocols = ['https:'], publicOnly = true, mostBytes } = rules;
  const hosts = rules.hosts.map((host) => host.toLowerCase());

  function isAllowed(url: URL): boolean {
    const host = url.hostname.toLowerCase();
    return (
      protocols.includes(url.protocol) &&
      url.username === '' &&
      url.password === '' &&
      (!publicOnly || (url.port === '' && isIP(host.replace(/^\[|\]$/gu, '')) === 0)) &&
      hosts.some((one) => (one.startsWith('.') ? host.endsWith(one) : host === one))
    );
  }

  async function fetchOne(url: URL, signal: AbortSignal, redirects: number): Promise<VoiceFetch> {
    if (!isAllowed(url)) return { kind: 'failed', reason: 'refused' };
    const response = await open(url, { signal, publicOnly });
    const { statusCode: status = 0, headers } = response;
    if (status === 200) return read(response, { mostBytes, url });
    response.destroy();
    if (status >= 300 && status < 400 && headers.location !== undefined) {
      return redirects === MOST_REDIRECTS || !URL.canParse(headers.location, url)
        ? { kind: 'failed', reason: 'refused' }
        : fetchOne(new URL(headers.location, url), signal, redirects + 1);
    }
    if (status === 429 || status === 408 || status >= 500) {
      return { kind: 'failed', reason: 'unavailable' };
    }
    return { kind: 'failed', reason: 'gone' };
  }

  return async (url, signal) => {
    try {
      if (!URL.canParse(url)) return { kind: 'failed', reason: 'refused' };
      return await fetchOne(new URL(url), signal, 0);
    } catch (error) {
      return { kind: 'failed', reason: error instanceof NotPublic ? 'refused' : 'unavailable' };
    }
  };
}

function open(
  url: URL,
  { signal, publicOnly }: { readonly signal: AbortSignal; readonly publicOnly: boolean },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? requestHttps : requestHttp;
    // A connection of its own: one kept from before was not looked up under these rules.
    const request = start(url, { signal, agent: false, ...(publicOnly ? { lookup: find } : {}) });
    request.on('response', resolve);
    request.on('error', reject);
    request.end();
  });
}

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

function find(host: string, { all }: { readonly all?: boolean | undefined }, found: Found): void {
  lookup(host, { all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null) return found(error, []);
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
      return found(new NotPublic('The host is not on the public internet.'), []);
    }
    return all === true ? found(null, addresses) : found(null, first.address, first.family);
  });
}

async function read(
  response: IncomingMessage,
  { mostBytes, url }: { readonly mostBytes: number; readonly url: URL },
): Promise<VoiceFetch> {
  const tooLarge = (): VoiceFetch => {
    response.destroy();
    return { kind: 'failed', reason: 'too-large' };
  };
  if (Number(response.headers['content-length'] ?? 0) > mostBytes) return tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBytes) return tooLarge();
    chunks.push(chunk);
  }
  const type = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const name = /[^/]{1,100}$/u.exec(url.pathname)?.[0];
  return {
    kind: 'fetched',
    bytes: Buffer.concat(chunks),
    ...(type === undefined || type === 'application/octet-stream' ? {} : { mediaType: type }),
    ...(name === undefined ? {} : { fileName: name }),
  };
}
