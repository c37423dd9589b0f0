import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the provider says of who signs in, and how it misbehaves. */
interface Saying {
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Overrides what the ID token must hold. */
  readonly forged?: Readonly<Record<string, unknown>>;
  /** Signs with a key that is not the published one. */
  readonly strangeKey?: boolean;
}

export interface FakeIdentityProvider {
  readonly issuer: string;
  say(saying: Saying): void;
  close(): Promise<void>;
}

const CLIENT = 'hoi-mot-cua';

/** An OpenID Connect provider on loopback that signs everybody in at once (OpenID Connect Core 1.0). */
export async function openFakeIdentityProvider(): Promise<FakeIdentityProvider> {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const strange = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, { nonce: string; challenge: string; redirectUri: string }>();
  let saying: Saying = {};
  let issuer = '';

  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (claims: object): string => {
    const text = `${part({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${part(claims)}`;
    const key = saying.strangeKey === true ? strange.privateKey : keys.privateKey;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    const json = (value: object, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (url.pathname === '/.well-known/openid-configuration') {
      return json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    }
    if (url.pathname === '/jwks') {
      const jwk = keys.publicKey.export({ format: 'jwk' });
      return json({ keys: [{ ...jwk, kid: 'one', alg: 'RS256', use: 'sig' }] });
    }
    if (url.pathname === '/authorize') {
      const code = randomUUID();
      const redirectUri = url.searchParams.get('redirect_uri') ?? '';
      codes.set(code, {
        nonce: url.searchParams.get('nonce') ?? '',
        challenge: url.searchParams.get('code_challenge') ?? '',
        redirectUri,
      });
      const back = new URL(redirectUri);
      back.searchParams.set('code', code);
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      response.writeHead(302, { location: back.href });
      return response.end();
    }
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const given = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const verifier = createHash('sha256').update(form.get('code_verifier') ?? '');
      const isRight =
        given?.challenge === verifier.digest('base64url') &&
        given.redirectUri === form.get('redirect_uri');
      if (!isRight) return json({ error: 'invalid_grant' }, 400);
      const nowS = Math.floor(Date.now() / 1000);
      const claims = { iss: issuer, aud: CLIENT, sub: 'subject-1', iat: nowS, exp: nowS + 300 };
      json({
        access_token: 'access',
        token_type: 'Bearer',
        id_token: signed({ ...claims, nonce: given.nonce, ...saying.claims, ...saying.forged }),
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    say: (next) => {
      saying = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
