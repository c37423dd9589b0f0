import type { IncomingHttpHeaders } from 'node:http';
import { isSigned } from '../help-desk/signature.ts';
import { sameSecret } from '../messaging/same-secret.ts';

export interface HotlineSecrets {
  /** Bearer token of connectors; also the secret part of the addresses of providers that cannot sign. */
  readonly token?: string | undefined;
  /** Signs bodies: `x-signature: sha256=<hex>` over `x-timestamp` (s since 1970), a full stop, the body. */
  readonly secret?: string | undefined;
  /** Signs the bodies of CareSoft. */
  readonly careSoftSecret?: string | undefined;
}

/**
 * Whether a connector may speak: by bearer token, or by a signature over the raw body that is at most five
 * minutes old. The time is part of what is signed, so an old request cannot be sent again with a new one.
 */
export function isConnector(
  headers: IncomingHttpHeaders,
  raw: Buffer,
  { token, secret }: HotlineSecrets,
  now: Date,
): boolean {
  const bearer = /^Bearer (\S+)$/iu.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined && bearer !== undefined) return sameSecret(bearer, token);
  if (secret === undefined) return false;
  const { 'x-signature': signature, 'x-timestamp': timestamp } = headers;
  return isSigned(raw, { signature, timestamp }, secret, now);
}
