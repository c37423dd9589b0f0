import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { Configuration } from 'openid-client';
import type { OidcConfig } from '../../config.ts';

/** What a browser keeps between leaving for the identity provider and coming back. */
interface OidcWay {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Signing in at an office's identity provider: code flow with PKCE (RFC 9700; OpenID Connect Core). */
export interface Oidc {
  begin(redirectUri: string): Promise<{ readonly url: string; readonly way: OidcWay }>;
  /** Who signed in, by the claim that is set. Throws when anything about it is not right. */
  finish(current: URL, way: OidcWay): Promise<string>;
}

const TIMEOUT_S = 10;

export function createOidc({ issuer, clientId, clientSecret, loginClaim }: OidcConfig): Oidc {
  let found: Promise<Configuration> | undefined;
  const isLoopback = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/u.test(`${issuer}/`);

  /** Looked up once; after a failure again with the next sign-in. */
  function configuration(): Promise<Configuration> {
    found ??= discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: TIMEOUT_S,
      // The signature is checked although the line to the provider is. Plain HTTP only on this machine.
      execute: [enableNonRepudiationChecks, ...(isLoopback ? [allowInsecureRequests] : [])],
    }).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  }

  return {
    begin: async (redirectUri) => {
      const provider = await configuration();
      const way = {
        state: randomState(),
        nonce: randomNonce(),
        verifier: randomPKCECodeVerifier(),
      };
      const url = buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        state: way.state,
        nonce: way.nonce,
        code_challenge: await calculatePKCECodeChallenge(way.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, way };
    },
    finish: async (current, { state, nonce, verifier }) => {
      const tokens = await authorizationCodeGrant(await configuration(), current, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      const login = claims?.[loginClaim];
      if (typeof login !== 'string' || login === '') {
        throw new Error(`The identity provider gave no ${loginClaim}.`);
      }
      // An address nobody has shown to be hers would let her in as somebody else.
      if (loginClaim === 'email' && claims?.email_verified !== true) {
        throw new Error('The identity provider did not verify the e-mail address.');
      }
      return login;
    },
  };
}
