import { createHash, timingSafeEqual } from 'node:crypto';
import type { ZaloConfig } from '../../config.ts';

export type SignatureVariant = ZaloConfig['signatureVariants'][number];

type Keys = Pick<ZaloConfig, 'appId' | 'appSecret' | 'oaId' | 'oaSecret'>;

const HEADER = /^(?:mac=)?([0-9a-f]{64})$/iu;

/**
 * The signature Zalo puts on a webhook: a plain SHA-256 (no HMAC) over id, raw body, the body's own
 * `timestamp` and a secret, as hex. Undefined when the variant needs an id that is not set. Source:
 * docs.zaloplatforms.com "Webhook"; which id and secret are meant differs between the vendor's pages
 * and working code, hence the variants.
 */
export function zaloSignature(
  variant: SignatureVariant,
  keys: Keys,
  signed: { readonly raw: Buffer; readonly timestamp: string },
): string | undefined {
  const id = variant === 'oa-id+oa-secret' ? keys.oaId : keys.appId;
  if (id === undefined) return undefined;
  const secret = variant === 'app-id+app-secret' ? keys.appSecret : keys.oaSecret;
  return createHash('sha256')
    .update(id)
    .update(signed.raw)
    .update(signed.timestamp)
    .update(secret)
    .digest('hex');
}

/**
 * The variant the header `X-ZEvent-Signature: mac=<hex>` was made by, tried in the given order;
 * undefined when there is none. Compared in constant time.
 */
export function matchSignature(
  header: string | undefined,
  variants: readonly SignatureVariant[],
  keys: Keys,
  signed: { readonly raw: Buffer; readonly timestamp: string },
): SignatureVariant | undefined {
  const hex = HEADER.exec(header?.trim() ?? '')?.[1];
  if (hex === undefined) return undefined;
  const given = Buffer.from(hex, 'hex');
  return variants.find((variant) => {
    const expected = zaloSignature(variant, keys, signed);
    return expected !== undefined && timingSafeEqual(given, Buffer.from(expected, 'hex'));
  });
}
