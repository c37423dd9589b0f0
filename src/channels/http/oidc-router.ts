import express from 'express';
import type { Request, Router } from 'express';
import { z } from 'zod';
import type { Accounts } from '../../accounts/accounts.ts';
import type { Log } from '../../log.ts';
import { signInPage } from './account-pages.ts';
import { nextPage } from './account-router.ts';
import type { AccountSignIn } from './account-sign-in.ts';
import { ACCOUNT_WORDS } from './account-words.ts';
import { allowOnly, limited } from './api-router.ts';
import { send } from './compress.ts';
import type { CookieKey } from './cookie-key.ts';
import type { Oidc } from './oidc.ts';
import type { SettingOf } from './page-router.ts';
import type { RateLimit } from './rate-limit.ts';
import { cookie } from './visitor.ts';
import { fill } from './words.ts';

export interface OidcRouterParts {
  readonly oidc: Oidc;
  readonly accounts: Pick<Accounts, 'signInAs'>;
  readonly signIn: AccountSignIn;
  readonly settingOf: SettingOf;
  readonly rateLimit: RateLimit;
  readonly cookieKey: CookieKey;
  /** Where browsers reach this server; undefined: as the request says. */
  readonly publicUrl: string | undefined;
  readonly log: Log;
}

const BEGIN = '/dang-nhap/co-quan';
const BACK = '/dang-nhap/co-quan/ve';
const WAY = 'hmc-oidc';
const WAY_MS = 10 * 60_000;
const waySchema = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
});

/** Out to the identity provider and back. */
export function createOidcRouter(parts: OidcRouterParts): Router {
  const { oidc, accounts, signIn, settingOf, rateLimit, cookieKey, publicUrl, log } = parts;
  const router = express.Router({ caseSensitive: true });
  const rootOf = (request: Request): string => publicUrl ?? `${request.protocol}://${request.host}`;
  const attributes = (request: Request) =>
    ({ httpOnly: true, sameSite: 'lax', secure: request.secure, path: BEGIN }) as const;

  router.get(BEGIN, limited(rateLimit), async (request, response) => {
    try {
      const { url, way } = await oidc.begin(rootOf(request) + BACK);
      const kept = JSON.stringify({ ...way, next: nextPage(request.query['tiep']) });
      const value = Buffer.from(kept).toString('base64url');
      const options = { ...attributes(request), maxAge: WAY_MS };
      response.cookie(WAY, cookieKey.sign(WAY, value), options);
      response.redirect(303, url);
    } catch (error) {
      log.warn({ reason: nameOf(error) }, 'the identity provider could not be reached');
      response.redirect(303, '/dang-nhap?loi=co-quan');
    }
  });
  allowOnly(router, BEGIN, ['GET', 'HEAD']);

  router.get(BACK, limited(rateLimit), async (request, response) => {
    const setting = settingOf(request, response);
    const { signIn: words } = ACCOUNT_WORDS[setting.language];
    const way = wayOf(request);
    response.clearCookie(WAY, attributes(request));
    const refuse = async (problem: string, next: string): Promise<void> => {
      response.status(401).setHeader('cache-control', 'no-store');
      const page = signInPage(setting, { next, problem, hasOidc: true });
      await send(request, response, 'text/html; charset=utf-8', page);
    };
    if (way === undefined) return refuse(words.oidcFailed, nextPage(''));
    const { next, ...rest } = way;
    let login: string;
    try {
      login = await oidc.finish(new URL(request.originalUrl, rootOf(request)), rest);
    } catch (error) {
      log.warn({ reason: nameOf(error) }, 'a sign-in at the identity provider failed');
      return refuse(words.oidcFailed, next);
    }
    const result = await accounts.signInAs(login);
    if (result.kind !== 'signed-in') return refuse(fill(words.oidcUnknown, { login }), next);
    signIn.begin(request, response, result.session);
    response.redirect(303, next);
  });
  allowOnly(router, BACK, ['GET', 'HEAD']);

  function wayOf(request: Request): z.infer<typeof waySchema> | undefined {
    const signed = cookie(request, WAY);
    const value = signed === undefined ? undefined : cookieKey.verify(WAY, signed);
    if (value === undefined) return undefined;
    try {
      return waySchema.parse(JSON.parse(Buffer.from(value, 'base64url').toString()));
    } catch {
      return undefined;
    }
  }
  return router;
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
