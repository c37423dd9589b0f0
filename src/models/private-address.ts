import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList } from 'node:net';

/** An address outside the office's own network, where `OUTBOUND_PRIVATE_ONLY` forbids it. */
export class AddressNotPrivate extends Error {
  override readonly name = 'AddressNotPrivate';
}

/** All addresses of a host; of an address, itself. Throws when there is none. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/**
 * This machine and private networks (RFC 1918, RFC 4193). Not link-local ones: behind
 * 169.254.169.254 clouds keep their credentials.
 */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('127.0.0.0', 8);
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.168.0.0', 16);
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');

const resolveAll: Resolve = (host) => lookup(host, { all: true });

/**
 * Where an address leads now, for a connection to exactly there: a name may lead elsewhere the next
 * time it is resolved. Throws `AddressNotPrivate` when any of it is public, and what resolving throws.
 */
export function privateAddresses(
  url: string,
  resolve: Resolve = resolveAll,
): Promise<readonly LookupAddress[]> {
  return privateAddressesOf(hostOf(url), resolve);
}

/** The host of an address, without the brackets of an IPv6 one. */
export function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/u, '$1');
}

/** The same of a host. */
export async function privateAddressesOf(
  host: string,
  resolve: Resolve = resolveAll,
): Promise<readonly LookupAddress[]> {
  const addresses = await resolve(host);
  const outside = addresses.find(
    ({ address, family }) => !PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4'),
  );
  if (outside !== undefined || addresses.length === 0) {
    throw new AddressNotPrivate(
      `${host} leads to ${outside?.address ?? 'no address'}, which is not of this machine or of a private network`,
    );
  }
  return addresses;
}

/** Checks addresses by the names of their settings at start-up. Throws one error that lists all. */
export async function checkPrivateAddresses(
  settings: Readonly<Record<string, string | undefined>>,
  resolve: Resolve = resolveAll,
): Promise<void> {
  const problems = await Promise.all(
    Object.entries(settings).map(async ([name, url]) => {
      if (url === undefined) return [];
      try {
        await privateAddresses(url, resolve);
        return [];
      } catch (error) {
        const why =
          error instanceof AddressNotPrivate ? error.message : `${hostOf(url)} cannot be resolved`;
        return [`  ${name}: ${why}`];
      }
    }),
  );
  if (problems.flat().length === 0) return;
  throw new AddressNotPrivate(
    `OUTBOUND_PRIVATE_ONLY=true allows no other addresses than this machine's and private ones. Name one of those, or leave the setting blank:\n${problems.flat().join('\n')}`,
  );
}
